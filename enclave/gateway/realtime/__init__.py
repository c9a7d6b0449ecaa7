"""Realtime sessions: the socket of a client, the socket of the model service, and the guards between them."""

"""HTTP/1.1 and server-sent events: a strict server, a pooled client, nothing about models or policy."""

"""An Azure OpenAI look-alike on loopback, for the embedded default, tests and benchmarks.

    errors, faults       how a request fails, wanted or not
    tokens, schema       exact token counts; the smallest instance of a JSON Schema
    chat, script         what a chat request may say, and what is answered
    render, embeddings   answers in the wire's form
    answer               path and body -> reply, pure and deterministic
    bill, app            what was served; the server

Every answer says that it is a simulation.
"""

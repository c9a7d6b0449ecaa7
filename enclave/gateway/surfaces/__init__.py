"""What the gateway speaks: one file for each API, which knows its fields and nothing of policy."""

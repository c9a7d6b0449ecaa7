"""Who may do what, and what more somebody can obtain: roles, scopes, identities and the ways from one to another."""

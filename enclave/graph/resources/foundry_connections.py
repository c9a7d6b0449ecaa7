"""Connections of a Foundry account or project: the project's identity signs in."""

from __future__ import annotations

from enclave.graph import connections
from enclave.graph.connections import Connection, read
from enclave.graph.model import Resource
from enclave.graph.parts import Place

ACCOUNT_TYPE = "Microsoft.CognitiveServices/accounts/connections"
TYPE = "Microsoft.CognitiveServices/accounts/projects/connections"
API_VERSION = "2026-07-01"
SECRETLESS = ("AAD", "ManagedIdentity", "UserEntraToken", "None")
"""Ways of signing in that keep no secret in the connection."""

__all__ = ["ACCOUNT_TYPE", "API_VERSION", "SECRETLESS", "TYPE", "read", "write"]


def write(connection: Connection, parent: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The connection. Azure makes one at a time in a project."""
    return connections.write(connection, API_VERSION, parent, place, depends_on)

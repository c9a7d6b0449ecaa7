"""Connections of a Machine Learning workspace, hub or project."""

from __future__ import annotations

from enclave.graph import connections
from enclave.graph.connections import Connection, read
from enclave.graph.model import Resource
from enclave.graph.parts import Place

TYPE = "Microsoft.MachineLearningServices/workspaces/connections"
API_VERSION = "2026-05-01"

__all__ = ["API_VERSION", "TYPE", "read", "write"]


def write(connection: Connection, workspace: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The connection."""
    return connections.write(connection, API_VERSION, workspace, place, depends_on)

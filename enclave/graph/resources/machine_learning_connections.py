"""Connections of a Machine Learning workspace, hub or project to services that it uses. Without secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from enclave.graph.body import MISSING, Undecided, flag, last_segment, lookup, text
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place, answer, asked, stated

TYPE = "Microsoft.MachineLearningServices/workspaces/connections"
API_VERSION = "2026-05-01"


@dataclass(frozen=True)
class WorkspaceConnection:
    """A connection."""

    id: str
    workspace: str
    """Id of the workspace, hub or project."""
    name: str
    category: str
    """`AIServices`, `CognitiveSearch`, ..."""
    target: str
    """Id of the service, or its address."""
    target_path: str
    """What of a service that is given by id is the address; empty when the address is given."""
    auth: str
    """`AAD` or another of `authType`."""
    shared: bool
    """Also for the projects of a hub."""
    metadata: Mapping[str, Value] = field(default_factory=dict)


def read(resource: Resource) -> WorkspaceConnection:
    """A connection. Raises `Undecided`."""
    body = resource.body
    target = lookup(body, "properties.target")
    metadata = lookup(body, "properties.metadata")
    if metadata is not MISSING and metadata is not None and not isinstance(metadata, Mapping):
        raise Undecided("metadata", resource.id)
    return WorkspaceConnection(
        id=resource.id,
        workspace=resource.parent or "",
        name=last_segment(resource.name),
        category=text(body, "properties.category"),
        target=asked(body, "properties.target"),
        target_path=target.path if isinstance(target, Ref) else "",
        auth=text(body, "properties.authType"),
        shared=flag(body, "properties.isSharedToAll"),
        metadata=metadata if isinstance(metadata, Mapping) else {},
    )


def write(
    connection: WorkspaceConnection, workspace: Resource, place: Place, depends_on: tuple[str, ...] = ()
) -> tuple[Resource, ...]:
    """The connection."""
    properties = stated(
        category=connection.category,
        target=answer(connection.target, connection.target_path) if connection.target_path else connection.target,
        authType=connection.auth,
        isSharedToAll=connection.shared,
        metadata=dict(connection.metadata) or None,
    )
    return (place.below(workspace, "connections", API_VERSION, connection.name, {"properties": properties}, depends_on=depends_on),)

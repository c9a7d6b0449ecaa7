"""Connections to services that are used: of a Foundry account or project, or of a Machine Learning workspace. Without secrets."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from enclave.graph.body import MISSING, Undecided, flag, last_segment, lookup, reference, text
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place, answer, asked, stated


class Connection(Struct, frozen=True):
    """A connection."""

    id: str
    parent: str
    """Id of the account, workspace, hub or project."""
    name: str
    category: str
    """`AIServices`, `CosmosDb`, `AzureStorageAccount`, `CognitiveSearch`, `AppInsights`, `AzureKeyVault`, ..."""
    target: str
    """Id of the service, or its address."""
    target_path: str
    """What of a service that is given by id is the address, `properties.documentEndpoint`; empty when the address is given."""
    auth: str
    """`AAD` or another of `authType`."""
    shared: bool
    """Also for the other projects of the account or hub."""
    metadata: Mapping[str, Value] = field(default_factory=dict)


def read(resource: Resource) -> Connection:
    """A connection. Raises `Undecided`."""
    body = resource.body
    target = lookup(body, "properties.target")
    metadata = lookup(body, "properties.metadata")
    if metadata is not MISSING and metadata is not None and not isinstance(metadata, Mapping):
        raise Undecided("metadata", resource.id)
    return Connection(
        id=resource.id,
        parent=resource.parent or "",
        name=last_segment(resource.name),
        category=text(body, "properties.category"),
        target=asked(body, "properties.target"),
        target_path=target.path if isinstance(target, Ref) else "",
        auth=text(body, "properties.authType"),
        shared=flag(body, "properties.isSharedToAll"),
        metadata=metadata if isinstance(metadata, Mapping) else {},
    )


def write(
    connection: Connection, version: str, parent: Resource, place: Place, depends_on: tuple[str, ...] = ()
) -> tuple[Resource, ...]:
    """The connection, in that version of the API."""
    properties = stated(
        category=connection.category,
        target=answer(connection.target, connection.target_path) if connection.target_path else connection.target,
        authType=connection.auth,
        isSharedToAll=connection.shared,
        metadata=dict(connection.metadata) or None,
    )
    return (place.below(parent, "connections", version, connection.name, {"properties": properties}, depends_on=depends_on),)


def resource_of(connection: Connection) -> str | None:
    """Id of the service that a connection is for, from its metadata; None when it does not say."""
    value = next((item for key, item in connection.metadata.items() if key.lower() == "resourceid"), None)
    return reference(value)

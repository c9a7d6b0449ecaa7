"""Connections of a Foundry account or project to services that it uses. Without secrets: the project's identity signs in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from enclave.graph.body import MISSING, Undecided, flag, last_segment, lookup, reference, text
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place, answer, asked, stated

ACCOUNT_TYPE = "Microsoft.CognitiveServices/accounts/connections"
TYPE = "Microsoft.CognitiveServices/accounts/projects/connections"
API_VERSION = "2026-07-01"
SECRETLESS = ("AAD", "ManagedIdentity", "UserEntraToken", "None")
"""Ways of signing in that keep no secret in the connection."""


@dataclass(frozen=True)
class FoundryConnection:
    """A connection."""

    id: str
    parent: str
    """Id of the account or project."""
    name: str
    category: str
    """`CosmosDb`, `AzureStorageAccount`, `CognitiveSearch`, `AppInsights`, `AzureKeyVault`, ..."""
    target: str
    """Id of the service, or its address."""
    target_path: str
    """What of a service that is given by id is the address, `properties.documentEndpoint`; empty when the address is given."""
    auth: str
    """`AAD` or another of `authType`."""
    shared: bool
    """Also for the other projects of the account."""
    metadata: Mapping[str, Value] = field(default_factory=dict)


def read(resource: Resource) -> FoundryConnection:
    """A connection. Raises `Undecided`."""
    body = resource.body
    target = lookup(body, "properties.target")
    metadata = lookup(body, "properties.metadata")
    if metadata is not MISSING and metadata is not None and not isinstance(metadata, Mapping):
        raise Undecided("metadata", resource.id)
    return FoundryConnection(
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


def write(connection: FoundryConnection, parent: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The connection. Azure makes one at a time in a project."""
    properties = stated(
        category=connection.category,
        target=answer(connection.target, connection.target_path) if connection.target_path else connection.target,
        authType=connection.auth,
        isSharedToAll=connection.shared,
        metadata=dict(connection.metadata) or None,
    )
    return (place.below(parent, "connections", API_VERSION, connection.name, {"properties": properties}, depends_on=depends_on),)


def resource_of(connection: FoundryConnection) -> str | None:
    """Id of the service that a connection is for, from its metadata; None when it does not say."""
    value = next((item for key, item in connection.metadata.items() if key.lower() == "resourceid"), None)
    return reference(value)

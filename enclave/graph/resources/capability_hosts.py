"""Capability hosts: where the agents of a Foundry project keep their threads, files and vectors.

Of an account too: there they are read only. Azure makes one by itself when the account has a network for agents, and refuses
another one (learn.microsoft.com/azure/foundry/agents/concepts/capability-hosts, one per scope). They cannot be changed.
"""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, link, text, texts
from enclave.graph.model import Resource
from enclave.graph.parts import Place, stated

ACCOUNT_TYPE = "Microsoft.CognitiveServices/accounts/capabilityHosts"
TYPE = "Microsoft.CognitiveServices/accounts/projects/capabilityHosts"
API_VERSION = "2026-07-01"


class CapabilityHost(Struct, frozen=True):
    """A capability host. Connections are named, not given by id."""

    id: str
    parent: str
    """Id of the project or account."""
    name: str
    threads: tuple[str, ...]
    """Connections to Cosmos DB."""
    files: tuple[str, ...]
    """Connections to storage accounts."""
    vectors: tuple[str, ...]
    """Connections to AI Search."""
    models: tuple[str, ...] = ()
    """Connections to other accounts, when agents do not use the models of their own."""
    subnet: str | None = None
    """Of an account: id of the subnet of its agents."""


def read(resource: Resource) -> CapabilityHost:
    """A capability host of a project or an account. Raises `Undecided`."""
    body = resource.body
    return CapabilityHost(
        id=resource.id,
        parent=resource.parent or "",
        name=last_segment(resource.name),
        threads=texts(body, "properties.threadStorageConnections"),
        files=texts(body, "properties.storageConnections"),
        vectors=texts(body, "properties.vectorStoreConnections"),
        models=texts(body, "properties.aiServicesConnections"),
        subnet=link(body, "properties.customerSubnet") if text(body, "properties.customerSubnet") else None,
    )


def write(host: CapabilityHost, project: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The capability host of a project: it needs its connections, and the rights of the project's identity at what they lead to."""
    properties = stated(
        threadStorageConnections=list(host.threads),
        storageConnections=list(host.files),
        vectorStoreConnections=list(host.vectors),
        aiServicesConnections=list(host.models) or None,
    )
    return (place.below(project, "capabilityHosts", API_VERSION, host.name, {"properties": properties}, depends_on=depends_on),)

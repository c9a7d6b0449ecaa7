"""Data factories, with the managed network that their runtime works in and its ways to other services (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, link, pointer, text
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Identity, Place, answer, asked, identity, public_access, stated, write_identity

TYPE = "Microsoft.DataFactory/factories"
NETWORK_TYPE = f"{TYPE}/managedVirtualNetworks"
ENDPOINT_TYPE = f"{NETWORK_TYPE}/managedPrivateEndpoints"
RUNTIME_TYPE = f"{TYPE}/integrationRuntimes"
API_VERSION = "2018-06-01"
NETWORK = "default"


class ManagedEndpoint(Struct, frozen=True):
    """A private way from the factory's managed network to one service. The service's owner must approve it."""

    name: str
    target: str
    """Id of the service."""
    group: str


class FactoryKey(Struct, frozen=True):
    """A customer's key in a vault."""

    vault: str
    """Id or address of the vault."""
    name: str
    identity: str
    """Id of the user-assigned identity that may use it."""


class DataFactory(Struct, frozen=True):
    """A factory. What is absent is as Azure's default has it."""

    id: str
    location: str
    public_network_access: str
    identity: Identity
    key: FactoryKey | None = None
    runtimes: tuple[str, ...] = ()
    """Names of integration runtimes that work in the managed network; without one there is no such network."""
    endpoints: tuple[ManagedEndpoint, ...] = ()


def read(resource: Resource, graph: Graph | None = None) -> DataFactory:
    """A factory; with a graph its runtimes and endpoints are merged in. Raises `Undecided`."""
    children = graph.children(resource.id) if graph else ()
    networks = [child for child in children if child.type.lower() == NETWORK_TYPE.lower()]
    inner = [part for network in networks for part in (graph.children(network.id) if graph else ())]
    return DataFactory(
        id=resource.id,
        location=resource.location or "",
        public_network_access=public_access(resource),
        identity=identity(resource),
        key=_key(resource),
        runtimes=tuple(last_segment(child.name) for child in children if _is_managed(child)),
        endpoints=tuple(
            ManagedEndpoint(
                last_segment(part.name), link(part.body, "properties.privateLinkResourceId") or "", text(part.body, "properties.groupId")
            )
            for part in inner if part.type.lower() == ENDPOINT_TYPE.lower()
        ),
    )


def write(factory: DataFactory, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The factory, its managed network, its runtimes in its own region, then the endpoints one after another."""
    properties = stated(
        publicNetworkAccess=factory.public_network_access,
        encryption=None if factory.key is None else {
            "vaultBaseUrl": answer(factory.key.vault, "properties.vaultUri"),
            "keyName": factory.key.name,
            "identity": {"userAssignedIdentity": pointer(factory.key.identity)},
        },
    )
    body = stated(identity=write_identity(factory.identity), properties=properties)
    written = place.put(TYPE, API_VERSION, factory.id, body, depends_on=depends_on)
    if not factory.runtimes:
        return (written,)
    network = place.below(written, "managedVirtualNetworks", API_VERSION, NETWORK, {"properties": {}})
    parts = [
        place.below(written, "integrationRuntimes", API_VERSION, name, {"properties": _runtime(factory)}, depends_on=(network.id,))
        for name in factory.runtimes
    ]
    for endpoint in factory.endpoints:
        target: Value = {"privateLinkResourceId": pointer(endpoint.target), "groupId": endpoint.group}
        before = (parts[-1].id,)
        parts.append(place.below(
            network, "managedPrivateEndpoints", API_VERSION, endpoint.name, {"properties": target}, depends_on=before
        ))
    return (written, network, *parts)


def _runtime(factory: DataFactory) -> Value:
    flows: Value = {"computeType": "General", "coreCount": 8, "timeToLive": 10, "cleanup": False}
    return {
        "type": "Managed",
        "typeProperties": {"computeProperties": {"location": factory.location, "dataFlowProperties": flows}},
        "managedVirtualNetwork": {"type": "ManagedVirtualNetworkReference", "referenceName": NETWORK},
    }


def _is_managed(resource: Resource) -> bool:
    inside = text(resource.body, "properties.managedVirtualNetwork.referenceName") if resource.type.lower() == RUNTIME_TYPE.lower() else ""
    return bool(inside)


def _key(resource: Resource) -> FactoryKey | None:
    name = text(resource.body, "properties.encryption.keyName")
    if not name:
        return None
    return FactoryKey(
        vault=asked(resource.body, "properties.encryption.vaultBaseUrl"),
        name=name,
        identity=asked(resource.body, "properties.encryption.identity.userAssignedIdentity"),
    )

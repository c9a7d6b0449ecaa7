"""Data collection endpoints: where agents and programs deliver what a data collection rule asks for."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.model import Resource
from enclave.graph.parts import Place, public_access

TYPE = "Microsoft.Insights/dataCollectionEndpoints"
API_VERSION = "2024-03-11"


class DataCollectionEndpoint(Struct, frozen=True):
    """An endpoint."""

    id: str
    location: str
    public_network_access: str
    """`Enabled`, `Disabled` or `SecuredByPerimeter`."""


def read(resource: Resource) -> DataCollectionEndpoint:
    """An endpoint. Raises `Undecided`."""
    access = public_access(resource, "properties.networkAcls.publicNetworkAccess")
    return DataCollectionEndpoint(resource.id, resource.location or "", access)


def write(endpoint: DataCollectionEndpoint, place: Place) -> tuple[Resource, ...]:
    """The endpoint."""
    properties = {"networkAcls": {"publicNetworkAccess": endpoint.public_network_access}}
    return (place.put(TYPE, API_VERSION, endpoint.id, {"properties": properties}),)

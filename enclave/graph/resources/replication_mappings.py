"""Which region's machines a Recovery Services vault recovers where: mappings of containers and of networks (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, link, text
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place
from enclave.graph.resources.replication_fabrics import BETWEEN_REGIONS

KIND = "replicationProtectionContainerMappings"
TYPE = f"Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/{KIND}"
NETWORK_KIND = "replicationNetworks/replicationNetworkMappings"
NETWORK_TYPE = f"Microsoft.RecoveryServices/vaults/replicationFabrics/{NETWORK_KIND}"
API_VERSION = "2026-07-01"
NETWORKS = "azureNetwork"
"""The only name that Azure takes for the networks of a region."""


class ReplicationMapping(Struct, frozen=True):
    """Machines of one container are recovered in another, by a policy."""

    id: str
    target: str
    """Id of the other container."""
    policy: str
    updated: bool
    """Azure keeps the agent in the machines up to date, by way of an automation account."""


class NetworkMapping(Struct, frozen=True):
    """Machines of one network are recovered into another."""

    id: str
    source: str
    """Id of the network that they are in."""
    target: str
    fabric: str
    """Name of the region that they are recovered in, as the vault sees it."""


def read(resource: Resource) -> ReplicationMapping:
    """A mapping of containers. Raises `Undecided`."""
    body = resource.body
    return ReplicationMapping(
        id=resource.id,
        target=link(body, "properties.targetProtectionContainerId") or "",
        policy=link(body, "properties.policyId") or "",
        updated=text(body, "properties.providerSpecificInput.agentAutoUpdateStatus", "Disabled").lower() == "enabled",
    )


def write(mapping: ReplicationMapping, container: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The mapping below the container that it starts from."""
    mode: Value = {"instanceType": BETWEEN_REGIONS, "agentAutoUpdateStatus": "Enabled" if mapping.updated else "Disabled"}
    properties: Value = {
        "targetProtectionContainerId": Ref(mapping.target), "policyId": Ref(mapping.policy), "providerSpecificInput": mode,
    }
    name = last_segment(mapping.id)
    return (place.below(container, KIND, API_VERSION, name, {"properties": properties}, depends_on=depends_on),)


def read_network(resource: Resource) -> NetworkMapping:
    """A mapping of networks. Raises `Undecided`."""
    body = resource.body
    return NetworkMapping(
        id=resource.id,
        source=link(body, "properties.fabricSpecificDetails.primaryNetworkId") or "",
        target=link(body, "properties.recoveryNetworkId") or "",
        fabric=text(body, "properties.recoveryFabricName"),
    )


def write_network(mapping: NetworkMapping, fabric: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The mapping below the region that it starts from."""
    properties: Value = {
        "recoveryFabricName": mapping.fabric,
        "recoveryNetworkId": Ref(mapping.target),
        "fabricSpecificDetails": {"instanceType": "AzureToAzure", "primaryNetworkId": Ref(mapping.source)},
    }
    name = f"{NETWORKS}/{last_segment(mapping.id)}"
    return (place.below(fabric, NETWORK_KIND, API_VERSION, name, {"properties": properties}, depends_on=depends_on),)

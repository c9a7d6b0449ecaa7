"""Azure regions that a Recovery Services vault replicates machines between, and the container of each (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import items, last_segment, text
from enclave.graph.model import Body, Graph, Resource
from enclave.graph.parts import Place

KIND = "replicationFabrics"
TYPE = f"Microsoft.RecoveryServices/vaults/{KIND}"
CONTAINER_TYPE = f"{TYPE}/replicationProtectionContainers"
API_VERSION = "2026-07-01"
BETWEEN_REGIONS = "A2A"
"""What Site Recovery calls replication from Azure to Azure."""


class ReplicationFabric(Struct, frozen=True):
    """A region, as a vault sees it."""

    id: str
    location: str
    container: str = ""
    """Name of the container of its machines; `""`: there is none."""


def read(resource: Resource, graph: Graph | None = None) -> ReplicationFabric:
    """A region; with a graph its container is merged in. Raises `Undecided`."""
    children = graph.children(resource.id) if graph else ()
    containers = [child for child in children if child.type.lower() == CONTAINER_TYPE.lower() and _between_regions(child)]
    return ReplicationFabric(
        id=resource.id,
        location=text(resource.body, "properties.customDetails.location"),
        container=last_segment(containers[0].name) if containers else "",
    )


def write(fabric: ReplicationFabric, vault: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The region below its vault, and its container."""
    details = {"instanceType": "Azure", "location": fabric.location}
    written = place.below(
        vault, KIND, API_VERSION, last_segment(fabric.id), {"properties": {"customDetails": details}}, depends_on=depends_on
    )
    if not fabric.container:
        return (written,)
    body: Body = {"properties": {"providerSpecificInput": [{"instanceType": BETWEEN_REGIONS}]}}
    return (written, place.below(written, "replicationProtectionContainers", API_VERSION, fabric.container, body))


def _between_regions(container: Resource) -> bool:
    return any(text(part, "instanceType").upper() == BETWEEN_REGIONS for part in items(container.body, "properties.providerSpecificInput"))

"""Machines that a Recovery Services vault makes copies of (child resources, below a fabric and a container that Azure makes)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, link, text
from enclave.graph.ids import group_of
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place

KIND = "backupFabrics/protectionContainers/protectedItems"
TYPE = f"Microsoft.RecoveryServices/vaults/{KIND}"
API_VERSION = "2026-07-01"
MACHINE = "Microsoft.Compute/virtualMachines"


class ProtectedItem(Struct, frozen=True):
    """Something that copies are made of."""

    id: str
    kind: str
    """`Microsoft.Compute/virtualMachines` for a machine."""
    source: str
    """Id of the machine."""
    policy: str
    """Id of the policy."""


def read(resource: Resource) -> ProtectedItem:
    """An item. Raises `Undecided`."""
    return ProtectedItem(
        id=resource.id,
        kind=text(resource.body, "properties.protectedItemType"),
        source=link(resource.body, "properties.sourceResourceId") or "",
        policy=link(resource.body, "properties.policyId") or "",
    )


def write(item: ProtectedItem, vault: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The machine below its vault."""
    properties: Value = {"protectedItemType": item.kind, "sourceResourceId": Ref(item.source), "policyId": Ref(item.policy)}
    name = item_name(item.source)
    return (place.below(vault, KIND, API_VERSION, name, {"properties": properties}, depends_on=depends_on),)


def item_name(machine: str) -> str:
    """The names that Azure wants for a machine's fabric, container and item, below the vault."""
    ending = f"iaasvmcontainerv2;{group_of(machine)};{last_segment(machine)}"
    return f"Azure/iaasvmcontainer;{ending}/vm;{ending}"


def item_id(vault: str, machine: str) -> str:
    """Id of the item that a machine is in a vault."""
    fabric, container, item = item_name(machine).split("/")
    return f"{vault}/backupFabrics/{fabric}/protectionContainers/{container}/protectedItems/{item}"

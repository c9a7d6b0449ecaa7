"""Managed disks that outlive the machine they are attached to."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import link, number, pointer, text, texts
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, public_access, stated

TYPE = "Microsoft.Compute/disks"
API_VERSION = "2026-03-02"


class ManagedDisk(Struct, frozen=True):
    """A disk. What is absent is as Azure's default has it."""

    id: str
    sku: str
    size_gb: int
    zones: tuple[str, ...]
    encryption: str
    """`EncryptionAtRestWithPlatformKey`, `...CustomerKey` or `...PlatformAndCustomerKeys`."""
    encryption_set: str | None
    network_access: str
    """`AllowAll`, `AllowPrivate` or `DenyAll`: who may export it."""
    disk_access: str | None
    """Id of the disk access that `AllowPrivate` names."""
    public_network_access: str
    auth_mode: str = "None"
    """`AzureActiveDirectory`: whoever exports it must also sign in."""


def read(resource: Resource) -> ManagedDisk:
    """A disk. Raises `Undecided`."""
    body = resource.body
    return ManagedDisk(
        id=resource.id,
        sku=text(body, "sku.name", "Standard_LRS"),
        size_gb=number(body, "properties.diskSizeGB"),
        zones=texts(body, "zones"),
        encryption=text(body, "properties.encryption.type", "EncryptionAtRestWithPlatformKey"),
        encryption_set=link(body, "properties.encryption.diskEncryptionSetId"),
        network_access=text(body, "properties.networkAccessPolicy", "AllowAll"),
        disk_access=link(body, "properties.diskAccessId"),
        public_network_access=public_access(resource),
        auth_mode=text(body, "properties.dataAccessAuthMode", "None"),
    )


def write(disk: ManagedDisk, place: Place) -> tuple[Resource, ...]:
    """The disk, empty."""
    encryption = stated(type=disk.encryption, diskEncryptionSetId=pointer(disk.encryption_set) if disk.encryption_set else None)
    properties: Value = stated(
        creationData={"createOption": "Empty"},
        diskSizeGB=disk.size_gb,
        encryption=encryption,
        networkAccessPolicy=disk.network_access,
        diskAccessId=pointer(disk.disk_access) if disk.disk_access else None,
        publicNetworkAccess=disk.public_network_access,
        dataAccessAuthMode=disk.auth_mode,
    )
    body = stated(sku={"name": disk.sku}, zones=list(disk.zones) or None, properties=properties)
    return (place.put(TYPE, API_VERSION, disk.id, body),)

"""Disk encryption sets: the key that disks of machines and nodes are encrypted with."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, lookup, text
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import NO_IDENTITY, Identity, Place, identity, write_identity

TYPE = "Microsoft.Compute/diskEncryptionSets"
API_VERSION = "2026-03-02"


class DiskEncryptionSet(Struct, frozen=True):
    """A set."""

    id: str
    key: str
    """Id of the key, or its address."""
    double: bool
    """A platform key encrypts a second time."""
    follows_rotation: bool
    identity: Identity = NO_IDENTITY


def read(resource: Resource) -> DiskEncryptionSet:
    """A set. Raises `Undecided`."""
    key = lookup(resource.body, "properties.activeKey.keyUrl")
    kind = text(resource.body, "properties.encryptionType", "EncryptionAtRestWithCustomerKey")
    return DiskEncryptionSet(
        id=resource.id,
        key=key.resource if isinstance(key, Ref) else text(resource.body, "properties.activeKey.keyUrl"),
        double=kind.lower() == "encryptionatrestwithplatformandcustomerkeys",
        follows_rotation=flag(resource.body, "properties.rotationToLatestKeyVersionEnabled"),
        identity=identity(resource),
    )


def write(disks: DiskEncryptionSet, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The set. It names a version of the key and moves to the newest one by itself."""
    properties: Value = {
        "encryptionType": "EncryptionAtRestWithPlatformAndCustomerKeys" if disks.double else "EncryptionAtRestWithCustomerKey",
        "activeKey": {"keyUrl": Ref(disks.key, "properties.keyUriWithVersion") if disks.key.startswith("/") else disks.key},
        "rotationToLatestKeyVersionEnabled": disks.follows_rotation,
    }
    body: dict[str, Value] = {"identity": write_identity(disks.identity), "properties": properties}
    return (place.put(TYPE, API_VERSION, disks.id, body, depends_on=depends_on),)

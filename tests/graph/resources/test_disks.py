"""Managed disks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import disks
from enclave.graph.resources.disks import TYPE, ManagedDisk

HERE = "/resourceGroups/rg-test/providers"
DISK = ManagedDisk(
    id=f"{HERE}/{TYPE}/disk-a",
    sku="Premium_ZRS",
    size_gb=1024,
    zones=(),
    encryption="EncryptionAtRestWithPlatformAndCustomerKeys",
    encryption_set=f"{HERE}/Microsoft.Compute/diskEncryptionSets/des-a",
    network_access="DenyAll",
    disk_access=None,
    public_network_access="Disabled",
    auth_mode="AzureActiveDirectory",
)


@pytest.mark.parametrize("disk", [
    DISK,
    replace(DISK, sku="PremiumV2_LRS", zones=("1",), encryption="EncryptionAtRestWithPlatformKey", encryption_set=None),
    replace(DISK, network_access="AllowPrivate", disk_access=f"{HERE}/Microsoft.Compute/diskAccesses/da-a"),
])
def test_what_is_written_is_read_back(disk: ManagedDisk, round_trip: Callable[..., Any]) -> None:
    assert round_trip(disks, disk) == disk


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(disks.write(DISK, place)) == []


def test_a_disk_that_says_nothing_is_open(make: Callable[..., Resource]) -> None:
    found = disks.read(make(TYPE, "d", {"properties": {"creationData": {"createOption": "Empty"}, "DiskSizeGB": "64"}}))
    assert (found.network_access, found.public_network_access, found.size_gb) == ("AllowAll", "Enabled", 64)
    assert (found.encryption, found.encryption_set) == ("EncryptionAtRestWithPlatformKey", None)

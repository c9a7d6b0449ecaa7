"""Disk encryption sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import disk_encryption_sets
from enclave.graph.resources.disk_encryption_sets import TYPE, DiskEncryptionSet

HERE = "/resourceGroups/rg-test/providers"
KEY = f"{HERE}/Microsoft.KeyVault/vaults/kv-a/keys/disks"
USER = f"{HERE}/Microsoft.ManagedIdentity/userAssignedIdentities/id-a"
DISKS = DiskEncryptionSet(f"{HERE}/{TYPE}/des-a", KEY, True, True, Identity("UserAssigned", (USER,)))


@pytest.mark.parametrize("disks", [DISKS, replace(DISKS, key="https://kv-a.vault.azure.net/keys/disks/1", double=False)])
def test_what_is_written_is_read_back(disks: DiskEncryptionSet, round_trip: Callable[..., Any]) -> None:
    assert round_trip(disk_encryption_sets, disks, depends_on=("/before",)) == disks


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(disk_encryption_sets.write(DISKS, place)) == []


def test_the_key_is_named_by_its_version_and_followed(place: Place) -> None:
    (written,) = disk_encryption_sets.write(DISKS, place)
    assert [(ref.resource, ref.path) for ref in written.refs()] == [(KEY, "properties.keyUriWithVersion")]


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = disk_encryption_sets.read(make(TYPE, "des-b", {"properties": {"activeKey": {"keyUrl": "https://kv/keys/a/1"}}}))
    assert (found.double, found.follows_rotation, found.identity) == (False, False, Identity())
    assert found.key == "https://kv/keys/a/1"

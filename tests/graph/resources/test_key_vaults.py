"""Key vaults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import key_vaults
from enclave.graph.resources.key_vaults import TYPE, KeyVault

TENANT = "11111111-1111-1111-1111-111111111111"
VAULT = KeyVault(
    f"/resourceGroups/rg-test/providers/{TYPE}/kv-a", "westeurope", "premium", TENANT, "Disabled", "Deny", (), (), "None",
    True, 0, True, 90, True,
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(key_vaults, VAULT) == VAULT


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(key_vaults.write(VAULT, place)) == []


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = key_vaults.read(make(TYPE, "kv-a", {"properties": {"sku": {"name": "Standard"}, "accessPolicies": [{}, {}]}}))
    assert (found.sku, found.rbac, found.access_policies, found.public_network_access) == ("standard", False, 2, "Enabled")
    assert (found.soft_delete, found.soft_delete_days, found.purge_protection) == (True, 90, False)

"""The Recovery Services vault: closed, with its own key, and nobody deletes from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.encryption import SERVICE_USER, key
from enclave.compose.grants import grant_id
from enclave.compose.passes.recovery_services_vault import ready_for_items, recovery_services_vault, recovery_vault_id
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Graph
from enclave.graph.parts import Identity
from enclave.graph.resources import private_endpoints, recovery_vaults
from enclave.graph.resources.recovery_vaults import PROXY_TYPE, RecoveryVault

GUARD = "/subscriptions/99999999-9999-9999-9999-999999999999/resourceGroups/rg/providers/Microsoft.DataProtection/resourceGuards/four-eyes"
PAIRLESS = {"north": {"location": "westeurope"}, "us_east": {"location": "eastus"}}


def vault_of(graph: Graph) -> RecoveryVault:
    (found,) = graph.of_type(recovery_vaults.TYPE)
    return recovery_vaults.read(found, graph)


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(recovery_services_vault, furnished({"backup": False})).resources == ()


def test_it_is_closed_and_keeps_what_it_has(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    graph = run(recovery_services_vault, furnished({"backup": True}))
    found = vault_of(graph)
    assert (found.public_network_access, found.immutability, found.soft_delete, found.soft_delete_days) == (
        "Disabled", "Unlocked", "AlwaysON", 30,
    )
    assert (found.cross_subscription_restore, found.identity, found.alerts, found.guard) == (
        "Disabled", Identity("SystemAssigned"), True, "",
    )
    assert problems(graph.resources) == []


@pytest.mark.parametrize(("regions", "redundancy", "elsewhere"), [
    ({"north": {"location": "westeurope", "pair": "northeurope"}, "us_east": {"location": "eastus"}}, "GeoRedundant", True),
    (PAIRLESS, "ZoneRedundant", False),
    ({"north": {"location": "westus", "pair": "eastus"}, "us_east": {"location": "eastus"}}, "GeoRedundant", True),
    ({"north": {"location": "westus"}, "us_east": {"location": "eastus"}}, "LocallyRedundant", False),
])
def test_copies_go_to_the_pair_only_where_the_owner_named_one(
    regions: dict[str, Any], redundancy: str, elsewhere: bool, run: Callable[..., Graph], furnished: Callable[..., Site]
) -> None:
    found = vault_of(run(recovery_services_vault, furnished({"backup": True}, regions=regions)))
    assert (found.redundancy, found.cross_region_restore) == (redundancy, elsewhere)


def test_its_own_identity_may_use_the_key_before_anything_is_copied(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"backup": True}, security={"double_encryption": True})
    graph, customer = run(recovery_services_vault, site), key(site, "backup")
    assert customer is not None
    assert (vault_of(graph).key, vault_of(graph).twice_encrypted) == (customer.key, True)
    allowed = grant_id(recovery_vault_id(site), SERVICE_USER, customer.key)
    assert graph.get(allowed) is not None
    (endpoint,) = graph.of_type(private_endpoints.TYPE)
    assert allowed in endpoint.depends_on


def test_without_keys_of_the_owner_the_endpoint_waits_for_the_vault(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"backup": True}, security={"customer_managed_keys": False})
    graph = run(recovery_services_vault, site)
    assert vault_of(graph).key == ""
    assert recovery_vault_id(site) in graph.of_type(private_endpoints.TYPE)[0].depends_on


def test_its_endpoint_is_there_before_anything_is_copied(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"backup": True})
    graph = run(recovery_services_vault, site)
    (written,) = graph.of_type(private_endpoints.TYPE)
    found = private_endpoints.read(written, graph)
    assert (found.group_ids, found.subnet) == (("AzureBackup",), site.subnet(DATA_ENDPOINTS))
    assert ready_for_items(site) == (written.id,)


def test_it_is_locked_for_good_and_guarded_only_when_the_owner_says_so(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    graph = run(recovery_services_vault, furnished({"backup": {"lock_for_good": True, "resource_guard": GUARD}}))
    assert (vault_of(graph).immutability, vault_of(graph).guard) == ("Locked", GUARD)
    assert len(graph.of_type(PROXY_TYPE)) == 1

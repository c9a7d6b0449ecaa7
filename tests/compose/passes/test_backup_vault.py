"""The backup vault."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.encryption import SERVICE_USER, key
from enclave.compose.grants import grant_id
from enclave.compose.passes.backup_vault import backup_vault, backup_vault_id
from enclave.compose.site import Site
from enclave.graph.model import Graph
from enclave.graph.parts import Identity
from enclave.graph.resources import backup_vaults
from enclave.graph.resources.backup_vaults import ENCRYPTION_TYPE, TYPE


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(backup_vault, furnished({"backup": False})).resources == ()


def test_it_keeps_what_it_has_under_the_owners_key(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    site = furnished({"backup": True})
    graph, customer = run(backup_vault, site), key(site, "backup")
    (written,) = graph.of_type(TYPE)
    found = backup_vaults.read(written, graph)
    assert customer is not None
    assert (found.id, found.redundancy, found.cross_region_restore) == (backup_vault_id(site), "GeoRedundant", True)
    assert (found.immutability, found.soft_delete, found.cross_subscription_restore) == ("Unlocked", "AlwaysOn", "Disabled")
    assert (found.identity, found.key) == (Identity("SystemAssigned"), customer.key)
    (change,) = graph.of_type(ENCRYPTION_TYPE)
    assert change.depends_on == (grant_id(found.id, SERVICE_USER, customer.key),)
    assert graph.get(change.depends_on[0]) is not None
    assert problems((written,)) == []


def test_without_keys_of_the_owner_nothing_is_changed_afterwards(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    graph = run(backup_vault, furnished({"backup": {"lock_for_good": True}}, security={"customer_managed_keys": False}))
    assert [resource.type for resource in graph] == [TYPE]
    assert backup_vaults.read(graph.resources[0]).immutability == "Locked"

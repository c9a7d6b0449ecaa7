"""The vault of customer-managed keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.encryption import ENCRYPT, PURPOSES, WRAP, key, keys_vault
from enclave.compose.passes.keys import keys
from enclave.compose.site import Site, sites
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.needs import deployable, needs
from enclave.graph.resources import key_vault_keys, key_vaults, private_endpoints, role_assignments, user_assigned_identities
from enclave.spec.components import Components
from enclave.spec.models import Spec


@pytest.fixture
def full(spec: Callable[..., Spec]) -> Site:
    """A region with everything."""
    everything = dict.fromkeys(Components.model_fields, True)
    return sites(spec(security={"customer_managed_keys": True}, components=everything))[0]


def test_nothing_without_customer_managed_keys(spec: Callable[..., Spec], run: Callable[..., Graph]) -> None:
    assert run(keys, sites(spec(security={"customer_managed_keys": False}))[0]).resources == ()


def test_the_vault_is_closed_and_cannot_be_emptied(full: Site, run: Callable[..., Graph]) -> None:
    (vault,) = map(key_vaults.read, run(keys, full).of_type(key_vaults.TYPE))
    assert vault.id == keys_vault(full)
    assert (vault.public_network_access, vault.default_action, vault.ip_rules, vault.subnet_rules) == ("Disabled", "Deny", (), ())
    assert (vault.sku, vault.rbac, vault.purge_protection, vault.soft_delete, vault.soft_delete_days) == ("premium", True, True, True, 90)
    assert vault.bypass == "AzureServices"
    (endpoint,) = run(keys, full).of_type(private_endpoints.TYPE)
    assert private_endpoints.read(endpoint).target == vault.id


def test_every_key_is_in_hardware_and_renewed(full: Site, run: Callable[..., Graph]) -> None:
    found = {view.name: view for view in map(key_vault_keys.read, run(keys, full).of_type(key_vault_keys.TYPE))}
    assert found.keys() == PURPOSES.keys()
    assert {view.kind for view in found.values()} == {"RSA-HSM"}
    assert {view.exportable for view in found.values()} == {False}
    assert {(view.expires_after, view.rotates_after, view.notifies_before_expiry) for view in found.values()} == {("P1Y", "P9M", "P30D")}
    assert {view.bits for name, view in found.items() if name != "cognitive-services"} == {3072}
    assert found["sql"].operations == WRAP
    assert set(found["search"].operations) == {*WRAP, *ENCRYPT}


def test_an_identity_may_use_its_own_key_and_nothing_else(full: Site, run: Callable[..., Graph]) -> None:
    graph = run(keys, full)
    given: dict[str, Any] = {}
    for assignment in map(role_assignments.read, graph.of_type(role_assignments.TYPE)):
        assert assignment.principal not in given
        given[assignment.principal] = (assignment.scope, assignment.role)
    made = {identity.id for identity in graph.of_type(user_assigned_identities.TYPE)}
    assert len(given) == len(PURPOSES)
    assert made == given.keys() - {full.id(user_assigned_identities.TYPE, what.holder) for what in PURPOSES.values() if what.holder}
    for purpose, what in PURPOSES.items():
        found = key(full, purpose)
        assert found
        assert given[found.identity] == (found.key, role(what.role))


def test_whoever_depends_on_a_key_comes_after_the_right_to_use_it(full: Site, run: Callable[..., Graph]) -> None:
    graph = run(keys, full)
    for purpose in PURPOSES:
        found = key(full, purpose)
        assert found
        assert all(graph.get(needed) for needed in found.depends_on)
        assert graph.get(found.key)
    assert deployable(Graph(graph.of_type(key_vaults.TYPE, key_vault_keys.TYPE, role_assignments.TYPE)), needs(
        Graph(graph.of_type(key_vaults.TYPE, key_vault_keys.TYPE, role_assignments.TYPE))
    ))


def test_azure_takes_all_of_it(full: Site, run: Callable[..., Graph], problems: Callable[..., list[str]]) -> None:
    assert problems(run(keys, full)) == []

"""A2 items 10 and 16: a service endpoint with a policy, and without one."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Unresolved
from enclave.verify.network.egress import Egress
from enclave.verify.network.endpoint_policies import TYPE, limited

STORAGE = "Microsoft.Storage"


def policy(build: Any, *resources: Any, service: str = STORAGE) -> str:
    definition = {"name": "d", "properties": {"service": service, "serviceResources": list(resources)}}
    found: str = build.add(TYPE, "policy", {"serviceEndpointPolicyDefinitions": [definition]})
    return found


def subnet(build: Any, kit: Any, *policies: str, service: str = STORAGE) -> Any:
    table = build.routes("rt", "0.0.0.0/0 None")
    part = {"prefix": "10.1.1.0/24", "routes": table, "serviceEndpoints": [{"service": service}]}
    build.network("net", "10.1.0.0/16", {"a": {**part, "serviceEndpointPolicies": [{"id": each} for each in policies]}})
    return kit.subnet_id("net", "a")


def leaves(build: Any, where: str) -> bool:
    world = build.world()
    return any(True for _ in Egress(world.estate.site(where), world).ways())


def test_item_10_without_a_policy_every_tenants_accounts_are_reached(build: Any, kit: Any) -> None:
    assert leaves(build, subnet(build, kit))


def test_item_16_a_policy_that_names_accounts_of_the_template_closes_it(build: Any, kit: Any) -> None:
    account = build.add("Microsoft.Storage/storageAccounts", "mine")
    assert not leaves(build, subnet(build, kit, policy(build, account)))


def test_item_16_definitions_may_be_parts_of_the_policy(build: Any, kit: Any) -> None:
    account = build.add("Microsoft.Storage/storageAccounts", "mine")
    one = build.add(TYPE, "policy", {})
    where = subnet(build, kit, one)
    assert leaves(build, where)
    build.add(f"{TYPE}/serviceEndpointPolicyDefinitions", "policy/d", {"service": STORAGE, "serviceResources": [account]}, location=None)
    assert not leaves(build, where)


@pytest.mark.parametrize(
    "resource",
    [
        "/subscriptions/9", "/subscriptions/9/resourceGroups/x/providers/Microsoft.Storage/storageAccounts/theirs", "/services/Azure/Any",
        Unresolved("parameters('account')"),
    ],
)
def test_item_16_accounts_that_are_not_in_the_template_are_undecided(build: Any, kit: Any, resource: Any) -> None:
    mine = build.add("Microsoft.Storage/storageAccounts", "mine")
    with pytest.raises(Undecided):
        leaves(build, subnet(build, kit, policy(build, mine, resource)))


def test_item_16_a_policy_for_storage_closes_nothing_else(build: Any, kit: Any) -> None:
    account = build.add("Microsoft.Storage/storageAccounts", "mine")
    assert leaves(build, subnet(build, kit, policy(build, account), service="Microsoft.KeyVault"))


def test_item_16_a_policy_elsewhere_is_undecided(build: Any, kit: Any) -> None:
    where = subnet(build, kit, f"{kit.GROUP}/providers/{TYPE}/gone")
    world = build.world()
    with pytest.raises(Undecided, match="not in the template"):
        limited(world.estate.site(where), STORAGE, world)


def test_item_10_accounts_of_other_regions_are_reached_by_the_other_routes(build: Any, kit: Any) -> None:
    account = build.add("Microsoft.Storage/storageAccounts", "mine")
    nsg = build.nsg("nsg", "100 out allow tcp 443 from * to Storage", "4000 out deny * * from * to *")
    part = {"prefix": "10.1.1.0/24", "nsg": nsg, "serviceEndpoints": [{"service": STORAGE}], "defaultOutboundAccess": True}
    build.network("net", "10.1.0.0/16", {"a": {**part, "serviceEndpointPolicies": [{"id": policy(build, account)}]}})
    assert leaves(build, kit.subnet_id("net", "a"))

"""A2 item 20, network security perimeters: the table of Microsoft's page on the transition to them, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.verify.front import openings
from enclave.verify.network.addresses import WORLD, addresses
from enclave.verify.network.intervals import EMPTY, IntervalSet
from enclave.verify.perimeters import ASSOCIATION, RULE, perimeter_of
from enclave.verify.services import service_of

NSP = "Microsoft.Network/networkSecurityPerimeters"
LAB, OFFICE = "203.0.113.0/24", "198.51.100.0/24"


def who(build: Any, store: str) -> IntervalSet:
    """Everybody who comes in by any door."""
    world = build.world()
    resource = world.estate.graph.get(store)
    assert isinstance(resource, Resource)
    row = service_of(resource)
    assert row is not None
    return IntervalSet.union(opening.sources for opening in openings(resource, row, world))


def storage(build: Any, access: str) -> str:
    acl = {"defaultAction": "Deny", "ipRules": [{"value": OFFICE}]}
    found: str = build.add("Microsoft.Storage/storageAccounts", "st", {"publicNetworkAccess": access, "networkAcls": acl})
    return found


def associate(build: Any, target: str, mode: str | None, **rule: Any) -> str:
    build.add(NSP, "nsp", {})
    profile = build.add(f"{NSP}/profiles", "nsp/p", {})
    build.add(RULE, "nsp/p/in", {"direction": "Inbound", "addressPrefixes": [LAB], **rule})
    build.add(RULE, "nsp/p/out", {"direction": "Outbound", "addressPrefixes": ["0.0.0.0/0"]})
    more = {} if mode is None else {"accessMode": mode}
    found: str = build.add(ASSOCIATION, "nsp/one", {"privateLinkResource": {"id": target}, "profile": {"id": profile}, **more})
    return found


@pytest.mark.parametrize(
    ("access", "mode", "expected"),
    [
        ("Enabled", "", [OFFICE]),
        ("Disabled", "", []),
        ("SecuredByPerimeter", "", []),
        ("Enabled", "Learning", [LAB, OFFICE]),
        ("Enabled", None, [LAB, OFFICE]),  # learning is the default
        ("Disabled", "Learning", [LAB]),
        ("SecuredByPerimeter", "Learning", [LAB]),
        ("Enabled", "Enforced", [LAB]),
        ("Disabled", "Enforced", [LAB]),
        ("SecuredByPerimeter", "Enforced", [LAB]),
    ],
)
def test_item_20_who_comes_in_by_switch_and_access_mode(build: Any, access: str, mode: str | None, expected: list[str]) -> None:
    store = storage(build, access)
    if mode != "":
        associate(build, store, mode)
    assert who(build, store) == IntervalSet.union(addresses(each) or EMPTY for each in expected)


def test_item_20_a_rule_for_everybody_opens_what_was_switched_off(build: Any) -> None:
    store = storage(build, "Disabled")
    associate(build, store, "Enforced", addressPrefixes=["0.0.0.0/0", "::/0"])
    assert who(build, store) == WORLD


@pytest.mark.parametrize(
    "rule", [{"subscriptions": [{"id": "/subscriptions/9"}]}, {"serviceTags": ["Storage"]}, {"addressPrefixes": ["here"]},
             {"addressPrefixes": Unresolved("parameters('who')")}, {"networkSecurityPerimeters": [{"id": "/x"}]}],
)
def test_item_20_callers_that_are_no_addresses_are_undecided(build: Any, rule: dict[str, Any]) -> None:
    store = storage(build, "Disabled")
    associate(build, store, "Enforced", **rule)
    with pytest.raises(Undecided):
        who(build, store)


def test_item_20_another_resources_association_says_nothing(build: Any) -> None:
    store = storage(build, "Disabled")
    associate(build, f"{store}2", "Enforced")
    assert who(build, store) == EMPTY


def test_item_20_a_perimeter_elsewhere_may_let_anybody_in(build: Any) -> None:
    store = storage(build, "Disabled")
    association = associate(build, store, "Enforced")
    graph = build.graph()
    assert perimeter_of(graph.get(store), graph).enforced
    build.drop(association.rpartition("/resourceAssociations/")[0] + "/profiles/p")
    with pytest.raises(Undecided, match="not in the template"):
        who(build, store)

"""Evaluated values become values of a graph: one form for every reference, nothing of the stand-ins left."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import SUBSCRIPTION
from enclave.graph.model import Graph, Ref, Resource, Secret, Unresolved
from enclave.importers.finish import Finisher, merged
from enclave.importers.values import Deployed, Lambda, NameOf, Text

VNET = Resource("Microsoft.Network/virtualNetworks", "1", "vnet", "/resourceGroups/g", {})
HERE = f"/subscriptions/{SUBSCRIPTION}"
OTHER = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/A.B/c/x"
GAP = Unresolved("parameters('x')")


@pytest.mark.parametrize(("value", "wanted"), [
    (HERE + VNET.id, Ref(VNET.id)),
    (HERE + VNET.id.upper(), Ref(VNET.id)),
    (f"{HERE}{VNET.id}/", Ref(VNET.id)),
    (f"{HERE}{VNET.id}/subnets/a", Ref(VNET.id, "id", "/subnets/a")),
    (f"{HERE}{VNET.id}/subnets/a/b/c", Ref(VNET.id, "id", "/subnets/a/b/c")),
    (f"{HERE}{VNET.id}/providers/A.B/c/x", Ref(f"{VNET.id}/providers/A.B/c/x")),
    (f"{HERE}/resourceGroups/g/providers/A.B/c/x", Ref("/resourceGroups/g/providers/A.B/c/x")),
    (f"{HERE}/resourceGroups/g", Ref("/resourceGroups/g")),
    (HERE, Ref("")),
    (f"UserAssignedIdentity={HERE}{VNET.id}/subnets/a", Ref(VNET.id, "id", "/subnets/a", "UserAssignedIdentity=")),
    (f"UserAssignedIdentity={OTHER}", f"UserAssignedIdentity={OTHER}"),
    (OTHER, OTHER),
    ("/providers/A.B/c/x", "/providers/A.B/c/x"),
    ("/subnets/a", "/subnets/a"),
    (Deployed(HERE + VNET.id.lower(), "properties.a"), Ref(VNET.id, "properties.a")),
    (NameOf(HERE + VNET.id), Ref(VNET.id, "name")),
    (Text((f"{HERE}/resourceGroups/g/providers/A.B/c/", GAP)), Ref("/resourceGroups/g/providers/A.B/c/{parameters('x')}")),
    (Secret("x"), Secret("x")),
    ({"subnets": [{"name": Text((GAP, "-snet"))}]}, {"subnets": [{"name": "{parameters('x')}-snet"}]}),
    ({"probes": [{"name": GAP, "properties": {}}]}, {"probes": [{"name": GAP, "properties": {}}]}),
    ([{"name": GAP, "value": "1"}], [{"name": GAP, "value": "1"}]),
    ([{"a": None, "b": True, "c": 1.5}], [{"a": None, "b": True, "c": 1.5}]),
    ({HERE + VNET.id: {}}, {VNET.id: {}}),
])
def test_values(value: Any, wanted: Any) -> None:
    assert Finisher(Graph((VNET,))).value(value) == wanted


@pytest.mark.parametrize("value", [
    SUBSCRIPTION, f"https://x/{SUBSCRIPTION}", f"{HERE}/tagNames/a/b", Deployed(HERE + VNET.id, "properties"), Deployed(HERE + VNET.id, ""),
    Text(("a", GAP)), GAP, Lambda((), None, None),
])
def test_what_is_not_known_is_not_guessed(value: Any) -> None:
    assert isinstance(Finisher(Graph((VNET,))).value(value), Unresolved)


def test_a_resource_deployed_twice_is_known_where_both_agree() -> None:
    both = merged({"a": 1, "p": {"x": 1, "y": [1], "z": 3}}, {"p": {"x": 1, "y": [2], "new": True}, "b": 1})
    assert both["p"]["x"] == 1
    for value in (both["a"], both["b"], both["p"]["y"], both["p"]["z"], both["p"]["new"]):
        assert isinstance(value, Unresolved)
        assert "twice" in value.reason
    assert isinstance(merged({"a": True}, {"a": 1})["a"], Unresolved)


def test_of_two_names_that_differ_in_case_only_neither_is_known() -> None:
    body = Finisher(Graph(())).value({"access": "Disabled", "Access": "Enabled", "other": 1})
    assert isinstance(body, dict)
    assert [type(body[key]) for key in ("access", "Access", "other")] == [Unresolved, Unresolved, int]


def test_an_id_known_in_part_of_another_subscription_is_that_of_a_resource_that_is_called_so() -> None:
    scope = f"{OTHER[:51]}/resourceGroups/{{parameters('x')}}"
    network = Resource("Microsoft.Network/virtualNetworks", "1", "v", scope, {})
    named = Text((f"{OTHER[:51]}/resourceGroups/", GAP, "/providers/Microsoft.Network/virtualNetworks/v/subnets/s"))
    assert Finisher(Graph((network,))).value(named) == f"{network.id}/subnets/s"
    assert isinstance(Finisher(Graph((VNET,))).value(named), Unresolved)

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import MISSING
from enclave.graph.model import Ref, Secret, Unresolved
from enclave.importers.terraform.families import MAPPINGS
from enclave.importers.terraform.identities import Identities
from enclave.importers.terraform.plan import parse_plan
from enclave.importers.terraform.view import View


def view(document: dict[str, Any], address: str = "azurerm_thing.x") -> View:
    parsed = parse_plan(document, "plan.json")
    identities = Identities(parsed, {each.source: each for each in MAPPINGS})
    return identities.view(next(each for each in parsed.resources if each.address == address))


@pytest.fixture
def thing(plan_document: Any, row: Any, after: Any) -> View:
    return view(
        plan_document(
            [
                row("azurerm_subnet.s", {"name": "s", "resource_group_name": "rg", "virtual_network_name": "v"}),
                row("azurerm_subnet.t", {"name": "t", "resource_group_name": "rg", "virtual_network_name": "v"}),
                row(
                    "azurerm_thing.x",
                    {
                        "known": "a",
                        "nothing": None,
                        "empty": "",
                        "later": after("local.x"),
                        "left": after(),
                        "number": 7,
                        "on": True,
                        "subnet_id": after("azurerm_subnet.s.id"),
                        "either": after("azurerm_subnet.s.id", "azurerm_subnet.t.id"),
                        "ids": [after("azurerm_subnet.s.id"), after("azurerm_subnet.t.id")],
                        "mixed": ["/x", after("azurerm_subnet.s.id")],
                        "block": [{"inner": "b", "subnet_id": after("azurerm_subnet.t.id"), "deep": [{"leaf": 1}]}],
                        "blocks": [{"name": "one", "later": after("local.y")}, {"name": "two", "later": "known"}],
                    },
                ),
            ]
        )
    )


def test_values(thing: View) -> None:
    assert thing.value("known") == "a"
    assert thing.value("nothing") is MISSING
    assert thing.value("gone") is MISSING
    assert isinstance(thing.value("later"), Unresolved)
    assert thing.value("left") is MISSING
    assert (thing.text("number"), thing.flag("on"), thing.flag("gone", True), thing.text("gone", "d")) == ("7", True, True, "d")
    assert thing.value("block.inner") == "b"
    assert thing.value("block.deep.leaf") == 1
    assert thing.value("gone.inner") is MISSING


def test_links(thing: View) -> None:
    subnet = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets"
    assert thing.link("subnet_id") == Ref(f"{subnet}/s")
    assert isinstance(thing.link("subnet_id", ("azurerm_virtual_network",)), Unresolved)
    assert isinstance(thing.link("either"), Unresolved)
    assert thing.link("block.subnet_id") == Ref(f"{subnet}/t")
    assert thing.links("ids") == [Ref(f"{subnet}/s"), Ref(f"{subnet}/t")]
    assert thing.links("mixed") == ["/x", Ref(f"{subnet}/s")]
    assert thing.links("gone") is MISSING
    assert thing.link("gone") is MISSING


def test_blocks_keep_their_own_expressions(thing: View) -> None:
    rows = thing.blocks("blocks")
    assert isinstance(rows, list)
    assert isinstance(rows[0].value("later"), Unresolved)
    assert rows[1].value("later") == "known"
    assert thing.blocks("gone") == []
    assert thing.block("gone") is None


def test_blocks_that_are_not_known(plan_document: Any, row: Any, after: Any) -> None:
    found = view(plan_document([row("azurerm_thing.x", {"rule": after("local.rules"), "auto": after()})]))
    assert isinstance(found.blocks("rule"), Unresolved)
    assert found.blocks("auto") == []
    assert isinstance(found.value("rule.name"), Unresolved)


def test_without_a_configuration_nothing_is_taken_for_unset(plan_document: Any, row: Any, after: Any) -> None:
    document = plan_document([row("azurerm_thing.x", {"left": after(), "subnet_id": after("azurerm_subnet.s.id")})])
    del document["configuration"]
    found = view(document)
    assert isinstance(found.value("left"), Unresolved)
    assert isinstance(found.link("subnet_id"), Unresolved)


def test_blocks_that_dynamic_makes_have_no_expressions(plan_document: Any, row: Any, after: Any) -> None:
    document = plan_document([row("azurerm_thing.x", {"rule": [{"name": "a", "subnet_id": after("azurerm_subnet.s.id")}]})])
    del document["configuration"]["root_module"]["resources"][0]["expressions"]["rule"]
    rows = view(document).blocks("rule")
    assert isinstance(rows, list)
    assert isinstance(rows[0].link("subnet_id"), Unresolved)


def test_secrets_are_never_values(plan_document: Any, row: Any) -> None:
    document = plan_document([row("azurerm_thing.x", {"password": "hunter2", "map": {"a": "hunter2"}})])
    document["resource_changes"][0]["change"]["after_sensitive"] = {"password": True, "map": {"a": True}}
    found = view(document)
    assert isinstance(found.value("password"), Secret)
    assert "hunter2" not in str(found.value("map"))

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.graph.body import items, lookup
from enclave.graph.model import Unresolved
from enclave.importers.terraform.plan import key_of, parse_plan, steps
from enclave.importers.terraform.read import read_plan


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "it is not an object"),
        ({}, "no `planned_values`"),
        ({"planned_values": []}, "is not an object"),
        ({"planned_values": {"root_module": 1}}, "is not an object"),
        ({"planned_values": {"root_module": {"resources": {}}}}, "is not a list"),
        ({"planned_values": {"root_module": {"resources": [None]}}}, "is not an object"),
        ({"planned_values": {"root_module": {"resources": [{"address": 1}]}}}, "needs an `address`"),
        ({"planned_values": {"root_module": {"child_modules": [3]}}}, "is not an object"),
        ({"planned_values": {}, "format_version": "2.0"}, "format version `2.0`"),
        ({"planned_values": {}, "format_version": 1}, "format version `1`"),
        ({"planned_values": {}, "errored": True}, "a run that failed"),
        ({"planned_values": {}, "deferred_changes": [{}, {}]}, "puts off 2 resource"),
        ({"planned_values": {}, "resource_changes": {}}, "is not a list"),
        ({"planned_values": {}, "resource_changes": ["x"]}, "is not an object"),
        ({"planned_values": {}, "configuration": []}, "no mistake"),
        ({"planned_values": {}, "configuration": {"root_module": {"module_calls": []}}}, "no mistake"),
        ({"planned_values": {}, "configuration": {"root_module": {"module_calls": {"a": 1}}}}, "is not an object"),
        ({"planned_values": {}, "prior_state": "x"}, "is not an object"),
    ],
)
def test_what_is_no_plan_is_told_with_its_place(document: Any, said: str) -> None:
    if said == "no mistake":
        assert parse_plan(document, "plan.json").resources == ()
        return
    with pytest.raises(InputError, match=said) as caught:
        parse_plan(document, "plan.json")
    assert caught.value.where.startswith("plan.json")


@pytest.mark.parametrize(
    ("document", "hint"),
    [
        ({"terraform_version": "1.9", "values": {}}, "this is a state"),
        ({"terraform_version": "1.9", "lineage": "x", "resources": []}, "this is a state"),
        ({"version": 4, "lineage": "x", "resources": []}, "this is a state"),
        ({"version": 3, "modules": [{"path": ["root"]}]}, "this is a state"),
        ({"//": {}, "terraform": {}, "resource": {"azurerm_subnet": {}}}, "CDKTF"),
        ({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}, "CloudFormation"),
        ({"$schema": "x", "resources": []}, "`--arm`"),
        ({}, "terraform show -json"),
    ],
)
def test_a_hint_for_other_files(document: Any, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_plan(json.dumps(document), "plan.json")
    assert hint in caught.value.hint


def test_modules_are_unrolled_with_their_configuration() -> None:
    found = parse_plan(
        {
            "planned_values": {
                "root_module": {
                    "child_modules": [
                        {
                            "address": 'module.a["x.y"]',
                            "child_modules": [
                                {
                                    "address": 'module.a["x.y"].module.b[0]',
                                    "resources": [
                                        {
                                            "address": 'module.a["x.y"].module.b[0].azurerm_subnet.s',
                                            "type": "azurerm_subnet",
                                            "name": "s",
                                            "values": {"name": "n"},
                                        },
                                    ],
                                },
                            ],
                        }
                    ]
                }
            },
            "configuration": {
                "root_module": {
                    "module_calls": {
                        "a": {
                            "module": {
                                "module_calls": {
                                    "b": {
                                        "module": {
                                            "resources": [
                                                {
                                                    "mode": "managed",
                                                    "type": "azurerm_subnet",
                                                    "name": "s",
                                                    "expressions": {"name": {"references": ["var.n"]}},
                                                },
                                            ]
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            },
        },
        "plan.json",
    )
    (resource,) = found.resources
    assert resource.module == 'module.a["x.y"].module.b[0]'
    assert resource.written is not None
    assert resource.written.expressions["name"] == {"references": ["var.n"]}
    assert steps(resource.module) == [("a", "x.y"), ("b", 0)]


def test_data_sources_come_from_the_state_before_and_from_changes(plan_document: Callable[..., dict[str, Any]], row: Any) -> None:
    document = plan_document(
        [row("azurerm_subnet.s", {"name": "n"})],
        prior_state={
            "values": {
                "root_module": {
                    "resources": [
                        {
                            "address": "data.azurerm_client_config.c",
                            "mode": "data",
                            "type": "azurerm_client_config",
                            "name": "c",
                            "values": {"id": "x"},
                        },
                        {"address": "azurerm_subnet.gone", "mode": "managed", "type": "azurerm_subnet", "name": "gone", "values": {}},
                    ]
                }
            }
        },
    )
    gone = {"address": "azurerm_subnet.gone", "mode": "managed", "type": "azurerm_subnet", "name": "gone"}
    document["resource_changes"].append({**gone, "change": {"actions": ["delete"], "before": {}, "after": None}})
    document["resource_changes"].append(
        {
            "address": "data.azurerm_subnet.later",
            "mode": "data",
            "type": "azurerm_subnet",
            "name": "later",
            "change": {"actions": ["read"], "after": {"name": "n"}, "after_unknown": {"id": True}},
        }
    )
    addresses = {resource.address: resource.mode for resource in parse_plan(document, "plan.json").resources}
    assert addresses == {
        "azurerm_subnet.s": "managed",
        "data.azurerm_client_config.c": "data",
        "data.azurerm_subnet.later": "data",
    }


@pytest.mark.parametrize(("written", "key"), [("", None), ('"a"', "a"), ('"a\\"b"', 'a"b'), ("12", 12)])
def test_keys_of_instances(written: str, key: str | int | None) -> None:
    assert key_of(written) == key


ACCOUNT = {"name": "open", "resource_group_name": "rg", "location": "westeurope", "id": "/subscriptions/1/x"}
HEAD = {"address": "azurerm_storage_account.open", "mode": "managed", "type": "azurerm_storage_account", "name": "open"}


@pytest.mark.parametrize(
    ("actions", "after", "stands"),
    [
        (["delete"], None, False),
        (["forget"], None, True),
        (["create"], ACCOUNT, True),
        (None, None, True),
    ],
    ids=["destroyed", "forgotten", "left out of the values", "left out of a plan of some resources"],
)
def test_what_stands_after_a_plan(plan_document: Any, actions: list[str] | None, after: Any, stands: bool) -> None:
    document = plan_document([])
    document["prior_state"] = {"values": {"root_module": {"resources": [{**HEAD, "values": ACCOUNT}]}}}
    if actions is not None:
        document["resource_changes"] = [{**HEAD, "change": {"actions": actions, "before": ACCOUNT, "after": after}}]
    found = [each.values["name"] for each in parse_plan(document, "plan.json").resources]
    assert found == (["open"] if stands else [])


def test_what_no_change_is_told_of_is_not_taken_for_unset(plan_document: Any) -> None:
    document = plan_document([])
    rule = {"name": "in", "access": "Allow"}
    values = {"name": "nsg", "resource_group_name": "rg", "location": "westeurope", "security_rule": [rule]}
    head = {"address": "azurerm_network_security_group.g", "mode": "managed", "type": "azurerm_network_security_group", "name": "g"}
    document["planned_values"]["root_module"]["resources"] = [{**head, "values": values}]
    document.pop("configuration")
    only = next(iter(read_plan(document, name="plan.json")))
    assert isinstance(lookup(only.body, "properties.securityRules"), list)
    assert isinstance(lookup(items(only.body, "properties.securityRules")[0], "properties.sourceAddressPrefix"), Unresolved)
    document.pop("resource_changes")
    written = read_plan(document, name="plan.json")
    first = items(next(iter(written)).body, "properties.securityRules")[0]
    assert not isinstance(lookup(first, "properties.sourceAddressPrefix"), Unresolved)
    assert any("no `resource_changes`" in note for note in written.notes)
    document["resource_changes"] = []
    del values["security_rule"]
    assert isinstance(lookup(next(iter(read_plan(document, name="plan.json"))).body, "properties.securityRules"), Unresolved)


@pytest.mark.parametrize(
    ("actions", "stands"),
    [(["no-op"], True), (["update"], True), (["create"], False), (["delete", "create"], False), (None, True), (7, True), (True, True)],
)
def test_what_is_made_anew_does_not_stand_there(actions: Any, stands: bool) -> None:
    row = {"address": "azurerm_x.y", "mode": "managed", "type": "azurerm_x", "name": "y"}
    document = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [{**row, "values": {}}]}},
        "resource_changes": [{**row, "change": {"actions": actions, "after": {}}}],
    }
    (found,) = parse_plan(document, "plan.json").resources
    assert found.stands is stands

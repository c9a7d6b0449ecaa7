"""Plans as Terraform itself printed them, before the first apply, of configurations such as people publish (beside each plan).

They were printed by Terraform 1.11 against stand-ins that have the schemas of azurerm 4.55 and azapi 2, so references, keys,
modules and what is unknown stand in them as they do for everybody.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from enclave.graph.model import Graph, Ref, Unresolved, Value
from enclave.importers.terraform.read import read_plan
from enclave.verify import verify

FOLDER = Path(__file__).parent / "printed"
PLANS = tuple(sorted(each.name for each in FOLDER.iterdir()))
OPEN, SHUT, SAFE, ASK = {"refuted"}, {"refuted", "proved"}, {"proved"}, {"proved", "unknown"}


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / name / "plan.json").read_text(encoding="utf-8"))
    return found


def statuses(graph: Graph) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for result in verify(graph).obligations:
        found.setdefault(result.number, set()).add(result.verdict.name)
    return found


def unresolved(value: Value) -> Iterator[Unresolved]:
    if isinstance(value, Unresolved):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from unresolved(item)
    elif isinstance(value, list):
        for item in value:
            yield from unresolved(item)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        # everything is private; the private endpoints' subnet alone reaches the region's storage past the firewall
        ("hub-and-spoke", {1: SAFE, 2: SAFE, 3: SAFE, 4: SAFE, 5: SHUT, 8: SAFE}),
        ("modules", {1: SAFE, 2: SAFE, 3: SAFE, 4: SAFE, 5: SAFE, 8: SAFE}),
        # the project is as private as its hub
        ("machine-learning", {1: SAFE, 2: SHUT, 3: SAFE, 5: SHUT, 8: SAFE}),
        # which three zones a `for` picks for the account is not in a plan
        ("foundry", {1: SAFE, 2: SHUT, 3: ASK, 5: {"proved", "unknown", "refuted"}, 8: SAFE}),
        # the hub stands elsewhere
        ("spokes", {1: ASK, 2: SAFE, 3: {"unknown"}, 5: {"unknown"}}),
        # which group a subnet has is not in a plan; the workspace is open
        ("azapi-network", {1: {"proved", "unknown", "refuted"}, 2: SHUT, 3: {"unknown"}}),
        # a parameter that is not known, and an account that is written without any switch
        ("templates", {1: {"proved", "unknown", "refuted"}, 2: OPEN}),
    ],
)
def test_what_is_said_of_them(name: str, told: dict[int, set[str]]) -> None:
    found = statuses(read_plan(document(name), name="plan.json"))
    assert {number: found[number] for number in told} == told


def test_references_through_modules_keys_and_blocks_are_followed() -> None:
    graph = read_plan(document("modules"), name="plan.json")
    assert [each for resource in graph for each in unresolved(dict(resource.body))] == []
    assert any("means the instance of that key" in note for note in graph.notes)
    graph = read_plan(document("hub-and-spoke"), name="plan.json")
    lost = [each.expression for resource in graph for each in unresolved(dict(resource.body))]
    assert lost == ["azurerm_cognitive_account.openai.custom_subdomain_name"]


def test_what_a_for_each_is_given_by_another_attribute_is_not_taken_for_its_key() -> None:
    graph = read_plan(document("modules"), name="plan.json")
    groups = {
        subnet.name: subnet.body["properties"]["networkSecurityGroup"]["id"].resource.rpartition("/")[2]  # type: ignore[index,call-overload,union-attr]
        for subnet in graph.of_type("Microsoft.Network/virtualNetworks/subnets")
    }
    assert groups == {"vnet-mod/snet-app": "nsg-app", "vnet-mod/snet-pe": "nsg-pe"}
    swapped = document("modules")
    swapped["variables"]["subnets"]["value"]["app"]["nsg"] = "pe"
    network = "/resourceGroups/rg-mod/providers/Microsoft.Network/virtualNetworks/vnet-mod"
    subnet = read_plan(swapped, name="plan.json").get(f"{network}/subnets/snet-app")
    assert subnet
    assert subnet.body["properties"]["networkSecurityGroup"]["id"].resource.endswith("/nsg-pe")  # type: ignore[index,call-overload,union-attr]


def rows(plan: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """The values of every resource of a type."""
    todo = [plan["planned_values"]["root_module"]]
    while todo:
        module = todo.pop()
        yield from (each["values"] for each in module.get("resources", ()) if each["type"] == kind)
        todo += module.get("child_modules", ())


def switched(kind: str, attribute: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(plan: dict[str, Any]) -> None:
        for values in rows(plan, kind):
            values[attribute] = value

    return change


def without(kind: str) -> Callable[[dict[str, Any]], None]:
    def change(plan: dict[str, Any]) -> None:
        todo = [plan["planned_values"]["root_module"]]
        while todo:
            module = todo.pop()
            module["resources"] = [each for each in module.get("resources", ()) if each["type"] != kind]
            todo += module.get("child_modules", ())
        plan["resource_changes"] = [each for each in plan["resource_changes"] if each["type"] != kind]

    return change


def opened(plan: dict[str, Any]) -> None:
    for values in rows(plan, "azurerm_cognitive_account"):
        values |= {"public_network_access_enabled": True, "network_acls": []}


@pytest.mark.parametrize("name", ["hub-and-spoke", "modules"])
@pytest.mark.parametrize(
    ("number", "change"),
    [
        (1, opened),
        (2, switched("azurerm_cognitive_account", "public_network_access_enabled", True)),
        (2, switched("azurerm_cognitive_account", "local_auth_enabled", True)),
        (2, without("azurerm_private_endpoint")),
        (3, without("azurerm_private_dns_zone_virtual_network_link")),
        (5, switched("azurerm_subnet", "service_endpoints", ["Microsoft.Storage"])),
        (5, without("azurerm_subnet_route_table_association")),
    ],
)
def test_what_is_opened_is_seen(name: str, number: int, change: Callable[[dict[str, Any]], None]) -> None:
    plan = copy.deepcopy(document(name))
    change(plan)
    found = statuses(read_plan(plan, name="plan.json"))[number]
    assert found & {"refuted", "unknown"}
    before = statuses(read_plan(document(name), name="plan.json"))[number]
    assert found != before or "refuted" in before


def test_an_identity_of_a_map_is_that_of_its_key_or_nobody_s() -> None:
    graph = read_plan(document("keyed-principals"), name="plan.json")
    held = {}
    for each in graph:
        if each.type == "Microsoft.Authorization/roleAssignments":
            properties = each.body["properties"]
            assert isinstance(properties, dict)
            found = properties["principalId"]
            held[each.scope.rpartition("-")[2], int(each.name[-1])] = found.resource.rpartition("/")[2] if isinstance(found, Ref) else None
    # `var.principal_ids[each.value.name]`, and whichever comes first, are not in a plan; a single identity that a map
    # is made of beside others is not meant by every key of it
    for region in ("north", "west"):
        assert [held[region, number] for number in (1, 2, 3, 4, 5)] == ["id-gateway", "id-build", None, None, None]
        assert all(region in each.scope for each in graph if each.name.startswith("id-") and each.location == f"{region}europe")

"""What a loop over local values asks for, told by other resources of the same loop, and by nobody where they do not agree."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Ref
from enclave.importers.terraform.read import read_plan

COMMON = {"resource_group_name": "rg", "location": "x"}
LOOP = {"references": ["local.subnets"]}


@pytest.fixture
def table_of(plan_document: Any, row: Any, after: Any) -> Any:
    """The route table that a subnet gets, `local.subnets` being the loop of subnets and associations."""

    def found(*, network: str = "vnet-red", names: tuple[str, str] = ("vnet-red", "vnet-blue"), loop: Any = LOOP, tags: Any = None) -> Any:
        networks = [
            row(f'azurerm_virtual_network.v["{key}"]', {"name": name, "address_space": ["10.0.0.0/16"], **COMMON}, key)
            for key, name in zip(("red", "blue"), names, strict=True)
        ]
        tables = [row(f'azurerm_route_table.t["{key}"]', {"name": f"rt-{key}", **COMMON}, key) for key in ("red", "blue")]
        network_name = {"references": ["azurerm_virtual_network.v", "each.value.spoke", "each.value"]}
        subnet = row(
            'azurerm_subnet.s["x"]',
            {"name": "s", "resource_group_name": "rg", "virtual_network_name": network, "address_prefixes": ["10.0.0.0/24"]},
            "x", expressions={"name": {"constant_value": "s"}, "virtual_network_name": network_name, **(tags or {})},
        )  # fmt: skip
        both = {
            "subnet_id": {"references": ["azurerm_subnet.s", "each.key"]},
            "route_table_id": {"references": ["azurerm_route_table.t", "each.value.spoke", "each.value"]},
        }
        values = {"subnet_id": after(), "route_table_id": after()}
        given = row('azurerm_subnet_route_table_association.a["x"]', values, "x", expressions=both)
        document = plan_document([*networks, *tables, subnet, given])
        for each in document["configuration"]["root_module"]["resources"]:
            if each["type"] in ("azurerm_subnet", "azurerm_subnet_route_table_association"):
                each["for_each_expression"] = loop if each["type"] == "azurerm_subnet" else LOOP
        graph = read_plan(document, name="plan.json")
        (made,) = graph.of_type("Microsoft.Network/virtualNetworks/subnets")
        return made.body["properties"].get("routeTable", {}).get("id")

    return found


def test_another_resource_of_the_loop_tells_it(table_of: Any) -> None:
    for spoke in ("red", "blue"):
        assert table_of(network=f"vnet-{spoke}") == Ref(f"/resourceGroups/rg/providers/Microsoft.Network/routeTables/rt-{spoke}")


def test_nobody_tells_it_where_two_have_the_value_or_none_has_it_or_the_loop_is_another_one(table_of: Any) -> None:
    for asked in (
        {"names": ("vnet-red", "vnet-red")},
        {"network": "vnet-green"},
        {"loop": {"references": ["local.others"]}},
    ):
        assert not isinstance(table_of(**asked), Ref)


def test_two_that_do_not_agree_tell_nothing(table_of: Any) -> None:
    other = {"resource_group_name": {"references": ["azurerm_route_table.t", "each.value.spoke", "each.value"]}}
    assert table_of(tags=other) == Ref("/resourceGroups/rg/providers/Microsoft.Network/routeTables/rt-red")
    against = {"name": {"references": ["azurerm_virtual_network.v", "each.value.spoke", "each.value"]}}
    assert not isinstance(table_of(tags=against, names=("vnet-red", "s")), Ref)

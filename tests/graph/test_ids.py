"""Ids taken apart, and what of a graph they name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.ids import GROUP_TYPE, ResourceId, group_of, management_group_of, owner, parse
from enclave.graph.model import Graph, Resource

RG = "/resourceGroups/rg"
VNET = f"{RG}/providers/Microsoft.Network/virtualNetworks/v"
SETTING = f"{VNET}/providers/Microsoft.Insights/diagnosticSettings/d"


@pytest.mark.parametrize(("resource_id", "expected"), [
    (RG, ResourceId("", GROUP_TYPE, ("rg",))),
    (VNET, ResourceId(RG, "Microsoft.Network/virtualNetworks", ("v",))),
    (f"{VNET}/subnets/s", ResourceId(RG, "Microsoft.Network/virtualNetworks/subnets", ("v", "s"))),
    (SETTING, ResourceId(VNET, "Microsoft.Insights/diagnosticSettings", ("d",))),
    ("/providers/Microsoft.Authorization/roleDefinitions/x", ResourceId("", "Microsoft.Authorization/roleDefinitions", ("x",))),
])
def test_parts(resource_id: str, expected: ResourceId) -> None:
    assert parse(resource_id) == expected


NO_IDS = ("", "name", "/resourceGroups/", f"{RG}/providers/Microsoft.Network", f"{VNET}/subnets", f"{VNET}//x", "/x/providers/A.B/c/d")


@pytest.mark.parametrize("text", NO_IDS)
def test_what_is_no_id_is_none(text: str) -> None:
    assert parse(text) is None


def test_the_group_of_an_id() -> None:
    assert group_of(SETTING) == group_of(RG) == "rg"
    assert group_of("/providers/A.B/c/d") == group_of("") == group_of("/subscriptions/s/resourceGroups/rg") == ""


def test_the_nearest_resource_owns_an_id(make: Callable[..., Resource]) -> None:
    network = make("Microsoft.Network/virtualNetworks", "v", {}, scope=RG)
    child = make("Microsoft.Network/virtualNetworks/subnets", "v/own", {}, scope=RG)
    graph = Graph((make(GROUP_TYPE, "rg", {}, scope=""), network, child))
    assert owner(graph, VNET.upper()) == (network, "")
    assert owner(graph, f"{VNET}/subnets/inline") == (network, "/subnets/inline")
    assert owner(graph, f"{VNET}/subnets/own") == (child, "")
    assert owner(graph, f"{VNET}/subnets/own/x/y") == (child, "/x/y")
    assert owner(graph, SETTING) is None
    assert owner(graph, f"{RG}/providers/Microsoft.Network/virtualNetworks/other") is None


@pytest.mark.parametrize(("resource_id", "expected"), [
    ("/providers/Microsoft.Management/managementGroups/corp", "corp"),
    ("/providers/microsoft.management/managementgroups/Corp/providers/A.B/c/d", "Corp"),
    ("/providers/Microsoft.Authorization/policyDefinitions/x", ""),
    (VNET, ""),
    ("", ""),
])
def test_the_management_group_that_an_id_lies_in(resource_id: str, expected: str) -> None:
    assert management_group_of(resource_id) == expected

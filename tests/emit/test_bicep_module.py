"""One module: symbols, outputs, what stands outside of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from enclave.emit import emit
from enclave.emit.bicep_module import outside
from enclave.graph.model import Graph, Ref, Resource

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg-bank-europe", "", {}, "westeurope", "groups", "europe")
ROLE = "/providers/Microsoft.Authorization/roleDefinitions/5e0b"


def made(name: str, module: str = "a/b", **fields: Any) -> Resource:
    resource = Resource("Microsoft.Network/routeTables", "2025-09-01", name, GROUP.id, {}, "westeurope", module, "europe")
    return replace(resource, **fields)


def module(*resources: Resource) -> str:
    return emit(Graph((GROUP, *resources)), "bicep")["modules/a/b.bicep"]


@pytest.mark.parametrize(("resource_id", "group", "written"), [
    (ROLE, "rg", "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0b')"),
    ("/resourceGroups/rg/providers/A.B/c/x", "rg", "resourceId('A.B/c', 'x')"),
    ("/resourceGroups/other/providers/A.B/c/x", "rg", "resourceId('other', 'A.B/c', 'x')"),
    ("/resourceGroups/other/providers/A.B/c/x", "", "resourceId(subscription().subscriptionId, 'other', 'A.B/c', 'x')"),
    ("/resourceGroups/rg/providers/A.B/c/x/providers/D.E/f/y", "rg", "extensionResourceId(resourceId('A.B/c', 'x'), 'D.E/f', 'y')"),
    ("/resourceGroups/other", "rg", "resourceGroup('other').id"),
    ("/subscriptions/1/x", "rg", "'/subscriptions/1/x'"),
    ("", "rg", "subscription().id"),
])
def test_ids_of_what_is_not_in_the_graph(resource_id: str, group: str, written: str) -> None:
    assert outside(resource_id, group) == written


def test_a_resource_does_not_name_its_own_symbol() -> None:
    own = made("rt")
    text = module(replace(own, body={"properties": {"x": {"id": Ref(own.id, "id", "/routes/a")}}}))
    assert "id: resourceId('Microsoft.Network/routeTables/routes', 'rt', 'a')" in text


def test_parts_that_are_resources_are_existing_ones() -> None:
    network = made("vnet", type="Microsoft.Network/virtualNetworks")
    asking = made("asking",
    body={"properties": {"subnet": Ref(network.id, "id", "/subnets/snet-a"), "other": Ref(network.id, "id", "/x/y")}})
    text = module(network, asking)
    declared = "resource vnetSnetA 'Microsoft.Network/virtualNetworks/subnets@2025-09-01' existing = {\n  parent: vnet\n  name: 'snet-a'\n}"
    assert declared in text
    assert "subnet: vnetSnetA.id" in text
    assert "other: resourceId('Microsoft.Network/virtualNetworks/x', vnet.name, 'y')" in text


def test_no_needless_dependencies() -> None:
    first = made("alpha")
    second = made("beta", body={"properties": {"x": Ref(first.id)}}, depends_on=(first.id,))
    third = made("third", depends_on=(first.id, second.id))
    text = module(first, second, third)
    assert text.count("dependsOn") == 1
    assert "dependsOn: [\n    alpha\n    beta\n  ]" in text


def test_the_own_group_and_the_subscription() -> None:
    text = module(made("x", body={"properties": {"group": Ref(GROUP.id), "subscription": Ref(""), "role": Ref(ROLE)}}))
    for line in ("group: resourceGroup().id", "subscription: subscription().id", f"role: {outside(ROLE, 'x')}"):
        assert line in text


def test_resources_of_the_subscription_have_a_module_of_its_scope() -> None:
    files = emit(Graph((GROUP, made("policy", scope="", location=None, type="Microsoft.Authorization/policyAssignments"))), "bicep")
    assert "targetScope = 'subscription'" in files["modules/a/b.bicep"]
    assert "module europeB 'modules/a/b.bicep' = {}" in files["main.bicep"]


def test_another_scope_in_the_same_module_is_a_file_of_its_own() -> None:
    graph = Graph((GROUP, made("x"), made("y", scope="", location=None)))
    assert {path for path in emit(graph, "bicep") if path != "main.bicep"} == {"modules/a/b.bicep", "modules/a/b.europe.bicep"}

"""Bicep: read back by an independent reader it is the same graph; it parses; the linter's rules hold."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
import tree_sitter
import tree_sitter_bicep
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.emit import emit
from enclave.emit.bicep.text import CLOUD_HOSTS
from enclave.emit.units import plan
from enclave.graph.model import Graph, Ref, Resource, Secret

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg-bank-europe", "", {}, "westeurope", "groups", "europe")
PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bicep.language()))


def made(name: str, module: str = "a/b", **fields: Any) -> Resource:
    body = fields.pop("body", {})
    return Resource("Microsoft.Network/routeTables", "2025-09-01", name, GROUP.id, body, "westeurope", module, "europe", **fields)


def bare(resources: Any, graph: Graph) -> dict[str, Resource]:
    """Resources by id, without what only the order and the layout of files say; names of secrets as a symbol is."""
    return {r.id.lower(): replace(r, module="", stamp="", depends_on=(), body=unnamed(r.body, graph)) for r in resources}


def unnamed(value: Any, graph: Graph) -> Any:
    """A value as it is deployed: names and locations of other resources are known before, so they may stand as they are."""
    if isinstance(value, Secret):
        return Secret(value.parameter)
    if isinstance(value, Ref) and value.path == "name":
        return value.resource.rpartition("/")[2]
    if isinstance(value, Ref) and value.path == "location" and (found := graph.get(value.resource)) is not None:
        return found.location
    if isinstance(value, Mapping):
        return {key: unnamed(item, graph) for key, item in value.items()}
    return [unnamed(item, graph) for item in value] if isinstance(value, list | tuple) else value


def check(files: dict[str, str], graph: Graph, reader: ModuleType) -> None:
    read = reader.read(files, graph)
    read_back, wanted = bare(read.resources, graph), bare(graph, graph)
    assert set(read_back) == set(wanted)
    for key, resource in wanted.items():
        assert read_back[key] == resource
    needs = plan(graph).needs
    for resource in graph:
        reached: set[str] = set()
        todo = [resource.id.lower()]
        while todo:
            for following in read.after.get(todo.pop(), set()) - reached:
                reached.add(following)
                todo.append(following)
        missing = {need.id for need in needs[resource.id.lower()] if need.id.lower() not in reached}
        assert not missing, f"{resource.id} may be deployed before {missing}"


@settings(max_examples=20)
@given(st.data())
def test_reads_back_as_the_same_graph(generated: ModuleType, bicep_reader: ModuleType, data: st.DataObject) -> None:
    reads_back(generated, bicep_reader, data)


@pytest.mark.long
@settings(max_examples=100)
@given(st.data())
def test_many_graphs_read_back_as_the_same(generated: ModuleType, bicep_reader: ModuleType, data: st.DataObject) -> None:
    reads_back(generated, bicep_reader, data)


def reads_back(generated: ModuleType, bicep_reader: ModuleType, data: st.DataObject) -> None:
    graph = data.draw(generated.graphs() | generated.regional() | generated.everywhere())
    files = emit(graph, "bicep")
    check(files, graph, bicep_reader)
    assert emit(graph, "bicep") == files


@pytest.mark.parametrize("name", ["bank", *(pytest.param(name, marks=pytest.mark.long) for name in ("hospital", "ministry", "everything"))])
def test_the_examples_read_back_and_parse(
    example: Callable[[str], Graph], printed: Callable[[str, str], dict[str, str]], bicep_reader: ModuleType, name: str
) -> None:
    files = printed(name, "bicep")
    check(files, example(name), bicep_reader)
    for path, text in files.items():
        if path.endswith(".bicep"):
            assert not PARSER.parse(text.encode()).root_node.has_error, path


def test_modules_are_called_as_in_the_seed_and_once_for_all_regions(
    bank_graph: Graph, printed: Callable[[str, str], dict[str, str]]
) -> None:
    files = printed("bank", "bicep")
    modules = {resource.module for resource in bank_graph} - {"resource-groups"}
    assert {f"modules/{module}.bicep" for module in modules} <= set(files)
    assert "modules/virtual-network/subnets.bicep" in files
    call = "module routeTables 'modules/virtual-network/route-tables.bicep' = [for (region, i) in regions: {\n  scope: resourceGroups[i]"
    assert call in files["main.bicep"]
    assert not [path for path in files if "europe" in path]


def test_a_host_of_the_cloud_is_excused_where_it_stands(printed: Callable[[str, str], dict[str, str]]) -> None:
    for path, text in printed("bank", "bicep").items():
        lines = text.split("\n")
        for above, line in itertools.pairwise(lines):
            if path.endswith(".bicep") and any(host in line for host in CLOUD_HOSTS):
                assert above.strip() == "#disable-next-line no-hardcoded-env-urls", (path, line)


AMERICA = replace(GROUP, name="rg-bank-us-healthcare", location="eastus", stamp="us_healthcare")


def test_what_differs_between_regions_is_a_property_of_a_region() -> None:
    one = made("rt-bank-europe-hub", body={"properties": {
        "routes": [{"name": "default", "properties": {"nextHopIpAddress": "10.0.0.4", "nextHopType": "VirtualAppliance"}}],
        "disableBgpRoutePropagation": True, "order": 1, "sizes": ["a"],
    }})
    two = replace(one, name="rt-bank-us-healthcare-hub", scope=AMERICA.id, location="eastus", stamp="us_healthcare", body={"properties": {
        "routes": [{"name": "default", "properties": {"nextHopIpAddress": "10.64.0.4", "nextHopType": "Internet"}}],
        "disableBgpRoutePropagation": False, "order": 7, "sizes": ["b", "c"],
    }})
    files = emit(Graph((GROUP, AMERICA, one, two)), "bicep")
    text = files["modules/a/b.bicep"]
    assert "resource routeTable 'Microsoft.Network/routeTables@2025-09-01' = {\n  name: 'rt-bank-${region}-hub'\n  location: loc" in text
    for line in ("nextHopIpAddress: addresses.firewall", "param routeTableNextHopType 'Internet' | 'VirtualAppliance'",
                 "param routeTableDisableBgpRoutePropagation bool", "param routeTableOrder int", "param routeTableSizes string[]"):
        assert line in text
    assert "routeTableOrder: region.b.routeTableOrder" in files["main.bicep"]
    assert "      routeTableOrder: 7\n" in files["main.bicepparam"]


def test_regions_with_different_numbers_of_things_share_a_loop() -> None:
    def account(name: str, group: Resource, deployments: int) -> list[Resource]:
        own = Resource("Microsoft.CognitiveServices/accounts", "2026-07-01", name, group.id, {"kind": "OpenAI"}, group.location,
                       "ai/openai", group.stamp)
        below = [Resource(f"{own.type}/deployments", "2026-07-01", f"{name}/model-{number}", group.id,
                          {"sku": {"name": "Standard", "capacity": number}}, None, "ai/openai", group.stamp,
                          (f"{own.id}/deployments/model-{number - 1}",) if number else ()) for number in range(deployments)]
        return [own, *below]

    accounts = (*account("oai-risk", GROUP, 2), *account("oai-legal", GROUP, 1), *account("oai-care", AMERICA, 3))
    files = emit(Graph((GROUP, AMERICA, *accounts)), "bicep")
    assert "module account 'openai-account.bicep' = [for item in accounts: {" in files["modules/ai/openai.bicep"]
    inner = files["modules/ai/openai-account.bicep"]
    assert "@batchSize(1)\nresource accountDeployment 'Microsoft.CognitiveServices/accounts/deployments@2026-07-01' = [for item in" in inner
    assert "@export()\n@description('A deployment to deploy.')\ntype accountDeploymentType = {" in inner


def test_modules_learn_of_each_other_through_outputs() -> None:
    target = made("target", "net/targets")
    asking = made("asking", "net/asking", body={"properties": {"x": {"id": Ref(target.id)}, "y": Ref(target.id, "properties.address")}})
    files = emit(Graph((GROUP, target, asking)), "bicep")
    assert "output routeTableId string = routeTable.id" in files["modules/net/targets.bicep"]
    assert "output routeTableAddress string = routeTable.properties.address" in files["modules/net/targets.bicep"]
    assert "routeTableId: targets[i].outputs.routeTableId" in files["main.bicep"]
    assert "dependsOn" not in files["main.bicep"]


def test_several_resources_of_a_type_are_told_as_a_dictionary() -> None:
    targets = [made(f"rt-{name}", "net/targets", body={"properties": {name: 1}}) for name in ("one", "two")]
    asking = made("asking", "net/asking", body={"properties": {"x": Ref(targets[0].id), "y": Ref(targets[1].id)}})
    files = emit(Graph((GROUP, *targets, asking)), "bicep")
    told = "output routeTableIds { *: string } = {\n  one: oneRouteTable.id\n  two: twoRouteTable.id\n}"
    assert told in files["modules/net/targets.bicep"]
    assert "x: routeTableIds.one" in files["modules/net/asking.bicep"]
    assert "param routeTableIds { *: string }" in files["modules/net/asking.bicep"]


def test_extensions_and_children_of_another_module_name_it_as_existing() -> None:
    target = made("target", "net/targets")
    child = replace(made("target/child", "net/children"), type="Microsoft.Network/routeTables/routes", location=None)
    diagnostic = Resource("Microsoft.Insights/diagnosticSettings", "2021-05-01-preview", "diag", child.id, {}, None, "net/logs", "europe")
    files = emit(Graph((GROUP, target, child, diagnostic)), "bicep")
    existing = "resource targetRouteTable 'Microsoft.Network/routeTables@2025-09-01' existing = {\n  name: 'target'\n}"
    assert existing in files["modules/net/children.bicep"]
    assert "parent: targetRouteTable" in files["modules/net/children.bicep"]
    assert existing in files["modules/net/logs.bicep"]
    assert "existing = {\n  parent: targetRouteTable\n  name: 'child'\n}" in files["modules/net/logs.bicep"]
    assert "dependsOn: [\n    children[i]\n  ]" in files["main.bicep"]


def test_secrets_are_secure_all_the_way_and_come_from_the_environment() -> None:
    files = emit(Graph((GROUP, made("x", body={"properties": {"p": Secret("adminPassword", "of the jump host")}}))), "bicep")
    secure = "@secure()\n@description('of the jump host')\nparam adminPassword string"
    assert secure in files["main.bicep"]
    assert secure in files["modules/a/b.bicep"]
    assert "param adminPassword = readEnvironmentVariable('ADMIN_PASSWORD', '')" in files["main.bicepparam"]


def test_subnets_stand_in_a_file_of_their_own_and_deploy_with_their_network() -> None:
    network = Resource("Microsoft.Network/virtualNetworks", "2025-09-01", "vnet-hub", GROUP.id, {"properties": {
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
        "subnets": [{"name": "snet-a", "properties": {"addressPrefix": "10.0.1.0/24", "routeTable": {"id": Ref(made("rt").id)}}}],
    }}, "westeurope", "virtual-network/virtual-network", "europe")
    files = emit(Graph((GROUP, made("rt", "virtual-network/route-tables"), network)), "bicep")
    subnets = files["modules/virtual-network/subnets.bicep"]
    assert "@export()\n@description('The subnets of the virtual network `virtualNetwork`.')\n" in subnets
    assert "func virtualNetworkSubnets(addresses addressesType, routeTableId string) object[] => [" in subnets
    assert "import { virtualNetworkSubnets } from 'subnets.bicep'" in files["modules/virtual-network/virtual-network.bicep"]
    assert "subnets: virtualNetworkSubnets(addresses, routeTableId)" in files["modules/virtual-network/virtual-network.bicep"]


@pytest.mark.parametrize("value", [0.5, -1e300])
def test_numbers_with_a_point_go_through_json(value: float) -> None:
    files = emit(Graph((GROUP, made("x", body={"properties": {"p": value}}))), "bicep")
    assert f"p: json('{value!r}')" in files["modules/a/b.bicep"]


def test_a_management_group_is_reached_through_the_tenant(bicep_reader: ModuleType) -> None:
    above = "/providers/Microsoft.Management/managementGroups/corp"
    built_in = "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"
    body = {"properties": {"policyDefinitionId": built_in}}
    assignment = Resource("Microsoft.Authorization/policyAssignments", "2025-01-01", "allowed", above, body, None, "governance/policy")
    graph = Graph((GROUP, made("rt"), assignment))
    files = emit(graph, "bicep")
    assert "module policy 'modules/governance/policy-tenant.bicep' = {\n  scope: tenant()\n}" in files["main.bicep"]
    assert "scope: managementGroup('corp')" in files["modules/governance/policy-tenant.bicep"]
    assert "targetScope = 'managementGroup'" in files["modules/governance/policy.bicep"]
    said = "policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', 'e5696"
    assert said in files["modules/governance/policy.bicep"]
    check(files, graph, bicep_reader)

"""Bicep: read back by an independent reader it is the same graph; it parses; the linter's rules hold."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
import tree_sitter
import tree_sitter_bicep
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.emit import emit
from enclave.emit.bicep_text import CLOUD_HOSTS
from enclave.emit.units import plan
from enclave.errors import UnsupportedError
from enclave.graph.model import Graph, Ref, Resource, Secret

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg-bank-europe", "", {}, "westeurope", "groups", "europe")
PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bicep.language()))


def made(name: str, module: str = "a/b", **fields: Any) -> Resource:
    body = fields.pop("body", {})
    return Resource("Microsoft.Network/routeTables", "2025-09-01", name, GROUP.id, body, "westeurope", module, "europe", **fields)


def bare(resources: Any) -> dict[str, Resource]:
    """Resources by id, without what only the order and the layout of files say; names of secrets as a symbol is."""
    return {r.id.lower(): replace(r, module="", stamp="", depends_on=(), body=unnamed(r.body)) for r in resources}


def unnamed(value: Any) -> Any:
    if isinstance(value, Secret):
        return Secret(value.parameter)
    if isinstance(value, Mapping):
        return {key: unnamed(item) for key, item in value.items()}
    return [unnamed(item) for item in value] if isinstance(value, list | tuple) else value


def check(files: dict[str, str], graph: Graph, reader: ModuleType) -> None:
    read = reader.read(files, graph)
    read_back, wanted = bare(read.resources), bare(graph)
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


@settings(max_examples=60)
@given(st.data())
def test_reads_back_as_the_same_graph(generated: ModuleType, bicep_reader: ModuleType, data: st.DataObject) -> None:
    graph = data.draw(generated.graphs() | generated.regional())
    files = emit(graph, "bicep")
    check(files, graph, bicep_reader)
    assert emit(graph, "bicep") == files


def test_the_example_reads_back_and_parses(bank_graph: Graph, bicep_reader: ModuleType) -> None:
    files = emit(bank_graph, "bicep")
    check(files, bank_graph, bicep_reader)
    for path, text in files.items():
        assert not PARSER.parse(text.encode()).root_node.has_error, path


def test_modules_are_called_as_in_the_seed_and_shared_between_regions(bank_graph: Graph) -> None:
    files = emit(bank_graph, "bicep")
    modules = {resource.module for resource in bank_graph} - {"resource-groups"}
    assert {f"modules/{module}.bicep" for module in modules} <= set(files)
    assert "modules/virtual-network/route-tables.europe.bicep" not in files
    assert files["main.bicep"].count("'modules/virtual-network/route-tables.bicep'") == 2
    assert "modules/ai-services/azure-openai.us-healthcare.bicep" in files


def test_a_host_of_the_cloud_is_excused_where_it_stands(bank_graph: Graph) -> None:
    for path, text in emit(bank_graph, "bicep").items():
        lines = text.split("\n")
        for above, line in itertools.pairwise(lines):
            if any(host in line for host in CLOUD_HOSTS):
                assert above.strip() == "#disable-next-line no-hardcoded-env-urls", (path, line)


def test_what_differs_between_regions_becomes_parameters() -> None:
    america = replace(GROUP, name="rg-bank-us-healthcare", location="eastus", stamp="us_healthcare")
    one = made("rt-bank-europe-hub", body={"properties": {
        "routes": [{"name": "default", "properties": {"nextHopIpAddress": "10.0.0.4", "nextHopType": "VirtualAppliance"}}],
        "disableBgpRoutePropagation": True, "order": 1, "sizes": ["a"],
    }})
    two = replace(one, name="rt-bank-us-healthcare-hub", scope=america.id, location="eastus", stamp="us_healthcare", body={"properties": {
        "routes": [{"name": "default", "properties": {"nextHopIpAddress": "10.64.0.4", "nextHopType": "Internet"}}],
        "disableBgpRoutePropagation": False, "order": 7, "sizes": ["b", "c"],
    }})
    text = emit(Graph((GROUP, america, one, two)), "bicep")["modules/a/b.bicep"]
    assert "resource rtHub 'Microsoft.Network/routeTables@2025-09-01' = {\n  name: 'rt-bank-${region}-hub'\n  location: location\n" in text
    assert "@minLength(8)\n@maxLength(9)\n" in text
    for line in ("param rtHubDefaultNextHopIpAddress string", "param rtHubDefaultNextHopType 'Internet' | 'VirtualAppliance'",
                 "param rtHubDisableBgpRoutePropagation bool", "param rtHubOrder int", "param rtHubSizes string[]"):
        assert line in text


def test_modules_learn_of_each_other_through_outputs() -> None:
    target = made("target", "net/targets")
    asking = made("asking", "net/asking", body={"properties": {"x": {"id": Ref(target.id)}, "y": Ref(target.id, "properties.address")}})
    files = emit(Graph((GROUP, target, asking)), "bicep")
    assert "output targetId string = target.id" in files["modules/net/targets.bicep"]
    assert "output targetAddress string = target.properties.address" in files["modules/net/targets.bicep"]
    assert "targetId: europeTargets.outputs.targetId" in files["main.bicep"]
    assert "dependsOn" not in files["main.bicep"]


def test_extensions_and_children_of_another_module_name_it_as_existing() -> None:
    target = made("target", "net/targets")
    child = replace(made("target/child", "net/children"), type="Microsoft.Network/routeTables/routes", location=None)
    diagnostic = Resource("Microsoft.Insights/diagnosticSettings", "2021-05-01-preview", "diag", child.id, {}, None, "net/logs", "europe")
    files = emit(Graph((GROUP, target, child, diagnostic)), "bicep")
    existing = "resource target 'Microsoft.Network/routeTables@2025-09-01' existing = {\n  name: 'target'\n}"
    assert existing in files["modules/net/children.bicep"]
    assert "parent: target" in files["modules/net/children.bicep"]
    assert existing in files["modules/net/logs.bicep"]
    assert "existing = {\n  parent: target\n  name: 'child'\n}" in files["modules/net/logs.bicep"]
    assert "dependsOn: [\n    europeChildren\n  ]" in files["main.bicep"]


def test_secrets_are_secure_all_the_way() -> None:
    files = emit(Graph((GROUP, made("x", body={"properties": {"p": Secret("adminPassword", "of the jump host")}}))), "bicep")
    secure = "@secure()\n@description('of the jump host')\nparam adminPassword string"
    assert secure in files["main.bicep"]
    assert secure in files["modules/a/b.bicep"]


@pytest.mark.parametrize("value", [0.5, -1e300])
def test_numbers_with_a_point_go_through_json(value: float) -> None:
    files = emit(Graph((GROUP, made("x", body={"properties": {"p": value}}))), "bicep")
    assert f"p: json('{value!r}')" in files["modules/a/b.bicep"]


def test_a_module_that_would_need_too_many_parameters_is_not_shared(bicep_reader: ModuleType) -> None:
    america = replace(GROUP, name="rg-bank-us", location="eastus", stamp="us")
    tables = [
        replace(made(f"rt-{group.stamp}-{number}"), scope=group.id, location=group.location, stamp=group.stamp,
                body={"properties": {"hop": f"10.{place}.{number}.4"}})
        for place, group in enumerate((GROUP, america)) for number in range(300)
    ]
    graph = Graph((GROUP, america, *tables))
    files = emit(graph, "bicep")
    assert {"modules/a/b.bicep", "modules/a/b.us.bicep"} < set(files)
    check(files, graph, bicep_reader)


def test_a_module_that_must_tell_too_much_is_refused() -> None:
    targets = [made(f"rt-{number}", "net/targets") for number in range(65)]
    asking = made("asking", body={"properties": {"x": [Ref(target.id) for target in targets]}})
    with pytest.raises(UnsupportedError, match="parameters or outputs"):
        emit(Graph((GROUP, *targets, asking)), "bicep")

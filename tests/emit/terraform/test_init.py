"""Terraform: read back by an independent reader it is the same graph; it parses; every reference has its resource."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

import hcl2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.emit import emit
from enclave.emit.names import snake
from enclave.emit.units import plan
from enclave.errors import UnsupportedError
from enclave.graph.model import Graph, Ref, Resource, Secret

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg-bank-europe", "", {}, "westeurope", "groups", "europe")


def made(name: str, module: str = "a/b", **fields: Any) -> Resource:
    body = fields.pop("body", {})
    return Resource("Microsoft.Network/routeTables", "2025-09-01", name, GROUP.id, body, "westeurope", module, "europe", **fields)


def bare(resources: Any) -> dict[str, Resource]:
    """Resources by id, without what only the order and the layout of files say; names of secrets as a variable is."""
    return {r.id.lower(): replace(r, module="", stamp="", depends_on=(), body=unnamed(r.body)) for r in resources}


def unnamed(value: Any) -> Any:
    if isinstance(value, Secret):
        return Secret(snake([value.parameter]))
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
            for following in read.after[todo.pop()] - reached:
                reached.add(following)
                todo.append(following)
        missing = {need.id for need in needs[resource.id.lower()] if need.id.lower() not in reached}
        assert not missing, f"{resource.id} may be deployed before {missing}"


@settings(max_examples=60)
@given(st.data())
def test_reads_back_as_the_same_graph(generated: ModuleType, terraform_reader: ModuleType, data: st.DataObject) -> None:
    graph = data.draw(generated.graphs() | generated.regional())
    files = emit(graph, "terraform")
    check(files, graph, terraform_reader)
    assert emit(graph, "terraform") == files


def test_the_example_reads_back_and_parses(bank_graph: Graph, terraform_reader: ModuleType) -> None:
    files = emit(bank_graph, "terraform")
    check(files, bank_graph, terraform_reader)
    for path, text in files.items():
        assert hcl2.loads(text), path


def test_every_module_is_a_file(bank_graph: Graph) -> None:
    modules = {resource.module.replace("/", "-") for resource in bank_graph} - {"resource-groups"}
    assert set(emit(bank_graph, "terraform")) == {f"{module}.tf" for module in modules} | {"versions.tf", "variables.tf", "outputs.tf",
        "main.tf"}


def test_equal_signs_are_aligned_as_the_formatter_does(bank_graph: Graph) -> None:
    for text in emit(bank_graph, "terraform").values():
        column: dict[int, int] = {}
        for line in text.split("\n"):
            found = re.fullmatch(r"( +)(\"[^\"]*\"|\w+) *(=) (.*)", line)
            if found is None or found.group(4)[-1:] in "{[":
                column.clear()
                continue
            depth = len(found.group(1))
            assert column.setdefault(depth, found.start(3)) == found.start(3), line


def test_what_is_known_after_deployment_is_exported() -> None:
    target = made("target")
    asking = made("asking", body={"properties": {
        "x": Ref(target.id, "properties.principalId"),
        "y": Ref(target.id, "properties.parts[0].principalId"),
        "z": Ref(target.id, "id", "/routes/default"),
    }})
    text = emit(Graph((GROUP, target, asking)), "terraform")["a-b.tf"]
    assert 'principal_id                    = "properties.principalId"' in text
    assert 'properties_parts_0_principal_id = "properties.parts[0].principalId"' in text
    assert "x = azapi_resource.europe_target.output.principal_id" in text
    assert 'z = "${azapi_resource.europe_target.id}/routes/default"' in text


def test_identities_are_blocks() -> None:
    target = made("target")
    asking = made("asking", body={"identity": {"type": "UserAssigned", "userAssignedIdentities": {target.id: {}}}})
    text = emit(Graph((GROUP, target, asking)), "terraform")["a-b.tf"]
    assert '  identity {\n    type         = "UserAssigned"\n    identity_ids = [azapi_resource.europe_target.id]\n  }\n' in text


def test_secrets_stay_out_of_the_state() -> None:
    files = emit(Graph((GROUP, made("x", body={"properties": {"p": Secret("adminPassword"), "q": 1}}))), "terraform")
    assert "sensitive_body = {\n    properties = {\n      p = var.admin_password\n    }\n  }" in files["a-b.tf"]
    assert 'required_version = ">= 1.11"' in files["versions.tf"]
    assert "ephemeral" in files["variables.tf"]


@pytest.mark.parametrize(("body", "said"), [
    ({"properties": {"list": [Secret("x")]}}, "inside a list"),
    ({"identity": {"type": "SystemAssigned", "delegated": True}}, "identity that azapi cannot say"),
])
def test_what_azapi_cannot_say_is_refused(body: dict[str, Any], said: str) -> None:
    with pytest.raises(UnsupportedError, match=said):
        emit(Graph((GROUP, made("x", body=body))), "terraform")

"""Terraform: read back by an independent reader it is the same graph; it parses, is formatted, and every name is declared and used."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import hcl2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.emit import emit
from enclave.emit.units import plan
from enclave.errors import UnsupportedError
from enclave.graph.model import Graph, Ref, Resource, Secret

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg-bank-europe", "", {}, "westeurope", "groups", "europe")
MAIN = "modules/a/b/main.tf"


def made(name: str, module: str = "a/b", **fields: Any) -> Resource:
    body = fields.pop("body", {})
    return Resource("Microsoft.Network/routeTables", "2025-09-01", name, GROUP.id, body, "westeurope", module, "europe", **fields)


def check(files: dict[str, str], graph: Graph, reader: ModuleType) -> Any:
    """Holds what azapi would be given against the graph, and what waits for what against what is needed."""
    read = reader.read(files)
    expected = reader.expected(graph, lambda parameter: reader.Given(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", parameter).lower()))
    assert set(read.said) == set(expected)
    for key, said in expected.items():
        assert read.said[key] == said
    needs = plan(graph).needs
    for resource in graph:
        reached: set[str] = set()
        todo = [reader.full(resource.id).lower()]
        while todo:
            for following in read.after[todo.pop()] - reached:
                reached.add(following)
                todo.append(following)
        missing = {need.id for need in needs[resource.id.lower()] if reader.full(need.id).lower() not in reached}
        assert not missing, f"{resource.id} may be deployed before {missing}"
    return read


@settings(max_examples=15)
@given(st.data())
def test_reads_back_as_the_same_graph(generated: ModuleType, terraform_reader: ModuleType, data: st.DataObject) -> None:
    reads_back(generated, terraform_reader, data)


@pytest.mark.long
@settings(max_examples=100)
@given(st.data())
def test_many_graphs_read_back_as_the_same(generated: ModuleType, terraform_reader: ModuleType, data: st.DataObject) -> None:
    reads_back(generated, terraform_reader, data)


def reads_back(generated: ModuleType, terraform_reader: ModuleType, data: st.DataObject) -> None:
    graph = data.draw(generated.graphs() | generated.regional() | generated.everywhere())
    files = emit(graph, "terraform")
    check(files, graph, terraform_reader)
    assert emit(graph, "terraform") == files


LONG = [pytest.param(name, 1, marks=pytest.mark.long) for name in ("bank", "hospital", "ministry", "everything")]


@pytest.mark.parametrize(("name", "each"), [("bank", 5), *LONG])
def test_the_examples_read_back_and_parse(
    example: Callable[[str], Graph], printed: Callable[[str, str], dict[str, str]], terraform_reader: ModuleType, name: str, each: int
) -> None:
    files = printed(name, "terraform")
    assert check(files, example(name), terraform_reader).unused_outputs == []
    for path in sorted(files)[::each]:
        assert json.loads(files[path]) if path.endswith(".json") else hcl2.loads(files[path]), path


def test_the_formatter_changes_nothing(printed: Callable[[str, str], dict[str, str]], terraform: str, tmp_path: Path) -> None:
    for path, text in printed("bank", "terraform").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    done = subprocess.run([terraform, "fmt", "-check", "-diff", "-recursive", str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


def test_every_module_is_a_folder_and_versions_are_pinned(bank_graph: Graph, printed: Callable[[str, str], dict[str, str]]) -> None:
    files = printed("bank", "terraform")
    modules = {resource.module for resource in bank_graph} - {"resource-groups"}
    assert {f"modules/{module}/{name}" for module in modules for name in ("main.tf", "versions.tf")} <= set(files)
    assert {"main.tf", "variables.tf", "outputs.tf", "versions.tf", "terraform.tfvars"} <= set(files)
    assert "modules/virtual-network/subnets/outputs.tf" in files
    for path, text in files.items():
        assert ("Azure/azapi" not in text) or 'version = "~> 2.' in text, path


def test_what_is_known_after_deployment_is_exported() -> None:
    target = made("target")
    asking = made("asking", body={"properties": {
        "x": Ref(target.id, "properties.principalId"),
        "y": Ref(target.id, "properties.parts[0].principalId"),
        "z": Ref(target.id, "id", "/routes/default"),
    }})
    text = emit(Graph((GROUP, target, asking)), "terraform")[MAIN]
    assert 'principal_id  = "properties.parts[0].principalId"' in text
    assert 'principal_id2 = "properties.principalId"' in text
    assert "x = azapi_resource.target_route_table.output.principal_id2\n" in text
    table = "azapi_resource.target_route_table"
    known = f"${{{table}.parent_id}}/providers/Microsoft.Network/routeTables/${{{table}.name}}"
    assert f'z = "{known}/routes/default"' in text


def test_whose_answer_each_resource_takes_stands_in_the_file() -> None:
    targets = [made(f"target-{word}", "a/a") for word in ("red", "green", "blue")]
    asking = [
        made(f"asking-{each.name}", body={"properties": {"x": Ref(each.id, "properties.principalId"), **dict.fromkeys("bcdefgh", "same")}})
        for each in targets
    ]
    ids = [
        made(f"naming-{each.name}", "a/c", body={"properties": {"x": Ref(each.id), **dict.fromkeys("bcdefgh", "same")}}) for each in targets
    ]
    files = emit(Graph((GROUP, *targets, *asking, *ids)), "terraform")
    assert "for_each" in files["modules/a/c/main.tf"]
    text = files[MAIN]
    assert "for_each" not in text
    assert all(f'x = var.route_table_principal_ids["{each.name}"]\n' in text for each in targets)


def test_identities_are_blocks_where_azapi_can_say_them() -> None:
    target = made("target")
    asking = made("asking", body={"identity": {"type": "UserAssigned", "userAssignedIdentities": {target.id: {}}}})
    other = made("other", body={"identity": {"type": "SystemAssigned", "delegated": True}})
    text = emit(Graph((GROUP, target, asking, other)), "terraform")[MAIN]
    table = "azapi_resource.target_route_table"
    known = f"${{{table}.parent_id}}/providers/Microsoft.Network/routeTables/${{{table}.name}}"
    block = f'  identity {{\n    type         = "UserAssigned"\n    identity_ids = ["{known}"]\n  }}\n'
    assert block in text
    assert '  body = {\n    identity = {\n      type      = "SystemAssigned"\n      delegated = true\n' in text


def test_secrets_stay_out_of_the_state() -> None:
    files = emit(Graph((GROUP, made("x", body={"properties": {"p": Secret("adminPassword"), "q": 1}}))), "terraform")
    assert "sensitive_body = {\n    properties = {\n      p = var.admin_password\n    }\n  }" in files[MAIN]
    for path in ("variables.tf", "modules/a/b/variables.tf"):
        assert 'variable "admin_password"' in files[path]
        assert "ephemeral   = true" in files[path]
    assert 'required_version = ">= 1.11"' in files["versions.tf"]
    assert "terraform.tfvars" not in files or "admin_password" not in files["terraform.tfvars"]


def test_a_secret_in_a_list_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="inside a list"):
        emit(Graph((GROUP, made("x", body={"properties": {"list": [Secret("x")]}}))), "terraform")


def test_what_the_owner_wants_stands_in_a_plan_and_nowhere_else(bank_graph: Graph, printed: Callable[[str, str], dict[str, str]]) -> None:
    files = printed("bank", "terraform")
    given = json.loads(files["intent.auto.tfvars.json"])["enclave_intent"]
    assert given["version"] == 1
    assert bank_graph.intent
    assert [each["fqdn"] for each in given["egress"]] == [each.fqdn for each in bank_graph.intent.egress]
    assert 'variable "enclave_intent" {' in files["variables.tf"]
    assert not any("var.enclave_intent" in text for text in files.values())
    assert "intent.auto.tfvars.json" not in emit(Graph(bank_graph.resources[:1]), "terraform")

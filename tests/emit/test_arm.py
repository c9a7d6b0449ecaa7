"""ARM templates: read back as the same graph, good to Azure's types, everything after what it needs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.emit import emit, emit_part
from enclave.emit.arm_ids import literal
from enclave.emit.units import plan
from enclave.errors import InputError, UnsupportedError
from enclave.graph.ids import management_group_of, owner
from enclave.graph.model import Graph, Ref, Resource, Secret
from enclave.importers.arm import read_arm
from enclave.importers.expressions import is_expression, unescaped

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg", "", {}, "westeurope")


def printed(graph: Graph) -> dict[str, Any]:
    return json.loads(emit(graph, "arm")["azuredeploy.json"])


def made(name: str, module: str = "a/b", **fields: Any) -> Resource:
    body = fields.pop("body", {})
    return Resource("Microsoft.Network/routeTables", "2025-09-01", name, GROUP.id, body, "westeurope", module, **fields)


@settings(max_examples=25)
@given(st.data())
def test_reads_back_as_the_same_graph(generated: ModuleType, data: st.DataObject) -> None:
    reads_back(generated, data)


@pytest.mark.long
@settings(max_examples=150)
@given(st.data())
def test_many_graphs_read_back_as_the_same(generated: ModuleType, data: st.DataObject) -> None:
    reads_back(generated, data)


def reads_back(generated: ModuleType, data: st.DataObject) -> None:
    graph = data.draw(generated.graphs() | generated.everywhere())
    text = emit(graph, "arm")["azuredeploy.json"]
    again = read_arm(text, name="azuredeploy.json")
    assert again == graph
    assert emit(again, "arm")["azuredeploy.json"] == text


def test_the_example_reads_back_and_is_good_to_azures_types(bank_graph: Graph, azure_types: Any) -> None:
    validate, types = azure_types
    text = emit(bank_graph, "arm")["azuredeploy.json"]
    assert read_arm(text, name="azuredeploy.json") == bank_graph
    problems, statistics = validate.validate_template(json.loads(text), types)
    # an open enumeration takes other words too, such as the name of a custom table
    assert [str(problem) for problem in problems if not str(problem).startswith("W open-enum")] == []
    assert statistics["resources"] > len(bank_graph.resources)


@settings(max_examples=25)
@given(st.data())
def test_everything_stands_after_what_it_needs(generated: ModuleType, data: st.DataObject) -> None:
    graph = data.draw(generated.graphs() | generated.everywhere())
    needs = plan(graph).needs
    template = printed(graph)
    # two of one name may stand at the subscription and above it
    named = [r for r in template["resources"] if r["type"] == "Microsoft.Resources/deployments"]
    deployments = {(r["name"], r.get("scope", "")): r for r in named}
    assert len(deployments) == len(named)
    home = {}
    for name, deployment in deployments.items():
        resources, scope = deployment["properties"]["template"]["resources"], deployment.get("scope", "")
        if scope and resources[0]["type"] == "Microsoft.Resources/deployments":
            resources, scope = resources[0]["properties"]["template"]["resources"], resources[0]["scope"]
        for resource in resources:
            home[read_one(resource, deployment.get("resourceGroup", ""), scope)] = name, resource
    for resource in template["resources"]:
        if resource["type"] != "Microsoft.Resources/deployments":
            home[read_one(resource, "")] = "", resource
    assert {r.id.lower() for r in graph} == set(home)
    for resource in graph:
        where, itself = home[resource.id.lower()]
        for need in needs[resource.id.lower()]:
            there, other = home[need.id.lower()]
            waits = itself.get("dependsOn", []) if where == there else deployments.get(where, itself).get("dependsOn", [])
            wanted = other["name"] if there in ("", where) else there[0]
            assert any(f"'{unescaped(wanted).rpartition('/')[2]}'" in entry for entry in waits), (resource.id, need.id)


def read_one(resource: dict[str, Any], group: str, scope: str = "") -> str:
    """Lower-case id of a printed resource, from its name, type and scope alone."""
    document = {"$schema": "https://x/subscriptionDeploymentTemplate.json#", "resources": [{**resource, "dependsOn": []}]}
    if group or scope:
        document["resources"] = [{
            "type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "x",
            **({"resourceGroup": group} if group else {"scope": scope}),
            "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "template": {**document, "$schema": "deploymentTemplate"}},
        }]
    return read_arm(document, name="x").resources[0].id.lower()


@given(st.text())
def test_a_text_is_never_taken_for_an_expression(text: str) -> None:
    once = literal(text)
    if is_expression(once):
        assert re.fullmatch(r"\[concat\('.*'\)\]", once, re.S)
        assert once[9:-3].replace("''", "'") == text
    else:
        assert unescaped(once) == text


def test_modules_that_need_each_other_are_cut() -> None:
    first, second = made("one", "a"), made("two", "b", body={"properties": {"x": Ref(made("one").id)}})
    third = made("three", "a", body={"properties": {"x": Ref(second.id)}})
    graph = Graph((GROUP, first, second, third))
    names = [r["name"] for r in printed(graph)["resources"][1:]]
    assert names == ["a", "b", "a-2"]
    assert read_arm(emit(graph, "arm")["azuredeploy.json"], name="x") == graph


def test_a_circle_of_resources_is_refused_by_name() -> None:
    first = made("one", body={"properties": {"x": Ref(made("two").id)}})
    second = made("two", depends_on=(made("one").id,))
    with pytest.raises(UnsupportedError, match=r"circle: .*routeTables/.* -> .*routeTables/"):
        emit(Graph((GROUP, first, second)), "arm")


def test_a_secret_is_a_parameter_without_default_and_its_value_nowhere() -> None:
    graph = Graph((GROUP, made("one", body={"properties": {"password": Secret("adminPassword", "of the jump host")}})))
    template = printed(graph)
    parameter = {"type": "securestring", "metadata": {"description": "of the jump host"}}
    assert template["parameters"] == {"adminPassword": parameter}
    nested = template["resources"][1]["properties"]
    assert nested["parameters"] == {"adminPassword": {"value": "[parameters('adminPassword')]"}}
    assert nested["template"]["parameters"] == {"adminPassword": parameter}
    assert nested["template"]["resources"][0]["properties"] == {"password": "[parameters('adminPassword')]"}


def test_references_take_the_forms_of_resource_manager() -> None:
    target = made("target", "a")
    other = replace(target, scope="/resourceGroups/elsewhere", name="far")
    extension = Resource("Microsoft.Insights/diagnosticSettings", "2021-05-01-preview", "diag", target.id, {}, None, "a")
    asking = made("asking", "b", body={"properties": {
        "same": Ref(target.id),
        "part": Ref(target.id, "id", "/routes/default"),
        "other": Ref(other.id),
        "role": Ref("/providers/Microsoft.Authorization/roleDefinitions/5e0b"),
        "extension": Ref(extension.id),
        "group": Ref(GROUP.id),
        "subscription": Ref(""),
        "deployed": Ref(target.id, "properties.parts[0].address"),
        "identity": Ref(target.id, "identity.principalId"),
        "name": Ref(target.id, "name"),
        "foreign": Ref("/subscriptions/1/resourceGroups/x/providers/A/b/c"),
    }})
    template = printed(Graph((GROUP, target, other, extension, asking)))
    body = template["resources"][-1]["properties"]["template"]["resources"][0]["properties"]
    kind = "'Microsoft.Network/routeTables'"
    assert body == {
        "same": f"[resourceId({kind}, 'target')]",
        "part": "[resourceId('Microsoft.Network/routeTables/routes', 'target', 'default')]",
        "other": f"[resourceId('elsewhere', {kind}, 'far')]",
        "role": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0b')]",
        "extension": f"[extensionResourceId(resourceId({kind}, 'target'), 'Microsoft.Insights/diagnosticSettings', 'diag')]",
        "group": "[resourceGroup().id]",
        "subscription": "[subscription().id]",
        "deployed": f"[reference(resourceId({kind}, 'target'), '2025-09-01').parts[0].address]",
        "identity": f"[reference(resourceId({kind}, 'target'), '2025-09-01', 'Full').identity.principalId]",
        "name": f"[last(split(resourceId({kind}, 'target'), '/'))]",
        "foreign": "/subscriptions/1/resourceGroups/x/providers/A/b/c",
    }
    assert owner(Graph((target,)), target.id + "/routes/default") == (target, "/routes/default")


def test_names_of_deployments_are_short_enough_and_differ() -> None:
    long = "virtual-network/" + "x" * 80
    routes = [made(f"{stamp}-{len(module)}", module, stamp=stamp) for stamp in ("a", "b") for module in (long, long + "y")]
    names = [r["name"] for r in printed(Graph((GROUP, *routes)))["resources"] if r["type"].endswith("/deployments")]
    assert len(set(names)) == 4
    assert all(len(name) <= 64 for name in names)


def test_a_template_that_is_too_large_is_refused() -> None:
    graph = Graph((GROUP, made("one", body={"properties": {"x": "y" * 4_200_000}})))
    with pytest.raises(UnsupportedError, match="more than Resource Manager takes") as caught:
        emit(graph, "arm")
    assert "two enclaves" in caught.value.hint


def test_what_is_too_large_for_one_template_is_written_as_one_for_each_phase() -> None:
    network, data = made("network", "virtual-network/a"), made("data", "data-services/a")
    large = {"x": "y" * 2_200_000}
    graph = Graph((GROUP, replace(network, body={"properties": large}), replace(data, body={"properties": large | {"z": Ref(network.id)}})))
    assert emit(graph, "arm") == {
        "azuredeploy-1-network-foundation.json": emit_part(graph, [GROUP.id, network.id]),
        "azuredeploy-3-compute-and-data.json": emit_part(graph, [data.id]),
    }
    assert set(emit(Graph((GROUP, network, data)), "arm")) == {"azuredeploy.json"}


def test_a_unit_that_is_too_large_is_cut_along_its_order() -> None:
    ids = [made(f"rt{number}").id for number in range(801)]
    tables = [made(f"rt{number}", depends_on=tuple(ids[number + 1 : number + 2])) for number in range(801)]
    graph = Graph((GROUP, *tables))
    first, second = (r["properties"]["template"]["resources"] for r in printed(graph)["resources"][1:])
    assert [len(first), len(second)] == [800, 1]
    assert second[0]["name"] == "rt0"
    assert read_arm(json.dumps(printed(graph)), name="x") == graph


def test_a_template_with_too_many_resources_is_refused() -> None:
    groups = [replace(GROUP, name=f"rg{number}") for number in range(801)]
    with pytest.raises(UnsupportedError, match="801 resources"):
        emit(Graph(tuple(groups)), "arm")


def test_a_template_with_too_many_secrets_is_refused() -> None:
    keys = made("rt", body={"properties": {f"k{number}": Secret(f"key{number}") for number in range(257)}})
    with pytest.raises(UnsupportedError, match="257 parameters"):
        emit(Graph((GROUP, keys)), "arm")


def test_an_expression_that_is_too_long_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="an expression of 30010 characters"):
        emit(Graph((GROUP, made("rt", body={"properties": {"x": "[" + "y" * 29_999}}))), "arm")


@pytest.mark.long
def test_a_large_template_is_written_without_indentation() -> None:
    graph = Graph((GROUP, *(made(f"rt{number}", body={"properties": {"x": [[]] * 1000}}) for number in range(300))))
    text = emit(graph, "arm")["azuredeploy.json"]
    assert len(text) < 4 * 1024 * 1024 < len(json.dumps(json.loads(text), indent=2))
    assert read_arm(text, name="x") == graph


def test_a_management_group_is_reached_through_the_tenant() -> None:
    above = "/providers/Microsoft.Management/managementGroups/corp"
    group = Resource("Microsoft.Management/managementGroups", "2023-04-01", "corp", "", {"properties": {}}, None, "governance/groups")
    body = {"properties": {"workspace": {"id": Ref(made("rt").id)}, "hidden": Secret("adminKey"), "subscription": Ref("")}}
    assignment = Resource("Microsoft.Authorization/policyAssignments", "2025-01-01", "deny", above, body, None, "governance/policy")
    graph = Graph((GROUP, made("rt"), group, assignment))
    template = printed(graph)
    tenant = next(r for r in template["resources"] if r["name"].startswith("governance-policy"))
    assert (tenant["scope"], tenant["location"]) == ("/", "[deployment().location]")
    assert tenant["properties"]["parameters"]["subscriptionId"] == {"value": "[subscription().subscriptionId]"}
    (inner,) = tenant["properties"]["template"]["resources"]
    assert inner["scope"] == "Microsoft.Management/managementGroups/corp"
    assert inner["properties"]["parameters"] == {name: {"value": f"[parameters('{name}')]"} for name in ("adminKey", "subscriptionId")}
    (resource,) = inner["properties"]["template"]["resources"]
    assert "scope" not in resource
    workspace = resource["properties"]["workspace"]["id"]
    assert workspace.startswith("[extensionResourceId(concat('/subscriptions/', parameters('subscriptionId'), '/resourceGroups/rg')")
    own = next(r for r in template["resources"] if r["name"].startswith("governance-groups"))
    assert own["scope"] == "/"
    assert own["properties"]["template"]["resources"][0]["type"] == "Microsoft.Management/managementGroups"
    assert f"[tenantResourceId('Microsoft.Resources/deployments', '{own['name']}')]" in tenant["dependsOn"]
    assert read_arm(json.dumps(template), name="x") == graph


def spelled(value: Any) -> Any:
    """A value with each reference as one id, as it is read where the resource is not in the template."""
    if isinstance(value, Ref):
        # an id of the tenant is a text unless it is of a resource in the template
        is_text = value.path == "id" and management_group_of(value.resource)
        return value.resource if is_text else Ref(value.resource + value.suffix, value.path, "", value.prefix)
    if isinstance(value, Mapping):
        return {key: spelled(item) for key, item in value.items()}
    return [spelled(item) for item in value] if isinstance(value, list | tuple) else value


@settings(max_examples=25)
@given(st.data())
def test_parts_deploy_the_whole_and_nothing_twice(generated: ModuleType, data: st.DataObject) -> None:
    graph = data.draw(generated.graphs() | generated.everywhere())
    needs = plan(graph).needs
    first = set(data.draw(st.sets(st.sampled_from([resource.id for resource in graph]))))
    todo = list(first)
    while todo:
        found = {need.id for need in needs[todo.pop().lower()]} - first
        first |= found
        todo += found
    parts = (first, {resource.id for resource in graph} - first)
    read: dict[str, Resource] = {}
    for only in parts:
        text = emit_part(graph, only)
        part = read_arm(text, name="part.json")
        assert {resource.id.lower() for resource in part} == {resource_id.lower() for resource_id in only}
        assert not set(read) & {resource.id for resource in part}
        read |= {resource.id: resource for resource in part}
        assert set(json.loads(text).get("parameters", {})) == {s.parameter for r in part for s in secrets(r.body)}
    for resource in graph:
        assert spelled(read[resource.id].body) == spelled(resource.body)
        assert read[resource.id].location == resource.location


def secrets(value: Any) -> list[Secret]:
    if isinstance(value, Secret):
        return [value]
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [found for item in items for found in secrets(item)]


def test_a_part_refers_to_what_is_there_already() -> None:
    target, other = made("target"), made("other", "a/c")
    asking = made("asking", "a/d", depends_on=(other.id,), body={"properties": {
        "x": {"id": Ref(target.id)}, "y": Ref(target.id, "properties.address"), "z": Ref(target.id, "id", "/routes/default"),
    }})
    template = json.loads(emit_part(Graph((GROUP, target, other, asking)), [asking.id]))
    (deployment,) = template["resources"]
    assert deployment["resourceGroup"] == "rg"
    assert "dependsOn" not in deployment
    assert "metadata" not in template
    (resource,) = deployment["properties"]["template"]["resources"]
    assert "dependsOn" not in resource
    assert resource["properties"] == {
        "x": {"id": "[resourceId('Microsoft.Network/routeTables', 'target')]"},
        "y": "[reference(resourceId('Microsoft.Network/routeTables', 'target'), '2025-09-01').address]",
        "z": "[resourceId('Microsoft.Network/routeTables/routes', 'target', 'default')]",
    }


def test_a_part_of_what_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="no resource"):
        emit_part(Graph((GROUP,)), ["/resourceGroups/other"])

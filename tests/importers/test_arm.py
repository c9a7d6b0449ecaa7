"""Templates as graphs: our own come back the same, other people's come in whole, bad ones are told with their place."""

from __future__ import annotations

import contextlib
import json
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.emit import emit
from enclave.emit.requests import is_template
from enclave.errors import EnclaveError, InputError
from enclave.graph.model import Graph, Ref, Secret, Unresolved
from enclave.importers.arm import read_arm

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
RG = "/resourceGroups/resource-group/providers"


def res(kind: str, name: Any, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "apiVersion": "2020-01-01", "name": name, **fields}


def template(*resources: Any, **fields: Any) -> dict[str, Any]:
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": list(resources), **fields}


def nested(name: str, inner: dict[str, Any], scope: str = "inner", **fields: Any) -> dict[str, Any]:
    properties = {"mode": "Incremental", "expressionEvaluationOptions": {"scope": scope}, "template": inner}
    return res("Microsoft.Resources/deployments", name, properties={**properties, **fields.pop("properties", {})}, **fields)


def bodies(graph: Graph) -> dict[str, Any]:
    return {resource.name: resource.body for resource in graph}


@settings(max_examples=60)
@given(st.data())
def test_our_own_templates_come_back(generated: ModuleType, data: st.DataObject) -> None:
    graph = data.draw(generated.graphs() | generated.regional())
    assert read_arm(emit(graph, "arm")["azuredeploy.json"], name="azuredeploy.json") == graph


def test_the_example_comes_back_with_its_places(bank_graph: Graph) -> None:
    text = emit(bank_graph, "arm")["azuredeploy.json"]
    graph = read_arm(text, name="azuredeploy.json")
    templated = tuple(resource for resource in bank_graph if is_template(resource))
    assert graph == Graph(templated, bank_graph.intent)
    document = json.loads(text)
    for resource in graph:
        name, _, pointer = graph.sources[resource.id].partition("#/")
        found = document
        for step in pointer.split("/"):
            found = found[int(step)] if isinstance(found, list) else found[step]
        assert name == "azuredeploy.json"
        assert (found["type"], found["name"]) == (resource.type, resource.name)


def test_what_the_metadata_does_not_list_is_still_read(bank_graph: Graph) -> None:
    document = json.loads(emit(bank_graph, "arm")["azuredeploy.json"])
    document["resources"].append(nested("sneaked-in", template(res("Microsoft.Network/publicIPAddresses", "hole")), resourceGroup="rg"))
    graph = read_arm(document, name="x")
    assert graph.resources[-1].name == "hole"
    assert len(graph.resources) == sum(map(is_template, bank_graph)) + 1


def test_a_network_of_somebody_else() -> None:
    graph = read_arm(template(
        res("Microsoft.Network/networkSecurityGroups", "[variables('nsg')]", location="[parameters('location')]", properties={}),
        res("Microsoft.Network/virtualNetworks", "[parameters('vnet')]", location="[parameters('location')]", properties={
            "subnets": [{"name": "a", "properties": {"networkSecurityGroup": {
                "id": "[resourceId('Microsoft.Network/networkSecurityGroups', variables('nsg'))]"}}}],
        }, dependsOn=["[concat('Microsoft.Network/networkSecurityGroups/', variables('nsg'))]", "[variables('nsg')]"]),
        res("Microsoft.Network/networkInterfaces", "nic", location="global", properties={
            "subnet": {"id": "[concat(resourceId('Microsoft.Network/virtualNetworks', parameters('vnet')), '/subnets/a')]"},
            "address": "[reference(parameters('vnet')).addressSpace]",
        }, dependsOn=["[parameters('vnet')]", "gone"]),
        parameters={"vnet": {"type": "string"}, "location": {"type": "string", "defaultValue": "[resourceGroup().location]"}},
        variables={"nsg": "[concat(parameters('vnet'), '-nsg')]"},
    ), name="x")
    vnet = f"{RG}/Microsoft.Network/virtualNetworks/{{parameters('vnet')}}"
    nsg = f"{RG}/Microsoft.Network/networkSecurityGroups/{{parameters('vnet')}}-nsg"
    assert [resource.id for resource in graph] == [nsg, vnet, f"{RG}/Microsoft.Network/networkInterfaces/nic"]
    assert graph.resources[1].body["properties"]["subnets"][0]["properties"]["networkSecurityGroup"] == {"id": Ref(nsg)}
    assert graph.resources[2].body["properties"] == {
        "subnet": {"id": Ref(vnet, "id", "/subnets/a")}, "address": Ref(vnet, "properties.addressSpace"),
    }
    assert [resource.location for resource in graph] == [None, None, "global"]
    assert isinstance(graph.resources[0].body["location"], Unresolved)
    assert "location" not in graph.resources[2].body
    assert [resource.depends_on for resource in graph] == [(), (), ()]
    assert graph.intent is None


def test_order_beyond_references_is_kept_inside_a_template() -> None:
    graph = read_arm(template(
        res("A.B/c", "[concat('x', copyIndex())]", copy={"name": "loop", "count": 2}),
        res("A.B/c", "last", dependsOn=["loop"]),
        res("A.B/c/d", "last/child", dependsOn=["[resourceId('A.B/c', 'last')]"]),
    ), name="x")
    assert graph.resources[2].depends_on == (f"{RG}/A.B/c/x0", f"{RG}/A.B/c/x1")
    assert graph.resources[3].depends_on == ()


def test_nested_templates_of_inner_and_outer_scope() -> None:
    inner = template(
        res("A.B/c", "[parameters('name')]", properties={"v": "[variables('v')]", "g": "[resourceGroup().name]"}),
        parameters={"name": {"type": "string"}}, variables={"v": "inner"},
        outputs={"name": {"type": "string", "value": "[parameters('name')]"},
        "id": {"type": "string", "value": "[resourceId('A.B/c', 'x')]"}},
    )
    outer = template(res("A.B/c", "[parameters('name')]", properties={"v": "[variables('v')]", "g": "[resourceGroup().name]"}))
    graph = read_arm(template(
        nested("one", inner, resourceGroup="other", properties={"parameters": {"name": {"value": "[concat(parameters('name'), '-in')]"}}}),
        nested("two", outer, "outer", resourceGroup="other"),
        res("A.B/c", "asking", properties={
            "name": "[reference('one').outputs.name.value]",
            "id": "[reference(resourceId('other', 'Microsoft.Resources/deployments', 'one'), '2022-01-01').outputs.id.value]",
            "gone": "[reference('one').outputs.gone.value]",
        }),
        parameters={"name": {"type": "string", "defaultValue": "n"}}, variables={"v": "outer"},
    ), name="x")
    assert bodies(graph) == {
        "n-in": {"properties": {"v": "inner", "g": "other"}},
        "n": {"properties": {"v": "outer", "g": "resource-group"}},
        "asking": {"properties": {"name": "n-in", "id": Ref("/resourceGroups/other/providers/A.B/c/x"),
                                  "gone": Unresolved("outputs.gone", "there is no such output")}},
    }
    assert graph.sources["/resourceGroups/other/providers/A.B/c/n-in"] == "x#/resources/0/properties/template/resources/0"


def test_outputs_may_be_asked_for_before_the_deployment_stands_in_the_file() -> None:
    first = nested("user", template(res("A.B/c", "[parameters('n')]"), parameters={"n": {"type": "string"}}),
                   properties={"parameters": {"n": {"value": "[reference('maker').outputs.n.value]"}}})
    maker = nested("maker", template(outputs={"n": {"type": "string", "value": "made"}}))
    assert [resource.name for resource in read_arm(template(first, maker), name="x")] == ["made"]


def test_secrets_stay_secrets_through_nested_templates() -> None:
    inner = template(res("A.B/c", "x", properties={"p": "[parameters('inner')]"}), parameters={"inner": {"type": "secureString"}})
    graph = read_arm(
        template(nested("n", inner, properties={"parameters": {"inner": {"value": "[parameters('outer')]"}}}),
                 parameters={"outer": {"type": "secureString"}}),
        {"outer": "hunter2"}, name="x",
    )
    assert bodies(graph) == {"x": {"properties": {"p": Secret("outer")}}}
    assert "hunter2" not in repr(graph)


def test_a_linked_template_is_kept_as_something_unknown() -> None:
    graph = read_arm(template(res("Microsoft.Resources/deployments", "linked", properties={"templateLink": {"uri": "https://x"}})),
    name="x")
    assert graph.resources[0].type == "Microsoft.Resources/deployments"
    assert isinstance(graph.resources[0].body["properties"], Unresolved)


def test_undecided_conditions_mark_everything_below() -> None:
    graph = read_arm(template(
        nested("maybe", template(res("A.B/c", "x"), res("A.B/c", "never", condition=False)), condition="[parameters('on')]"),
        parameters={"on": {"type": "bool"}},
    ), name="x")
    assert bodies(graph) == {"x": {"condition": Unresolved("parameters('on')", "no value is given for the parameter")}}


def test_symbolic_names_and_existing_resources() -> None:
    graph = read_arm(template(languageVersion="2.0") | {"resources": {
        "seen": res("A.B/c", "y", existing=True),
        "made": res("A.B/c", "x", dependsOn=["other"], properties={"id": "[resourceId('A.B/c', 'y')]",
        "k": "[reference('seen', '1', 'full').kind]"}),
        "other": res("A.B/c", "z", properties={"p": "[reference('seen').p]"}),
    }}, name="x")
    assert [resource.name for resource in graph] == ["x", "z"]
    assert graph.resources[0].body["properties"] == {"id": Ref(f"{RG}/A.B/c/y"), "k": Ref(f"{RG}/A.B/c/y", "kind")}
    assert graph.resources[0].depends_on == (f"{RG}/A.B/c/z",)


def test_a_resource_deployed_twice_is_one() -> None:
    twice = [nested(name, template(res("A.B/c", "x", properties={"same": 1, "n": name}))) for name in ("one", "two")]
    graph = read_arm(template(*twice), name="x")
    (only,) = graph.resources
    assert only.body["properties"]["same"] == 1
    assert isinstance(only.body["properties"]["n"], Unresolved)
    assert graph.sources[only.id].startswith("x#/resources/0/")


@pytest.mark.parametrize(("schema", "scope"), [
    ("2019-04-01/deploymentTemplate", "/resourceGroups/resource-group"), ("2018-05-01/subscriptionDeploymentTemplate", ""),
    ("2019-08-01/managementGroupDeploymentTemplate", "/providers/Microsoft.Management/managementGroups/management-group"),
])
def test_scopes_of_templates(schema: str, scope: str) -> None:
    document = {"$schema": f"https://schema.management.azure.com/schemas/{schema}.json#", "resources": [res("A.B/c", "x")]}
    assert read_arm(document, name="x").resources[0].scope == scope


@pytest.mark.parametrize("parameters", [
    {"n": "given"}, {"parameters": {"n": {"value": "given"}}, "contentVersion": "1.0.0.0"},
    '{"parameters": {"N": {"value": "given"}}} // end',
    {"$schema": "deploymentParameters", "parameters": {"n": {"value": "given"}}},
])
def test_parameters_are_given_plainly_or_as_a_file(parameters: Any) -> None:
    document = template(res("A.B/c", "[parameters('n')]"), parameters={"n": {"type": "string"}})
    assert read_arm(document, parameters, name="x").resources[0].name == "given"


@pytest.mark.parametrize(("document", "said", "where"), [
    ('{"a": ', "not valid JSON", "x:1:7"),
    ("[]", "not an ARM template", "x"),
    ({"$schema": "https://x/deploymentParameters.json#", "parameters": {}}, "not an ARM template", "x"),
    ({"$schema": "https://x/other.json#", "resources": []}, "not the schema", "x"),
    (template(res("A.B/c", "[variables('a')]"), variables={"a": "[variables('b')]", "b": "[variables('a')]"}), "refers to itself", "x#"),
    (template(res("A.B/c", "x", copy={"name": "l", "count": 1_000_000})), "1000000 times", "x#/resources/0"),
    (template(res("A.B/c", "x", properties={"a": "[" + "a(" * 100 + "1" + ")" * 100 + "]"})), "levels deep", "x#/resources/0/properties/a"),
    (template(res("A.B/c", "x", properties=json.loads('{"a":' * 97 + "1" + "}" * 97))), "levels deep", "x"),
    (template(res("A.B/c/d", "x")), "segment", "x#/resources/0"),
    (template(metadata={"enclave": {"version": 9}}), "not of a version", "x#/metadata/enclave"),
])
def test_bad_templates_are_told_with_their_place(document: Any, said: str, where: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_arm(document, name="x")
    assert caught.value.where == where


def test_a_hundred_templates_inside_each_other_are_refused() -> None:
    document = template(res("A.B/c", "x"))
    for number in range(100):
        document = template(nested(f"d{number}", document))
    with pytest.raises(InputError, match="levels deep"):
        read_arm(json.dumps(document), name="x")


def test_unknown_and_malformed_parameters_are_refused() -> None:
    with pytest.raises(InputError, match="no parameter `typo`"):
        read_arm(template(), {"typo": 1}, name="x")
    with pytest.raises(InputError, match="not an object"):
        read_arm(template(), "[]", name="x")
    with pytest.raises(InputError, match="neither a value"):
        read_arm(template(parameters={"a": {"type": "int"}}), '{"parameters": {"a": 1}}', name="x")


words = st.sampled_from(["type", "name", "properties", "copy", "count", "input", "resources", "parameters", "variables", "outputs",
"template",
                         "dependsOn", "condition", "scope", "existing", "value", "functions", "members", "metadata", "enclave", "$schema"])
leaves = st.sampled_from([None, True, 0, 3, "", "x", "A.B/c", "A.B/c/d", "x/y", "[parameters('x')]", "[variables('x')]", "[copyIndex()]",
"[concat('a']",
                          "[reference('x').y]", "Microsoft.Resources/deployments", "[resourceId('A.B/c', 'x')]", "/", "[[x]"])
junk = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4), max_leaves=20)


@settings(max_examples=150)
@given(junk, junk, junk, junk)
def test_no_template_makes_it_fail(resources: Any, variables: Any, parameters: Any, outputs: Any) -> None:
    document = {"resources": resources, "variables": variables, "parameters": parameters, "outputs": outputs, "functions": outputs}
    with contextlib.suppress(EnclaveError):
        read_arm(document, name="x")


def test_outputs_are_kept_with_their_places_but_for_secure_ones() -> None:
    inner = {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [], "outputs": {"deep": {"type": "int", "value": 7}}}
    document = {
        "$schema": SCHEMA, "contentVersion": "1.0.0.0",
        "resources": [{
            "type": "Microsoft.Resources/deployments", "apiVersion": "2024-03-01", "name": "n",
            "properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"}, "template": inner},
        }],
        "outputs": {
            "plain": {"type": "string", "value": "[concat('a', 'b')]"}, "hidden": {"type": "secureString", "value": "x"},
            "broken": {"type": "string", "value": "[nosuch("},
        },
    }
    outputs = read_arm(document, name="t.json").outputs
    assert outputs["t.json#/outputs/plain"] == "ab"
    assert outputs["t.json#/resources/0/properties/template/outputs/deep"] == 7
    assert "t.json#/outputs/broken" in outputs
    assert not any("hidden" in place for place in outputs)

"""Deployments: parameters in every form, and what a template declares: loops, children, extensions, nested templates."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.errors import InputError
from enclave.graph.body import SUBSCRIPTION
from enclave.graph.model import Secret, Unresolved
from enclave.importers.evaluator import Evaluator
from enclave.importers.scopes import Surroundings, full_id
from enclave.importers.template import Deployment, Given, given_value
from enclave.importers.values import Budget

HERE = f"/subscriptions/{SUBSCRIPTION}"


def deployment(template: dict[str, Any], given: dict[str, Any] | None = None, base: str = f"{HERE}/resourceGroups/rg") -> Deployment:
    values = {name: Given(value) for name, value in (given or {}).items()}
    return Deployment(template, Evaluator(Budget("x")), Surroundings(base, "main"), where="x", given=values)


def res(kind: str, name: Any, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "apiVersion": "2020-01-01", "name": name, **fields}


def ids(template: dict[str, Any], **fields: Any) -> list[str]:
    return [resource.id for resource in deployment(template, **fields).declared()]


def value(template: dict[str, Any], name: str, given: dict[str, Any] | None = None) -> Any:
    made = deployment(template, given)
    return made.evaluator.run(made.parameter(name))


def test_parameters_in_every_form() -> None:
    parameters = {
        "plain": {"type": "string", "defaultValue": "a"}, "made": {"type": "string", "defaultValue": "[concat(parameters('plain'), 'b')]"},
        "open": {"type": "int"}, "nullable": {"type": "object", "nullable": True}, "named": {"$ref": "#/definitions/t"},
        "hidden": {"type": "SecureString", "metadata": {"description": "said"}}, "ring": {"$ref": "#/definitions/ring"},
    }
    definitions = {"t": {"$ref": "#/definitions/u"}, "u": {"type": "array", "nullable": True}, "ring": {"$ref": "#/definitions/ring"}}
    template = {"parameters": parameters, "definitions": definitions}
    assert value(template, "PLAIN") == "a"
    assert value(template, "made", {"plain": "x"}) == "xb"
    assert value(template, "plain", {"Plain": "[concat('not', 'evaluated')]"}) == "[concat('not', 'evaluated')]"
    assert value(template, "open") == Unresolved("parameters('open')", "no value is given for the parameter")
    assert value(template, "nullable") is None
    assert value(template, "named") is None
    assert isinstance(value(template, "ring"), Unresolved)
    assert value(template, "hidden", {"hidden": "given, and never kept"}) == Secret("hidden", "said")


def test_values_of_parameter_files() -> None:
    assert given_value("a", {"value": 1}, None).value == 1
    assert given_value("a", {"reference": {"keyVault": {"id": "x"}, "secretName": "y"}}, None).value == Secret("a")
    with pytest.raises(InputError, match="neither a value nor a reference"):
        given_value("a", 1, None)


def test_a_parameter_that_refers_to_itself_is_refused() -> None:
    with pytest.raises(InputError, match="the parameter `a` refers to itself"):
        value({"parameters": {"a": {"type": "string", "defaultValue": "[parameters('a')]"}}}, "a")


def test_loops_unroll() -> None:
    template = {"resources": [res("A.B/c", "[concat('x', copyIndex(1))]", copy={"name": "l", "count": 3})]}
    assert [resource.name for resource in deployment(template).declared()] == ["x1", "x2", "x3"]
    assert deployment(template).waits_for("l") == tuple(ids(template))


def test_a_loop_of_unknown_length_is_kept_and_marked() -> None:
    template = {"parameters": {"n": {"type": "int"}}, "resources": [
        res("A.B/c", "[concat('x', copyIndex())]", copy={"name": "l", "count": "[parameters('n')]"}),
    ]}
    (only,) = deployment(template).declared()
    assert only.name == "x{copyIndex('l')}"
    assert only.turns == Unresolved("parameters('n')", "no value is given for the parameter")


@pytest.mark.parametrize(("condition", "kept", "marked"), [
    (True, True, False), (False, False, False), ("false", False, False), ("[equals(1, 2)]", False, False),
    ("[parameters('n')]", True, True),
])
def test_conditions(condition: Any, kept: bool, marked: bool) -> None:
    template = {"parameters": {"n": {"type": "bool"}}, "resources": [res("A.B/c", "x", condition=condition)]}
    found = deployment(template).declared()
    assert len(found) == kept
    assert [resource.condition is not None for resource in found] == [marked] * kept


def test_children_inside_their_parents() -> None:
    template = {"resources": [res("A.B/c", "p", resources=[
        res("d", "q", resources=[res("e", "r")]),
        res("A.B/c/d", "p/s"),
        res("providers/locks", "Microsoft.Authorization/lock"),
        res("Microsoft.Insights/diagnosticSettings", "diag"),
    ])]}
    base = "/resourceGroups/rg/providers/A.B/c/p"
    assert ids(template) == [
        base, f"{base}/d/q", f"{base}/d/q/e/r", f"{base}/d/s", f"{base}/providers/Microsoft.Authorization/locks/lock",
        f"{base}/providers/Microsoft.Insights/diagnosticSettings/diag",
    ]


def test_extensions_in_every_form() -> None:
    template = {"resources": [
        res("Microsoft.Authorization/locks", "a", scope="[resourceId('A.B/c', 'x')]"),
        res("Microsoft.Authorization/locks", "a2", scope="A.B/c/x"),
        res("A.B/c/providers/locks", "x/Microsoft.Authorization/b"),
        res("A.B/c/d/providers/roleAssignments", "x/y/Microsoft.Authorization/r"),
        res("Microsoft.Authorization/locks", "g"),
        res("Microsoft.Authorization/locks", "open", scope="[parameters('where')]"),
        res("Microsoft.Authorization/roleAssignments", "t", scope="/"),
    ], "parameters": {"where": {"type": "string"}}}
    base = "/resourceGroups/rg"
    locks = "providers/Microsoft.Authorization/locks"
    assert ids(template) == [
        f"{base}/providers/A.B/c/x/{locks}/a", f"{base}/providers/A.B/c/x/{locks}/a2", f"{base}/providers/A.B/c/x/{locks}/b",
        f"{base}/providers/A.B/c/x/d/y/providers/Microsoft.Authorization/roleAssignments/r", f"{base}/{locks}/g",
        f"{{parameters('where')}}/{locks}/open", "/providers/Microsoft.Authorization/roleAssignments/t",
    ]


def test_unknown_names_keep_their_segments() -> None:
    template = {"parameters": {"n": {"type": "string"}}, "resources": [
        res("A.B/c", "[parameters('n')]"), res("A.B/c/d", "[parameters('n')]"), res("A.B/c/d", "[concat(parameters('n'), '/y')]"),
    ]}
    assert [resource.name for resource in deployment(template).declared()] == [
        "{parameters('n')}", "{parameters('n')}/{parameters('n')}[1]", "{parameters('n')}/y",
    ]


def test_symbolic_names() -> None:
    template = {"languageVersion": "2.0", "resources": {
        "net": res("A.B/c", "x"), "seen": res("A.B/c", "y", existing=True),
        "graph": {"type": "Microsoft.Graph/groups@v1.0", "extension": "m"},
    }}
    made = deployment(template)
    assert [(r.symbol, r.name, r.existing) for r in made.declared()] == [("net", "x", False), ("seen", "y", True),
        ("graph", "{graph}", False)]
    assert made.find("NET") == f"{HERE}/resourceGroups/rg/providers/A.B/c/x"
    assert made.waits_for("net") == ("/resourceGroups/rg/providers/A.B/c/x",)


def test_where_nested_deployments_run() -> None:
    def nested(**fields: Any) -> dict[str, Any]:
        return res("Microsoft.Resources/deployments", "d", properties={"template": {"resources": [res("A.B/c", "x")]}}, **fields)

    def bases(fields: dict[str, Any], base: str) -> str:
        (only,) = deployment({"resources": [nested(**fields)]}, base=base).declared()
        assert only.nested
        return only.nested.surroundings.base

    group, other = f"{HERE}/resourceGroups/rg", "11111111-2222-3333-4444-555555555555"
    assert bases({}, group) == group
    assert bases({"resourceGroup": "b"}, HERE) == f"{HERE}/resourceGroups/b"
    assert bases({"subscriptionId": other, "resourceGroup": "b"}, group) == f"/subscriptions/{other}/resourceGroups/b"
    assert bases({"subscriptionId": other}, group) == f"/subscriptions/{other}"
    assert bases({"scope": "/"}, group) == ""
    assert bases({"scope": "Microsoft.Management/managementGroups/m"}, "") == "/providers/Microsoft.Management/managementGroups/m"
    assert bases({"scope": "[subscription().id]"}, group) == HERE


def test_the_template_around_takes_one_bracket_of_what_it_evaluates() -> None:
    """Landing zones write `[[...]` for the innermost of three templates, whose middle one is evaluated by the outermost."""
    inner = {"parameters": {"n": {}}, "resources": [res("A.B/c", "[[concat(parameters('n'), '/x')]")]}
    inner["resources"][0]["type"] = "A.B/c/d"

    def names(middle: str) -> list[str]:
        scoped = {"scope": "inner"}
        deepest = res("Microsoft.Resources/deployments", "e", properties={
            "expressionEvaluationOptions": scoped, "parameters": {"n": {"value": "y"}}, "template": inner})
        outermost = res("Microsoft.Resources/deployments", "d", properties={
            "expressionEvaluationOptions": {"scope": middle}, "template": {"resources": [deepest]}})
        (outer,) = deployment({"resources": [outermost]}).declared()
        assert outer.nested
        (nested,) = outer.nested.declared()
        assert nested.nested
        return [each.name for each in nested.nested.declared()]

    assert names("outer") == ["y/x"]
    assert names("inner") == ["[concat(parameters('n'), '/x')]"]


def test_the_location_of_a_group_that_the_template_makes_is_known() -> None:
    template = {"parameters": {"where": {"type": "string", "defaultValue": "westeurope"}}, "resources": [
        res("Microsoft.Resources/resourceGroups", "b", location="[parameters('where')]"),
        res("Microsoft.Resources/deployments", "d", resourceGroup="B", properties={"template": {"resources": []}}),
        res("Microsoft.Resources/deployments", "e", resourceGroup="c", properties={"template": {"resources": []}}),
    ]}
    found = deployment(template, base=HERE).declared()
    assert found[1].nested
    assert found[1].nested.surroundings.group_location == "westeurope"
    assert found[2].nested
    assert isinstance(found[2].nested.surroundings.group_location, Unresolved)


@pytest.mark.parametrize(("resource", "said"), [
    (3, "not an object"), ({"type": "A.B/c"}, "no name"), ({"type": "A.B/c/d", "name": "x"}, r"does not have the 2 segment"),
    ({"type": "c", "name": "x"}, "not a resource type"), ({"name": "x"}, "not a resource type"),
    ({"type": ["A/b"], "name": "x"}, "not a resource type"),
    ({"type": "A.B/c", "name": "x", "copy": {"name": "l", "count": 1_000_000}}, "copies 1000000 times"),
    ({"type": "A.B/c", "name": "x", "resources": "y"}, "neither a list nor an object"),
    ({"type": "Microsoft.Resources/deployments", "name": "x", "properties": {"template": {"resources": []}, "parameters": [1]}},
    "not an object"),
])
def test_bad_resources_are_told_with_their_place(resource: Any, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        deployment({"resources": [res("A.B/c", "good"), resource]}).declared()
    assert caught.value.where.startswith("x/resources/1")


def test_full_ids() -> None:
    assert full_id("/resourceGroups/g") == f"{HERE}/resourceGroups/g"
    assert full_id("/subscriptions/1/x") == "/subscriptions/1/x"


def test_a_name_that_an_expression_makes_too_short_is_a_resource_that_nobody_knows() -> None:
    found = deployment({"resources": [res("A.B/c/d", "[concat('', 'x')]"), res("A.B/c", "good")]}).declared()
    assert [each.unknown is None for each in found] == [False, True]


def test_null_is_as_good_as_no_value() -> None:
    document = {"parameters": {"p": {"type": "string", "defaultValue": "d"}, "q": {"type": "string", "nullable": True}}, "resources": []}
    given = {"p": None, "q": None}
    assert [value(document, name, given) for name in "pq"] == ["d", None]


def test_what_an_outside_tool_gives_is_not_known() -> None:
    found = given_value("p", {"expression": "[externalInputs('x')]"}, None).value
    assert isinstance(found, Unresolved)


NESTED = {"parameters": {"p": {"type": "string", "defaultValue": "d"}}, "resources": []}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("[if(true(), createObject('value', 'a'), createObject('value', 'b'))]", "a"),
        ("[if(false(), createObject('value', 'a'), createObject('value', null()))]", "d"),
        ("[createObject('reference', createObject('secretName', 's'))]", Secret("p")),
    ],
)
def test_a_parameter_of_a_nested_deployment_may_be_made_by_an_expression(written: str, found: Any) -> None:
    properties = {"expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"p": written}, "template": NESTED}
    (declared,) = deployment({"resources": [res("Microsoft.Resources/deployments", "n", properties=properties)]}).declared()
    assert declared.nested is not None
    assert declared.nested.evaluator.run(declared.nested.parameter("p")) == found


def test_an_expression_that_cannot_be_evaluated_gives_no_default_either() -> None:
    written = "[if(parameters('x'), createObject('value', 'a'), createObject('value', 'b'))]"
    properties = {"expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"p": written}, "template": NESTED}
    (declared,) = deployment({"resources": [res("Microsoft.Resources/deployments", "n", properties=properties)]}).declared()
    assert declared.nested is not None
    assert isinstance(declared.nested.evaluator.run(declared.nested.parameter("p")), Unresolved)


def test_all_parameters_of_a_nested_deployment_may_be_made_by_an_expression() -> None:
    properties = {"parameters": "[variables('all')]", "template": NESTED}
    resources = [res("Microsoft.Resources/deployments", "n", properties=properties)]
    document = {"variables": {"all": {"p": {"value": "z"}}}, "resources": resources}
    (declared,) = deployment(document).declared()
    assert declared.nested is not None
    assert declared.nested.evaluator.run(declared.nested.parameter("p")) == "z"
    properties["parameters"] = "[parameters('nobody')]"
    assert deployment(document).declared()[0].nested is None


def test_an_empty_group_is_that_of_the_deployment() -> None:
    for group in ("", "[coalesce(null(), '')]"):
        nested = res("Microsoft.Resources/deployments", "n", resourceGroup=group, subscriptionId="", properties={
            "template": {"resources": [res("A.B/c", "x")]}})
        (declared,) = deployment({"resources": [nested]}).declared()
        assert declared.nested is not None
        assert [each.scope for each in declared.nested.declared()] == ["/resourceGroups/rg"]

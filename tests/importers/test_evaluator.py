"""Evaluation: expressions in values, properties and elements, copy loops, chains, and what stays unresolved."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.errors import InputError
from enclave.graph.body import SUBSCRIPTION
from enclave.graph.model import Secret, Unresolved
from enclave.importers import scopes
from enclave.importers.evaluator import MOST_COPIES, Evaluator, field_of, turns_of
from enclave.importers.forms import FORMS
from enclave.importers.functions import FUNCTIONS
from enclave.importers.scopes import Surroundings
from enclave.importers.template import Deployment, Given
from enclave.importers.values import Budget, Deployed, Text


def evaluated(value: Any, values: dict[str, Any] | None = None, **template: Any) -> Any:
    """A value as it stands in a template with these parts."""
    evaluator = Evaluator(Budget("x"))
    around = Surroundings(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg", "main")
    filled = {name: Given(item) for name, item in (values or {}).items()}
    deployment = Deployment({"resources": [], **template}, evaluator, around, where="x", given=filled)
    return evaluator.run(evaluator.value(value, deployment.frame))


def test_expressions_stand_anywhere() -> None:
    value = {"a": ["[concat('x', 'y')]", "[[no]"], "[toUpper('key')]": {"b": "[createArray(1)[0]]"}, "[[k]": None}
    assert evaluated(value) == {"a": ["xy", "[no]"], "KEY": {"b": 1}, "[k]": None}


@pytest.mark.parametrize(("text", "value"), [
    ("[parameters('o').A.b[1]]", 2), ("[parameters('o')['a']['B'][0]]", 1), ("[parameters('o').?x]", None),
    ("[tryGet(parameters('o'), 'a', 'b', 1)]", 2), ("[tryGet(parameters('o'), 'x', 'y')]", None),
    ("[parameters('O').a[parameters('key')][0]]", 1), ("[if(equals(1, 1), 'yes', parameters('missing'))]", "yes"),
    ("[if(parameters('open'), 'same', 'same')]", "same"), ("[and(false(), parameters('open'))]", False),
    ("[or(parameters('open'), true())]", True), ("[if(parameters('open'), 'a', fail('no'))]", "a"),
    ("[if(parameters('open'), fail(concat('no', 'b')), 'c')]", "c"),
    ("[and(true(), not(false()))]", True), ("[coalesce(null(), parameters('o').?x, 'z')]", "z"),
    ("[contains(parameters('half'), 'known')]", True), ("[length(parameters('half').list)]", 2), ("[empty(parameters('half'))]", False),
])
def test_values(text: str, value: Any) -> None:
    given = {"o": {"a": {"b": [1, 2]}}, "key": "b", "open": Unresolved("p"), "half": {"known": 1, "list": [Unresolved("q"), 1]}}
    parameters = {name: {"type": "object"} for name in given}
    assert evaluated(text, given, parameters=parameters) == value


@pytest.mark.parametrize(("text", "expression", "why"), [
    ("[parameters('gone')]", "parameters('gone')", "there is no such parameter"),
    ("[parameters('open')]", "parameters('open')", "no value is given for the parameter"),
    ("[toLower(parameters('open'))]", "tolower(parameters('open'))", "no value is given for the parameter"),
    ("[if(parameters('open'), 1, 2)]", "if(parameters('open'), 1, 2)", "no value is given for the parameter"),
    ("[and(true(), parameters('open'))]", "and(parameters('open'))", "no value is given for the parameter"),
    ("[newGuid()]", "newGuid()", "known only after deployment"),
    ("[utcNow('d')]", "utcNow('d')", "known only after deployment"),
    ("[deployer().objectId]", "deployer().objectId", "known only after deployment"),
    ("[pickZones('Microsoft.Compute', 'virtualMachines', 'westus2')]",
     "pickZones('Microsoft.Compute', 'virtualMachines', 'westus2')", "known only after deployment"),
    ("[unheardOf('https://a')]", "unheardof('https://a')", "the function `unheardof` is not evaluated"),
    ("[fail('no')]", "fail('no')", "the template refuses to be deployed there"),
    ("[listKeys('x', 'y').key1]", "listkeys(...).key1", "known only after deployment"),
    ("[createObject('a', 1).b]", "createObject('a', 1).b", "there is no `b` in it"),
    ("[createArray(1)[5]]", "createArray(1)[5]", "there is no `5` in it"),
    ("[variables('gone')]", "variables('gone')", "there is no such variable"),
    ("[copyIndex()]", "copyIndex('')", "there is no such loop around it"),
    ("[concat('a']", "[concat('a']", "not an expression: a bracket is not closed"),
    ("[add('a', 1)]", "add('a', 1)", "is not a whole number"),
    ("[concat('a', parameters('hidden'))]", "concat('a', parameters('hidden'))", "`hidden` is a secret"),
    ("[parameters(parameters('open'))]", "parameters(...)", "the name of the parameter is not known"),
])
def test_what_cannot_be_evaluated_says_so(text: str, expression: str, why: str) -> None:
    value = evaluated(text, parameters={"open": {"type": "string"}, "hidden": {"type": "secureString"}})
    assert value == Unresolved(expression, why)


def test_texts_are_known_in_part() -> None:
    gap = Unresolved("parameters('x')", "no value is given for the parameter")
    parameters = {"x": {"type": "string"}}
    assert evaluated("[concat('a-', parameters('x'), '-b')]", parameters=parameters) == Text(("a-", gap, "-b"))
    assert evaluated("[format('{0}/{1}', parameters('x'), 'b')]", parameters=parameters) == Text((gap, "/b"))
    assert evaluated("[format('{0}-{1:D2}', parameters('x'), 7)]", parameters=parameters) == Text((gap, "-07"))
    assert isinstance(evaluated("[format('{0:D2}', parameters('x'))]", parameters=parameters), Unresolved)
    assert evaluated({"[concat(parameters('x'), '-k')]": 1}, parameters=parameters) == {"{parameters('x')}-k": 1}


def test_secrets_are_never_values() -> None:
    parameters = {"a": {"type": "secureString", "metadata": {"description": "of the vm"}},
    "b": {"type": "secureObject", "defaultValue": {}}}
    value = evaluated(["[parameters('a')]", "[parameters('b')]"], {"a": "hunter2"}, parameters=parameters)
    assert value == [Secret("a", "of the vm"), Secret("b")]


def test_property_loops() -> None:
    value = {"copy": [{"name": "list", "count": "[length(variables('v'))]", "input": {"n": "[variables('v')[copyIndex('list')]]",
                                                                                     "i": "[copyIndex('list', 10)]"}}], "rest": 1}
    assert evaluated(value, variables={"v": ["a", "b"]}) == {"list": [{"n": "a", "i": 10}, {"n": "b", "i": 11}], "rest": 1}


def test_variable_and_output_loops() -> None:
    variables = {"copy": [{"name": "names", "count": 3, "input": "[concat('n', copyIndex('names', 1))]"}]}
    assert evaluated("[variables('names')]", variables=variables) == ["n1", "n2", "n3"]


def test_lambdas() -> None:
    assert evaluated("[map(createArray(1, 2), lambda('i', mul(lambdaVariables('i'), 10)))]") == [10, 20]
    assert evaluated("[filter(createArray(1, 2, 3), lambda('i', less(lambdaVariables('i'), 3)))]") == [1, 2]
    assert evaluated("[reduce(createArray(1, 2, 3), 0, lambda('a', 'b', add(lambdaVariables('a'), lambdaVariables('b'))))]") == 6
    assert evaluated("[toObject(createArray('a', 'b'), lambda('k', lambdaVariables('k')), lambda('k', 1))]") == {"a": 1, "b": 1}
    inner = "map(createArray(2), lambda('j', add(lambdaVariables('i'), lambdaVariables('j'))))"
    assert evaluated(f"[map(createArray(1), lambda('i', {inner}))]") == [[3]]
    assert isinstance(evaluated("[map('x', lambda('i', 1))]"), Unresolved)
    assert isinstance(evaluated("[filter(createArray(1), lambda('i', 'maybe'))]"), Unresolved)


def test_lambdas_over_objects_and_orders() -> None:
    assert evaluated("[sort(createArray(3, 1, 2), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))]") == [1, 2, 3]
    assert evaluated("[sort(createArray('b', 'a'), lambda('a', 'b', true()))]") == ["a", "b"]
    grouped = "[groupBy(createArray('ab', 'ac', 'b'), lambda('x', take(lambdaVariables('x'), 1)))]"
    assert evaluated(grouped) == {"a": ["ab", "ac"], "b": ["b"]}
    assert evaluated("[mapValues(createObject('a', 1), lambda('v', add(lambdaVariables('v'), 1)))]") == {"a": 2}
    for unknown in ("sort('x', lambda('a', 'b', true()))", "sort(createArray(1, 2), lambda('a', 'b', 1))", "mapValues(1, lambda('a', 1))",
                    "groupBy(createArray(1), 2)", "sort(createArray(1), lambda('a', true()))"):
        assert isinstance(evaluated(f"[{unknown}]"), Unresolved)


WORDS = st.sampled_from([
    "parameters('p')", "variables('v')", "'text'", "''", "1", "-3", "2.5", "true()", "null()", "createArray(1, 'a')",
    "createObject('k', 1)",
    "copyIndex()", "resourceGroup().location", "subscription().id", "reference('x')", "deployment().name", "lambdaVariables('x')",
    "lambda('x', lambdaVariables('x'))", "lambda('x', 'y', true())",
])
NAMES = st.sampled_from(sorted({*FUNCTIONS, *FORMS, *scopes.FUNCTIONS, "utcNow", "listKeys", "pickZones", "nobody.knows"}))
CALLS = st.recursive(
    WORDS,
    lambda inner: st.builds(lambda name, arguments: f"{name}({', '.join(arguments)})", NAMES, st.lists(inner, max_size=4))
    | st.builds(lambda target, key: f"{target}[{key}]", inner, inner)
    | st.builds(lambda target, mark: f"{target}{mark}name", inner, st.sampled_from([".", ".?"])),
    max_leaves=12,
)


@settings(max_examples=400)
@given(CALLS, st.sampled_from([None, [], {}, "x", 7, Secret("s"), {"a": [1]}]))
def test_no_call_makes_the_evaluator_fail(text: str, given_value: Any) -> None:
    """Every function with every number and kind of arguments: a value, something unresolved, or an error with its place."""
    with contextlib.suppress(InputError):
        evaluated(f"[{text}]", {"p": given_value}, parameters={"p": {"type": "object"}}, variables={"v": ["a", {"b": "[parameters('p')]"}]})


@given(st.text("[]()'., ?abc1", max_size=40))
def test_no_text_makes_the_parser_fail(text: str) -> None:
    with contextlib.suppress(InputError):
        evaluated(f"[{text}]")


def test_functions_of_the_template() -> None:
    functions = [{"namespace": "contoso", "members": {"greet": {
        "parameters": [{"name": "who", "type": "string"}], "output": {"type": "string", "value": "[concat('hello ', parameters('who'))]"},
    }}}]
    assert evaluated("[contoso.greet('bank')]", functions=functions) == "hello bank"
    assert isinstance(evaluated("[contoso.greet()]", functions=functions), Unresolved)
    assert isinstance(evaluated("[contoso.other('x')]", functions=functions), Unresolved)


def test_what_is_deployed_keeps_its_path() -> None:
    target = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/A.B/c/x"
    assert evaluated("[reference(resourceId('A.B/c', 'x')).a.b[0].c]") == Deployed(target, "properties.a.b[0].c")
    full = "[reference(resourceId('A.B/c', 'x'), '2020-01-01', 'Full').identity.principalId]"
    assert evaluated(full) == Deployed(target, "identity.principalId")
    assert isinstance(evaluated("[reference('unknown').a]"), Unresolved)
    assert evaluated("[last(split(resourceId('A.B/c', 'x'), '/'))]") == "x"
    assert evaluated("[concat(last(split(resourceId('A.B/c', 'x'), '/')), '-nic')]") == "x-nic"
    assert evaluated("[last(split('a/b', '/'))]") == "b"


@pytest.mark.parametrize("variables", [
    {"a": "[variables('a')]"}, {"a": "[variables('b')]", "b": {"x": ["[variables('A')]"]}},
    {"a": "[concat(variables('b'))]", "b": "[variables('a')]"},
])
def test_circles_are_refused_by_name(variables: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"the variable `[aA]` refers to itself"):
        evaluated("[variables('a')]", variables=variables)


def test_long_chains_are_no_problem_and_endless_ones_an_error() -> None:
    chain = {f"v{i}": f"[variables('v{i + 1}')]" for i in range(5_000)} | {"v5000": "end"}
    assert evaluated("[variables('v0')]", variables=chain) == "end"
    endless = {f"v{i}": f"[variables('v{i + 1}')]" for i in range(20_000)} | {"v20000": "end"}
    with pytest.raises(InputError, match="too deeply"):
        evaluated("[variables('v0')]", variables=endless)


@pytest.mark.parametrize("grown", ["[concat(variables('v{}'), variables('v{}'))]", "[createArray(variables('v{}'), variables('v{}'))]"])
def test_values_that_grow_without_end_are_stopped(grown: str) -> None:
    variables: dict[str, Any] = {"v0": "aaaaaaaaaa"} | {f"v{i + 1}": grown.format(i, i) for i in range(60)}
    with contextlib.suppress(InputError):
        assert isinstance(evaluated("[variables('v60')]", variables=variables), Unresolved)


def test_objects_that_grow_without_end_are_stopped() -> None:
    variables = {"v0": "a"} | {f"v{i + 1}": {"a": f"[variables('v{i}')]", "b": f"[variables('v{i}')]"} for i in range(60)}
    with pytest.raises(InputError, match="parts"):
        evaluated("[variables('v60')]", variables=variables)


@pytest.mark.parametrize("count", [MOST_COPIES + 1, 1_000_000, -1, "three", True, 1.5])
def test_loops_turn_a_reasonable_number_of_times(count: Any) -> None:
    with pytest.raises(InputError, match="0 to 800"):
        turns_of(count, "x")


def test_a_loop_that_says_no_number_is_refused() -> None:
    with pytest.raises(InputError, match="has no `count`"):
        turns_of(None, "x")


def test_the_number_of_turns_may_be_a_text() -> None:
    assert turns_of("3", "x") == 3


def test_loops_inside_loops_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enclave.importers.values.MOST_STEPS", 300_000)
    inner = {"copy": [{"name": "a", "count": 800, "input": {"copy": [{"name": "b", "count": 800, "input": "[copyIndex('b')]"}]}}]}
    with pytest.raises(InputError, match="too much work"):
        evaluated({"copy": [{"name": "c", "count": 800, "input": inner}]})


def test_fields_are_found_in_any_case() -> None:
    assert field_of({"ApiVersion": 1}, "apiVersion") == 1
    assert field_of([], "x") is None

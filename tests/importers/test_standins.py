"""What a template decides by where it is deployed is not known, unless every place gives the same answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.graph.body import SUBSCRIPTION
from enclave.graph.model import Unresolved
from enclave.importers.arm import read_arm
from enclave.importers.evaluator import Evaluator
from enclave.importers.functions import FUNCTIONS, Unevaluable
from enclave.importers.standins import GROUP, StandIn, placed
from enclave.importers.values import Budget

SURE = (
    ("equals(resourceGroup().name, resourceGroup().name)", True),
    ("equals(resourceGroup().name, 'a/b')", False),
    ("equals(subscription().id, '/subscriptions')", False),
    ("equals(resourceGroup().id, resourceId('Microsoft.KeyVault/vaults', 'x'))", False),
    ("equals(resourceGroup().id, 1)", False),
    ("contains(subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'x'), '/providers/microsoft.authorization/')", False),
    ("contains(subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'x'), '/providers/Microsoft.Authorization/')", True),
    ("contains(createArray(resourceGroup().name, 'x'), 'x')", True),
    ("contains(createArray(resourceGroup().id, 'x'), 'y')", False),
    ("startsWith(resourceGroup().id, '/subscriptions/')", True),
    ("startsWith(resourceGroup().id, '/providers/')", False),
    ("endsWith(resourceId('Microsoft.KeyVault/vaults', 'x'), '/vaults/x')", True),
    ("endsWith(resourceId('Microsoft.KeyVault/vaults', 'x'), '/vaults/y')", False),
    ("empty(resourceGroup().name)", False),
    ("contains(createObject('a', resourceGroup().id), 'a')", True),
    ("contains(createObject('a', resourceGroup().id), 'b')", False),
    ("length(uniqueString('x'))", 13),
    ("length(concat('kv', uniqueString(resourceGroup().id), 'x'))", 16),
    ("length(take(concat(uniqueString('x'), uniqueString('y')), 24))", 24),
    ("length(guid(resourceGroup().id))", 36),
    ("length(createArray(resourceGroup().name, 'b'))", 2),
    ("equals(uniqueString('x'), uniqueString('x'))", True),
    ("equals(take(uniqueString('x'), 1), take(uniqueString('x'), 1))", True),
    ("equals(concat('a-', resourceGroup().name), 'b-prod')", False),
    ("startsWith(format('{0}-{1}', 'app', resourceGroup().name), 'APP-')", True),
    ("endsWith(concat(resourceGroup().name, '-kv'), '-st')", False),
    ("contains(concat('app/', resourceGroup().name), 'app/')", True),
    ("equals(take(concat('app-', resourceGroup().name), 4), 'app-')", True),
    ("equals(substring(guid(resourceGroup().id), 8, 1), '-')", True),
    ("equals(split(resourceGroup().id, '/')[1], 'subscriptions')", True),
    ("equals(split(concat('a-', uniqueString('x')), '-')[0], 'a')", True),
    ("length(replace(concat('kv-', uniqueString('x')), '-', ''))", 15),
    ("if(greater(length(concat('abc', uniqueString('x'))), 24), 1, 2)", 2),
    ("first(concat('app', resourceGroup().name))", "a"),
    ("last(concat(resourceGroup().name, 'app'))", "p"),
    ("json(format('{{\"a\": \"b\", \"c\": \"{0}\"}}', resourceGroup().name)).a", "b"),
)
OPEN = (
    "equals(resourceGroup().name, 'resource-group')",
    "equals(deployment().name, 'main')",
    "equals(toLower(resourceGroup().name), 'a')",
    "equals(subscription().id, '/subscriptions/11111111-2222-3333-4444-555555555555')",
    "equals(createObject('a', resourceGroup().name), createObject('a', 'b'))",
    "contains(resourceGroup().id, 'prod')",
    "contains(resourceGroup().id, 'prod/')",
    "contains(createArray('a', 'b'), resourceGroup().name)",
    "startsWith(subscription().subscriptionId, '0')",
    "endsWith(resourceGroup().id, '/prod')",
    "equals(indexOf(resourceGroup().name, 'prod'), 0)",
    "greater(resourceGroup().name, 'm')",
    "equals(concat('a-', resourceGroup().name), 'a-prod')",
    "equals(format('{0}-app', toUpper(resourceGroup().name)), 'PROD-app')",
    "startsWith(uniqueString('x'), 'a')",
    "equals(uniqueString('x'), 'abcdefghijklm')",
    "equals(take(uniqueString('x'), 1), take(uniqueString('y'), 1))",
    "equals(resourceGroup().name, deployment().name)",
    "equals(uniqueString('x'), uniqueString('y'))",
    "greater(length(resourceGroup().name), 20)",
    "greater(length(resourceGroup().id), 80)",
    "empty(skip(resourceGroup().name, 9))",
    "contains(join(createArray(resourceGroup().name, 'b'), ','), 'dev')",
    "equals(split(resourceGroup().name, '-')[0], 'prod')",
    "equals(split(resourceGroup().id, '/')[4], 'prod')",
    "equals(first(resourceGroup().name), 'p')",
    "equals(last(split(concat('/x/', resourceGroup().name), '/')), 'prod')",
    "equals(substring(resourceGroup().name, 0, 2), 'pr')",
    "equals(replace(resourceGroup().name, '-', ''), 'prod')",
    "equals(base64(resourceGroup().name), 'cHJvZA==')",
    "equals(guid(resourceGroup().id), '3f2504e0-4f89-41d3-9a0c-0305e82c3301')",
    "equals(string(createObject('a', resourceGroup().name)), '{\"a\":\"prod\"}')",
    "equals(json(format('\"{0}\"', resourceGroup().name)), 'prod')",
    "equals(padLeft(resourceGroup().name, 20, '0'), '0000000000000000prod')",
    "createObject('prod', 1, 'dev', 2)[resourceGroup().name]",
    "tryGet(createObject('prod', 1, 'dev', 2), resourceGroup().name)",
    "createObject(resourceGroup().name, 1)['prod']",
    "union(createObject('prod', 1), createObject(resourceGroup().name, 2)).prod",
    "equals(last(split(resourceGroup().id, '/')), 'prod')",
    "startsWith(last(split(subscription().id, '/')), '0')",
    "intersection(createArray(resourceGroup().name), createArray('prod'))",
    "equals(uriComponent(resourceGroup().name), 'prod')",
)


def answer(question: str) -> Any:
    vault = {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "kv", "properties": {"a": f"[{question}]"}}
    return read_arm({"resources": [vault]}, name="t.json").resources[0].body["properties"]["a"]


@pytest.mark.parametrize(("question", "expected"), SURE, ids=str)
def test_a_sure_answer(question: str, expected: Any) -> None:
    assert repr(answer(question)) == repr(expected)


@pytest.mark.parametrize("question", OPEN)
def test_an_open_question(question: str) -> None:
    found = answer(question)
    assert isinstance(found, Unresolved)
    assert "where the template is deployed" in found.reason


GROUPS = ("a", "prod", "p-a", "resource-group", "x_y.z-(1)", "resource-group-2", "-a")
UNIQUE = ("abcdefghijklm", "a2a2a2a2a2a2a", "ppppppppppppp")
LITERALS = ("", "a", "p", "-", "prod", "a-", "/", "p-a", "resource", "/resourceGroups/")
NUMBERS = st.integers(0, 16)
Tree = tuple[Any, ...] | str | int


def trees(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Calls that make texts of texts."""
    one = st.sampled_from(["tolower", "toupper", "trim", "first", "last", "string", "base64", "guid", "uniquestring"])
    return st.one_of(
        st.tuples(one, inner), st.tuples(st.just("concat"), inner, inner), st.tuples(st.just("format"), st.just("{0}-{1}"), inner, inner),
        st.tuples(st.sampled_from(["take", "skip"]), inner, NUMBERS), st.tuples(st.just("substring"), inner, NUMBERS, NUMBERS),
        st.tuples(st.just("replace"), inner, st.sampled_from(["-", "a", "pr"]), st.sampled_from(["", "x"])),
        st.tuples(st.just("last"), st.tuples(st.just("split"), inner, st.sampled_from(["-", "/", "a"]))),
        st.tuples(st.just("padleft"), inner, NUMBERS, st.just("0")),
    )


TEXTS = st.recursive(st.sampled_from(["?group", "?unique", "?id", *LITERALS]), trees, max_leaves=6)
QUESTIONS = st.one_of(
    st.tuples(st.sampled_from(["equals", "contains", "startswith", "endswith", "indexof", "less"]), TEXTS, TEXTS),
    st.tuples(st.sampled_from(["length", "empty"]), TEXTS),
    st.tuples(st.just("contains"), st.tuples(st.just("createarray"), TEXTS, TEXTS), TEXTS),
)
WORLDS = [
    {"?group": group, "?unique": unique, "?id": f"/subscriptions/3f2504e0-4f89-41d3-9a0c-0305e82c3301/resourceGroups/{group}"}
    for group in GROUPS for unique in UNIQUE
]


def asked(tree: Tree, leaves: Mapping[str, Any], apply: Callable[[str, list[Any]], Any]) -> Any:
    """The value of a tree of calls; an exception's type where it has none."""
    if not isinstance(tree, tuple):
        return leaves.get(tree, tree) if isinstance(tree, str) else tree
    arguments = [asked(each, leaves, apply) for each in tree[1:]]
    return next((each for each in arguments if isinstance(each, type | Unresolved)), None) or apply(tree[0], arguments)


def plainly(name: str, arguments: list[Any]) -> Any:
    try:
        return FUNCTIONS[name](*arguments)
    except (Unevaluable, TypeError, ValueError, LookupError) as problem:
        return type(problem)


@settings(max_examples=100, deadline=None)
@given(QUESTIONS)
def test_what_is_said_of_stand_ins_holds_wherever_a_template_is_deployed(question: Tree) -> None:
    evaluator = Evaluator(Budget("t"))
    here = placed(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}")
    leaves = {"?group": StandIn(GROUP), "?unique": evaluator.apply("uniquestring", ["x"]), "?id": here}
    found = asked(question, leaves, evaluator.apply)
    if isinstance(found, Unresolved):
        return
    answers = {repr(asked(question, world, plainly)) for world in WORLDS if "uniquestring" not in repr(question)}
    assert answers <= {repr(found), *(repr(each) for each in (Unevaluable, TypeError, ValueError, LookupError, IndexError))}


def test_a_name_is_still_a_text() -> None:
    vault = {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "[resourceGroup().name]", "properties": {}}
    vault["properties"] = {"a": "[resourceGroup().name]", "b": "[concat(resourceGroup().name, '-x')]"}
    found = read_arm({"resources": [vault]}, name="t.json").resources[0]
    assert (found.name, found.body["properties"]) == ("resource-group", {"a": "resource-group", "b": "resource-group-x"})
    assert type(found.name) is type(found.body["properties"]["a"]) is str


@pytest.mark.parametrize(
    ("version", "shown"), [("2024-05-01-preview", "2024-05-01-preview"), ("latest", "(latest)"), (None, "2018-03-01-hybrid")]
)
def test_a_version_that_is_no_date_is_the_oldest(version: str | None, shown: str) -> None:
    vault = {"type": "Microsoft.KeyVault/vaults", "apiVersion": version, "name": "kv", "properties": {}}
    found = read_arm({"resources": [vault], "apiProfile": "2018-03-01-hybrid"}, name="t.json").resources[0].api_version
    assert found == shown
    assert (found < "2021-06-01") is (shown != "2024-05-01-preview")

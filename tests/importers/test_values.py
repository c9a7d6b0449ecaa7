"""Values while a template is evaluated: texts known in part, what is known, and the bounds on work."""

from __future__ import annotations

import pytest

from enclave.errors import InputError
from enclave.graph.model import Secret, Unresolved
from enclave.importers.values import (
    LONGEST_EXPRESSION,
    LONGEST_TEXT,
    MOST_STEPS,
    Budget,
    Deployed,
    Lambda,
    NameOf,
    Text,
    as_text,
    call,
    known,
    reason,
    shown,
    text_of,
    unresolved,
    wholly_known,
)

GAP = Unresolved("parameters('x')", "no value is given for the parameter")


def test_a_text_known_in_part() -> None:
    text = text_of(["a-", GAP, "-", 1, True])
    assert text == Text(("a-", GAP, "-1True"))
    assert shown(text) == "a-{parameters('x')}-1True"
    assert unresolved(text, "").expression == "concat('a-', parameters('x'), '-1True')"
    assert unresolved(text, "").reason == GAP.reason
    assert text_of(["a", "", "b"]) == "ab"
    assert text_of([text, "!"]) == Text(("a-", GAP, "-1True!"))
    assert unresolved(Text((GAP,)), "") == GAP


def test_a_name_shown_never_has_a_slash_of_an_expression_in_it() -> None:
    assert shown(Unresolved("get('a/b')")) == "{get('a|b')}"
    assert shown("a/b") == "a/b"


def test_the_same_call_is_written_the_same_and_not_too_long() -> None:
    values = [None, True, 1, "it's", [1], {"a": GAP}, Secret("key"), Deployed("/x", "y")]
    assert call("f", values) == (
        "f(null(), true(), 1, 'it''s', createArray(1), createObject('a', parameters('x')), parameters('key'), reference('/x').y)"
    )
    long = call("f", ["a" * 10_000])
    assert len(long) < LONGEST_EXPRESSION + 30
    assert long != call("f", ["a" * 10_001])


def test_what_is_known() -> None:
    assert known([GAP])
    assert not wholly_known([{"a": [GAP]}])
    assert wholly_known([{"a": ["b", None]}])
    assert not any(known(value) for value in (GAP, Text(("a", GAP)), Deployed("/x", ""), Secret("x")))
    assert reason(["a", Secret("key")]) == "`key` is a secret"
    assert reason([GAP]) == GAP.reason


def test_the_name_of_a_resource_is_a_text_that_remembers() -> None:
    name = NameOf("/subscriptions/x/resourceGroups/g/providers/A/b/c")
    assert name == "c"
    assert name.resource.endswith("/b/c")


def test_work_and_sizes_are_bounded() -> None:
    budget = Budget("here")
    with pytest.raises(InputError, match="too much work") as caught:
        budget.spend(MOST_STEPS + 1)
    assert caught.value.where == "here"
    with pytest.raises(InputError, match="characters"):
        Budget("x").checked("a" * (LONGEST_TEXT + 1))
    with pytest.raises(InputError, match="parts"):
        Budget("x").checked([0] * 100_001)
    with pytest.raises(InputError, match="parts"):
        Budget("x").checked(["a" * 900_000] * 20)
    deep: list[object] = []
    for _ in range(200):
        deep = [deep]
    with pytest.raises(InputError, match="levels deep"):
        Budget("x").checked(deep)
    doubled: object = "a"
    for _ in range(60):
        doubled = [doubled, doubled]
    with pytest.raises(InputError, match="parts"):
        Budget("x").checked(doubled)


def test_names_of_long_expressions_are_short_and_differ() -> None:
    """`uniqueString(format('{0}-{1}', resourceGroup().id, utcNow()))` stands in every name of some published templates."""
    one, other = (Text(("ai-", Unresolved(f"uniqueString('{'x/' * 60}{end}')", "later"))).shown() for end in "ab")
    assert one != other
    assert one.startswith("ai-{uniqueString('x|x|")
    assert len(one) < 90


def test_a_function_within_a_list_is_text_all_the_same() -> None:
    assert as_text([1, Lambda(("x",), None, None)]) == '[1,"Lambda"]'

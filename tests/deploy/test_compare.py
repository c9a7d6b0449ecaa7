"""Comparison: what is expected must be there; what is there beyond, in another order or another case, is no difference."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.deploy.compare import ABSENT, Difference, differences, key_of, same, shown


def found(expected: Any, actual: Any, **options: Any) -> list[tuple[str, Any, Any]]:
    return [(one.path, one.expected, one.actual) for one in differences(expected, actual, **options)]


def test_what_is_there_beyond_is_no_difference() -> None:
    assert found({"a": 1}, {"a": 1, "provisioningState": "Succeeded"}) == []
    assert found({}, {"a": 1}) == []


def test_a_path_names_the_element() -> None:
    rules = [{"name": "Allow", "properties": {"port": 443}}, {"name": "Deny", "properties": {"port": 22}}]
    changed = [{"name": "deny", "properties": {"port": 23, "etag": "x"}}, {"name": "allow", "properties": {"port": "443"}}]
    assert found({"rules": rules}, {"rules": changed}) == [("rules[Deny].properties.port", 22, 23)]


def test_lists_of_named_things_are_whole_unless_said_otherwise() -> None:
    assert found([{"name": "a"}], [{"name": "a"}, {"name": "b"}]) == [("[b]", ABSENT, {"name": "b"})]
    assert found([{"name": "a"}], [{"name": "a"}, {"name": "b"}], whole=False) == []
    assert found([{"name": "a"}], []) == [("[a]", {"name": "a"}, ABSENT)]


def test_lists_of_other_things_are_compared_without_order() -> None:
    assert found(["a", "b"], ["B", "a"]) == []
    assert found(["a", "a"], ["a"]) == [("[0]", "a", ABSENT)]
    assert found([{"x": 1}, {"x": 2}], [{"x": 2, "id": "i"}, {"x": 3, "id": "j"}]) == [("[0]", {"x": 1}, {"x": 3, "id": "j"})]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Enabled", "enabled", True), ("/a/RG/b", "/A/rg/b", True), ("x" * 600, "X" * 600, False),
        (True, "true", True), (False, None, True), (True, None, False), (False, ABSENT, True), (443, "443", True), (1, 1.0, True),
        (None, [], True), ({}, ABSENT, True), ("", None, True), (0, None, False), ("a", "b", False), (1, "one", False),
        ([], {"a": 1}, False),
    ],
)
def test_when_two_values_are_the_same(one: Any, other: Any, alike: bool) -> None:
    assert same(one, other) is alike
    assert same(other, one) is alike


def test_elements_are_known_by_a_property_that_tells_them_apart() -> None:
    assert key_of([{"name": "a", "id": "1"}, {"name": "b", "id": "2"}]) == "name"
    assert key_of([{"name": "a", "id": "1"}, {"name": "A", "id": "2"}]) == "id"
    assert key_of([{"name": "a"}, {"name": "a"}]) is None
    assert key_of(["a"]) is None
    assert key_of([]) is None


LEAF = st.none() | st.booleans() | st.integers(-3, 3) | st.text("abAB/", max_size=3)
JSON = st.recursive(LEAF, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.sampled_from("abcd"), one, max_size=3), max_leaves=12)


@given(JSON, st.randoms(use_true_random=False))
def test_a_value_has_no_difference_to_itself_shuffled_and_filled_up(value: Any, chance: random.Random) -> None:
    assert list(differences(value, value)) == []
    assert list(differences(value, filled(value, chance))) == []


def filled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        return {**{key: filled(item, chance) for key, item in value.items()}, "etag": "x"}
    if isinstance(value, list):
        items = [filled(item, chance) for item in value]
        chance.shuffle(items)
        return items
    return value.swapcase() if isinstance(value, str) else value


@given(JSON, JSON)
def test_a_difference_says_where_and_two_that_differ_not_at_all_are_alike(one: Any, other: Any) -> None:
    for difference in differences(one, other):
        assert isinstance(difference, Difference)
        assert not same(difference.expected, difference.actual) or difference.path.endswith("]")


def test_values_on_one_line() -> None:
    assert shown("a") == "a"
    assert shown({"a": [1]}) == '{"a": [1]}'

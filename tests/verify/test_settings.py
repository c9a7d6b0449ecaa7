from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.graph.body import MISSING, Undecided
from enclave.graph.model import Ref, Resource, Secret, Unresolved
from enclave.verify.settings import AtLeast, Changed, NoneOf, OneOf, Setting, is_written, values

KIND = "Microsoft.Storage/storageAccounts"


def resource(properties: Any, api: str = "2024-01-01", **body: Any) -> Resource:
    return Resource(KIND, api, "st", "/resourceGroups/rg", {"properties": properties, **body})


def broken(setting: Setting, properties: Any, api: str = "2024-01-01") -> list[str]:
    return list(setting.broken(resource(properties, api)))


def test_what_is_written_is_compared_in_any_case_and_form() -> None:
    on = Setting(KIND, "properties.on", OneOf(("true",)), absent="false")
    for good in (True, "true", "True", " TRUE "):
        assert broken(on, {"On": good}) == []
    assert broken(on, {"on": False}) == ["on is false"]
    assert broken(on, {"on": "no"}) == ["on is no"]
    assert broken(on, {"on": ""}) == ["on is empty"]
    assert broken(on, {}) == broken(on, {"on": None}) == ["on is not written, and Azure takes false"]
    assert broken(on, None) == ["on is not written, and Azure takes false"]


def test_a_default_may_depend_on_the_version_or_be_nothing() -> None:
    changed = Setting(KIND, "properties.rbac", OneOf(("true",)), absent=Changed("2026-02-01", before="false", after="true"))
    assert broken(changed, {}, "2026-01-31") == ["rbac is not written, and Azure takes false"]
    assert broken(changed, {}, "2026-02-01") == broken(changed, {}, "2026-02-01-preview") == []
    assert str(changed.absent) == "`false`, since 2026-02-01 `true`"
    assert broken(Setting(KIND, "properties.a", OneOf(("x",)), absent=None), {}) == []
    assert broken(Setting(KIND, "properties.a", NoneOf(("",)), absent=""), {}) == ["a is not written"]


def test_numbers_lists_and_conditions() -> None:
    days = Setting(KIND, "properties.days", AtLeast(90), absent="30")
    assert broken(days, {"days": "90"}) == broken(days, {"days": 120.0}) == []
    assert broken(days, {"days": 7}) == ["days is 7"]
    with pytest.raises(Undecided):
        broken(days, {"days": "many"})
    pools = Setting(KIND, "properties.pools[].safe", OneOf(("true",)), absent="false")
    assert broken(pools, {"pools": [{"safe": True}, {}, {"safe": False}]}) == [
        "pools[1].safe is not written, and Azure takes false", "pools[2].safe is false",
    ]
    assert broken(pools, {}) == broken(pools, {"pools": None}) == broken(pools, {"pools": []}) == []
    when = Setting(KIND, "properties.a", OneOf(("x",)), absent="y", when=(Setting(KIND, "properties.b", OneOf(("on",)), absent="off"),))
    assert broken(when, {}) == []
    assert broken(when, {"b": "ON"}) == ["a is not written, and Azure takes y"]


@pytest.mark.parametrize(
    "hidden", [{"a": Unresolved("x")}, Unresolved("x"), {"a": Secret("p")}, {"a": Ref("/r", "properties.x")}, {"a": {"b": 1}}],
)
def test_what_cannot_be_evaluated_raises(hidden: Any) -> None:
    with pytest.raises(Undecided):
        broken(Setting(KIND, "properties.a", OneOf(("x",)), absent="x"), hidden)


def test_places_of_lists() -> None:
    body = {"properties": {"a": [{"b": [{"c": 1}, {}]}, {"b": None}]}}
    assert list(values(body, "properties.a[].b[].c")) == [("properties.a[0].b[0].c", 1), ("properties.a[0].b[1].c", MISSING)]
    assert list(values({"a": ["x", "y"]}, "a[]")) == [("a[0]", "x"), ("a[1]", "y")]
    with pytest.raises(Undecided):
        list(values({"a": Unresolved("x")}, "a[].b"))


def test_something_stands_there_or_not_or_nobody_knows() -> None:
    assert is_written({"a": {"b": 0}}, "a.b")
    assert not is_written({"a": {"b": None}}, "a.b")
    assert not is_written({}, "a.b")
    with pytest.raises(Undecided):
        is_written({"a": Unresolved("x")}, "a.b")


@given(st.lists(st.sampled_from(("a", "b", "")), min_size=1, max_size=3), st.sampled_from(("a", "B", "c", "")))
def test_one_of_and_none_of_are_opposites(words: list[str], word: str) -> None:
    given_words = tuple(words)
    assert OneOf(given_words).holds(word) is not NoneOf(given_words).holds(word)


def test_the_words_for_people() -> None:
    assert str(OneOf(("a", "b"))) == "`a` or `b`"
    assert str(OneOf(())) == "nothing"
    assert str(NoneOf(("",))) == "anything"
    assert str(NoneOf(("", "x"))) == "anything but nothing or `x`"
    assert str(AtLeast(7)) == "at least 7"

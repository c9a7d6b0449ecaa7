from __future__ import annotations

from typing import Any

from enclave.graph.model import Unresolved, Value
from enclave.importers.terraform.mapping import ENABLED, NEGATED, Blocks, Field, Fixed, Links, Made, added, built, put


class Given:
    """As much of a view as rows need."""

    def __init__(self, **values: Any) -> None:
        self.values = values

    def value(self, source: str) -> Any:
        from enclave.graph.body import MISSING

        return self.values.get(source, MISSING)

    def links(self, source: str, types: tuple[str, ...]) -> Any:
        return self.value(source)

    def blocks(self, source: str) -> Any:
        return self.values.get(source, [])


def body(*parts: Any, **values: Any) -> dict[str, Value]:
    return built(parts, Given(**values))  # type: ignore[arg-type]


def test_words_are_for_what_is_written_and_not_for_defaults() -> None:
    row = Field("on", "properties.disabled", False, NEGATED)
    assert body(row) == {"properties": {"disabled": False}}
    assert body(row, on=True) == {"properties": {"disabled": False}}
    assert body(row, on=False) == {"properties": {"disabled": True}}
    assert body(row, on="true") == {"properties": {"disabled": False}}


def test_older_names_and_lists_of_words() -> None:
    assert body(Field("new|old", "x", words=ENABLED), old=True) == {"x": "Enabled"}
    assert body(Field("new|old", "x"), new=1, old=2) == {"x": 1}
    assert body(Field("a", "x", words=ENABLED), a=[True, False, "other"]) == {"x": ["Enabled", "Disabled", "other"]}
    assert body(Field("a", "x")) == {}


def test_what_is_not_known_stays_so() -> None:
    unknown = Unresolved("e", "r")
    assert body(Field("a", "x", words=ENABLED), a=unknown) == {"x": unknown}
    assert body(Links("a", "x"), a=unknown) == {"x": unknown}
    assert body(Blocks("a", "x", ()), a=unknown) == {"x": unknown}


def test_links_blocks_and_made() -> None:
    assert body(Links("a", "x"), a=["/1", "/2"]) == {"x": [{"id": "/1"}, {"id": "/2"}]}
    assert body(Links("a", "x", key=""), a=["/1"]) == {"x": ["/1"]}
    assert body(Blocks("a", "x.y", (Field("n", "name"), Fixed("k", 1))), a=[Given(n="b")]) == {"x": {"y": [{"name": "b", "k": 1}]}}
    assert body(Made("x", lambda view: "made")) == {"x": "made"}


def test_values_are_put_and_added_by_path() -> None:
    found: dict[str, Value] = {"a": {"b": {"c": 1}}}
    put(found, "a.b", {"d": 2})
    put(found, "a.e.f", 3)
    assert found == {"a": {"b": {"c": 1, "d": 2}, "e": {"f": 3}}}
    assert added(found, "a.list", ["x"])
    assert added(found, "a.list", ["y"])
    assert found["a"]["list"] == ["x", "y"]  # type: ignore[index,call-overload]
    assert not added({"a": Unresolved("x")}, "a.list", ["x"])
    assert not added({"a": {"list": Unresolved("x")}}, "a.list", ["x"])

"""Conditions of the posture tables."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Unresolved
from enclave.verify.posture.asked import asked, missing

KIND = "Microsoft.Test/things"


def holds(build: Any, line: str, resource_id: str) -> bool:
    graph = build.graph()
    found = graph.get(resource_id)
    assert found is not None
    return asked(line).holds(found, graph)


def test_values_absence_and_any_value(build: Any) -> None:
    thing = build.add(KIND, "t", {"a": "One", "b": True, "ref": Ref("/x", "properties.uri"), "empty": ""})
    assert holds(build, "properties.a=one|two", thing)
    assert not holds(build, "properties.a=two", thing)
    assert holds(build, "properties.missing=x?", thing)
    assert not holds(build, "properties.missing=x", thing)
    assert holds(build, "properties.ref=*", thing)
    assert not holds(build, "properties.empty=*", thing)
    assert holds(build, "properties.a=one & properties.b=true", thing)
    assert not holds(build, "properties.a=one & properties.b=false", thing)


def test_what_cannot_be_evaluated_is_undecided(build: Any) -> None:
    thing = build.add(KIND, "t", {"a": Unresolved("parameters('a')")})
    for line in ("properties.a=one", "properties.a=one?", "properties.a=*"):
        with pytest.raises(Undecided):
            holds(build, line, thing)


def test_children_all_of_them_or_one_by_name(build: Any) -> None:
    thing = build.add(KIND, "t")
    assert holds(build, f"{KIND}/parts:properties.a=on?", thing)
    assert not holds(build, f"{KIND}/parts:properties.a=on", thing)
    build.add(f"{KIND}/parts", "t/one", {"a": "on"})
    build.add(f"{KIND}/parts", "t/two", {"a": "off"})
    assert not holds(build, f"{KIND}/parts:properties.a=on", thing)
    assert holds(build, f"+{KIND}/parts/one:properties.a=on", thing)
    assert not holds(build, f"+{KIND}/parts/two:properties.a=on", thing)


def test_extensions_links_counts_and_versions(build: Any) -> None:
    other = build.add("Microsoft.Test/others", "o", {"a": "on"})
    thing = build.add(KIND, "t", {"link": {"id": other}, "list": [{}, {}]}, api="2024-01-01")
    assert holds(build, "#properties.link:properties.a=on", thing)
    assert not holds(build, "#properties.absent:properties.a=on", thing)
    assert holds(build, "count>=2 properties.list", thing)
    assert not holds(build, "count>=3 properties.list", thing)
    assert holds(build, "api>=2023-02-01", thing)
    assert not holds(build, "api>=2024-02-01", thing)
    assert not holds(build, "@Microsoft.Test/more:properties.a=on", thing)
    build.add("Microsoft.Test/more", "m", {"a": "on"}, scope=thing)
    assert holds(build, "@Microsoft.Test/more:properties.a=on", thing)
    gone = build.add(KIND, "g", {"link": {"id": f"{other}x"}})
    with pytest.raises(Undecided):
        holds(build, "#properties.link:properties.a=on", gone)


def test_the_first_group_without_one_that_holds_is_missing(build: Any) -> None:
    thing = build.add(KIND, "t", {"a": "on", "b": Unresolved("x")})
    graph = build.graph()
    resource = graph.get(thing)
    first, second, unknown = asked("properties.a=on"), asked("properties.a=off"), asked("properties.b=on")
    assert missing(((second, first),), resource, graph) is None
    assert missing(((unknown, first),), resource, graph) is None
    assert missing(((first,), (second,)), resource, graph) == second
    with pytest.raises(Undecided):
        missing(((second, unknown),), resource, graph)


def test_conditions_read_well() -> None:
    assert str(asked("properties.a=on & properties.b=*")) == "a = on and b given"
    assert str(asked("count>=2 properties.locations")) == "2 locations at least"
    assert str(asked("api>=2023-02-01")) == "an API version from 2023-02-01 on"
    assert str(asked("+A.B/things/parts/one:properties.a=on")) == "one: a = on"

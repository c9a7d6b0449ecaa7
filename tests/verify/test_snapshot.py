"""Two graphs are compared lot by lot, and nothing that differs is passed over."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from enclave.graph.model import Egress, Graph, Intent, Ref, Resource
from enclave.verify.snapshot import INTENTIONS, LOTS, Key, Snapshot, digest, lot_of, lots_for

GROUP = "/resourceGroups/rg"
VALUES: tuple[Any, ...] = (1, "1", True, 1.0, None, Ref("/a", "id"), Ref("/a", "name"), ["1"])


def made(name: str, kind: str = "Microsoft.A/b", scope: str = GROUP, **body: Any) -> Resource:
    return Resource(kind, "2025-01-01", name, scope, body, "westeurope")


GRAPH = Graph((made("one", x="1"), made("two", x="2"), made("three", "Microsoft.C/d", x="3"), made("one/part", "Microsoft.A/b/e", x="4")))


def told(graph: Graph, before: Graph) -> set[Key]:
    """What must be among the parts that changed, found by comparing everything."""
    here, there = ({each.id.lower(): each for each in one} for one in (graph, before))
    found: set[Key] = set() if list(here) == list(there) else {("graph: ids",)}
    for key in here.keys() | there.keys():
        if repr(here.get(key)) != repr(there.get(key)):
            for one in (here.get(key), there.get(key)):
                if one is not None:
                    found |= {("graph: at", key), ("graph: type", one.type.lower()), ("graph: upon", one.scope.lower()), ("graph: all",)}
                    found.add(("graph: below", (one.parent or "").lower()))
            found |= {("graph: lot", lot_of(key, lots_for(len(one.resources)))) for one in (graph, before)}
    if {each.type.lower() for each in graph} != {each.type.lower() for each in before}:
        found.add(("graph: kinds",))
    return found


def edited(graph: Graph, chance: Random) -> Graph:
    """The graph after a few random edits: values, types of values, references, scopes, additions and removals."""
    resources = list(graph.resources)
    for _ in range(chance.randint(0, 3)):
        place, way = chance.randrange(len(resources)), chance.randrange(5)
        one = resources[place]
        if way == 0 and len(resources) > 1:
            del resources[place]
        elif way == 1:
            resources.insert(place, made(f"new{chance.random()}", chance.choice(["Microsoft.A/b", "Microsoft.N/m"])))
        elif way == 2:
            resources[place] = replace(one, body={"x": chance.choice(VALUES)})
        elif way == 3:
            resources[place] = replace(one, depends_on=(*one.depends_on, "/x"), location=chance.choice([None, "westeurope"]))
        else:
            resources[place] = replace(one, api_version=chance.choice(["2025-01-01", "2024-01-01"]))
    return replace(graph, resources=tuple(resources))


def test_all_that_changed_is_named() -> None:
    chance = Random(7)
    for size in (3, 127, 129, 700):
        before = Graph(tuple(made(f"r{place}", x=Ref("/a", "id") if place % 9 == 0 else place) for place in range(size)))
        seen = Snapshot.of(before)
        for _ in range(25):
            graph = edited(before, chance)
            now = Snapshot.of(graph, seen)
            alone = Snapshot.of(graph)
            assert (now.ids, now.lots, now.marks, now.kinds) == (alone.ids, alone.lots, alone.marks, alone.kinds)
            assert all(now.rows[number] == alone.rows[number] for number in range(len(now.marks)))
            changed = now.changed_since(seen)
            assert changed is not None
            missed = told(graph, before) - changed
            assert not missed
            if len(now.marks) == len(seen.marks):
                beyond = {key for key in changed - told(graph, before) if key != ("graph: sources",)}
                assert not beyond
            before, seen = graph, now


def test_another_order_is_said() -> None:
    assert Snapshot.of(replace(GRAPH, resources=GRAPH.resources[::-1])).changed_since(Snapshot.of(GRAPH)) is None


def test_there_are_never_more_lots_than_have_a_number() -> None:
    assert [lots_for(count) for count in (0, 1, 127, 128, 1000, 10_000, 10**6)] == [1, 1, 1, 2, 8, LOTS, LOTS]
    assert all(lot_of(f"key {place}", count) < count for count in (1, 2, 16, LOTS) for place in range(200))


def test_every_field_of_the_intent_is_compared() -> None:
    plain = Snapshot.of(replace(GRAPH, intent=Intent()))
    other = Snapshot.of(replace(GRAPH, intent=Intent(egress=(Egress("a.b", "why"),))))
    assert {key[1] for key in other.changed_since(plain) or () if str(key[0]).endswith("intent")} == {"egress"}
    gone = Snapshot.of(GRAPH).changed_since(plain)
    assert {key[1] for key in gone or () if str(key[0]).endswith("intent")} == {*INTENTIONS, ""}


def test_values_of_other_types_have_other_digests() -> None:
    values: tuple[Any, ...] = ("1", 1, 1.0, True, None, "None", ["1"], ("1",), {"1": 1}, {"1": "1"}, [], {}, (), "", Ref("/a", "id"))
    assert len({digest(each) for each in values}) == len(values)
    assert lot_of("a") == lot_of("a")

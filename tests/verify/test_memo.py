"""An answer is worked out again when something that it read has changed, and only then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from enclave.graph.body import Undecided, text
from enclave.graph.model import Egress, Graph, Intent, Resource
from enclave.verify.memo import Answer, Answers, Filed, Keys, Memo, Record, Shelf, packed
from enclave.verify.snapshot import Key, Snapshot

GROUP = "/resourceGroups/rg"


def made(name: str, kind: str = "Microsoft.A/b", **body: Any) -> Resource:
    return Resource(kind, "2025-01-01", name, GROUP, body, "westeurope")


GRAPH = Graph((made("one", x="1"), made("two", x="2"), made("three", "Microsoft.C/d", x="3"), made("one/part", "Microsoft.A/b/e", x="4")))


class Asked:
    """A graph that is asked, and remembers what was worked out."""

    def __init__(self, graph: Graph, before: Record | None = None) -> None:
        self.now = Snapshot.of(graph)
        self.memo = memo = Memo(graph, before, self.now)
        self.graph = memo.graph
        self.worked: list[str] = []
        memo.subjects["asked"] = self

    def ask(self, function: Any, *arguments: Any) -> Any:
        return self.memo.ask("asked", function, *arguments)

    def record(self) -> Record:
        return self.memo.record(self.now)


def value(asked: Asked, name: str) -> str:
    asked.worked.append(f"value {name}")
    resource = asked.graph.get(f"{GROUP}/providers/Microsoft.A/b/{name}")
    if resource is None:
        raise Undecided(name)
    return text(resource.body, "x")


def parity(asked: Asked, name: str) -> int:
    asked.worked.append(f"parity {name}")
    return int(asked.ask(value, name)) % 2


def told(asked: Asked, name: str) -> str:
    asked.worked.append(f"told {name}")
    return "odd" if asked.ask(parity, name) else "even"


def all_of(asked: Asked) -> tuple[str, ...]:
    asked.worked.append("all")
    return tuple(resource.id for resource in asked.graph.of_type("Microsoft.A/b"))


def through_live(asked: Asked) -> str:
    asked.worked.append("through")
    found: str = asked.memo.once(("live",), lambda: asked.ask(value, "one"))
    return found


def changed(name: str, x: str) -> Graph:
    return replace(GRAPH, resources=tuple(replace(each, body={"x": x}) if each.name == name else each for each in GRAPH))


def test_nothing_is_worked_out_twice() -> None:
    asked = Asked(GRAPH)
    assert [asked.ask(told, "one") for _ in range(3)] == ["odd"] * 3
    assert asked.worked == ["told one", "parity one", "value one"]
    again = Asked(GRAPH, asked.record())
    assert again.ask(told, "one") == "odd"
    assert again.worked == []


def test_a_change_elsewhere_is_none() -> None:
    asked = Asked(GRAPH)
    asked.ask(told, "one")
    again = Asked(changed("two", "9"), asked.record())
    assert (again.ask(told, "one"), again.worked) == ("odd", [])


def test_what_comes_out_the_same_goes_no_further() -> None:
    asked = Asked(GRAPH)
    asked.ask(told, "one")
    again = Asked(changed("one", "3"), asked.record())
    assert (again.ask(told, "one"), again.worked) == ("odd", ["value one", "parity one"])
    more = Asked(changed("one", "4"), again.record())
    assert (more.ask(told, "one"), more.worked) == ("even", ["value one", "parity one", "told one"])


def test_a_list_changes_with_its_members() -> None:
    asked = Asked(GRAPH)
    assert len(asked.ask(all_of)) == 2
    again = Asked(replace(GRAPH, resources=GRAPH.resources[:-1]), asked.record())
    assert (len(again.ask(all_of)), again.worked) == (2, [])
    fewer = Asked(replace(GRAPH, resources=GRAPH.resources[1:3]), again.record())
    assert (len(fewer.ask(all_of)), fewer.worked) == (1, ["all"])


def test_another_order_is_another_graph() -> None:
    asked = Asked(GRAPH)
    asked.ask(told, "one")
    again = Asked(replace(GRAPH, resources=GRAPH.resources[::-1]), asked.record())
    assert (again.ask(told, "one"), len(again.worked)) == ("odd", 3)


def test_a_doubt_is_raised_again_and_goes_away() -> None:
    asked = Asked(GRAPH)
    for _ in range(2):
        with pytest.raises(Undecided):
            asked.ask(told, "none")
    again = Asked(GRAPH, asked.record())
    with pytest.raises(Undecided):
        again.ask(told, "none")
    assert again.worked == []
    there = Asked(replace(GRAPH, resources=(*GRAPH.resources, made("none", x="2"))), again.record())
    assert there.ask(told, "none") == "even"


def test_what_lives_for_one_graph_is_made_for_each_but_seen_through() -> None:
    asked = Asked(GRAPH)
    assert asked.ask(through_live) == "1"
    again = Asked(changed("two", "9"), asked.record())
    assert (again.ask(through_live), again.worked) == ("1", [])
    more = Asked(changed("one", "5"), again.record())
    assert (more.ask(through_live), more.worked) == ("5", ["value one", "through"])


def test_every_way_to_read_a_graph_is_noted() -> None:
    intent = Intent(egress=(Egress("a.b", "why"),))
    graph = replace(GRAPH, intent=intent)
    part = f"{GROUP}/providers/Microsoft.A/b/one"
    ways: dict[str, Callable[[Graph], Any]] = {
        "get": lambda each: each.get(part), "children": lambda each: each.children(part), "extending": lambda each: each.extending(GROUP),
        "of_type": lambda each: each.of_type("microsoft.a/b/e", "microsoft.c/d"), "kinds": lambda each: tuple(sorted(each.kinds())),
        "resources": lambda each: each.resources, "iter": tuple, "intent": lambda each: each.intent and each.intent.egress,
        "outputs": lambda each: each.outputs, "sources": lambda each: each.sources, "notes": lambda each: each.notes,
    }
    for name, way in ways.items():
        memo = Memo(graph)
        assert memo.once((name,), partial(way, memo.graph)) == way(graph)
        record = memo.record(Snapshot.of(graph))
        answer = record.answers.get(record.keys[(name,)])
        assert answer is not None, name
        assert answer.reads, name


def test_readers_come_back_as_they_were_written() -> None:
    keys = Keys([("a",), ("b",), ("c",), ("d",)], readers=packed([[1, 2], [], [0], []]))
    assert [keys.readers(number) for number in range(5)] == [[1, 2], [], [0], [], []]
    keys.note(3, (0, 2))
    assert [keys.readers(number) for number in range(4)] == [[1, 2, 3], [], [0, 3], []]
    assert keys.reached([2]) == {0, 1, 2, 3}


def test_keys_of_a_file_are_read_by_what_they_begin_with() -> None:
    rest, opened = {"a": [("a", "x"), ("a", "y")], "b": [("b", "x")]}, []

    def read(head: str) -> list[Key]:
        opened.append(head)
        return list(rest[head])

    keys = Keys(shelves={"a": Shelf(0, 2, partial(read, "a")), "b": Shelf(2, 1, partial(read, "b"))})
    assert keys["c", "x"] == 3
    assert opened == []
    assert keys.find(("a", "z")) is None
    assert (keys["a", "z"], keys["a", "y"], keys["a", "x"]) == (4, 1, 0)
    assert opened == ["a"]
    assert [keys.key(number) for number in range(5)] == [("a", "x"), ("a", "y"), ("b", "x"), ("c", "x"), ("a", "z")]
    assert opened == ["a", "b"]


def test_answers_come_back_as_they_were_written() -> None:
    filed = Filed.of({0: ((2, 1), b"v"), 2: ((), None), 3: ((0,), b"")}, 5)
    answers = Answers({7: Answer((0,), is_kept=False)}, filed)
    assert {number: (each.reads, each.is_kept, each.data) for number, each in answers.all().items()} == {
        0: ((2, 1), True, b"v"), 2: ((), False, None), 3: ((0,), True, b""), 7: ((0,), False, None),
    }
    assert len(answers) == 4
    assert answers.get(1) is answers.get(9) is None

"""What is verified after a change is what is verified from the start: over the changes of the mutation lists, and over nonsense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench import verify as estates
from enclave.compose import compose
from enclave.graph.body import Undecided
from enclave.graph.model import Egress, Flow, Graph, Intent, Resource, Unresolved, Waiver
from enclave.spec.load import load
from enclave.verify import Verifier, verify
from enclave.verify.cache import read, write
from tests.verify import test_mutations, test_mutations_posture

ROOT = Path(__file__).parents[2]
VALUES: tuple[Any, ...] = (
    True, False, None, 0, 22, 443, 65000, "*", "Enabled", "Disabled", "Allow", "Deny", "Internet", "VirtualNetwork", "10.0.0.0/8",
    "0.0.0.0/0", "203.0.113.0/24", "10.40.0.4", "VirtualAppliance", "AzureCloud", "Storage", "Inbound", "Outbound", "", [], {},
    "*.blob.core.windows.net", "eastus", "Global", Unresolved("parameters('p')"),
)


@cache
def composed(example: str) -> Graph:
    return compose(load(ROOT / "examples" / example / "enclave.yaml").spec)


@cache
def bench() -> Graph:
    graph: Graph = estates.estate(4, 25)
    return graph


@cache
def small() -> Graph:
    graph: Graph = estates.estate(2, 8)
    return graph


def mutations(example: str, chance: Random) -> Iterator[tuple[str, Graph]]:
    """Every graph that a change of the lists makes of an example, in any order."""
    modules = (test_mutations, test_mutations_posture)
    listed = [(module, change) for module in modules for change, _ in module.MUTATIONS]
    for module, change in chance.sample(listed, len(listed)):
        estate = module.Estate(composed(example), module.EXAMPLES[example])
        try:
            change(estate)
        except (module.NotThereError, StopIteration):
            continue
        yield change.__name__, estate.changed()


def same(verifier: Verifier, graph: Graph, told: object) -> None:
    """One verification from what is remembered is one from the start, in every part and in order."""
    kept, whole = verifier.verify(graph), verify(graph)
    if kept != whole:  # a difference of two such documents says less than the first that differs, and takes minutes
        pairs = [*zip(kept.obligations, whole.obligations, strict=False), *zip(kept.findings, whole.findings, strict=False)]
        pytest.fail(f"{told}: {next((pair for pair in pairs if pair[0] != pair[1]), 'more, less or other assumptions')}")


# -- nonsense ---------------------------------------------------------------------------------------------------------


def deep(value: Any) -> Any:
    """A copy that can be changed."""
    if isinstance(value, Mapping):
        return {key: deep(item) for key, item in value.items()}
    return [deep(item) for item in value] if isinstance(value, list | tuple) else value


def scrambled(body: Any, chance: Random, pool: tuple[Any, ...]) -> Any:
    """A body with something inside it written otherwise, taken away or doubled."""
    body = deep(body)
    place, keys = body, list(body)
    while keys:
        key = chance.choice(keys)
        inner = place[key]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.85:
            place, keys = inner, list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            continue
        action = chance.random()
        if action < 0.2:
            del place[key]
        elif action < 0.3 and isinstance(place, list):
            place.append(deep(inner))
        else:
            place[key] = deep(chance.choice(pool))
        break
    return body


def disturbed(graph: Graph, chance: Random) -> tuple[str, Graph]:
    """A graph with one thing changed, and what."""
    resources = list(graph.resources)
    place = chance.randrange(len(resources))
    one = resources[place]
    action = chance.random()
    if action < 0.1:
        del resources[place]
        return f"without {one.id}", replace(graph, resources=tuple(resources))
    if action < 0.2:
        name = f"{one.name}x{chance.randrange(10**6)}"
        resources.insert(chance.randrange(len(resources)), replace(one, name=name))
        return f"twice {one.id}", replace(graph, resources=tuple(resources))
    if action < 0.25:
        chance.shuffle(resources)
        return "in another order", replace(graph, resources=tuple(resources))
    if action < 0.4 and graph.intent is not None:
        return "another intent", replace(graph, intent=rethought(graph.intent, one, chance))
    pool = (*VALUES, chance.choice(resources).id, {"id": chance.choice(resources).id})
    resources[place] = replace(one, body=scrambled(one.body, chance, pool))
    return f"scrambled {one.id}", replace(graph, resources=tuple(resources))


def rethought(intent: Intent, one: Resource, chance: Random) -> Intent:
    """An intent with one thing more or less."""
    flow = chance.choice(intent.flows or (Flow(one.id, one.id),))
    return chance.choice((
        replace(intent, flows=tuple(each for each in intent.flows if each != flow)),
        replace(intent, flows=(*intent.flows, replace(flow, port=22))),
        replace(intent, egress=(*intent.egress, Egress("*.example.org", "why"))),
        replace(intent, egress=intent.egress[1:]),
        replace(intent, waivers=(*intent.waivers, Waiver(chance.choice(("escalation", "logs", "backup")), one.id, "why"))),
        replace(intent, policy_digest="sha256:0"),
        replace(intent, terms=tuple(replace(each, geographies=("Asia",)) for each in intent.terms)),
        replace(intent, front_doors=()),
    ))


def nonsense(graph: Graph, steps: int, seed: int) -> None:
    chance, verifier, now, told = Random(seed), Verifier(), graph, ["start"]
    same(verifier, now, told)
    for _ in range(steps):
        what, then = disturbed(now, chance)
        told.append(what)
        try:
            same(verifier, then, (seed, told))
        except Undecided as problem:
            raise AssertionError((seed, told)) from problem
        # many changes of one graph would leave nothing of it: from time to time back to the start
        now = graph if chance.random() < 0.15 else then


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 5))])
def test_a_small_estate_in_any_disorder(seed: int) -> None:
    nonsense(bench(), 5 if seed == 0 else 10, seed)


def test_what_is_held_does_not_grow_with_the_number_of_changes() -> None:
    """Names that never come back, many times: entries are counted, and the last answer is the whole one."""
    verifier, graph = Verifier(), small()
    verifier.verify(graph)
    assert verifier.record is not None
    first, most, compacted = verifier.record.keys.entries, 0, 0
    for step in range(60):
        keys = verifier.record.keys
        one = graph.resources[step % len(graph.resources)]
        extra = replace(one, name=f"{one.name}x{step}")
        changed = replace(graph, resources=(*graph.resources, extra))
        found = verifier.verify(changed)
        compacted += verifier.record.keys is not keys
        most = max(most, verifier.record.keys.entries, len(verifier.record.answers))
        if step % 30 == 29:
            assert found == verify(changed)
    assert compacted
    assert most < 3 * first


def test_what_was_compacted_answers_as_before() -> None:
    verifier, graph = Verifier(), small()
    verifier.verify(graph)
    verifier._most = 0  # every verification drops what it does not need
    chance = Random(3)
    for _ in range(12):
        what, then = disturbed(graph, chance)
        same(verifier, then, what)
        verifier._most = 0


def test_each_kind_of_change_of_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seven that `bench/verify.py` measures, in memory and by way of a file."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    first = Verifier()
    first.verify(bench())
    assert first.record is not None
    write(tmp_path, first.record)
    changes = estates.changes(bench(), 2)
    assert len(changes) == 7
    for name, changed in changes.items():
        expected = verify(changed)
        filed, why = read(tmp_path)
        assert why == ""
        assert Verifier(first.record).verify(changed) == expected, name
        assert Verifier(filed).verify(changed) == expected, name


def test_an_example_in_any_disorder() -> None:
    nonsense(composed("bank"), 2, 1)


def test_an_example_after_some_of_the_listed_changes() -> None:
    verifier = Verifier()
    for name, graph in islice(mutations("bank", Random(7)), 2):
        same(verifier, graph, name)


@pytest.mark.long
@pytest.mark.parametrize(("example", "many"), [("bank", 20), ("hospital", 20), ("ministry", 100)])
def test_an_example_after_the_listed_changes(example: str, many: int) -> None:
    verifier = Verifier()
    for name, graph in islice(mutations(example, Random(3)), many):
        same(verifier, graph, name)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 106))
def test_every_example_in_any_disorder(seed: int) -> None:
    graphs = (bench(), composed("bank"), composed("hospital"), composed("ministry"))
    nonsense(graphs[seed % len(graphs)], 12, seed)

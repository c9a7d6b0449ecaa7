"""Whatever a template says of roles, settings, backups and policies: obligations 6 to 13 answer, and never raise."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from enclave.compose import compose
from enclave.graph.model import Graph, Ref, Resource, Secret, Unresolved
from enclave.spec.load import load
from enclave.verify import Verifier
from enclave.verify.memo import Record

VALUES: tuple[Any, ...] = (
    Unresolved("parameters('x')"),
    None,
    "",
    5,
    True,
    [],
    {},
    "nonsense",
    [[]],
    {"id": None},
    Ref("/resourceGroups/x/providers/A/b/c"),
    Secret("s"),
)


@cache
def ministry() -> Graph:
    """The smallest example that has machines, backups, roles and settings."""
    return compose(load(Path(__file__).parents[2] / "examples" / "ministry" / "enclave.yaml").spec)


@cache
def remembered(*, declared: bool) -> Record | None:
    """What a verifier remembers of it, with and without what its owner declared: a change of it is worked out from there."""
    verifier, graph = Verifier(), ministry()
    verifier.verify(graph if declared else Graph(graph.resources))
    return verifier.record


@pytest.mark.parametrize("seeds", [range(24), pytest.param(range(24, 500), marks=pytest.mark.long)], ids=str)
def test_one_value_replaced_by_nonsense(kit: Any, seeds: range) -> None:
    graph = ministry()
    of_kind: dict[str, list[Resource]] = {}
    for resource in graph:
        of_kind.setdefault(resource.type, []).append(resource)
    for seed in seeds:
        chance = random.Random(seed)
        victim = chance.choice(of_kind[chance.choice(sorted(of_kind))])
        path = chance.choice([path for path in kit.places(kit.deep(victim.body)) if path])
        changed = kit.damaged(graph, victim, path, chance.choice(VALUES))
        declared = chance.random() < 0.7
        found = Verifier(remembered(declared=declared)).verify(changed if declared else Graph(changed.resources))
        assert {each.number for each in found.obligations} >= {8, 9, 10, 11, 12}, (seed, victim.id, path)
        assert all(isinstance(each.subject, str) for each in found.obligations)
        assert {each.verdict.name for each in found.obligations} <= {"proved", "refuted", "unknown"}

"""Whatever a template says of roles, settings, backups and policies: obligations 6 to 13 answer, and never raise."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from enclave.compose import compose
from enclave.graph.model import Graph, Ref, Secret, Unresolved
from enclave.spec.load import load
from enclave.verify import OBLIGATIONS
from enclave.verify.estate import Estate
from enclave.verify.network.world import World

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
OWN = tuple(obligation for obligation in OBLIGATIONS if obligation.number >= 8)


@cache
def ministry() -> Graph:
    """The smallest example that has machines, backups, roles and settings."""
    return compose(load(Path(__file__).parents[2] / "examples" / "ministry" / "enclave.yaml").spec)


@pytest.mark.parametrize("seed", [*range(40), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(40, 1000))])
def test_one_value_replaced_by_nonsense(kit: Any, seed: int) -> None:
    chance, graph = random.Random(seed), ministry()
    kind = chance.choice(sorted({resource.type for resource in graph}))
    victim = chance.choice([resource for resource in graph if resource.type == kind])
    path = chance.choice([path for path in kit.places(kit.deep(victim.body)) if path])
    changed = kit.damaged(graph, victim, path, chance.choice(VALUES))
    world = World(Estate(changed if chance.random() < 0.7 else Graph(changed.resources)))
    for obligation in OWN:
        for subject, verdict in obligation.check(world):
            assert isinstance(subject, str)
            assert verdict.name in {"proved", "refuted", "unknown"}

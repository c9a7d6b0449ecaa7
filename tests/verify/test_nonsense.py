"""Any value of a template may be nonsense or not known: verify never crashes, and what was refuted never comes out proved."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from enclave.compose import compose
from enclave.graph.model import Graph, Ref, Secret, Unresolved
from enclave.report.text import render
from enclave.spec.load import load
from enclave.verify import verify

VALUES: tuple[Any, ...] = (
    Unresolved("parameters('x')"), None, "", 5, -1, True, [], {}, "nonsense", ["a"], {"id": "/x"}, [None], [[]], {"id": None}, 1.5,
    Ref("/resourceGroups/x/providers/A/b/c"), Secret("s"), ...,
)
"""What a value is replaced by; an ellipsis stands for leaving it out."""
QUIET = ("Insights/diagnosticSettings", "Authorization/", "tables", "deployments", "managementPolicies", "blobServices")


@pytest.fixture(scope="module")
def opened(bank: Path) -> Graph:
    """The bank with one vault open to the internet in one region; the other region is what gets damaged."""
    graph = compose(load(bank).spec)
    vault = next(resource for resource in graph.of_type("Microsoft.KeyVault/vaults") if resource.stamp == "us_healthcare")
    properties = {**vault.body["properties"], "publicNetworkAccess": "Enabled", "networkAcls": {"defaultAction": "Allow"}}
    body = {**vault.body, "properties": properties}
    return replace(graph, resources=tuple(replace(each, body=body) if each is vault else each for each in graph))


@pytest.mark.parametrize("seed", [*range(20), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(20, 1500))])
def test_one_value_replaced_by_nonsense(opened: Graph, kit: Any, seed: int) -> None:
    chance = random.Random(seed)
    victims = [
        each for each in opened
        if each.stamp == "europe" and each.body.get("properties") and not any(word in each.type for word in QUIET)
    ]
    victim = chance.choice(victims)
    path = chance.choice([path for path in kit.places(kit.deep(victim.body)) if path and path[0] not in ("tags", "sku")])
    value = chance.choice(VALUES)
    found = verify(kit.damaged(opened, victim, path, value))
    assert found.verdict == "refuted", (victim.id, path, value)
    assert render(found)
    assert found.document()["verdict"] == "refuted"

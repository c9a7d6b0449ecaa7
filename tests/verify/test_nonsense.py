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
from enclave.verify import Verifier
from enclave.verify.memo import Record

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


@pytest.fixture(scope="module")
def remembered(opened: Graph) -> Record | None:
    """What a verifier remembers of it: a change of it is worked out from there."""
    verifier = Verifier()
    verifier.verify(opened)
    return verifier.record


@pytest.mark.parametrize("seeds", [range(24), pytest.param(range(24, 400), marks=pytest.mark.long)], ids=str)
def test_one_value_replaced_by_nonsense(opened: Graph, remembered: Record, kit: Any, seeds: range) -> None:
    victims = [
        each for each in opened
        if each.stamp == "europe" and each.body.get("properties") and not any(word in each.type for word in QUIET)
    ]
    for seed in seeds:
        chance = random.Random(seed)
        victim = chance.choice(victims)
        path = chance.choice([path for path in kit.places(kit.deep(victim.body)) if path and path[0] not in ("tags", "sku")])
        value = chance.choice(VALUES)
        found = Verifier(remembered).verify(kit.damaged(opened, victim, path, value))
        assert found.verdict == "refuted", (seed, victim.id, path, value)
        assert render(found)
        assert found.document()["verdict"] == "refuted"

"""Rules are tried on templates, through the importer that reads anybody's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from enclave.graph.model import Graph
from enclave.importers.arm import read_arm
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.rule import Rule, Told

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
NOBODY_GAVE = ("x", "key", "token", "password")
"""Parameters without a value."""


def template(resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A template of resources; `[parameters('x')]` in them cannot be evaluated."""
    parameters = {name: {"type": "securestring" if name != "x" else "string"} for name in NOBODY_GAVE}
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "parameters": parameters, "resources": [dict(each) for each in resources]}


def tell(rule: Rule, graph: Graph) -> list[Told]:
    """Everything that a rule says about a graph."""
    return list(rule.check(World(Estate(graph))))


@pytest.fixture
def told() -> Callable[..., list[Told]]:
    """What a rule says about resources as a template has them."""
    return lambda rule, resources: tell(rule, read_arm(template(resources), name="t.json"))


@pytest.fixture
def said() -> Callable[..., str | None]:
    """The same as one text: messages joined by `; `, `? ` before one that is unknown, None when there is none."""

    def say(rule: Rule, resources: Any) -> str | None:
        given = (resources,) if isinstance(resources, Mapping) else resources
        found = tell(rule, read_arm(template(given), name="t.json"))
        return "; ".join(f"? {each.message}" if each.unknown else each.message for each in found) or None

    return say

"""Every property of every type of Azure's, set to what leads away or to each other value: nothing is proved then, or it is known why.

A property that Azure adds fails here by its name, until somebody reads it or says in the data why it is harmless.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from enclave.graph.model import Graph, Resource
from enclave.importers.arm import read_arm
from enclave.verify import Verifier
from enclave.verify.memo import Record
from enclave.verify.mentions import KEYS, TYPES, is_in
from enclave.verify.model import Verification
from tests.verify import every_property
from tests.verify.attacks_network import document
from tests.verify.every_property import Property

ELSEWHERE = (
    "/subscriptions/99999999-9999-9999-9999-999999999999/resourceGroups/theirs/providers/Microsoft.Storage/storageAccounts/theirs",
    "https://theirs.blob.core.windows.net/x",
    "DefaultEndpointsProtocol=https;AccountName=theirs;AccountKey=x",
)
"""What is somebody else's: by id, by address, by connection string."""
JUDGED: dict[str, Any] = json.loads((Path(__file__).parent / "every_property.json").read_text(encoding="utf-8"))
RISKY = re.compile(JUDGED["about"]["names"][0], re.IGNORECASE)
"""Properties whose other values may open something, by their names."""
ASKED = (1, 2, 5, 6, 7)


class Case:
    """A template with a resource of a type, verified once; changes of it are worked out from there."""

    def __init__(self, kind: str, version: str) -> None:
        resources, target = every_property.template(kind, version)
        self.graph: Graph = read_arm(document(resources), name="azuredeploy.json")
        verifier = Verifier()
        self.before = wrong(verifier.verify(self.graph))
        self.record: Record | None = verifier.record
        self.target: Resource = next(each for each in self.graph if each.type == kind and each.name == target["name"])

    @property
    def is_proved(self) -> bool:
        """Whether the resource, and what it is a part of, is proved before it is changed."""
        own = self.target.id.lower()
        return not any(own.startswith(subject) for _, subject in self.before)

    def stays(self, prop: Property, value: Any) -> bool:
        """Whether a property that is set to a value changes no verdict."""
        body = deep(self.target.body)
        every_property.put(body, prop.path, value)
        if json.dumps(body, default=str).lower() == json.dumps(deep(self.target.body), default=str).lower():
            return False
        changed = replace(self.target, body=body)
        graph = replace(self.graph, resources=tuple(changed if each is self.target else each for each in self.graph))
        return not wrong(Verifier(self.record).verify(graph)) - self.before


def deep(value: Any) -> Any:
    if hasattr(value, "items"):
        return {key: deep(item) for key, item in value.items()}
    return [deep(item) for item in value] if isinstance(value, list | tuple) else value


def wrong(found: Verification) -> set[tuple[int, str]]:
    return {(each.number, each.subject.lower()) for each in found.obligations if each.number in ASKED and each.verdict.name != "proved"}


def names(prop: Property) -> list[str]:
    return [step for step in prop.path if isinstance(step, str)]


def leading(kind: str, prop: Property) -> bool:
    """Whether what a text of the type says may lead somewhere: `mentions.json` has no reason why it does not."""
    return not prop.values and not is_in(kind.lower(), TYPES) and not KEYS & {each.lower() for each in names(prop)}


@pytest.mark.parametrize("part", ["search", pytest.param("", marks=pytest.mark.long)])
def test_whatever_names_somebody_else_is_not_proved(shared: Path, part: str) -> None:
    stay = []
    for kind, version, properties in every_property.types(shared):
        if part not in kind.lower():
            continue
        case = Case(kind, version)
        for prop in properties:
            if case.is_proved and leading(kind, prop):
                stay += [f"{kind} {prop}: {value[:20]}" for value in ELSEWHERE if case.stays(prop, value)]
    assert stay == []


@pytest.mark.parametrize("part", ["search", pytest.param("", marks=pytest.mark.long)])
def test_whatever_value_opens_is_not_proved(shared: Path, part: str) -> None:
    stay = set()
    for kind, version, properties in every_property.types(shared):
        if part not in kind.lower():
            continue
        risky = [prop for prop in properties if prop.values and RISKY.search(str(prop))]
        case = Case(kind, version) if risky else None
        if case is not None and case.is_proved:
            stay |= {f"{kind} {prop}={value}" for prop in risky for value in prop.values if case.stays(prop, value)}
    judged = {
        f"{kind} {path}={value}"
        for by_type in JUDGED["harmless"].values()
        for kind, paths in by_type.items()
        for path, values in paths.items()
        for value in values.split("|")
    }
    assert {each for each in judged if part in each.partition(" ")[0].lower()} == stay

"""A template any one value of which is lost: every obligation answers, and nothing is proved that was not proved with it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.graph.model import Intent
from enclave.importers.arm import read_arm
from enclave.verify import verify
from tests.verify.attacks_posture import CASES

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
LASTING = frozenset({"evidence-kept", "encrypted", "data-stays", "recoverable", "private-endpoints-only"})
"""Obligations whose subjects are the resources themselves: none of them may fall silent."""
LOST = "[parameters('nobody')]"
"""An expression that has no value."""
REPLACED: tuple[Any, ...] = (None, 5, [], {}, "nonsense", True, LOST, f"[concat({LOST[1:-1]}, 'x')]")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for key, item in pairs:
        yield from places(item, (*path, key))


def changed(value: Any, path: tuple[Any, ...], made: Any) -> Any:
    """A copy with what stands at a path replaced; `...`: dropped."""
    if isinstance(value, tuple):
        value = list(value)
    head, *rest = path
    if rest:
        inner = changed(value[head], tuple(rest), made)
        return {**value, head: inner} if isinstance(value, dict) else [*value[:head], inner, *value[head + 1:]]
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if key != head} | ({} if made is ... else {head: made})
    return [*value[:head], *([] if made is ... else [made]), *value[head + 1:]]


@cache
def outcome(name: str) -> dict[tuple[str, str], str]:
    return told(list(CASES[name].resources), name)


def told(resources: list[Any], name: str) -> dict[tuple[str, str], str]:
    """The worst verdict of each obligation for each subject."""
    graph = read_arm({"$schema": SCHEMA, "resources": resources}, name="template.json")
    terms = CASES[name].terms
    found: dict[tuple[str, str], str] = {}
    for result in verify(replace(graph, intent=Intent(terms=(terms,))) if terms is not None else graph).obligations:
        key = (result.id, result.subject.lower())
        found[key] = max(found.get(key, "proved"), result.verdict.name, key=("proved", "unknown", "refuted").index)
    return found


def inner(name: str) -> list[tuple[Any, ...]]:
    """Every value of a case but whole resources, and what says which resource it is."""
    found = [path for path in places(CASES[name].resources) if len(path) > 1]
    return [path for path in found if path[-1] not in ("type", "apiVersion", "name", "scope") or len(path) > 2]


def of_assignment(name: str, path: tuple[Any, ...], after: dict[tuple[str, str], str]) -> bool:
    resource = CASES[name].resources[path[0]]
    assigned = resource["type"] == "Microsoft.Authorization/roleAssignments"
    told = any(subject.endswith(resource["name"]) and verdict == "unknown" for (_, subject), verdict in after.items())
    return assigned and told


SOME = random.Random(4).sample(sorted(CASES), 30)
SAMPLES = pytest.mark.parametrize(("names", "many"), [
    pytest.param(SOME, 4, id="some"),
    pytest.param(sorted(CASES), None, id="all", marks=pytest.mark.long),
])
"""Of which cases, and how many of the values of each; None: all."""


@SAMPLES
def test_what_is_lost_proves_nothing(names: list[str], many: int | None) -> None:
    for name in names:
        lost(name, many)


def lost(name: str, many: int | None) -> None:
    before, paths = outcome(name), inner(name)
    for path in paths if many is None else random.Random(name).sample(paths, min(many, len(paths))):
        try:
            after = told(changed(CASES[name].resources, path, LOST), name)
        except InputError:
            continue
        more = [key for key, verdict in after.items() if verdict == "proved" and before.get(key, "proved") != "proved"]
        more += [key for key, verdict in before.items() if verdict != "proved" and key not in after and key[0] in LASTING]
        # an assignment that cannot be read is a doubt of its own: it is not told again of everybody whom it may be for
        assert not more or of_assignment(name, path, after), (name, path, more)


@SAMPLES
def test_what_is_replaced_by_nonsense_is_answered(names: list[str], many: int | None) -> None:
    for name in names:
        chance, paths = random.Random(name), [path for path in places(CASES[name].resources) if path]
        for path in chance.sample(paths, min(many or 10, len(paths))):
            for made in (chance.choice(REPLACED), ...):
                with suppress(InputError):
                    assert told(changed(CASES[name].resources, path, made), name) is not None, (name, path)

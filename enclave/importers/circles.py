"""Refuses templates whose resources wait for each other: by `dependsOn`, or by asking with `reference()` for what another becomes.

Resource Manager deploys none of them (Microsoft Learn, "Define the order for deploying resources in ARM templates", 2026). A
`reference()` that says an API version is not waited for, but asks for what is there already: so a resource may ask for its own settings to
keep them, and two for each other's. A resource that names itself in `dependsOn` waits for nothing: published templates
have such. What may not be deployed at all, and what is named in a way that may mean several resources, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

from enclave.errors import InputError
from enclave.graph.body import last_segment
from enclave.importers.evaluator import field_of
from enclave.importers.frames import Asked
from enclave.importers.template import Declared, Deployment

MOST_TOLD: Final = 5
"""Resources of a circle in a message."""
DEPENDS: Final = "dependsOn"
REFERENCE: Final = "reference()"


@dataclass(frozen=True)
class Waits:
    """What a resource says that it waits for."""

    written: tuple[str, ...] = ()
    """The entries of `dependsOn`."""
    asked: frozenset[Asked] = frozenset()


def refuse_circles(deployment: Deployment, waits: Mapping[tuple[int, str], Waits]) -> None:
    """Raises InputError for the first circle of a deployment or of one nested in it. `waits`: by `key_of` a resource."""
    _refused(deployment, waits, frozenset())


def key_of(declared: Declared) -> tuple[int, str]:
    """What tells a resource from all others, also from the other turns of its loop."""
    return id(declared.document), declared.id


def _refused(deployment: Deployment, waits: Mapping[tuple[int, str], Waits], above: frozenset[Deployment]) -> set[Asked]:
    """What is asked for in a deployment of resources that are not in it. `above`: the deployments that it is nested in."""
    nodes = deployment.declared()
    numbers = {key_of(each): number for number, each in enumerate(nodes)}
    before: dict[int, dict[int, str]] = {}
    elsewhere = {each for each in deployment.asked_by_outputs() if each.here in above or not deployment.meant(each.name)}
    for number, declared in enumerate(nodes):
        said = waits.get(key_of(declared), Waits())
        asked = set(said.asked)
        if declared.nested is not None:
            asked |= _refused(declared.nested, waits, above | {deployment})
        edges: dict[int, str] = {}
        for question in sorted((each for each in asked if not each.by_version), key=lambda each: each.name):
            if question.here in above or not deployment.meant(question.name):
                elsewhere.add(question)
                continue
            for each in _meant(deployment, question.name):
                edges[numbers[key_of(each)]] = REFERENCE
        for item in said.written:
            for each in _meant(deployment, item):
                if each is not declared:
                    edges[numbers[key_of(each)]] = DEPENDS
        deployment.evaluator.budget.spend(len(edges))
        if declared.condition is None and declared.turns is None:
            before[number] = edges
    _check(nodes, before)
    return elsewhere


def _meant(deployment: Deployment, name: str) -> Iterable[Declared]:
    """What a name surely means: one resource, or all of a copy loop."""
    found = deployment.meant(name)
    small = name.lower()
    by_symbol = tuple(each for each in found if each.symbol.lower() == small)
    if by_symbol:
        return by_symbol
    found = tuple(each for each in found if not each.existing)
    return found if len(found) == 1 or all(each.loop.lower() == small for each in found) else ()


def _check(nodes: tuple[Declared, ...], before: Mapping[int, Mapping[int, str]]) -> None:
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        circle = error.args[1][-1:0:-1]  # each waits for the one before it
        start = circle.index(min(circle))
        circle = [*circle[start:], *circle[:start]]
        steps = [(nodes[one], nodes[other], before[one][other]) for one, other in zip(circle, [*circle[1:], circle[0]], strict=True)]
        raise _refusal(steps) from error


def _refusal(steps: list[tuple[Declared, Declared, str]]) -> InputError:
    first = steps[0][0]
    names = list(_names([one for one, _, _ in steps[:MOST_TOLD]]))
    more = ["..."] if len(steps) > MOST_TOLD else []
    circle = " -> ".join((*names, *more, names[0]))
    told = f"resources wait for each other: {circle}" if len(steps) > 1 else f"the resource {names[0]} waits for itself"
    where = "; ".join(
        f"{name} does by {how} at {one.frame.where}" for name, (one, _, how) in zip(names, steps, strict=False)
    )
    hint = "take one of these away" if len(steps) > 1 else "take it away, or say the API version of what is there already"
    return InputError(told, first.frame.where, f"{where}: {hint}")


def _names(resources: list[Declared]) -> Iterator[str]:
    """Resources for people, with their types where the names are the same."""
    short = [last_segment(each.id) for each in resources]
    for each, name in zip(resources, short, strict=True):
        yield f"`{name}`" if short.count(name) == 1 else f"`{each.type}/{each.name}`"


def written_waits(declared: Declared) -> tuple[str, ...]:
    """The entries of `dependsOn`."""
    evaluator = declared.frame.here.evaluator
    written = evaluator.run(evaluator.value(field_of(declared.document, DEPENDS) or [], declared.frame.at(DEPENDS)))
    return tuple(item for item in written if isinstance(item, str)) if isinstance(written, list) else ()

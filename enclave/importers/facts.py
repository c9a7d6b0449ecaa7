"""Reads back what our own templates carry in `metadata.enclave`: the owner's intent, order, modules and regions.

The metadata only decorates: resources come from the template itself, so that a proof is about what gets deployed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from enclave.errors import InputError
from enclave.graph.model import Egress, Flow, FrontDoor, Graph, Intent, Resource
from enclave.importers.values import Evaluated

Kind = TypeVar("Kind")


def decorated(graph: Graph, facts: Evaluated, where: str) -> Graph:
    """The graph with the facts of its template; as it is when the template has none. Raises InputError."""
    if facts is None:
        return graph
    if not isinstance(facts, Mapping) or facts.get("version") != 1:
        raise InputError("the metadata is not of a version that this program reads", where)
    listed = _objects(facts.get("resources"), f"{where}/resources")
    resources: dict[str, Resource] = {}
    for fact, place in listed:
        found = graph.get(_text(fact.get("id"), place))
        if found is not None:
            resources[found.id.lower()] = replace(
                found,
                module=_text(fact.get("module", ""), place),
                stamp=_text(fact.get("stamp", ""), place),
                depends_on=_texts(fact.get("dependsOn", []), place),
            )
    rest = [resource for resource in graph if resource.id.lower() not in resources]
    intent = facts.get("intent")
    return Graph((*resources.values(), *rest), None if intent is None else _intent(intent, f"{where}/intent"), graph.sources)


def _intent(intent: Evaluated, where: str) -> Intent:
    if not isinstance(intent, Mapping):
        raise InputError("the intent is not an object", where)
    return Intent(
        egress=tuple(
            Egress(_text(e.get("fqdn"), place), _text(e.get("why"), place), _texts(e.get("sources", ()), place))
            for e, place in _objects(intent.get("egress"), f"{where}/egress")
        ),
        front_doors=tuple(
            FrontDoor(_text(d.get("resource"), place), _texts(d.get("sources"), place), _text(d.get("why"), place))
            for d, place in _objects(intent.get("front_doors"), f"{where}/front_doors")
        ),
        flows=tuple(
            Flow(_text(f.get("source"), place), _text(f.get("target"), place), _port(f.get("port"), place), _text(f.get("within", ""), place))
            for f, place in _objects(intent.get("flows"), f"{where}/flows")
        ),
        policy_digest=_text(intent.get("policy_digest", ""), where),
    )


def _objects(value: Evaluated, where: str) -> Iterator[tuple[Mapping[str, Evaluated], str]]:
    if not isinstance(value, list | tuple):
        raise InputError("is not a list", where)
    for index, item in enumerate(value):
        if not isinstance(item, Mapping):
            raise InputError("is not an object", f"{where}/{index}")
        yield item, f"{where}/{index}"


def _text(value: Evaluated, where: str) -> str:
    if not isinstance(value, str):
        raise InputError("a text is missing", where)
    return value


def _texts(value: Evaluated, where: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise InputError("is not a list", where)
    return tuple(_text(item, where) for item in value)


def _port(value: Evaluated, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputError("a port is missing", where)
    return value

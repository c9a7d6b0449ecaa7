"""Reads back what our own templates carry in `metadata.enclave`: the owner's intent, order, modules and regions.

The metadata only decorates: resources come from the template itself, so that a proof is about what gets deployed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from enclave.errors import InputError
from enclave.graph.model import Egress, Flow, FrontDoor, Graph, Intent, Resource, Terms, Waiver
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
    return Graph((*resources.values(), *rest), None if intent is None else _intent(intent, f"{where}/intent"), graph.sources, graph.outputs)


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
            Flow(
                _text(f.get("source"), place), _text(f.get("target"), place),
                _number(f.get("port"), place, "a port is missing"), _text(f.get("within", ""), place),
            )
            for f, place in _objects(intent.get("flows"), f"{where}/flows")
        ),
        policy_digest=_text(intent.get("policy_digest", ""), where),
        policy_file=_text(intent.get("policy_file", ""), where),
        terms=tuple(_terms(t, place) for t, place in _objects(intent.get("terms", ()), f"{where}/terms")),
        waivers=tuple(
            Waiver(_text(w.get("what"), place), _text(w.get("subject"), place), _text(w.get("why"), place))
            for w, place in _objects(intent.get("waivers", ()), f"{where}/waivers")
        ),
        own_authorities=_texts(intent.get("own_authorities", ()), where),
    )


def _terms(terms: Mapping[str, Evaluated], where: str) -> Terms:
    return Terms(
        scope=_text(terms.get("scope"), where),
        geographies=_texts(terms.get("geographies", ()), where),
        audit_days=_number(terms.get("audit_days", 0), where),
        request_response_days=_number(terms.get("request_response_days", 0), where),
        metrics_days=_number(terms.get("metrics_days", 0), where),
        customer_managed_keys=_flag(terms.get("customer_managed_keys", False), where),
        double_encryption=_flag(terms.get("double_encryption", False), where),
        backups=_flag(terms.get("backups", False), where),
        copies_away=_flag(terms.get("copies_away", False), where),
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


def _number(value: Evaluated, where: str, problem: str = "a whole number is missing") -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputError(problem, where)
    return value


def _flag(value: Evaluated, where: str) -> bool:
    if not isinstance(value, bool):
        raise InputError("true or false is missing", where)
    return value

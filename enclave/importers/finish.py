"""Turns evaluated values into those of a graph: ids into references, and what is not known into `Unresolved`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from enclave.graph.body import SUBSCRIPTION, canonical_id
from enclave.graph.ids import management_group_of, owner, parse
from enclave.graph.model import Graph, Ref, Secret, Unresolved, Value
from enclave.importers.values import AFTER, Deployed, Evaluated, Lambda, NameOf, Text, shown, unresolved

OWN = f"/subscriptions/{SUBSCRIPTION}"
NAMED = frozenset({"subnets", "securityrules", "routes"})
"""Lists of parts, lower case, that nothing of their owner names."""
LABELLED = re.compile(rf"(\w+=)({OWN}/.+)", re.I)
"""An id with a word before it: `UserAssignedIdentity=/subscriptions/...`."""


class Finisher:
    """Finishes the values of one graph; `graph` needs to have the resources, not yet their bodies."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def value(self, value: Evaluated) -> Value:
        """The value as a graph holds it."""
        if isinstance(value, Mapping):
            return _told_apart({canonical_id(key): self.value(_named(key, item)) for key, item in value.items()})
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, NameOf):
            return Ref(self._resource(canonical_id(value.resource)), "name")
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Text):
            name = value.shown()  # of another subscription it is an id only where a resource of the template is called so
            known = name.startswith(f"{OWN}/") or (name.startswith("/subscriptions/") and owner(self.graph, name) is not None)
            return self._text(name) if known else value.unresolved()
        if isinstance(value, Deployed):
            return self._deployed(value)
        if isinstance(value, int | float | Secret | Unresolved) or value is None:
            return value
        return Unresolved("lambda" if isinstance(value, Lambda) else "reference(...)", AFTER)

    def _text(self, text: str) -> Value:
        labelled = LABELLED.fullmatch(text)
        if labelled is not None:
            inner = self._text(labelled[2])
            return replace(inner, prefix=labelled[1]) if isinstance(inner, Ref) else inner
        if management_group_of(text) and (found := owner(self.graph, text)) is not None:
            return Ref(found[0].id, "id", found[1])
        if not text.lower().startswith(OWN):
            return Unresolved(f"'{text}'", "contains the id of the subscription") if SUBSCRIPTION in text else str(text)
        resource_id = canonical_id(text)
        if resource_id and parse(resource_id) is None and owner(self.graph, resource_id) is None:
            return Unresolved(f"'{text}'", "contains the id of the subscription, and is not a resource id")
        found = owner(self.graph, resource_id)
        return Ref(resource_id) if found is None else Ref(found[0].id, "id", found[1])

    def _resource(self, resource_id: str) -> str:
        found = self.graph.get(resource_id)
        return resource_id if found is None else found.id

    def _deployed(self, value: Deployed) -> Value:
        resource = self._resource(canonical_id(value.resource))
        if not value.path or value.path == "properties":
            return unresolved(value, AFTER)
        return Ref(resource, value.path)


def _named(key: str, parts: Evaluated) -> Evaluated:
    """Parts of a network by names that can stand in ids though they are not all known: the part is there whatever it is called.

    Not so parts that others of the same owner name: which of them is meant is then not known.
    """
    if key.lower() not in NAMED or not isinstance(parts, list):
        return parts
    return [_by_what_is_shown(part) for part in parts]


def _by_what_is_shown(part: Evaluated) -> Evaluated:
    if isinstance(part, Mapping) and isinstance(part.get("name"), Text | Unresolved):
        return {**part, "name": shown(part["name"])}
    return part


def _told_apart(body: dict[str, Value]) -> dict[str, Value]:
    """An object; of two properties whose names differ in case only, neither is known: who reads it may take either."""
    lowered = {key.lower() for key in body}
    if len(lowered) == len(body):
        return body
    counts = Counter(key.lower() for key in body)
    twice = "it is written twice, in different case"
    return {key: Unresolved(key, twice) if counts[key.lower()] > 1 else item for key, item in body.items()}


def merged(first: Mapping[str, Evaluated], second: Mapping[str, Evaluated]) -> dict[str, Evaluated]:
    """The body of a resource that a template deploys twice: what differs is not known, since the last one to run wins."""
    found = dict(first)
    for key, value in second.items():
        old = found.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            found[key] = merged(old, value)
        elif key not in found or old != value or type(old) is not type(value):
            found[key] = Unresolved(key, "the template deploys the resource twice, with different values")
    for key in first:
        if key not in second:
            found[key] = Unresolved(key, "the template deploys the resource twice, with different values")
    return found

"""Labels of information protection for the columns of SQL databases, and the kinds of information that suggest them.

Not among the types that are checked here; schema: learn.microsoft.com/azure/templates/microsoft.security/informationprotectionpolicies.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from enclave.graph.body import items, last_segment, lookup, number, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Security/informationProtectionPolicies"
API_VERSION = "2017-08-01-preview"
"""There is no stable version."""


class Label(Struct, frozen=True):
    """A label, from the least sensitive on."""

    id: str
    """A GUID of the owner's own."""
    name: str
    description: str
    rank: str
    """`None`, `Low`, `Medium`, `High` or `Critical`."""
    order: int


class InformationType(Struct, frozen=True):
    """A kind of information, found by names of columns."""

    id: str
    name: str
    label: str
    """Id of the label that is suggested for it."""
    patterns: tuple[str, ...]
    """Names of columns, with `%` for anything."""
    order: int


class InformationProtectionPolicy(Struct, frozen=True):
    """The policy of a subscription or a management group; its name is `custom`."""

    id: str
    labels: tuple[Label, ...]
    types: tuple[InformationType, ...]


def read(resource: Resource) -> InformationProtectionPolicy:
    """A policy. Raises `Undecided`."""
    labels = _members(resource, "properties.labels")
    types = _members(resource, "properties.informationTypes")
    return InformationProtectionPolicy(
        id=resource.id,
        labels=tuple(
            Label(key, text(part, "displayName"), text(part, "description"), text(part, "rank", "None"), number(part, "order"))
            for key, part in labels.items()
        ),
        types=tuple(
            InformationType(
                id=key,
                name=text(part, "displayName"),
                label=text(part, "recommendedLabelId"),
                patterns=tuple(text(word, "pattern") for word in items(part, "keywords")),
                order=number(part, "order"),
            )
            for key, part in types.items()
        ),
    )


def write(policy: InformationProtectionPolicy, place: Place) -> tuple[Resource, ...]:
    """The policy, at the scope of its place."""
    labels: Value = {
        label.id: {
            "displayName": label.name, "description": label.description, "rank": label.rank, "order": label.order, "enabled": True,
        }
        for label in policy.labels
    }
    types: Value = {
        kind.id: {
            "displayName": kind.name,
            "order": kind.order,
            "enabled": True,
            "custom": True,
            "recommendedLabelId": kind.label,
            "keywords": [{"pattern": pattern, "custom": True, "canBeNumeric": True} for pattern in kind.patterns],
        }
        for kind in policy.types
    }
    properties: Value = {"labels": labels, "informationTypes": types}
    return (place.on(place.scope, TYPE, API_VERSION, last_segment(policy.id), {"properties": properties}),)


def _members(resource: Resource, path: str) -> Mapping[str, Value]:
    found = lookup(resource.body, path)
    return found if isinstance(found, Mapping) else {}

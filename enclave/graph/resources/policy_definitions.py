"""Azure Policy definitions of the owner's own: a condition, and what happens to a resource that meets it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field

from enclave.graph.body import last_segment, lookup, text
from enclave.graph.model import Body, Ref, Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Authorization/policyDefinitions"
API_VERSION = "2026-07-01"
_BUILT_IN = re.compile(r"/providers/microsoft\.authorization/policy(set)?definitions/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)


class PolicyDefinition(Struct, frozen=True):
    """One rule."""

    id: str
    name: str
    """Name that people see."""
    description: str
    mode: str
    """`All`, `Indexed` (only types with tags and location), or a data plane's."""
    condition: Body
    """The rule's `if`."""
    effect: str
    """The rule's `then.effect`, or the parameter that gives it."""
    parameters: Body = field(default_factory=dict)
    version: str = "1.0.0"


def read(resource: Resource) -> PolicyDefinition:
    """A definition. Raises `Undecided`."""
    body = resource.body
    return PolicyDefinition(
        id=resource.id,
        name=text(body, "properties.displayName"),
        description=text(body, "properties.description"),
        mode=text(body, "properties.mode", "Indexed"),
        condition=_object(body, "properties.policyRule.if"),
        effect=text(body, "properties.policyRule.then.effect"),
        parameters=_object(body, "properties.parameters"),
        version=text(body, "properties.version", "1.0.0"),
    )


def write(definition: PolicyDefinition, place: Place) -> tuple[Resource, ...]:
    """The definition, at the scope of its place."""
    properties: Value = {
        "policyType": "Custom",
        "mode": definition.mode,
        "displayName": definition.name,
        "description": definition.description,
        "metadata": {"category": "Secure AI Enclave", "version": definition.version},
        "version": definition.version,
        "parameters": dict(definition.parameters),
        "policyRule": {"if": dict(definition.condition), "then": {"effect": definition.effect}},
    }
    return (place.on(place.scope, TYPE, API_VERSION, last_segment(definition.id), {"properties": properties}),)


def defined(definition: str) -> Value:
    """How a body names a policy or an initiative: a built-in, named by a GUID, lies at no scope and is in no deployment."""
    return definition if _BUILT_IN.fullmatch(definition) else Ref(definition)


def _object(body: Body, path: str) -> Body:
    found = lookup(body, path)
    return found if isinstance(found, Mapping) else {}

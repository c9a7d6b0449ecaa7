"""Cache rules of a container registry: repositories of another registry that it serves as its own."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.ContainerRegistry/registries/cacheRules"
API_VERSION = "2025-11-01"


class RegistryCacheRule(Struct, frozen=True):
    """One rule: a pull of `target` brings the image of `source` in."""

    id: str
    registry: str
    name: str
    source: str
    """`mcr.microsoft.com/*`"""
    target: str


def read(resource: Resource) -> RegistryCacheRule:
    """A rule. Raises `Undecided`."""
    return RegistryCacheRule(
        id=resource.id,
        registry=resource.parent or "",
        name=last_segment(resource.name),
        source=text(resource.body, "properties.sourceRepository"),
        target=text(resource.body, "properties.targetRepository"),
    )


def write(rule: RegistryCacheRule, registry: Resource, place: Place) -> tuple[Resource, ...]:
    """The rule, without credentials: for public sources only."""
    properties: Value = {"sourceRepository": rule.source, "targetRepository": rule.target}
    return (place.below(registry, "cacheRules", API_VERSION, rule.name, {"properties": properties}),)

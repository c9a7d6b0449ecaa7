"""Plans of Microsoft Defender for Cloud, with their extensions, for a whole subscription."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from enclave.graph.body import flag, items, last_segment, lookup, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Security/pricings"
API_VERSION = "2024-01-01"


class Extension(Struct, frozen=True):
    """A feature of a plan."""

    name: str
    enabled: bool
    properties: Mapping[str, str] = field(default_factory=dict)


class DefenderPlan(Struct, frozen=True):
    """A plan; its name is the last part of its id."""

    id: str
    tier: str
    """`Standard` is on, `Free` is off."""
    sub_plan: str = ""
    extensions: tuple[Extension, ...] = ()


def read(resource: Resource) -> DefenderPlan:
    """A plan. Raises `Undecided`."""
    body = resource.body
    return DefenderPlan(
        id=resource.id,
        tier=text(body, "properties.pricingTier", "Free"),
        sub_plan=text(body, "properties.subPlan"),
        extensions=tuple(
            Extension(text(part, "name"), flag(part, "isEnabled"), _properties(part)) for part in items(body, "properties.extensions")
        ),
    )


def write(plan: DefenderPlan, place: Place, *, after: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The plan. Azure refuses several changes at once, so each comes after the one before (`after`)."""
    extensions: list[Value] = [
        stated(
            name=extension.name,
            isEnabled=str(extension.enabled),
            additionalExtensionProperties=dict(extension.properties) or None,
        )
        for extension in plan.extensions
    ]
    properties: Value = stated(pricingTier=plan.tier, subPlan=plan.sub_plan or None, extensions=extensions or None)
    name = last_segment(plan.id)
    return (Resource(TYPE, API_VERSION, name, place.scope, {"properties": properties}, None, place.module, place.stamp, after),)


def _properties(part: Mapping[str, Value]) -> dict[str, str]:
    found = lookup(part, "additionalExtensionProperties")
    return {key: text({key: value}, key) for key, value in found.items()} if isinstance(found, Mapping) else {}

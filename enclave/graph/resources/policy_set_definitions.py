"""Azure Policy initiatives: many policies, each with its parameters, that are assigned together."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from enclave.graph.body import items, last_segment, lookup, text, texts
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place
from enclave.graph.resources.policy_definitions import defined

TYPE = "Microsoft.Authorization/policySetDefinitions"
API_VERSION = "2026-07-01"


class Member(Struct, frozen=True):
    """One policy of an initiative."""

    reference: str
    """Name that it has in the initiative; exemptions and messages name it."""
    definition: str
    """Id of the policy: `/providers/Microsoft.Authorization/policyDefinitions/<guid>` is a built-in."""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    groups: tuple[str, ...] = ()


class Initiative(Struct, frozen=True):
    """An initiative."""

    id: str
    name: str
    description: str
    groups: Mapping[str, str]
    """Group of policies -> its name for people."""
    members: tuple[Member, ...]
    version: str = "1.0.0"


def read(resource: Resource) -> Initiative:
    """An initiative. Raises `Undecided`."""
    body = resource.body
    return Initiative(
        id=resource.id,
        name=text(body, "properties.displayName"),
        description=text(body, "properties.description"),
        groups={text(group, "name"): text(group, "displayName") for group in items(body, "properties.policyDefinitionGroups")},
        members=tuple(
            Member(
                reference=text(part, "policyDefinitionReferenceId"),
                definition=text(part, "policyDefinitionId"),
                parameters=_parameters(part),
                groups=texts(part, "groupNames"),
            )
            for part in items(body, "properties.policyDefinitions")
        ),
        version=text(body, "properties.version", "1.0.0"),
    )


def write(initiative: Initiative, place: Place) -> tuple[Resource, ...]:
    """The initiative, at the scope of its place."""
    members: list[Value] = [
        {
            "policyDefinitionReferenceId": member.reference,
            "policyDefinitionId": defined(member.definition),
            "parameters": {name: {"value": value} for name, value in member.parameters.items()},
            "groupNames": list(member.groups),
        }
        for member in initiative.members
    ]
    properties: Value = {
        "policyType": "Custom",
        "displayName": initiative.name,
        "description": initiative.description,
        "metadata": {"category": "Secure AI Enclave", "version": initiative.version},
        "version": initiative.version,
        "policyDefinitionGroups": [{"name": name, "displayName": said} for name, said in initiative.groups.items()],
        "policyDefinitions": members,
    }
    return (place.on(place.scope, TYPE, API_VERSION, last_segment(initiative.id), {"properties": properties}),)


def _parameters(part: Mapping[str, Value]) -> dict[str, Value]:
    found = lookup(part, "parameters")
    stated = found.items() if isinstance(found, Mapping) else ()
    return {name: value["value"] for name, value in stated if isinstance(value, Mapping) and "value" in value}

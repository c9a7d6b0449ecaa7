"""Azure Policy assignments: which policy or initiative holds where, with which parameters."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from enclave.graph.body import items, last_segment, lookup, text, texts
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import NO_IDENTITY, Identity, Place, identity, stated
from enclave.graph.resources.policy_definitions import defined

TYPE = "Microsoft.Authorization/policyAssignments"
API_VERSION = "2026-07-01"


class PolicyAssignment(Struct, frozen=True):
    """What holds at a scope and below."""

    id: str
    scope: str
    """Id of what it is assigned to; `""` is the subscription that is deployed to."""
    name: str
    """Name that people see."""
    description: str
    definition: str
    """Id of the policy or initiative."""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    not_scopes: tuple[str, ...] = ()
    enforced: bool = True
    """Effects happen; else it only reports."""
    messages: Mapping[str, str] = field(default_factory=dict)
    """Reference name of a policy in the initiative (`""`: all others) -> what somebody reads who is refused."""
    identity: Identity = NO_IDENTITY
    """What carries out the changes of policies that change or deploy something."""
    location: str | None = None
    """Of the identity."""


def read(resource: Resource) -> PolicyAssignment:
    """An assignment. Raises `Undecided`."""
    body = resource.body
    return PolicyAssignment(
        id=resource.id,
        scope=resource.scope,
        name=text(body, "properties.displayName"),
        description=text(body, "properties.description"),
        definition=text(body, "properties.policyDefinitionId"),
        parameters=_parameters(resource),
        not_scopes=texts(body, "properties.notScopes"),
        enforced=text(body, "properties.enforcementMode", "Default").lower() == "default",
        messages={
            text(part, "policyDefinitionReferenceId"): text(part, "message")
            for part in items(body, "properties.nonComplianceMessages")
        },
        identity=identity(resource),
        location=resource.location,
    )


def write(assignment: PolicyAssignment, place: Place) -> tuple[Resource, ...]:
    """The assignment. One without an identity has no location either."""
    messages: list[Value] = [
        stated(message=said, policyDefinitionReferenceId=reference or None) for reference, said in assignment.messages.items()
    ]
    properties: Value = stated(
        displayName=assignment.name,
        description=assignment.description,
        policyDefinitionId=defined(assignment.definition),
        parameters={name: {"value": value} for name, value in assignment.parameters.items()},
        notScopes=[Ref(scope) for scope in assignment.not_scopes] or None,
        enforcementMode="Default" if assignment.enforced else "DoNotEnforce",
        nonComplianceMessages=messages or None,
    )
    body: dict[str, Value] = {"properties": properties}
    if assignment.identity.kind != "None":
        body["identity"] = stated(
            type=assignment.identity.kind,
            userAssignedIdentities={one: {} for one in assignment.identity.user_assigned} or None,
        )
    located = assignment.location if assignment.identity.kind != "None" else None
    name = last_segment(assignment.id)
    return (Resource(TYPE, API_VERSION, name, assignment.scope, body, located, place.module, place.stamp),)


def _parameters(resource: Resource) -> dict[str, Value]:
    found = lookup(resource.body, "properties.parameters")
    given = found.items() if isinstance(found, Mapping) else ()
    return {name: value["value"] for name, value in given if isinstance(value, Mapping) and "value" in value}

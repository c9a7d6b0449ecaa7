"""Azure Policy exemptions: what a policy does not hold for, and why."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, text, texts
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Authorization/policyExemptions"
API_VERSION = "2026-01-01-preview"
"""There is no stable version."""


class PolicyExemption(Struct, frozen=True):
    """Something that some policies of an assignment do not hold for."""

    id: str
    target: str
    """Id of the resource, group or (empty) subscription that is exempt."""
    assignment: str
    references: tuple[str, ...]
    """Reference names of the policies in the assigned initiative; none: all of them."""
    category: str
    """`Waiver`: the risk is accepted; `Mitigated`: met in another way."""
    name: str
    why: str
    expires: str = ""
    """RFC 3339; empty: never."""


def read(resource: Resource) -> PolicyExemption:
    """An exemption. Raises `Undecided`."""
    body = resource.body
    return PolicyExemption(
        id=resource.id,
        target=resource.scope,
        assignment=text(body, "properties.policyAssignmentId"),
        references=texts(body, "properties.policyDefinitionReferenceIds"),
        category=text(body, "properties.exemptionCategory"),
        name=text(body, "properties.displayName"),
        why=text(body, "properties.description"),
        expires=text(body, "properties.expiresOn"),
    )


def write(exemption: PolicyExemption, place: Place) -> tuple[Resource, ...]:
    """The exemption, on what is exempt."""
    properties: Value = stated(
        policyAssignmentId=Ref(exemption.assignment),
        policyDefinitionReferenceIds=list(exemption.references) or None,
        exemptionCategory=exemption.category,
        displayName=exemption.name,
        description=exemption.why,
        expiresOn=exemption.expires or None,
        assignmentScopeValidation="Default",
    )
    return (place.on(exemption.target, TYPE, API_VERSION, last_segment(exemption.id), {"properties": properties}),)

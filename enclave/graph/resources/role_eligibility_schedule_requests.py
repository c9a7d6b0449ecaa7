"""Eligibility for a role: who may activate it (Privileged Identity Management), where and until when.

Azure takes a request of one name once only, so a second deployment of a template that holds one fails
(Azure/bicep-types-az#1431): these are sent as requests, and left alone where the eligibility is there.
"""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, last_segment, text
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Authorization/roleEligibilityScheduleRequests"
API_VERSION = "2020-10-01"


class RoleEligibility(Struct, frozen=True):
    """Somebody who may activate a role."""

    id: str
    scope: str
    """Id of the resource, group or (empty) subscription that it holds for, and all below it."""
    principal: str
    """Object id in Microsoft Entra."""
    role: str
    """GUID of the role definition, lower case."""
    duration: str
    """ISO 8601, from the day that the request is made: `P180D`; empty: without an end."""
    justification: str
    ticket: str = ""
    """Number of the ticket that asked for it."""
    ticket_system: str = ""


def read(resource: Resource) -> RoleEligibility:
    """An eligibility. Raises `Undecided`."""
    body = resource.body
    role = text(body, "properties.roleDefinitionId")
    if not role:
        raise Undecided("roleDefinitionId", resource.id)
    return RoleEligibility(
        id=resource.id,
        scope=resource.scope,
        principal=text(body, "properties.principalId"),
        role=last_segment(role).lower(),
        duration=text(body, "properties.scheduleInfo.expiration.duration"),
        justification=text(body, "properties.justification"),
        ticket=text(body, "properties.ticketInfo.ticketNumber"),
        ticket_system=text(body, "properties.ticketInfo.ticketSystem"),
    )


def write(eligibility: RoleEligibility, place: Place) -> tuple[Resource, ...]:
    """The request. A role is written by its GUID: Microsoft renames roles."""
    expiration: Value = {"type": "AfterDuration", "duration": eligibility.duration} if eligibility.duration else {"type": "NoExpiration"}
    properties: dict[str, Value] = {
        "roleDefinitionId": Ref(f"/providers/Microsoft.Authorization/roleDefinitions/{eligibility.role}"),
        "principalId": eligibility.principal,
        "requestType": "AdminAssign",
        "scheduleInfo": {"expiration": expiration},
        "justification": eligibility.justification,
    }
    if eligibility.ticket or eligibility.ticket_system:
        properties["ticketInfo"] = {"ticketNumber": eligibility.ticket, "ticketSystem": eligibility.ticket_system}
    return (place.on(eligibility.scope, TYPE, API_VERSION, last_segment(eligibility.id), {"properties": properties}),)

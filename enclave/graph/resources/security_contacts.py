"""Whom Microsoft Defender for Cloud tells. There is one contact for a subscription, and its name is `default`."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import items, last_segment, text, texts
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Security/securityContacts"
API_VERSION = "2023-12-01-preview"
"""There is no stable version."""


class SecurityContact(Struct, frozen=True):
    """Who is told of what."""

    id: str
    emails: tuple[str, ...]
    roles: tuple[str, ...]
    """Whoever has such a role in the subscription is told too."""
    least_severity: str
    """Of an alert: `High`, `Medium`, `Low`; empty: of none."""
    least_risk: str
    """Of an attack path: `Critical`, `High`, `Medium`, `Low`; empty: of none."""


def read(resource: Resource) -> SecurityContact:
    """A contact. Raises `Undecided`."""
    body = resource.body
    sources = {text(part, "sourceType"): part for part in items(body, "properties.notificationsSources")}
    told = text(body, "properties.notificationsByRole.state")
    return SecurityContact(
        id=resource.id,
        emails=tuple(filter(None, text(body, "properties.emails").split(";"))),
        roles=texts(body, "properties.notificationsByRole.roles") if told.lower() == "on" else (),
        least_severity=text(sources.get("Alert", {}), "minimalSeverity"),
        least_risk=text(sources.get("AttackPath", {}), "minimalRiskLevel"),
    )


def write(contact: SecurityContact, place: Place) -> tuple[Resource, ...]:
    """The contact, at the scope of its place."""
    sources: list[Value] = []
    if contact.least_severity:
        sources.append({"sourceType": "Alert", "minimalSeverity": contact.least_severity})
    if contact.least_risk:
        sources.append({"sourceType": "AttackPath", "minimalRiskLevel": contact.least_risk})
    properties: Value = {
        "isEnabled": True,
        "emails": ";".join(contact.emails),
        "notificationsByRole": {"state": "On" if contact.roles else "Off", "roles": list(contact.roles)},
        "notificationsSources": sources,
    }
    return (place.on(place.scope, TYPE, API_VERSION, last_segment(contact.id), {"properties": properties}),)

"""Action groups: who is told of an alert."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Insights/actionGroups"
API_VERSION = "2023-01-01"
LONGEST_SHORT_NAME = 12


class ActionGroup(Struct, frozen=True):
    """An action group that writes e-mails."""

    id: str
    short_name: str
    """At most 12 characters; it stands in every message."""
    emails: tuple[str, ...]
    enabled: bool = True
    others: tuple[str, ...] = ()
    """Kinds of other receivers that somebody gave it: they are read, never written."""


OTHERS = (
    "smsReceivers", "webhookReceivers", "itsmReceivers", "azureAppPushReceivers", "automationRunbookReceivers", "voiceReceivers",
    "logicAppReceivers", "azureFunctionReceivers", "armRoleReceivers", "eventHubReceivers",
)


def read(resource: Resource) -> ActionGroup:
    """An action group. Raises `Undecided`."""
    body = resource.body
    return ActionGroup(
        id=resource.id,
        short_name=text(body, "properties.groupShortName"),
        emails=tuple(text(part, "emailAddress") for part in items(body, "properties.emailReceivers")),
        enabled=flag(body, "properties.enabled", True),
        others=tuple(kind for kind in OTHERS if items(body, f"properties.{kind}")),
    )


def write(group: ActionGroup, place: Place) -> tuple[Resource, ...]:
    """The action group."""
    receivers: list[Value] = [
        {"name": f"contact-{number}", "emailAddress": address, "useCommonAlertSchema": True}
        for number, address in enumerate(group.emails, 1)
    ]
    properties: Value = {"groupShortName": group.short_name, "enabled": group.enabled, "emailReceivers": receivers}
    return (place.put(TYPE, API_VERSION, group.id, {"properties": properties}, location="global"),)

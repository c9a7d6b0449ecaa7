"""Continuous export of Microsoft Defender for Cloud: its alerts and findings on their way to a workspace."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, link, text
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Security/automations"
API_VERSION = "2023-12-01-preview"
"""There is no stable version."""


class SecurityAutomation(Struct, frozen=True):
    """An export."""

    id: str
    location: str
    description: str
    enabled: bool
    scopes: tuple[str, ...]
    """Ids of the groups (or `""`, the subscription) whose alerts and findings are exported."""
    sources: tuple[str, ...]
    """`Alerts`, `Assessments`, `SecureScores`..."""
    workspace: str
    """Id of the workspace that they go to."""


def read(resource: Resource) -> SecurityAutomation:
    """An export. Raises `Undecided`."""
    body = resource.body
    targets = [link(action, "workspaceResourceId") for action in items(body, "properties.actions")]
    return SecurityAutomation(
        id=resource.id,
        location=resource.location or "",
        description=text(body, "properties.description"),
        enabled=flag(body, "properties.isEnabled"),
        scopes=tuple(link(scope, "scopePath") or "" for scope in items(body, "properties.scopes")),
        sources=tuple(text(source, "eventSource") for source in items(body, "properties.sources")),
        workspace=next(filter(None, targets), ""),
    )


def write(automation: SecurityAutomation, place: Place) -> tuple[Resource, ...]:
    """The export."""
    properties: Value = {
        "description": automation.description,
        "isEnabled": automation.enabled,
        "scopes": [{"description": "where it looks", "scopePath": Ref(scope)} for scope in automation.scopes],
        "sources": [{"eventSource": source} for source in automation.sources],
        "actions": [{"actionType": "Workspace", "workspaceResourceId": Ref(automation.workspace)}],
    }
    return (place.put(TYPE, API_VERSION, automation.id, {"properties": properties}, location=automation.location),)

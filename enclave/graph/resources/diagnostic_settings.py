"""Diagnostic settings: which logs and metrics of a resource go where."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, link, pointer, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Insights/diagnosticSettings"
API_VERSION = "2021-05-01-preview"


class DiagnosticSetting(Struct, frozen=True):
    """A diagnostic setting of one resource."""

    id: str
    target: str
    """Id of the resource whose logs they are."""
    workspace: str | None
    storage_account: str | None
    event_hub_rule: str | None
    logs: tuple[str, ...]
    """Categories that are on, a group as `group:allLogs`."""
    metrics: tuple[str, ...]
    destination: str
    """`Dedicated`: resource-specific tables; else `AzureDiagnostics`."""


def read(resource: Resource) -> DiagnosticSetting:
    """A diagnostic setting. Raises `Undecided`."""
    body = resource.body
    logs = [part for part in items(body, "properties.logs") if flag(part, "enabled")]
    return DiagnosticSetting(
        id=resource.id,
        target=resource.scope,
        workspace=link(body, "properties.workspaceId"),
        storage_account=link(body, "properties.storageAccountId"),
        event_hub_rule=link(body, "properties.eventHubAuthorizationRuleId"),
        logs=tuple(text(part, "category") or f"group:{text(part, 'categoryGroup')}" for part in logs),
        metrics=tuple(text(part, "category") for part in items(body, "properties.metrics") if flag(part, "enabled")),
        destination=text(body, "properties.logAnalyticsDestinationType", "AzureDiagnostics"),
    )


def write(setting: DiagnosticSetting, place: Place) -> tuple[Resource, ...]:
    """The setting. Azure has retired its `retentionPolicy`: tables of the workspace say how long is kept."""
    logs: list[Value] = [
        {"categoryGroup" if name.startswith("group:") else "category": name.removeprefix("group:"), "enabled": True}
        for name in setting.logs
    ]
    metrics: list[Value] = [{"category": name, "enabled": True} for name in setting.metrics]
    properties = stated(
        workspaceId=pointer(setting.workspace) if setting.workspace else None,
        storageAccountId=pointer(setting.storage_account) if setting.storage_account else None,
        eventHubAuthorizationRuleId=pointer(setting.event_hub_rule) if setting.event_hub_rule else None,
        logAnalyticsDestinationType="Dedicated" if setting.destination == "Dedicated" else None,
        logs=logs or None,
        metrics=metrics or None,
    )
    return (place.on(setting.target, TYPE, API_VERSION, last_segment(setting.id), {"properties": properties}),)

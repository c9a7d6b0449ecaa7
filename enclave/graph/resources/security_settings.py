"""Integrations of Microsoft Defender for Cloud with other services of Microsoft, for a subscription."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, last_segment, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Security/settings"
API_VERSION = "2022-05-01"


class SecuritySetting(Struct, frozen=True):
    """An integration; its name is the last part of its id: `Sentinel`, `WDATP`, `MCAS`."""

    id: str
    kind: str
    """`AlertSyncSettings` or `DataExportSettings`."""
    enabled: bool


def read(resource: Resource) -> SecuritySetting:
    """An integration. Raises `Undecided`."""
    return SecuritySetting(resource.id, text(resource.body, "kind"), flag(resource.body, "properties.enabled"))


def write(setting: SecuritySetting, place: Place) -> tuple[Resource, ...]:
    """The integration, at the scope of its place."""
    body: dict[str, Value] = {"kind": setting.kind, "properties": {"enabled": setting.enabled}}
    return (place.on(place.scope, TYPE, API_VERSION, last_segment(setting.id), body),)

"""Settings of Microsoft Sentinel: which behaviour of users and machines it learns."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import text, texts
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.SecurityInsights/settings"
API_VERSION = "2025-10-01-preview"
"""There is no stable version."""
MEMBERS = {"EntityAnalytics": "entityProviders", "Ueba": "dataSources"}
"""Kind -> the property that holds its list; the other kinds are switches without any."""


class SentinelSetting(Struct, frozen=True):
    """A setting of a workspace; its name is its kind."""

    id: str
    workspace: str
    kind: str
    """`EntityAnalytics` (who there is), `Ueba` (what they usually do), `Anomalies`."""
    members: tuple[str, ...] = ()
    """Directories of EntityAnalytics (`AzureActiveDirectory`), tables of Ueba (`SigninLogs`)."""


def read(resource: Resource) -> SentinelSetting:
    """A setting. Raises `Undecided`."""
    kind = text(resource.body, "kind")
    key = MEMBERS.get(kind, "")
    return SentinelSetting(resource.id, resource.scope, kind, texts(resource.body, f"properties.{key}") if key else ())


def write(setting: SentinelSetting, place: Place, *, after: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The setting. `after`: Sentinel itself, and the setting that this one needs."""
    key = MEMBERS.get(setting.kind)
    properties: Value = {key: list(setting.members)} if key else {}
    body: dict[str, Value] = {"kind": setting.kind, "properties": properties}
    return (Resource(TYPE, API_VERSION, setting.kind, setting.workspace, body, None, place.module, place.stamp, after),)

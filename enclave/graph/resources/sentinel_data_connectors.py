"""Data connectors of Microsoft Sentinel: what other services of Microsoft tell a workspace."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from enclave.graph.body import last_segment, lookup, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.SecurityInsights/dataConnectors"
API_VERSION = "2025-09-01"


class DataConnector(Struct, frozen=True):
    """A connector of a workspace."""

    id: str
    workspace: str
    kind: str
    """`AzureActiveDirectory` (identity protection), `MicrosoftThreatIntelligence`..."""
    data_type: str
    """What it brings: `alerts`, `indicators`, `microsoftEmergingThreatFeed`."""
    tenant: str = ""
    """Tenant id, for kinds that tell of a tenant."""
    lookback: str = ""
    """First day whose indicators are brought, RFC 3339."""


def read(resource: Resource) -> DataConnector:
    """A connector. Raises `Undecided`."""
    body = resource.body
    types = lookup(body, "properties.dataTypes")
    name = next(iter(types), "") if isinstance(types, Mapping) else ""
    lookback = text(body, f"properties.dataTypes.{name}.lookbackPeriod") if name else ""
    return DataConnector(
        id=resource.id,
        workspace=resource.scope,
        kind=text(body, "kind"),
        data_type=name,
        tenant=text(body, "properties.tenantId"),
        lookback=lookback,
    )


def write(connector: DataConnector, place: Place, *, after: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The connector. `after`: Sentinel itself."""
    properties: Value = stated(
        tenantId=connector.tenant or None,
        dataTypes={connector.data_type: stated(state="Enabled", lookbackPeriod=connector.lookback or None)},
    )
    body: dict[str, Value] = {"kind": connector.kind, "properties": properties}
    name = last_segment(connector.id)
    return (Resource(TYPE, API_VERSION, name, connector.workspace, body, None, place.module, place.stamp, after),)

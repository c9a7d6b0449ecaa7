"""Flow logs of virtual networks: child resources of the region's network watcher, which Azure itself makes."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, link, number, pointer
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Identity, Place, identity, stated, write_identity

WATCHER_TYPE = "Microsoft.Network/networkWatchers"
TYPE = f"{WATCHER_TYPE}/flowLogs"
API_VERSION = "2025-09-01"
WATCHER_GROUP = "/resourceGroups/NetworkWatcherRG"
"""Where Azure puts a region's watcher when its first virtual network is made; there can be no second one
(learn.microsoft.com/azure/network-watcher/network-watcher-create)."""
RECORD_VERSION = 2


class FlowLog(Struct, frozen=True):
    """The flow log of one network."""

    id: str
    target: str
    """Id of the virtual network, subnet or network interface."""
    storage_account: str
    enabled: bool
    retention_days: int
    """0: for ever."""
    workspace: str | None
    """Id of the workspace that traffic analytics writes to; None: there is no analytics."""
    interval_minutes: int
    """10 or 60: how often analytics look."""
    identity: Identity
    """Who writes to the storage account; none: by the account's key."""


def watcher_id(location: str) -> str:
    """Id of a region's network watcher."""
    return f"{WATCHER_GROUP}/providers/{WATCHER_TYPE}/NetworkWatcher_{location}"


def read(resource: Resource) -> FlowLog:
    """A flow log. Raises `Undecided`."""
    body = resource.body
    target, account = link(body, "properties.targetResourceId"), link(body, "properties.storageId")
    if target is None or account is None:
        raise Undecided("storageId" if target else "targetResourceId", resource.id)
    analytics = "properties.flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration"
    kept = flag(body, "properties.retentionPolicy.enabled")
    return FlowLog(
        id=resource.id,
        target=target,
        storage_account=account,
        enabled=flag(body, "properties.enabled", True),
        retention_days=number(body, "properties.retentionPolicy.days") if kept else 0,
        workspace=link(body, f"{analytics}.workspaceResourceId") if flag(body, f"{analytics}.enabled") else None,
        interval_minutes=number(body, f"{analytics}.trafficAnalyticsInterval", 60),
        identity=identity(resource),
    )


def write(log: FlowLog, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The flow log, in the group of the watcher."""
    watcher, _, name = log.id.rpartition("/flowLogs/")
    scope, _, parent = watcher.rpartition(f"/providers/{WATCHER_TYPE}/")
    analytics: Value = None if log.workspace is None else {"networkWatcherFlowAnalyticsConfiguration": {
        "enabled": True,
        "workspaceResourceId": pointer(log.workspace),
        "trafficAnalyticsInterval": log.interval_minutes,
    }}
    properties = stated(
        targetResourceId=pointer(log.target),
        storageId=pointer(log.storage_account),
        enabled=log.enabled,
        format={"type": "JSON", "version": RECORD_VERSION},
        retentionPolicy={"enabled": log.retention_days > 0, "days": log.retention_days},
        flowAnalyticsConfiguration=analytics,
    )
    body = stated(
        identity=write_identity(log.identity),
        properties=properties,
        tags=dict(place.tags),
    )
    return (Resource(
        TYPE, API_VERSION, f"{parent}/{name}", scope, body, place.location, place.module, place.stamp, depends_on
    ),)

"""Azure Monitor workspaces: where Prometheus metrics are kept."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag
from enclave.graph.model import Resource
from enclave.graph.parts import Place, public_access, stated

TYPE = "Microsoft.Monitor/accounts"
API_VERSION = "2025-10-03"


class MonitorAccount(Struct, frozen=True):
    """A workspace for metrics."""

    id: str
    location: str
    public_network_access: str
    """`Enabled` or `Disabled`: of its queries."""
    by_resource: bool = False
    """Whoever may read a resource may read its metrics; else a role on the workspace is needed."""


def read(resource: Resource) -> MonitorAccount:
    """A workspace for metrics. Raises `Undecided`."""
    return MonitorAccount(
        id=resource.id,
        location=resource.location or "",
        public_network_access=public_access(resource),
        by_resource=flag(resource.body, "properties.metrics.enableAccessUsingResourcePermissions"),
    )


def write(account: MonitorAccount, place: Place) -> tuple[Resource, ...]:
    """The workspace for metrics."""
    properties = stated(
        publicNetworkAccess=account.public_network_access,
        metrics={"enableAccessUsingResourcePermissions": True} if account.by_resource else None,
    )
    return (place.put(TYPE, API_VERSION, account.id, {"properties": properties}),)

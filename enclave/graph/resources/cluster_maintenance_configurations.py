"""When Azure may upgrade a Kubernetes cluster: its maintenance configurations, one for each kind of upgrade."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, number, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.ContainerService/managedClusters/maintenanceConfigurations"
API_VERSION = "2026-05-01"
RELEASES, VERSIONS, NODES = "default", "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"
"""The names that Azure knows: weekly releases of control plane, add-ons and mesh; Kubernetes versions; images of the nodes
(learn.microsoft.com/azure/aks/planned-maintenance)."""


class MaintenanceWindow(Struct, frozen=True):
    """A weekly window, in UTC."""

    id: str
    cluster: str
    name: str
    day: str
    """`Saturday`; empty for a schedule that is not weekly."""
    start: str
    """`22:00`"""
    hours: int


def read(resource: Resource) -> MaintenanceWindow:
    """A window. Raises `Undecided`."""
    path = "properties.maintenanceWindow"
    return MaintenanceWindow(
        id=resource.id,
        cluster=resource.parent or "",
        name=last_segment(resource.name),
        day=text(resource.body, f"{path}.schedule.weekly.dayOfWeek"),
        start=text(resource.body, f"{path}.startTime"),
        hours=number(resource.body, f"{path}.durationHours"),
    )


def write(window: MaintenanceWindow, cluster: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The window, every week."""
    properties: Value = {"maintenanceWindow": {
        "schedule": {"weekly": {"intervalWeeks": 1, "dayOfWeek": window.day}},
        "durationHours": window.hours,
        "utcOffset": "+00:00",
        "startTime": window.start,
    }}
    return (place.below(cluster, "maintenanceConfigurations", API_VERSION, window.name, {"properties": properties}, depends_on=depends_on),)

"""When machines are patched: a window on Sundays, for every machine of the region, those of scale sets too.

The assignment goes by the resource group, so a machine that a scale set adds is under it from its first day
(learn.microsoft.com/azure/virtual-machines/maintenance-configurations, dynamic scopes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.machines import has_machines
from enclave.compose.site import Site
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.resources import maintenance_configurations, virtual_machines
from enclave.graph.resources.maintenance_configurations import Assignment, Filter, MaintenanceConfiguration

STARTS = "2026-01-04 02:00"
"""Sundays at two in the night, UTC. Azure takes a first day in the past: its own module's test deploys with one of 2022
(Azure/bicep-registry-modules, avm/res/maintenance/maintenance-configuration/tests/e2e/max)."""
CLASSIFICATIONS = ("Critical", "Security")


def patches(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The window and its assignment; nothing where there are no machines."""
    if not has_machines(site):
        return
    place = site.place("compute/virtual-machines")
    window = MaintenanceConfiguration(
        site.id(maintenance_configurations.TYPE, "patches"), "InGuestPatch", STARTS, "03:00", "UTC", "Week Sunday", CLASSIFICATIONS
    )
    yield from maintenance_configurations.write(window, place)
    everything = Filter((virtual_machines.TYPE,), (last_segment(site.group),), ("Linux",), (site.region.location,))
    yield maintenance_configurations.write_assignment(
        Assignment("", window.id, last_segment(window.id), everything), place, depends_on=(site.group,)
    )

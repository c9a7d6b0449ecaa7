"""Machines close to each other: one data centre of one zone, for the least time on the way between them.

That excludes zones: what stands close together falls together. Machines and workers go there, the machines of the gateway stay
spread over the zones (learn.microsoft.com/azure/virtual-machines/co-location, best practices).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from enclave.compose.site import Site
from enclave.graph.model import Resource
from enclave.graph.resources import proximity_placement_groups
from enclave.graph.resources.proximity_placement_groups import ProximityPlacementGroup
from enclave.spec.machines import machine_size, size


def placement_groups(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The group, in a data centre that has every size that goes there."""
    group = placement_group_id(site)
    if group is None:
        return ()
    view = ProximityPlacementGroup(group, placement_zones(site), (*dict.fromkeys(_sizes(site)),))
    return proximity_placement_groups.write(view, site.place("compute/proximity-placement-groups"))


def placement_group_id(site: Site) -> str | None:
    """Id of the group; None where machines stand anywhere."""
    return site.id(proximity_placement_groups.TYPE) if site.spec.components.proximity_placement_groups.enabled else None


def placement_zones(site: Site) -> tuple[str, ...]:
    """The one zone of what stands together; none where the region has none."""
    return site.zones[:1]


def _sizes(site: Site) -> Iterable[str]:
    parts = site.spec.components
    if not parts.dedicated_hosts.enabled:
        yield machine_size(site.spec)
    if parts.scale_sets.enabled:
        yield parts.scale_sets.size or size("worker", site.spec.performance_tier)

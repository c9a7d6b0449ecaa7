"""Workers for batch jobs, and how any scale set of the enclave is made.

Flexible orchestration: its machines are ordinary virtual machines, so Bastion, backup, patching by the platform and roles work
on each, and Microsoft recommends it for all new sets. It knows no overprovisioning
(learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-orchestration-modes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.machines import BY_PLATFORM, TRUSTED, health, image, login, machines_identity_id, system_disk, watched
from enclave.compose.passes.proximity_placement_groups import placement_group_id, placement_zones
from enclave.compose.site import MACHINES, Site
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import autoscale_settings, virtual_machine_scale_sets
from enclave.graph.resources.autoscale_settings import AutoscaleSetting, Profile, Schedule
from enclave.graph.resources.virtual_machine_extensions import Extension
from enclave.graph.resources.virtual_machine_scale_sets import VirtualMachineScaleSet
from enclave.spec.machines import counts, size

MODULE = "compute/vm-scale-sets"
WORKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MORNING, EVENING = 6, 20
"""Hours in UTC between which the day's profile holds."""
BUSY, IDLE = 70, 30
"""Percent of CPU over five minutes above which a machine is added, and below which one is taken away."""
GRACE = "PT30M"
"""How long a machine may be unhealthy before it is replaced; first starts take several minutes."""
SSH = 22


def scale_sets(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The workers, and how many they are."""
    settings = site.spec.components.scale_sets
    if not settings.enabled:
        return
    least, most = counts("worker", site.spec.performance_tier)
    least = least if settings.least is None else settings.least
    most = max(least, most) if settings.most is None else settings.most
    close = placement_group_id(site)
    workers = scale_set(
        site, "worker",
        vm_size=settings.size, own_image=settings.image, subnet=MACHINES, identity=machines_identity_id(site), capacity=min(least, most),
        well=health(SSH), zones=placement_zones(site) if close else site.zones, proximity_group=close,
    )
    yield from virtual_machine_scale_sets.write(workers, site.place(MODULE), depends_on=site.joined)
    yield from autoscale(site, "worker", workers.id, min(least, most), most)


def scale_set(
    site: Site, part: str, *,
    vm_size: str | None, own_image: str | None, subnet: str, identity: str, capacity: int, well: Extension,
    zones: tuple[str, ...], proximity_group: str | None = None, pools: tuple[str, ...] = (), more: tuple[Extension, ...] = (),
) -> VirtualMachineScaleSet:
    """A scale set whose machines have no public address and are replaced when they are not well."""
    return VirtualMachineScaleSet(
        id=site.id(virtual_machine_scale_sets.TYPE, part),
        mode="Flexible",
        size=vm_size or size(part, site.spec.performance_tier),
        capacity=capacity,
        image=image(own_image),
        os_disk=system_disk(site),
        subnet=site.subnet(subnet),
        pools=pools,
        name_prefix=f"{part}-",
        login=login(site),
        protection=TRUSTED,
        identity=Identity("UserAssigned", (identity,)),
        extensions=(*more, well, *watched(site, identity)),
        zones=zones,
        zone_balance=len(zones) > 1,
        upgrade_mode="Rolling",
        repair_grace=GRACE,
        patch_mode=BY_PLATFORM,
        proximity_group=proximity_group,
    )


def autoscale(site: Site, part: str, target: str, least: int, most: int) -> tuple[Resource, ...]:
    """As many machines as the load asks for; on workdays one more than at least is there before anybody comes."""
    early = min(least + 1, most)
    setting = AutoscaleSetting(
        id=site.id(autoscale_settings.TYPE, part),
        target=target,
        enabled=True,
        profiles=(
            Profile("load", least, most, BUSY, IDLE),
            Profile("workdays", early, most, BUSY, IDLE, Schedule(WORKDAYS, MORNING)),
            # a profile with a clock lasts until the next one with a clock begins
            Profile("evenings", least, most, BUSY, IDLE, Schedule(WORKDAYS, EVENING)),
        ),
        emails=site.spec.contacts,
    )
    return autoscale_settings.write(setting, site.place(MODULE))

"""Machines: sizes that regions have and hosts take, and numbers that fit together."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.regions import REGIONS
from enclave.spec.machines import TABLE, host_sku, machine_size, regions_of
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem
from enclave.spec.suggest import listed

SIZE: Keys = ("components", "virtual_machines", "size")


def hosts_take_the_machines(subject: Subject) -> Iterator[Problem]:
    """Dedicated hosts exist for some families of sizes only, none of them with graphics processors."""
    parts = subject.spec.components
    size = machine_size(subject.spec)
    if parts.dedicated_hosts.enabled and parts.virtual_machines.enabled and host_sku(size) is None:
        hosts: Keys = ("components", "dedicated_hosts")
        message = f"no dedicated host takes machines of the size `{size}`"
        hint = f"choose a size of {listed(sorted(TABLE['hosts']))}, or switch `dedicated_hosts` off"
        yield subject.problem(SIZE, message, hint, (hosts,))


def regions_have_the_machines(subject: Subject) -> Iterator[Problem]:
    """A size with graphics processors is not in every region; where nothing is known, Azure answers at deployment."""
    if not subject.spec.components.virtual_machines.enabled:
        return
    size = machine_size(subject.spec)
    for key, region in subject.spec.regions.items():
        known = regions_of(size, region.location)
        if known is not None and region.location not in known:
            place: Keys = ("regions", key, "location")
            message = f"`{region.location}` has no machines of the size `{size}`, which `virtual_machines` would be"
            hint = f"of that country {listed(known)} have them; or write another `size`, or switch `virtual_machines` off"
            yield subject.problem(place, message, hint, (SIZE, ("components", "virtual_machines")))


def sets_can_grow(subject: Subject) -> Iterator[Problem]:
    """A scale set has at least as many machines at most as at least."""
    workers = subject.spec.components.scale_sets
    if workers.least is not None and workers.most is not None and workers.least > workers.most:
        keys: Keys = ("components", "scale_sets", "most")
        message = f"at most {workers.most} machines, but at least {workers.least}"
        yield subject.problem(keys, message, "let `most` be at least `least`", (("components", "scale_sets", "least"),))


def machines_can_be_replicated(subject: Subject) -> Iterator[Problem]:
    """Machines are replicated to a region's pair, and none that stands on a dedicated host
    (learn.microsoft.com/azure/site-recovery/azure-to-azure-support-matrix)."""
    parts = subject.spec.components
    keys: Keys = ("components", "site_recovery")
    if not parts.site_recovery.enabled:
        return
    for key, region in subject.spec.regions.items():
        if region.pair is None:
            place: Keys = ("regions", key)
            message = f"`site_recovery` replicates machines to a region's pair, and region `{key}` has no `pair`"
            hint = f"{_pair(region.location)}, or switch `site_recovery` off"
            yield Problem(subject.source.key(place), message, hint, (place, keys))
    if parts.dedicated_hosts.enabled:
        hosts: Keys = ("components", "dedicated_hosts")
        message = f"Azure Site Recovery takes no machines on dedicated hosts ({subject.place(hosts)})"
        yield subject.problem(keys, message, "switch `site_recovery` off, or `dedicated_hosts`", (hosts,))


def sessions_are_recorded(subject: Subject) -> Iterator[Problem]:
    """Bastion records what it shows in a browser, not what goes through a client's tunnel
    (learn.microsoft.com/azure/bastion/session-recording)."""
    bastion = subject.spec.components.bastion
    if bastion.enabled and bastion.session_recording and bastion.native_client:
        keys: Keys = ("components", "bastion", "native_client")
        message = "sessions through `native_client` are not recorded, and `session_recording` is on"
        yield subject.problem(keys, message, "switch one of them off", (("components", "bastion", "session_recording"),))


def _pair(location: str) -> str:
    """What to write: the pair that Microsoft gives a region where that is inside its residency boundary, else any there."""
    here = REGIONS.get(location)
    if here is None:
        return "give it one"
    inside = [name for name, other in REGIONS.items() if other.boundary == here.boundary and name != location]
    best = [here.pair] if here.pair in inside else sorted(inside)
    return f"give it `pair: {best[0]}`" if best else f"{here.boundary} has no other region"

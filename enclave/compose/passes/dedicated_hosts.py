"""Hosts that no other customer of Azure shares: machines are placed on them by Azure, and moved when one breaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from enclave.compose.passes.proximity_placement_groups import placement_zones
from enclave.compose.site import Site
from enclave.errors import InputError
from enclave.graph.model import Resource
from enclave.graph.resources import host_groups
from enclave.graph.resources.host_groups import Host, HostGroup
from enclave.spec.machines import host_sku, machine_size


def dedicated_hosts(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The group and its hosts, all in one zone. Raises InputError where no host takes the machines' size."""
    group = host_group_id(site)
    if group is None:
        return ()
    sku = host_sku(machine_size(site.spec))
    if sku is None:
        raise InputError(f"no dedicated host takes machines of the size `{machine_size(site.spec)}`", "components.virtual_machines.size")
    count = site.spec.components.dedicated_hosts.count
    hosts = tuple(Host(f"host-{number + 1}", sku, 0, auto_replace=True) for number in range(count))
    view = HostGroup(group, placement_zones(site), fault_domains=1, automatic_placement=True, hosts=hosts)
    return host_groups.write(view, site.place("compute/dedicated-hosts"))


def host_group_id(site: Site) -> str | None:
    """Id of the group; None where machines share hosts with others."""
    parts = site.spec.components
    return site.id(host_groups.TYPE) if parts.dedicated_hosts.enabled and parts.virtual_machines.enabled else None

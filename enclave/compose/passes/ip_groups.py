"""IP groups: the subnets that the firewall's rules speak of, each under its name, so that no rule repeats a prefix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.site import Site
from enclave.compose.traffic import clients, passages, through_firewall
from enclave.graph.model import Resource
from enclave.graph.resources import ip_groups
from enclave.graph.resources.ip_groups import IpGroup


def address_groups(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """A group for every client, and for every subnet that clients reach through the firewall.

    One after another: Azure takes no change to a group while it takes in another one of the same firewall
    (learn.microsoft.com/azure/firewall/ip-groups, parallel updates).
    """
    place = site.place("firewall/ip-groups")
    targets = (passage.target for passage in passages(site) if through_firewall(site, passage))
    before: tuple[str, ...] = ()
    for subnet in dict.fromkeys((*clients(site), *targets)):
        yield from ip_groups.write(IpGroup(group_id(site, subnet), (site.prefix(subnet),)), place, depends_on=before)
        before = (group_id(site, subnet),)


def group_id(site: Site, subnet: str) -> str:
    """Id of the IP group of a subnet."""
    return site.id(ip_groups.TYPE, subnet.removeprefix("snet-"))

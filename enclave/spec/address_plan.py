"""How address space is carved: one block per region, in it the hub and four spokes, the same way every time.

Every subnet has its place in the layout and is there only where it is used. A region without an `address_space` of its own
gets the /20 of `network.address_space` that its place in the file says (first region, first /20), so a region that is added
at the end moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network
from types import MappingProxyType

from enclave.errors import InputError
from enclave.spec.models import Region, Spec

BLOCK_PREFIX = 20
"""Prefix length of a region's carved block, and the smallest block that a region may state itself."""
WIDEST_PREFIX = 12
"""The largest address space that is taken: more than 172.16.0.0/12 is nobody's to give to one platform."""
FIREWALL_HOST = 4
"""Azure keeps the first four addresses of a subnet (network, gateway, two for DNS); the firewall gets the next one."""
LAST_HOST = -2
"""The very last address of a subnet is its broadcast address. Machines get theirs from the front, so this one stays free."""
HUB = "hub"

LAYOUT: tuple[tuple[str, tuple[int, int], tuple[tuple[str, tuple[int, int]], ...]], ...] = (
    (HUB, (22, 0), (
        ("AzureFirewallSubnet", (26, 0)),
        ("AzureBastionSubnet", (26, 1)),
        ("snet-application-gateway", (24, 1)),
    )),
    ("ai-services", (22, 1), (("snet-ai-endpoints", (24, 0)),)),
    ("compute", (22, 2), (
        ("snet-gateway", (24, 0)),
        ("snet-kubernetes", (24, 1)),
        ("snet-machines", (25, 4)),
        ("snet-container-apps", (26, 10)),
        ("snet-container-instances", (27, 22)),
        ("snet-kubernetes-api", (28, 46)),
        ("snet-private-link", (28, 47)),
    )),
    ("data", (23, 6), (("snet-data-endpoints", (24, 0)),)),
    ("management", (23, 7), (("snet-management-endpoints", (24, 0)), ("snet-operations", (24, 1)))),
)
"""Networks in a region's /20, and subnets in each network: (prefix length, index among the parts of that length).

In a block that is larger than /20 every part is larger by the same factor. What is not listed is room for later: a new
subnet goes into a gap and moves nothing. /26 is the least that Azure takes for its firewall and for Bastion
(learn.microsoft.com/azure/firewall/firewall-faq, .../bastion/configuration-settings).
"""
USED: Mapping[str, Callable[[Spec], bool]] = MappingProxyType({
    "AzureBastionSubnet": lambda spec: _on(spec, "bastion"),
    "snet-application-gateway": lambda spec: _enters(spec, "application-gateway"),
    "snet-private-link": lambda spec: _enters(spec, "front-door"),
    "snet-kubernetes": lambda spec: _on(spec, "kubernetes"),
    "snet-kubernetes-api": lambda spec: _on(spec, "kubernetes"),
    "snet-machines": lambda spec: _on(spec, "virtual_machines", "scale_sets"),
    "snet-container-apps": lambda spec: _on(spec, "container_apps"),
    "snet-container-instances": lambda spec: _on(spec, "container_instances"),
})
"""Subnet -> whether a spec uses it; every other one is always there."""
AGENTS = "snet-agents-"
"""Subnets of the agents of a project, named after it: /26 parts of the `ai-services` spoke, in the order of the projects."""
AGENTS_SPOKE, AGENTS_PREFIX, FIRST_AGENTS, LAST_AGENTS = "ai-services", 26, 4, 15
AGENTS_ROOM = LAST_AGENTS - FIRST_AGENTS + 1
"""Projects of a region that can have a subnet for agents."""


@dataclass(frozen=True)
class NetworkPlan:
    """One virtual network: its space, and its subnets by name, none overlapping another."""

    space: IPv4Network
    subnets: Mapping[str, IPv4Network]


@dataclass(frozen=True)
class RegionPlan:
    """One region's block and the networks in it."""

    space: IPv4Network
    hub: NetworkPlan
    spokes: Mapping[str, NetworkPlan]
    """`ai-services`, `compute`, `data`, `management`, in this order."""

    @cached_property
    def subnets(self) -> Mapping[str, IPv4Network]:
        """Every subnet of the region by name; a name stands in one network only."""
        networks = (self.hub, *self.spokes.values())
        return {name: subnet for network in networks for name, subnet in network.subnets.items()}

    @property
    def firewall_ip(self) -> IPv4Address:
        """The private address of the region's firewall: the fifth of `AzureFirewallSubnet`."""
        return self.hub.subnets["AzureFirewallSubnet"][FIREWALL_HOST]

    @property
    def gateway_ip(self) -> IPv4Address:
        """The private address that the gateway answers at: the last one of `snet-gateway` that Azure gives out."""
        return self.subnets["snet-gateway"][LAST_HOST]


@dataclass(frozen=True)
class AddressPlan:
    """Everything that has an address, by region key in the order of the file."""

    regions: Mapping[str, RegionPlan]


def plan(spec: Spec) -> AddressPlan:
    """Carve the address space of a spec. Raises InputError when it does not fit; overlaps are the rules' business."""
    space = spec.network.address_space
    regions = {
        key: _region(spec, region_block(space, index, region), key) for index, (key, region) in enumerate(spec.regions.items())
    }
    return AddressPlan(MappingProxyType(regions))


def region_block(space: IPv4Network, index: int, region: Region) -> IPv4Network:
    """The block of the region at `index` in the file: what it states, or the index-th /20 of `space`. May raise InputError."""
    if region.address_space is not None:
        return region.address_space
    if index >= blocks_in(space):
        raise InputError(
            f"`{space}` has room for {blocks_in(space)} regions, not for {index + 1}",
            hint=f"use at least a /{prefix_for(index + 1)}",
        )
    return part(space, BLOCK_PREFIX, index)


def blocks_in(space: IPv4Network) -> int:
    """How many regions fit into an address space."""
    return 0 if space.prefixlen > BLOCK_PREFIX else 2 ** (BLOCK_PREFIX - space.prefixlen)


def prefix_for(count: int) -> int:
    """Prefix length of the smallest address space that holds `count` regions."""
    return BLOCK_PREFIX - (count - 1).bit_length()


def part(space: IPv4Network, prefix: int, index: int) -> IPv4Network:
    """The index-th network of a prefix length inside a space."""
    size = 2 ** (32 - prefix)
    return IPv4Network((int(space.network_address) + index * size, prefix))


def agent_projects(spec: Spec, key: str) -> tuple[str, ...]:
    """Projects whose agents are put into a subnet of a region: all of the platform that has agents.

    Azure takes a network for an account when it makes the account and never later, and agents without one are on the internet.
    """
    return tuple(
        name for name, project in spec.projects.items()
        if project.platform == "foundry" and spec.network_isolation == "complete" and key in (project.region, *project.failover_regions)
    )


def _on(spec: Spec, *components: str) -> bool:
    return any(getattr(spec.components, name).enabled for name in components)


def _enters(spec: Spec, through: str) -> bool:
    return any(ingress.through == through for ingress in spec.network.ingress)


def _region(spec: Spec, block: IPv4Network, key: str) -> RegionPlan:
    wider = BLOCK_PREFIX - block.prefixlen
    if wider < 0:
        raise InputError(f"`{block}` is too small for region `{key}`", hint=f"use at least a /{BLOCK_PREFIX}")
    networks: dict[str, NetworkPlan] = {}
    for name, (prefix, index), subnets in LAYOUT:
        space = part(block, prefix - wider, index)
        parts = {
            subnet: part(space, length - wider, place) for subnet, (length, place) in subnets if subnet not in USED or USED[subnet](spec)
        }
        if name == AGENTS_SPOKE:
            parts |= _agents(spec, space, wider, key)
        networks[name] = NetworkPlan(space, MappingProxyType(parts))
    hub = networks.pop(HUB)
    return RegionPlan(block, hub, MappingProxyType(networks))


def _agents(spec: Spec, space: IPv4Network, wider: int, key: str) -> dict[str, IPv4Network]:
    projects = agent_projects(spec, key)
    if len(projects) > AGENTS_ROOM:
        raise InputError(f"region `{key}` has room for the agents of {AGENTS_ROOM} projects, not of {len(projects)}")
    return {f"{AGENTS}{name}": part(space, AGENTS_PREFIX - wider, FIRST_AGENTS + index) for index, name in enumerate(projects)}

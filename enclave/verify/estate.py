"""The graph as a verifier looks at it: every view read once, and for each that could not be read, why.

Whoever asks for a thing that could not be read, or that is not in the graph, gets `Undecided`: never an empty answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from enclave.errors import InputError
from enclave.graph.body import Undecided, last_segment, link
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.graph.resources import (
    azure_firewalls,
    bastion_hosts,
    firewall_policies,
    ip_groups,
    load_balancers,
    nat_gateways,
    network_interfaces,
    network_security_groups,
    private_dns_zones,
    private_endpoints,
    private_link_scopes,
    public_ip_addresses,
    route_tables,
    virtual_networks,
)
from enclave.graph.resources.private_dns_zones import PrivateDnsZone, ZoneLink
from enclave.graph.resources.private_endpoints import PrivateEndpoint
from enclave.graph.resources.virtual_networks import Peering, Subnet, VirtualNetwork
from enclave.verify.network.addresses import addresses
from enclave.verify.network.intervals import EMPTY, IntervalSet
from enclave.verify.unsure import Unsure

T = TypeVar("T")
PLATFORM_SUBNETS = frozenset(
    name.lower()
    for name in (
        "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "AzureBastionSubnet", "GatewaySubnet", "RouteServerSubnet",
    )
)
"""Subnets that only Azure's own appliances may stand in."""


@dataclass(frozen=True)
class Site:
    """A subnet in its network."""

    subnet: Subnet
    network: VirtualNetwork
    api_version: str
    """Of the resource that it is written in; Azure's defaults depend on it."""

    @property
    def id(self) -> str:
        return self.subnet.id

    @cached_property
    def addresses(self) -> IntervalSet:
        """Every address of the subnet. Raises `Undecided`."""
        return space_of(self.subnet.prefixes)

    @property
    def is_platform(self) -> bool:
        """Only Azure's own appliances may stand here."""
        return self.subnet.name.lower() in PLATFORM_SUBNETS


@dataclass(frozen=True)
class Readings(Generic[T]):
    """Views of one kind by lower-case id, and the resources that could not be read."""

    views: Mapping[str, T]
    unread: Mapping[str, Undecided]

    def __getitem__(self, resource_id: str) -> T:
        """The view of an id in any case. Raises `Undecided` when it could not be read or is not in the graph."""
        key = resource_id.lower()
        if key in self.unread:
            raise self.unread[key]
        if key not in self.views:
            raise Unsure(f"{last_segment(resource_id)} is not in the template", resource_id)
        return self.views[key]

    def __iter__(self) -> Iterator[T]:
        return iter(self.views.values())

    def find(self, resource_id: str) -> T | None:
        """The view of an id in any case, or None."""
        return self.views.get(resource_id.lower())

    def all(self) -> tuple[T, ...]:
        """Every view. Raises `Undecided` when one could not be read."""
        for problem in self.unread.values():
            raise problem
        return tuple(self.views.values())


class Estate:
    """One graph, read."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.networks = self._read(virtual_networks.TYPE, _network)
        self.groups = self._read(network_security_groups.TYPE, network_security_groups.read)
        self.tables = self._read(route_tables.TYPE, route_tables.read)
        self.firewalls = self._read(azure_firewalls.TYPE, azure_firewalls.read)
        self.policies = self._read(firewall_policies.TYPE, firewall_policies.read)
        self.endpoints = self._read(private_endpoints.TYPE, private_endpoints.read)
        self.zones = self._read(private_dns_zones.TYPE, private_dns_zones.read)
        self.scopes = self._read(private_link_scopes.TYPE, private_link_scopes.read)
        self.ip_groups = self._read(ip_groups.TYPE, lambda resource, _: ip_groups.read(resource))
        self.public_addresses = self._read(public_ip_addresses.TYPE, lambda resource, _: public_ip_addresses.read(resource))
        self.interfaces = self._read(network_interfaces.TYPE, lambda resource, _: network_interfaces.read(resource))
        self.nat_gateways = self._read(nat_gateways.TYPE, _whole_network)
        self.balancers = self._read(load_balancers.TYPE, lambda resource, _: load_balancers.read(resource))
        self.bastions = self._read(bastion_hosts.TYPE, lambda resource, _: bastion_hosts.read(resource))

    def _read(self, kind: str, reader: Callable[[Resource, Graph], T]) -> Readings[T]:
        views: dict[str, T] = {}
        unread: dict[str, Undecided] = {}
        for resource in self.graph.of_type(kind):
            doubt = surely_deployed((resource, *self.graph.children(resource.id)))
            if doubt is not None:
                unread[resource.id.lower()] = doubt
                continue
            try:
                views[resource.id.lower()] = reader(resource, self.graph)
            except Undecided as problem:
                unread[resource.id.lower()] = Undecided(problem.expression, problem.where or resource.id)
            except (InputError, ValueError, IndexError) as problem:
                unread[resource.id.lower()] = Unsure(str(problem), resource.id)
        return Readings(views, unread)

    @cached_property
    def sites(self) -> Mapping[str, Site]:
        """Every subnet that could be read, by lower-case id."""
        found: dict[str, Site] = {}
        for network in self.networks:
            owner = self.graph.get(network.id)
            for subnet in network.subnets:
                written = self.graph.get(subnet.id) or owner
                found[subnet.id.lower()] = Site(subnet, network, written.api_version if written else "")
        return found

    def site(self, subnet_id: str) -> Site:
        """A subnet by id. Raises `Undecided` when it is not in the graph or its network could not be read."""
        network = self.networks[network_of(subnet_id)]
        found = self.sites.get(subnet_id.lower())
        if found is None:
            raise Unsure(f"subnet {last_segment(subnet_id)} is not in the template", network.id)
        return found

    @cached_property
    def _of(self) -> Mapping[str, tuple[Site, ...]]:
        found: dict[str, list[Site]] = {}
        for site in self.sites.values():
            found.setdefault(site.network.id.lower(), []).append(site)
        return {network: tuple(sites) for network, sites in found.items()}

    def of(self, network_id: str) -> tuple[Site, ...]:
        """The subnets of a network."""
        return self._of.get(network_id.lower(), ())

    @cached_property
    def private(self) -> IntervalSet:
        """The address space of every network that could be read."""
        return IntervalSet.union(space_of(network.address_space) for network in self.networks)

    @cached_property
    def halves(self) -> Mapping[tuple[str, str], Peering]:
        """Each half of a peering by the lower-case ids of here and there."""
        return {(network.id.lower(), half.remote.lower()): half for network in self.networks for half in network.peerings}

    @cached_property
    def _around(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for here, there in self.halves:
            found.setdefault(here, {})[there] = None
            found.setdefault(there, {})[here] = None
        return {network: tuple(others) for network, others in found.items()}

    def connected(self, here: str, there: str, *, surely: bool) -> bool:
        """Whether two networks exchange packets; `surely`: both halves are there and allow it (A2 item 12)."""
        here, there = here.lower(), there.lower()
        if here == there:
            return True
        halves = (self.halves.get((here, there)), self.halves.get((there, here)))
        if surely:
            return all(half is not None and half.allow_vnet_access and half.complete for half in halves)
        return any(half is not None and half.allow_vnet_access for half in halves)

    def neighbours(self, network_id: str, *, surely: bool) -> tuple[str, ...]:
        """Ids (lower case) of the other networks that a network is connected with, in the graph or not."""
        around = self._around.get(network_id.lower(), ())
        return tuple(other for other in around if self.connected(network_id, other, surely=surely))

    @cached_property
    def _linked(self) -> Mapping[str, tuple[tuple[PrivateDnsZone, ZoneLink], ...]]:
        found: dict[str, list[tuple[PrivateDnsZone, ZoneLink]]] = {}
        for zone in self.zones:
            for zone_link in zone.links:
                found.setdefault(zone_link.vnet.lower(), []).append((zone, zone_link))
        return {network: tuple(pairs) for network, pairs in found.items()}

    @cached_property
    def rulesets(self) -> Mapping[str, Resource]:
        """Links of DNS forwarding rulesets by the lower-case id of the network that they answer for. Raises `Undecided`."""
        links = self.graph.of_type("Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks")
        return {(link(each.body, "properties.virtualNetwork") or "").lower(): each for each in links}

    def linked(self, network_id: str) -> tuple[tuple[PrivateDnsZone, ZoneLink], ...]:
        """The private DNS zones that answer to a network, each with its link."""
        return self._linked.get(network_id.lower(), ())

    @cached_property
    def _by_target(self) -> Mapping[str, tuple[PrivateEndpoint, ...]]:
        found: dict[str, list[PrivateEndpoint]] = {}
        for endpoint in self.endpoints:
            found.setdefault(endpoint.target.lower(), []).append(endpoint)
        return {target: tuple(endpoints) for target, endpoints in found.items()}

    def targets(self, service_id: str) -> tuple[PrivateEndpoint, ...]:
        """The private endpoints of a service, approved or not, that could be read."""
        return self._by_target.get(service_id.lower(), ())


def surely_deployed(resources: Iterable[Resource]) -> Undecided | None:
    """Why it cannot be decided that all of them are deployed; None when they surely are."""
    return next((doubt for resource in resources if (doubt := presence(resource)) is not None), None)


def network_of(subnet_id: str) -> str:
    """Id of the network that a subnet is part of."""
    return subnet_id.rsplit("/", 2)[0]


def _network(resource: Resource, graph: Graph) -> VirtualNetwork:
    """A virtual network all of whose prefixes are prefixes. Raises `Undecided`."""
    view = virtual_networks.read(resource, graph)
    for prefixes in (view.address_space, *(subnet.prefixes for subnet in view.subnets)):
        space_of(prefixes)
    return view


def _whole_network(resource: Resource, _: Graph) -> tuple[str, str | None]:
    """A NAT gateway, and the network of which it serves every subnet."""
    return resource.id, link(resource.body, "properties.sourceVirtualNetwork")


def presence(resource: Resource) -> Undecided | None:
    """Why it cannot be decided whether, or how often, a resource is deployed; None when it surely is."""
    for key in ("condition", "copy"):
        value = resource.body.get(key)
        if isinstance(value, Unresolved):
            return Unsure(f"`{value.expression}` decides whether {last_segment(resource.id)} is deployed", resource.id)
    return None


def space_of(prefixes: tuple[str, ...]) -> IntervalSet:
    """The union of prefixes. Raises `Undecided` for a text that is none."""
    found = EMPTY
    for prefix in prefixes:
        part = addresses(prefix)
        if part is None:
            raise Undecided(prefix)
        found |= part
    return found


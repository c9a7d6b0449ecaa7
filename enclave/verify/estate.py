"""The graph as a verifier looks at it: every view read once, and for each that could not be read, why.

Whoever asks for a thing that could not be read, or that is not in the graph, gets `Undecided`: never an empty answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from enclave.errors import InputError
from enclave.graph.body import EXPECTED, Undecided, last_segment, link, lookup
from enclave.graph.model import Graph, Ref, Resource, Unresolved
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
from enclave.verify.memo import Memo
from enclave.verify.network.addresses import addresses
from enclave.verify.network.intervals import EMPTY, IntervalSet
from enclave.verify.subnets import PLATFORM_SUBNETS
from enclave.verify.unsure import Unsure

T = TypeVar("T")
P = ParamSpec("P")


class Site(Struct, frozen=True, dict=True):
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


class Readings(Generic[T]):
    """Views of one kind, each read when it is first asked for, and why some could not be read."""

    def __init__(self, estate: Estate, name: str, kind: str, reader: Callable[[Resource, Graph], T]) -> None:
        self._estate, self._name, self._kind, self._reader = estate, name, kind.lower(), reader

    def _read(self, key: str) -> T | Undecided | None:
        """The view of a lower-case id, or why there is none; None when it is not in the graph."""
        found: T | Undecided | None = self._estate.ask(_view, self._name, key)
        return found

    def made(self, key: str) -> T | Undecided | None:
        """The view of a lower-case id, read now, or why there is none; None when it is not in the graph."""
        graph = self._estate.graph
        resource = graph.get(key)
        if resource is None or resource.type.lower() != self._kind:
            return None
        doubt = surely_deployed((resource, *graph.children(key)))
        if doubt is not None:
            return doubt
        try:
            return self._reader(resource, graph)
        except Undecided as problem:
            problem.where = problem.where or resource.id
            return problem.with_traceback(None)
        except (InputError, ValueError, IndexError) as problem:
            return Unsure(str(problem), resource.id)

    def ids(self) -> tuple[str, ...]:
        """Lower-case ids of the kind, also of those that cannot be read."""
        return tuple(resource.id.lower() for resource in self._estate.graph.of_type(self._kind))

    def everything(self) -> tuple[tuple[str, T | Undecided], ...]:
        """Every view, or why there is none, by lower-case id."""
        return self._estate.memo.once((self._kind,), self._everything)

    def _everything(self) -> tuple[tuple[str, T | Undecided], ...]:
        return tuple((key, found) for key in self.ids() if (found := self._read(key)) is not None)

    def __getitem__(self, resource_id: str) -> T:
        """The view of an id in any case. Raises `Undecided` when it could not be read or is not in the graph."""
        found = self._read(resource_id.lower())
        if isinstance(found, Undecided):
            raise found
        if found is None:
            raise Unsure(f"{last_segment(resource_id)} is not in the template", resource_id)
        return found

    def __iter__(self) -> Iterator[T]:
        return (found for _, found in self.everything() if not isinstance(found, Undecided))

    def find(self, resource_id: str) -> T | None:
        """The view of an id in any case, or None."""
        found = self._read(resource_id.lower())
        return None if isinstance(found, Undecided) else found

    @property
    def unread(self) -> Mapping[str, Undecided]:
        """Why views could not be read, by lower-case id."""
        found = {key: self._read(key) for key in self._estate.ask(_unread, self._name)}
        return {key: problem for key, problem in found.items() if isinstance(problem, Undecided)}

    def all(self) -> tuple[T, ...]:
        """Every view. Raises `Undecided` when one could not be read."""
        for problem in self.unread.values():
            raise problem
        return tuple(self)


class Estate:
    """One graph, read."""

    def __init__(self, graph: Graph, memo: Memo | None = None) -> None:
        self.memo = memo or Memo(graph)
        self.memo.subjects["estate"] = self
        self.graph = self.memo.graph
        self.networks = Readings(self, "networks", virtual_networks.TYPE, _network)
        self.groups = Readings(self, "groups", network_security_groups.TYPE, network_security_groups.read)
        self.tables = Readings(self, "tables", route_tables.TYPE, route_tables.read)
        self.firewalls = Readings(self, "firewalls", azure_firewalls.TYPE, azure_firewalls.read)
        self.policies = Readings(self, "policies", firewall_policies.TYPE, firewall_policies.read)
        self.endpoints = Readings(self, "endpoints", private_endpoints.TYPE, private_endpoints.read)
        self.zones = Readings(self, "zones", private_dns_zones.TYPE, private_dns_zones.read)
        self.scopes = Readings(self, "scopes", private_link_scopes.TYPE, private_link_scopes.read)
        self.ip_groups = Readings(self, "ip_groups", ip_groups.TYPE, _alone(ip_groups.read))
        self.public_addresses = Readings(self, "public_addresses", public_ip_addresses.TYPE, _alone(public_ip_addresses.read))
        self.interfaces = Readings(self, "interfaces", network_interfaces.TYPE, _alone(network_interfaces.read))
        self.nat_gateways = Readings(self, "nat_gateways", nat_gateways.TYPE, _whole_network)
        self.balancers = Readings(self, "balancers", load_balancers.TYPE, _alone(load_balancers.read))
        self.bastions = Readings(self, "bastions", bastion_hosts.TYPE, _alone(bastion_hosts.read))

    def ask(self, function: Callable[Concatenate[Estate, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """What a function of an estate gives, which may be kept for other graphs: see `Memo.ask`."""
        return self.memo.ask("estate", function, *arguments, **named)

    def resource(self, resource_id: str) -> Resource:
        """A resource by id. Raises `Undecided` when it is not in the graph."""
        found = self.graph.get(resource_id)
        if found is None:
            raise Unsure(f"{last_segment(resource_id)} is not in the template", resource_id)
        return found

    @property
    def sites(self) -> Mapping[str, Site]:
        """Every subnet that could be read, by lower-case id."""
        return self.memo.once(("sites",), lambda: {key: site for network in self.networks for key, site in self._inside(network).items()})

    def _inside(self, network: VirtualNetwork) -> Mapping[str, Site]:
        return self.ask(_sites, network.id.lower())

    def site(self, subnet_id: str) -> Site:
        """A subnet by id. Raises `Undecided` when it is not in the graph or its network could not be read."""
        network = self.networks[network_of(subnet_id)]
        found = self._inside(network).get(subnet_id.lower())
        if found is None:
            raise Unsure(f"subnet {last_segment(subnet_id)} is not in the template", network.id)
        return found

    def find_site(self, subnet_id: str) -> Site | None:
        """A subnet by id, or None."""
        network = self.networks.find(network_of(subnet_id))
        return self._inside(network).get(subnet_id.lower()) if network is not None else None

    def of(self, network_id: str) -> tuple[Site, ...]:
        """The subnets of a network."""
        network = self.networks.find(network_id)
        return tuple(self._inside(network).values()) if network is not None else ()

    @property
    def private(self) -> IntervalSet:
        """The address space of every network that could be read."""
        return self.ask(_private)

    def address_space(self, network_id: str) -> tuple[str, ...] | None:
        """The prefixes of a network, or None when it is not in the graph or could not be read."""
        return self.ask(_address_space, network_id.lower())

    def half(self, here: str, there: str) -> Peering | None:
        """The half of a peering that stands in the network `here`."""
        return self.ask(_half, here.lower(), there.lower())

    @property
    def halves(self) -> Mapping[tuple[str, str], Peering]:
        """Each half of a peering by the lower-case ids of here and there."""
        return {(network.id.lower(), half.remote.lower()): half for network in self.networks for half in network.peerings}

    def around(self) -> Mapping[str, tuple[str, ...]]:
        """Every network (lower-case id) with those that it has, or that have, half a peering with it."""
        return self.memo.once(("around",), self._around)

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
        halves = (self.half(here, there), self.half(there, here))
        if surely:
            return all(half is not None and half.allow_vnet_access and half.complete for half in halves)
        return any(half is not None and half.allow_vnet_access for half in halves)

    def neighbours(self, network_id: str, *, surely: bool) -> tuple[str, ...]:
        """Ids (lower case) of the other networks that a network is connected with, in the graph or not."""
        return self.ask(_neighbours, network_id.lower(), surely)

    @property
    def rulesets(self) -> Mapping[str, Resource]:
        """Links of DNS forwarding rulesets by the lower-case id of the network that they answer for. Raises `Undecided`."""
        return self.memo.once(("rulesets",), self._rulesets)

    def _rulesets(self) -> Mapping[str, Resource]:
        links = self.graph.of_type("Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks")
        return {(link(each.body, "properties.virtualNetwork") or "").lower(): each for each in links}

    def links(self) -> Mapping[str, tuple[tuple[PrivateDnsZone, ZoneLink], ...]]:
        """Every network (lower-case id) with what `linked` says of it."""
        return self.memo.once(("linked",), self._links)

    def _links(self) -> Mapping[str, tuple[tuple[PrivateDnsZone, ZoneLink], ...]]:
        found: dict[str, list[tuple[PrivateDnsZone, ZoneLink]]] = {}
        for zone in self.zones:
            alone = replace(zone, links=())
            for zone_link in zone.links:
                found.setdefault(zone_link.vnet.lower(), []).append((alone, zone_link))
        return {network: tuple(pairs) for network, pairs in found.items()}

    def linked(self, network_id: str) -> tuple[tuple[PrivateDnsZone, ZoneLink], ...]:
        """The private DNS zones that answer to a network, each without its links but for the one that says so."""
        return self.ask(_linked, network_id.lower())

    def by_target(self) -> Mapping[str, tuple[PrivateEndpoint, ...]]:
        """Every service (lower-case id) with its private endpoints."""
        return self.memo.once(("targets",), self._by_target)

    def _by_target(self) -> Mapping[str, tuple[PrivateEndpoint, ...]]:
        found: dict[str, list[PrivateEndpoint]] = {}
        for endpoint in self.endpoints:
            found.setdefault(endpoint.target.lower(), []).append(endpoint)
        return {target: tuple(endpoints) for target, endpoints in found.items()}

    def targets(self, service_id: str) -> tuple[PrivateEndpoint, ...]:
        """The private endpoints of a service, approved or not, that could be read."""
        return self.ask(_targets, service_id.lower())


def _view(estate: Estate, name: str, key: str) -> Any:
    readings: Readings[Any] = getattr(estate, name)
    return readings.made(key)


def _sites(estate: Estate, network_id: str) -> Mapping[str, Site]:
    network = estate.networks[network_id]
    owner = estate.graph.get(network.id)
    found: dict[str, Site] = {}
    for subnet in network.subnets:
        written = estate.graph.get(subnet.id) or owner
        found[subnet.id.lower()] = Site(subnet, network, written.api_version if written else "")
    return found


def _unread(estate: Estate, name: str) -> tuple[str, ...]:
    readings: Readings[object] = getattr(estate, name)
    return tuple(key for key, found in readings.everything() if isinstance(found, Undecided))


def _private(estate: Estate) -> IntervalSet:
    return IntervalSet.union(space_of(network.address_space) for network in estate.networks)


def _address_space(estate: Estate, network_id: str) -> tuple[str, ...] | None:
    network = estate.networks.find(network_id)
    return None if network is None else network.address_space


def _half(estate: Estate, here: str, there: str) -> Peering | None:
    network = estate.networks.find(here)
    return {half.remote.lower(): half for half in network.peerings}.get(there) if network is not None else None


def _neighbours(estate: Estate, network_id: str, surely: bool) -> tuple[str, ...]:
    return tuple(other for other in estate.around().get(network_id, ()) if estate.connected(network_id, other, surely=surely))


def _linked(estate: Estate, network_id: str) -> tuple[tuple[PrivateDnsZone, ZoneLink], ...]:
    return estate.links().get(network_id, ())


def _targets(estate: Estate, service_id: str) -> tuple[PrivateEndpoint, ...]:
    return estate.by_target().get(service_id, ())


def surely_deployed(resources: Iterable[Resource]) -> Undecided | None:
    """Why it cannot be decided that all of them are deployed; None when they surely are."""
    return next((doubt for resource in resources if (doubt := presence(resource)) is not None), None)


def network_of(subnet_id: str) -> str:
    """Id of the network that a subnet is part of."""
    return subnet_id.rsplit("/", 2)[0]


def _network(resource: Resource, graph: Graph) -> VirtualNetwork:
    """A virtual network all of whose prefixes are prefixes. Raises `Undecided`."""
    view = virtual_networks.read(resource, graph)
    if view.hidden and (servers := _servers_asked(resource, graph)):
        view = replace(view, dns_servers=servers, hidden="")
    for prefixes in (view.address_space, *(subnet.prefixes for subnet in view.subnets)):
        space_of(prefixes)
    return view


def _servers_asked(resource: Resource, graph: Graph) -> tuple[str, ...]:
    """The DNS servers of a network that asks others for their private addresses; none where one is not known.

    Of a firewall the address that it gets, of an inbound endpoint of a resolver its id: which address it gets is not known.
    """
    asked = lookup(resource.body, "properties.dhcpOptions.dnsServers")
    found: list[str] = []
    for each in asked if isinstance(asked, list | tuple) else ():
        target = graph.get(each.resource) if isinstance(each, Ref) and each.path.lower().endswith("privateipaddress") else None
        if isinstance(each, str):
            found.append(each)
        elif target is not None and target.type.lower() == azure_firewalls.TYPE.lower():
            try:
                found.append(azure_firewalls.read(target, graph).private_ip or "")
            except Undecided:
                return ()
        elif target is not None and target.type.lower() == "microsoft.network/dnsresolvers/inboundendpoints":
            found.append(target.id)
        else:
            return ()
    return tuple(found) if all(found) else ()


def _alone(reader: Callable[[Resource], T]) -> Callable[[Resource, Graph], T]:
    """A reader of a resource that needs no graph."""
    return lambda resource, _: reader(resource)


def _whole_network(resource: Resource, _: Graph) -> tuple[str, str | None]:
    """A NAT gateway, and the network of which it serves every subnet."""
    return resource.id, link(resource.body, "properties.sourceVirtualNetwork")


def presence(resource: Resource) -> Undecided | None:
    """Why it cannot be decided whether, or how often, a resource is deployed; None when it surely is."""
    for key in ("condition", "copy"):
        value = resource.body.get(key)
        if isinstance(value, Unresolved):
            why = "" if value.reason in EXPECTED else f" ({value.reason})"
            return Unsure(f"`{value.expression}`{why} decides whether {last_segment(resource.id)} is deployed", resource.id)
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


"""What a name of a service resolves to, asked from one virtual network (A2 items 18 and 19)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct

from enclave.errors import EnclaveError
from enclave.finding import Hop
from enclave.graph.azure_facts import public_suffix, zones_in
from enclave.graph.body import Undecided, flag, last_segment, text
from enclave.graph.model import Resource
from enclave.graph.resources.azure_firewalls import AzureFirewall
from enclave.graph.resources.private_dns_zones import LINK_TYPE, PrivateDnsZone, ZoneLink
from enclave.graph.resources.private_endpoints import PrivateEndpoint
from enclave.graph.resources.virtual_networks import VirtualNetwork
from enclave.verify.attachments import MACHINES
from enclave.verify.network.addresses import WORLD, addresses
from enclave.verify.network.firewall import policies_of
from enclave.verify.network.flows import AZURE_DNS
from enclave.verify.network.resolvers import blocking, resolver_at
from enclave.verify.network.world import World
from enclave.verify.unsure import Unsure

Kind: TypeAlias = Literal["private", "public", "nothing"]
COGNITIVE = "microsoft.cognitiveservices/accounts"
PROVIDED = "azureprovideddns"
"""What an interface writes for Azure's own DNS."""
TOP = "@"
"""How a zone calls its own name."""
SOME_NAME = "<name>"
"""Stands for a label that the template does not state: a private endpoint's own record matches it, a written one may not."""
BY_KIND = {"openai": ("privatelink.openai.azure.com",), "aiservices": ()}
"""Zones that an account of a kind has names in; empty: all of its type's. Other kinds: cognitiveservices alone."""


class Name(Struct, frozen=True):
    """A public name of a service and the private zone that should answer for it."""

    fqdn: str
    zone: str


class Answer(Struct, frozen=True):
    """What a name resolves to, and how."""

    kind: Kind
    endpoints: tuple[PrivateEndpoint, ...]
    hops: tuple[Hop, ...]


def names(service: Resource, endpoints: tuple[PrivateEndpoint, ...]) -> tuple[Name, ...]:
    """The names of a service that its private endpoints stand for. Raises `Undecided` for a group that no table knows."""
    found: dict[Name, None] = {}
    label = service.name.rpartition("/")[2].lower()
    if service.type.lower() == COGNITIVE:
        try:
            label = text(service.body, "properties.customSubDomainName").lower()
        except Undecided:
            label = SOME_NAME
        if not label:
            raise Unsure("no customSubDomainName is written, and a private endpoint needs one", service.id)
    if text(service.body, "properties.dnsEndpointType", "Standard").lower() != "standard":
        raise Unsure("its names are in a zone of Azure's choice (dnsEndpointType), which private zones do not answer for", service.id)
    for endpoint in endpoints:
        if not endpoint.group_ids:
            raise Unsure(f"private endpoint {last_segment(endpoint.id)} does not say which part of the service it leads to", endpoint.id)
    for group in sorted(_groups(service, {group for endpoint in endpoints for group in endpoint.group_ids})):
        for zone in _zones(service, group.lower().removesuffix("_secondary")):
            if service.type.lower() != COGNITIVE or _has_names_in(service, zone):
                found[Name(f"{label}.{public_suffix(zone)}", zone)] = None
    return tuple(found)


def _groups(service: Resource, groups: set[str]) -> set[str]:
    """The groups of a service's endpoints, and those that are asked for with them: files of a data lake are blobs too
    (learn.microsoft.com/azure/storage/common/storage-private-endpoints). Raises `Undecided`."""
    lake = {"blob", "dfs"}
    return groups | lake if groups & lake and flag(service.body, "properties.isHnsEnabled") else groups


def _zones(service: Resource, group: str) -> tuple[str, ...]:
    try:
        return zones_in(service.type, group, service.location or "", text(service.body, "sku.name"))
    except Undecided:
        raise
    except EnclaveError as problem:
        raise Unsure(problem.message, service.id) from problem


def _has_names_in(account: Resource, zone: str) -> bool:
    wanted = BY_KIND.get(text(account.body, "kind").lower(), ("privatelink.cognitiveservices.azure.com",))
    return not wanted or zone in wanted


def resolve(network: VirtualNetwork, name: Name, service_id: str, world: World) -> tuple[Answer, ...]:
    """What the network's machines are told: one answer for each DNS server of theirs. Raises `Undecided`."""
    answers: list[Answer] = []
    for server in servers(network, world):
        if server == AZURE_DNS:
            told = f"its DNS server {server}" if server in network.dns_servers else "Azure's own DNS"
            answers.append(_ask(network, name, service_id, world, (Hop(network.id, f"asks {told}"),)))
            continue
        asked = Hop(network.id, f"asks its DNS server {server}")
        target = addresses(server)
        if target is not None and target <= WORLD - world.estate.private:
            hop = Hop(server, "stands on the internet and knows no private zone: it gives the public address")
            answers.append(Answer("public", (), (asked, hop)))
            continue
        resolver = resolver_at(server, network, world)
        if resolver is not None:
            endpoint, where = resolver
            hop = Hop(endpoint.id, f"asks Azure's DNS from {last_segment(where.id)}")
            answers.append(_ask(where, name, service_id, world, (asked, hop)))
            continue
        firewall = dns_firewall(server, network, world)
        policies = world.ask(_dns_settings, firewall.id)
        if not policies or not policies[-1].dns_proxy:
            _must_be_off(policies, firewall)
            hop = Hop(firewall.id, "its DNS proxy is off, so it answers no name")
            answers.append(Answer("nothing", (), (asked, hop)))
            continue
        place = world.estate.site(firewall.subnet or "").network
        others = dict.fromkeys(other for policy in policies for other in policy.dns_servers)
        for other in others or (AZURE_DNS,):
            where, hop = _proxies(firewall, place, other, world)
            answers.append(_ask(where, name, service_id, world, (asked, hop)))
    return tuple(answers)


def _proxies(firewall: AzureFirewall, place: VirtualNetwork, server: str, world: World) -> tuple[VirtualNetwork, Hop]:
    """From which network a server that a firewall asks is answered by Azure's DNS. Raises `Undecided`."""
    if server == AZURE_DNS:
        return place, Hop(firewall.id, f"its DNS proxy asks Azure's DNS from {last_segment(place.id)}")
    resolver = resolver_at(server, place, world)
    if resolver is None:
        raise Unsure(f"{last_segment(firewall.id)} forwards names to DNS servers that are not in the template", firewall.id)
    where = resolver[1]
    return where, Hop(firewall.id, f"its DNS proxy asks {server}, which asks Azure's DNS from {last_segment(where.id)}")


class DnsSettings(NamedTuple):
    """What a firewall policy says of names."""

    dns_proxy: bool
    dns_servers: tuple[str, ...]


def _dns_settings(world: World, firewall_id: str) -> tuple[DnsSettings, ...]:
    """Those of a firewall's policies, from the root parent down."""
    policies = policies_of(world.estate.firewalls[firewall_id], world)
    return tuple(DnsSettings(policy.dns_proxy, policy.dns_servers) for policy in policies)


def own_servers(network: VirtualNetwork) -> tuple[str, ...]:
    """The DNS servers that a network names, or Azure's. Raises `Undecided`."""
    if network.hidden:
        raise Unsure(f"which DNS servers {last_segment(network.id)} has is not known: {network.hidden}", network.id)
    return network.dns_servers or (AZURE_DNS,)


def servers(network: VirtualNetwork, world: World) -> tuple[str, ...]:
    """Every DNS server that a network's machines ask: its own, or what an interface says instead."""
    said = world.ask(_said_by_interfaces, network.id)
    return tuple(dict.fromkeys((*own_servers(network), *(AZURE_DNS if server.lower() == PROVIDED else server for server in said))))


def _said_by_interfaces(world: World, network_id: str) -> tuple[str, ...]:
    """The DNS servers that interfaces of a network name themselves."""
    said = (server for site in world.estate.of(network_id) for port in world.attached(site.id) for server in port.dns_servers)
    return tuple(dict.fromkeys(said))


def _must_be_off(policies: tuple[DnsSettings, ...], firewall: AzureFirewall) -> None:
    """Raises `Undecided` when a policy above proxies names and the firewall's own says nothing of it: it may inherit that."""
    if any(policy.dns_proxy for policy in policies):
        raise Unsure(f"only a policy above {last_segment(firewall.id)}'s own turns its DNS proxy on", firewall.id)


def dns_firewall(server: str, network: VirtualNetwork, world: World) -> AzureFirewall:
    """The firewall at a DNS server's address. Raises `Undecided` when there is none."""
    for firewall in world.estate.firewalls.all():
        if firewall.private_ip == server and firewall.subnet:
            place = world.estate.site(firewall.subnet).network
            if world.estate.connected(network.id, place.id, surely=True):
                return firewall
    raise Unsure(f"DNS server {server}: no firewall or resolver that the network is peered with stands there", network.id)


def _ask(network: VirtualNetwork, name: Name, service_id: str, world: World, hops: tuple[Hop, ...]) -> Answer:
    """Azure's DNS, asked from a network: the public name first, then what it is an alias of."""
    policy = blocking(network, (name.fqdn, f"{name.fqdn.partition('.')[0]}.{name.zone}"), world)
    if policy is not None:
        raise Unsure(f"DNS security policy {last_segment(policy.parent or '')} blocks {name.fqdn} in {last_segment(network.id)}", policy.id)
    ruleset = world.estate.rulesets.get(network.id.lower())
    if ruleset is not None:
        raise Unsure(f"forwarding ruleset {ruleset.name} answers for {last_segment(network.id)}", ruleset.id)
    direct = _zone(network, name.fqdn, world)
    if direct is not None:
        answer = _records(direct, name.fqdn, service_id, world, hops)
        if answer is not None:
            return answer
    alias = f"{name.fqdn.partition('.')[0]}.{name.zone}"
    aliased = (*hops, Hop("public DNS", f"{name.fqdn} is an alias of {alias}"))
    private = _zone(network, alias, world)
    if private is None:
        _must_be_known(name.zone, service_id, world)
        known = [zone for zone in world.estate.zones if zone.zone.lower() == name.zone]
        why = "is not linked to it" if known else "does not exist"
        node = known[0].id if known else name.zone
        hop = Hop(node, f"zone {name.zone} {why}: {last_segment(network.id)} gets the public address")
        return Answer("public", (), (*aliased, hop))
    answer = _records(private, alias, service_id, world, aliased)
    if answer is not None:
        return answer
    hop = Hop(private[0].id, "has no record for it, and the link's resolution policy falls back to public DNS")
    return Answer("public", (), (*aliased, hop))


def _must_be_known(zone: str, service_id: str, world: World) -> None:
    """Raises `Undecided` when the template uses a zone of that name that stands elsewhere."""
    _must_know_zones(world.estate.targets(service_id))
    used = {each.lower() for endpoint in world.estate.targets(service_id) for each in endpoint.zone_groups}
    used |= {(each.parent or "").lower() for each in world.estate.graph.of_type(LINK_TYPE)}
    for zone_id in sorted(used):
        if last_segment(zone_id) == zone and world.estate.graph.get(zone_id) is None:
            raise Unsure(f"zone {zone} is not in the template", zone_id)


def _must_know_zones(endpoints: Iterable[PrivateEndpoint]) -> None:
    """Raises `Undecided` when an endpoint may have its record in zones that are not known."""
    for endpoint in endpoints:
        if endpoint.zones_doubt:
            raise Unsure(endpoint.zones_doubt, endpoint.id)


def _zone(network: VirtualNetwork, fqdn: str, world: World) -> tuple[PrivateDnsZone, ZoneLink] | None:
    """The linked zone that answers for a name: the one with the longest name. Raises `Undecided` when two have it."""
    for zone_id in world.estate.zones.unread:
        if matches(last_segment(zone_id), fqdn):
            raise world.estate.zones.unread[zone_id]
    found = [pair for pair in world.estate.linked(network.id) if matches(pair[0].zone, fqdn)]
    longest = max((len(zone.zone) for zone, _ in found), default=0)
    best = [pair for pair in found if len(pair[0].zone) == longest]
    if len({zone.id.lower() for zone, _ in best}) > 1:
        raise Unsure(f"two zones {best[0][0].zone} are linked to {last_segment(network.id)}", best[0][0].id)
    return best[0] if best else None


def matches(zone: str, fqdn: str) -> bool:
    """Whether a zone answers for a name."""
    return f".{fqdn.lower()}".endswith(f".{zone.lower()}")


def _must_be_theirs(zone: PrivateDnsZone, label: str, endpoints: list[PrivateEndpoint]) -> None:
    """Raises `Undecided` when somebody wrote addresses for a name besides those of its endpoints: they share one set of records."""
    known = {address.ip for endpoint in endpoints for address in endpoint.addresses}
    for record in zone.records:
        if record.name.lower() == label and record.ip not in known:
            raise Unsure(f"record {label} = {record.ip} of zone {zone.zone} stands beside that of the private endpoint", zone.id)


def _registering(zone_id: str, label: str, world: World) -> str | None:
    """Id of a machine whose name a zone takes in by itself, where that is the name that is asked for. Raises `Undecided`."""
    if world.ask(_registers, zone_id):
        for machine in world.estate.graph.of_type(MACHINES):
            if label in (machine.name.lower(), text(machine.body, "properties.osProfile.computerName").lower()):
                return machine.id
    return None


def _registers(world: World, zone_id: str) -> bool:
    """Whether a zone takes in the names of machines. Asked by itself: who asks for a name has not read every link of its zone."""
    return any(zone_link.registration for zone_link in world.estate.zones[zone_id].links)


def _records(
    place: tuple[PrivateDnsZone, ZoneLink], fqdn: str, service_id: str, world: World, hops: tuple[Hop, ...]
) -> Answer | None:
    """What a linked zone says; None when it leaves the name to public DNS."""
    zone, zone_link = place
    label = fqdn.lower().removesuffix(zone.zone.lower()).removesuffix(".") or TOP
    if label in zone.others or (label not in {record.name.lower() for record in zone.records} and "*" in zone.others):
        raise Unsure(f"zone {zone.zone} has an alias or an IPv6 address for {label}", zone.id)
    machine = _registering(zone.id, label, world)
    if machine:
        raise Unsure(f"machine {last_segment(machine)} registers itself as {label} in zone {zone.zone}", zone.id)
    registered = [
        endpoint for endpoint in world.estate.targets(service_id)
        if "." not in label and zone.id.lower() in {each.lower() for each in endpoint.zone_groups}
    ]
    if any(endpoint.manual for endpoint in registered):
        raise Unsure("the private endpoint waits for approval", registered[0].id)
    if registered:
        _must_be_theirs(zone, label, registered)
        hop = Hop(zone.id, f"has the record of {', '.join(last_segment(each.id) for each in registered)}")
        return Answer("private", tuple(registered), (*hops, hop))
    _must_know_zones(world.estate.targets(service_id))
    if label == SOME_NAME and zone.records:
        raise Unsure(f"the name that zone {zone.zone} is asked for is not known, and it has written records", zone.id)
    written = [record.ip for record in zone.records if record.name.lower() == label]
    written = written or [record.ip for record in zone.records if record.name == "*"]
    if written:
        here = {address.ip: endpoint for endpoint in world.estate.targets(service_id) for address in endpoint.addresses}
        outside = next((ip for ip in written if (found := addresses(ip)) and found <= WORLD - world.estate.private), None)
        if outside is not None:
            return Answer("public", (), (*hops, Hop(zone.id, f"record {label} = {outside}, an address on the internet")))
        if not all(ip in here for ip in written):
            raise Unsure(f"record {label} = {', '.join(written)} is no written address of a private endpoint of it", zone.id)
        hop = Hop(zone.id, f"record {label} = {', '.join(written)}")
        return Answer("private", tuple({here[ip].id: here[ip] for ip in written}.values()), (*hops, hop))
    if zone_link.resolution_policy.lower() == "nxdomainredirect":
        return None
    hop = Hop(zone.id, f"is linked but has no record {label}: the name does not exist here")
    return Answer("nothing", (), (*hops, hop))

"""Azure DNS Private Resolver: where its inbound endpoints answer, and to whom its rule sets forward (A2 item 18).

An inbound endpoint answers as Azure's DNS does in the network that it stands in
(learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets).
"""

from __future__ import annotations

from collections.abc import Iterator

from enclave.graph.body import items, link, text, texts
from enclave.graph.model import Resource, Value
from enclave.graph.resources.virtual_networks import VirtualNetwork
from enclave.verify.estate import surely_deployed
from enclave.verify.network.addresses import WORLD, addresses
from enclave.verify.network.world import World

INBOUND = "Microsoft.Network/dnsResolvers/inboundEndpoints"
FORWARDING = "Microsoft.Network/dnsForwardingRulesets/forwardingRules"
POLICIES = "Microsoft.Network/dnsResolverPolicies"


def resolver_at(server: str, network: VirtualNetwork, world: World) -> tuple[Resource, VirtualNetwork] | None:
    """The inbound endpoint at a DNS server's address, or of that id, and its network, which the asking one is peered with.

    Raises `Undecided`.
    """
    for endpoint in world.estate.graph.of_type(INBOUND):
        for part in items(endpoint.body, "properties.ipConfigurations"):
            subnet = link(part, "properties.subnet") or link(part, "subnet")
            if subnet is None or (
                server != endpoint.id and server not in (text(part, "privateIpAddress"), text(part, "properties.privateIpAddress"))
            ):
                continue
            doubt = surely_deployed((endpoint,))
            if doubt is not None:
                raise doubt
            place = world.estate.site(subnet).network
            if world.estate.connected(network.id, place.id, surely=True):
                return endpoint, place
    return None


def forwarded_outside(world: World) -> Iterator[tuple[Resource, str, str]]:
    """Forwarding rules that send names to servers on the internet: the rule, the names, the server. Raises `Undecided`."""
    for rule in world.estate.graph.of_type(FORWARDING):
        if text(rule.body, "properties.forwardingRuleState", "Enabled").lower() == "disabled":
            continue
        for server in items(rule.body, "properties.targetDnsServers"):
            target = addresses(text(server, "ipAddress"))
            if target is not None and target.meets(WORLD - world.estate.private):
                yield rule, text(rule.body, "properties.domainName"), text(server, "ipAddress")


def blocking(network: VirtualNetwork, names: tuple[str, ...], world: World) -> Resource | None:
    """The rule of a DNS security policy of a network that blocks one of the names, or a list that is not in the template
    (learn.microsoft.com/azure/dns/dns-security-policy). Raises `Undecided`."""
    graph = world.estate.graph
    for place in graph.of_type(f"{POLICIES}/virtualNetworkLinks"):
        if (link(place.body, "properties.virtualNetwork") or "").lower() != network.id.lower():
            continue
        for rule in graph.children(place.parent or ""):
            state = text(rule.body, "properties.dnsSecurityRuleState", "Enabled").lower()
            blocks = state != "disabled" and text(rule.body, "properties.action.actionType").lower() == "block"
            if blocks and any(_lists(part, names, world) for part in items(rule.body, "properties.dnsResolverDomainLists")):
                return rule
    return None


def _lists(part: Value, names: tuple[str, ...], world: World) -> bool:
    found = world.estate.graph.get(link({"list": part}, "list") or "")
    suffixes = ("",) if found is None else tuple(each.strip(".").lower() for each in texts(found.body, "properties.domains"))
    return any(not suffix or f".{name}".endswith(f".{suffix}") for suffix in suffixes for name in names)

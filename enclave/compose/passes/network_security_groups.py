"""A security group for every subnet that may have one: what is not allowed here is denied, both ways.

Rules are the passages of `traffic.py`, what Azure asks for (`security_rules.py`), and for subnets of clients names and declared
egress. The hub's `AzureFirewallSubnet` has none: Azure does not allow it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from enclave.compose.egress import outlets
from enclave.compose.security_rules import LONGEST_DESCRIPTION, required
from enclave.compose.site import FIREWALL, Site
from enclave.compose.traffic import Passage, answered_at, clients, passages
from enclave.graph.model import Resource
from enclave.graph.resources import network_security_groups
from enclave.graph.resources.network_security_groups import NetworkSecurityGroup, SecurityRule
from enclave.spec.address_plan import HUB


def security_groups(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The security groups."""
    place = site.place("virtual-network/network-security-groups")
    for subnet in site.plan.subnets:
        if subnet != FIREWALL:
            group = NetworkSecurityGroup(security_group_id(site, subnet), (*_rules(site, subnet),))
            yield from network_security_groups.write(group, place)


def security_group_id(site: Site, subnet: str) -> str:
    """Id of a subnet's security group."""
    return site.id(network_security_groups.TYPE, subnet.removeprefix("snet-").removesuffix("Subnet"))


def _rules(site: Site, subnet: str) -> Iterator[SecurityRule]:
    entering: dict[tuple[str, ...], list[Passage]] = {}
    for passage in passages(site):
        if passage.target == subnet:
            entering.setdefault(passage.ports, []).append(passage)
    for number, (ports, found) in enumerate(entering.items()):
        yield _entering(site, subnet, 100 + 10 * number, ports, found)
    leaving = [passage for passage in passages(site) if passage.source == subnet]
    for number, passage in enumerate(leaving):
        yield _leaving(site, 100 + 10 * number, passage)
    yield from required(site, subnet)
    if subnet in clients(site):
        yield from _client(site, subnet)
    for direction in ("Inbound", "Outbound"):
        yield SecurityRule(
            f"deny-all-{direction.lower()}", 4096, direction, "Deny", "*", description="everything that is not allowed above"
        )


def _entering(site: Site, subnet: str, priority: int, ports: tuple[str, ...], found: list[Passage]) -> SecurityRule:
    """One rule for all who may come to the same ports."""
    sources = [site.prefix(passage.source) for passage in found]
    if any(site.home(passage.source) != HUB for passage in found):
        # the firewall hides clients behind its own address; both stand here so that this hangs on no setting of it
        sources.append(site.prefix(FIREWALL))
    return SecurityRule(
        "allow-clients" if priority == 100 else f"allow-clients-{'-'.join(ports)}", priority, "Inbound", "Allow", "Tcp",
        sources=tuple(sources), destinations=(site.prefix(subnet),), destination_ports=ports,
        description="; ".join(dict.fromkeys(passage.why for passage in found))[:LONGEST_DESCRIPTION],
    )


def _leaving(site: Site, priority: int, passage: Passage) -> SecurityRule:
    return SecurityRule(
        f"allow-{passage.target.removeprefix('snet-')}", priority, "Outbound", "Allow", "Tcp",
        sources=(site.prefix(passage.source),), destinations=(answered_at(site, passage),), destination_ports=passage.ports,
        description=passage.why[:LONGEST_DESCRIPTION],
    )


def _client(site: Site, subnet: str) -> Iterator[SecurityRule]:
    own = (site.prefix(subnet),)
    for number, protocol in enumerate(("Udp", "Tcp")):
        yield SecurityRule(
            f"allow-dns-{protocol.lower()}", 3900 + 10 * number, "Outbound", "Allow", protocol,
            sources=own, destinations=(f"{site.plan.firewall_ip}/32",), destination_ports=("53",),
            description="names are resolved by the firewall",
        )
    reached = [outlet for outlet in outlets(site) if subnet in outlet.sources]
    if reached or site.spec.network.unsafe_allow_public_egress:
        ports = ("80", "443") if any(outlet.plain for outlet in reached) else ("443",)
        yield SecurityRule(
            "allow-declared-egress", 3930, "Outbound", "Allow", "Tcp",
            sources=own, destinations=("Internet",), destination_ports=ports,
            description="the route leads to the firewall, which knows the declared names",
        )
    yield SecurityRule(
        "deny-azure-dns", 4000, "Outbound", "Deny", "*", destinations=("AzurePlatformDNS",),
        description="Azure's own resolver passes any name, and every other rule; only this tag stops it",
    )

"""A security group for every subnet of a spoke: what is not allowed here is denied, in both directions.

The hub's `AzureFirewallSubnet` has none: Azure does not allow it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from enclave.compose.site import FIREWALL, REACHES, Site
from enclave.graph.model import Resource
from enclave.graph.resources import network_security_groups
from enclave.graph.resources.network_security_groups import NetworkSecurityGroup, SecurityRule


def security_groups(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The security groups."""
    place = site.place("virtual-network/network-security-groups")
    for spoke in site.plan.spokes.values():
        for subnet in spoke.subnets:
            group = NetworkSecurityGroup(security_group_id(site, subnet), (*_rules(site, subnet),))
            yield from network_security_groups.write(group, place)


def security_group_id(site: Site, subnet: str) -> str:
    """Id of a subnet's security group."""
    return site.id(network_security_groups.TYPE, subnet.removeprefix("snet-"))


def _rules(site: Site, subnet: str) -> Iterator[SecurityRule]:
    if subnet in REACHES:
        yield from _client(site, subnet)
    clients = tuple(site.prefix(client) for client, reached in REACHES.items() if subnet in reached)
    if clients:
        yield SecurityRule(
            "allow-clients", 100, "Inbound", "Allow", "Tcp",
            # the firewall hides clients behind its own address; both stand here so that this hangs on no setting of it
            sources=(*clients, site.prefix(FIREWALL)),
            destinations=(site.prefix(subnet),),
            destination_ports=("443",),
            description="clients of private endpoints, those of other spokes through the firewall",
        )
    for direction in ("Inbound", "Outbound"):
        yield SecurityRule(
            f"deny-all-{direction.lower()}", 4096, direction, "Deny", "*", description="everything that is not allowed above"
        )


def _client(site: Site, subnet: str) -> Iterator[SecurityRule]:
    own = (site.prefix(subnet),)
    for number, served in enumerate(REACHES[subnet]):
        yield SecurityRule(
            f"allow-{served.removeprefix('snet-')}", 100 + 10 * number, "Outbound", "Allow", "Tcp",
            sources=own, destinations=(site.prefix(served),), destination_ports=("443",),
            description="private endpoints, those of other spokes through the firewall",
        )
    for number, protocol in enumerate(("Udp", "Tcp")):
        yield SecurityRule(
            f"allow-dns-{protocol.lower()}", 200 + 10 * number, "Outbound", "Allow", protocol,
            sources=own, destinations=(f"{site.plan.firewall_ip}/32",), destination_ports=("53",),
            description="names are resolved by the firewall",
        )
    if site.spec.network.egress:
        yield SecurityRule(
            "allow-declared-egress", 300, "Outbound", "Allow", "Tcp",
            sources=own, destinations=("Internet",), destination_ports=("443",),
            description="the route leads to the firewall, which knows the declared names",
        )
    yield SecurityRule(
        "deny-azure-dns", 4000, "Outbound", "Deny", "*", destinations=("AzurePlatformDNS",),
        description="Azure's own resolver passes any name, and every other rule; only this tag stops it",
    )

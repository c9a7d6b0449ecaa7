"""A security group for every subnet of a spoke and the application gateway's: what is not allowed here is denied, both ways.

The hub's `AzureFirewallSubnet` has none: Azure does not allow it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import collapse_addresses

from enclave.compose.site import APPLICATION_GATEWAY, FIREWALL, GATEWAY, GATEWAY_PORT, MANAGEMENT_ENDPOINTS, REACHES, Site
from enclave.graph.model import Resource
from enclave.graph.resources import network_security_groups
from enclave.graph.resources.network_security_groups import NetworkSecurityGroup, SecurityRule

LONGEST_DESCRIPTION = 140
"""Characters that Azure takes (learn.microsoft.com/azure/templates/microsoft.network/networksecuritygroups)."""


def security_groups(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The security groups."""
    place = site.place("virtual-network/network-security-groups")
    subnets = [subnet for spoke in site.plan.spokes.values() for subnet in spoke.subnets]
    for subnet in (*subnets, *((APPLICATION_GATEWAY,) if site.ingress else ())):
        group = NetworkSecurityGroup(security_group_id(site, subnet), (*_rules(site, subnet),))
        yield from network_security_groups.write(group, place)


def security_group_id(site: Site, subnet: str) -> str:
    """Id of a subnet's security group."""
    return site.id(network_security_groups.TYPE, subnet.removeprefix("snet-"))


def _rules(site: Site, subnet: str) -> Iterator[SecurityRule]:
    if subnet in REACHES:
        yield from _client(site, subnet)
    if subnet == APPLICATION_GATEWAY:
        yield from _application_gateway(site)
    if subnet == GATEWAY and site.ingress:
        yield from _behind_application_gateway(site)
    clients = tuple(site.prefix(client) for client in _clients(site, subnet))
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


def _clients(site: Site, subnet: str) -> Iterator[str]:
    """Subnets that may call private endpoints in a subnet."""
    yield from (client for client, reached in REACHES.items() if subnet in reached)
    if subnet == MANAGEMENT_ENDPOINTS and site.ingress:
        yield APPLICATION_GATEWAY  # for its certificate, in the vault


def _application_gateway(site: Site) -> Iterator[SecurityRule]:
    own = (site.prefix(APPLICATION_GATEWAY),)
    for number, ingress in enumerate(site.ingress):
        yield SecurityRule(
            f"allow-declared-{number + 1}", 100 + number, "Inbound", "Allow", "Tcp",
            # Azure takes no overlapping ranges in one rule
            sources=tuple(map(str, collapse_addresses(ingress.sources))), destinations=own, destination_ports=("443",),
            description=ingress.why[:LONGEST_DESCRIPTION],
        )
    yield SecurityRule(
        "allow-gateway-manager", 3000, "Inbound", "Allow", "Tcp", sources=("GatewayManager",), destination_ports=("65200-65535",),
        description="Azure manages the application gateway from here; the destination must be any",
    )
    yield SecurityRule(
        "allow-load-balancer", 3010, "Inbound", "Allow", "*", sources=("AzureLoadBalancer",), description="Azure's probes of the instances"
    )
    yield SecurityRule(
        "allow-gateway", 100, "Outbound", "Allow", "Tcp",
        sources=own, destinations=(f"{site.plan.gateway_ip}/32",), destination_ports=(str(GATEWAY_PORT),),
        description="requests, to the gateway's address and nowhere else",
    )
    yield SecurityRule(
        "allow-vault", 110, "Outbound", "Allow", "Tcp",
        sources=own, destinations=(site.prefix(MANAGEMENT_ENDPOINTS),), destination_ports=("443",),
        description="its certificate, from the vault's private endpoint",
    )


def _behind_application_gateway(site: Site) -> Iterator[SecurityRule]:
    for number, (name, source) in enumerate((("application-gateway", site.prefix(APPLICATION_GATEWAY)), ("probes", "AzureLoadBalancer"))):
        yield SecurityRule(
            f"allow-{name}", 100 + 10 * number, "Inbound", "Allow", "Tcp",
            sources=(source,), destinations=(site.prefix(GATEWAY),), destination_ports=(str(GATEWAY_PORT),),
            description="declared callers" if number == 0 else "the probes of the internal load balancer",
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

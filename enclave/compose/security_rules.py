"""Rules of security groups that Azure asks for, beyond the passages of `traffic.py`: one function for each subnet that needs some."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from ipaddress import collapse_addresses
from types import MappingProxyType

from enclave.compose import cluster_rules
from enclave.compose.passes.bastion import is_private
from enclave.compose.site import APPLICATION_GATEWAY, BASTION, CONTAINER_APPS, GATEWAY, GATEWAY_PORT, KUBERNETES, KUBERNETES_API, Site
from enclave.compose.traffic import passages
from enclave.graph.resources.network_security_groups import SecurityRule
from enclave.spec.address_plan import AGENTS

LONGEST_DESCRIPTION = 140
"""Characters that Azure takes (learn.microsoft.com/azure/templates/microsoft.network/networksecuritygroups)."""


def _application_gateway(site: Site) -> Iterator[SecurityRule]:
    own = (site.prefix(APPLICATION_GATEWAY),)
    for number, ingress in enumerate(site.entering("application-gateway")):
        yield SecurityRule(
            f"allow-declared-{number + 1}", 1000 + number, "Inbound", "Allow", "Tcp",
            # Azure takes no overlapping ranges in one rule
            sources=tuple(map(str, collapse_addresses(ingress.sources))), destinations=own, destination_ports=("443",),
            description=ingress.why[:LONGEST_DESCRIPTION],
        )
    if site.spec.components.traffic_manager.enabled:
        yield SecurityRule(
            "allow-traffic-manager", 2900, "Inbound", "Allow", "Tcp",
            sources=("AzureTrafficManager",), destinations=own, destination_ports=("443",),
            description="Traffic Manager asks whether this way in works; the firewall of the gateway lets it ask nothing else",
        )
    yield SecurityRule(
        "allow-gateway-manager", 3000, "Inbound", "Allow", "Tcp", sources=("GatewayManager",), destination_ports=("65200-65535",),
        description="Azure manages the application gateway from here; the destination must be any",
    )
    yield SecurityRule(
        "allow-load-balancer", 3010, "Inbound", "Allow", "*", sources=("AzureLoadBalancer",), description="Azure's probes of the instances"
    )


def _probed(site: Site) -> tuple[str, ...]:
    """Ports that load balancers ask at: of the cluster's nodes, of the machines of the gateway."""
    parts = site.spec.components
    machines = bool(parts.load_balancer.enabled) or not parts.kubernetes.enabled
    return (*((str(cluster_rules.PROBE_PORT),) if parts.kubernetes.enabled else ()), *((str(GATEWAY_PORT),) if machines else ()))


def _gateway(site: Site) -> Iterator[SecurityRule]:
    clustered = site.spec.components.kubernetes.enabled
    if any(passage.target == GATEWAY for passage in passages(site)):  # else nobody stands in front of the load balancer
        yield SecurityRule(
            "allow-probes", 1000, "Inbound", "Allow", "Tcp",
            sources=("AzureLoadBalancer",), destinations=(site.prefix(GATEWAY),),
            destination_ports=_probed(site),
            description="the probes of the internal load balancer",
        )
    if clustered:
        yield from cluster_rules.nodes(site, GATEWAY)


def _kubernetes(site: Site) -> Iterator[SecurityRule]:
    yield from cluster_rules.nodes(site, KUBERNETES)


def _bastion(site: Site) -> Iterator[SecurityRule]:
    """What Azure looks for before it lets a group stay here (learn.microsoft.com/azure/bastion/bastion-nsg)."""
    settings = site.spec.components.bastion
    everybody = "VirtualNetwork" if is_private(site) else "Internet"
    hosts = ("5701", "8080")
    yield SecurityRule(
        "allow-administrators", 1000, "Inbound", "Allow", "Tcp",
        sources=tuple(map(str, collapse_addresses(settings.sources))) or (everybody,), destination_ports=("443",),
        description="administrators, whom Microsoft Entra lets in",
    )
    yield SecurityRule(
        "allow-gateway-manager", 3000, "Inbound", "Allow", "Tcp", sources=("GatewayManager",), destination_ports=("443",),
        description="Azure manages Bastion from here",
    )
    yield SecurityRule(
        "allow-load-balancer", 3010, "Inbound", "Allow", "Tcp", sources=("AzureLoadBalancer",), destination_ports=("443",),
        description="Azure's probes of the hosts",
    )
    for direction in ("Inbound", "Outbound"):
        yield SecurityRule(
            f"allow-hosts-{direction.lower()}", 3020, direction, "Allow", "*",
            sources=("VirtualNetwork",), destinations=("VirtualNetwork",), destination_ports=hosts,
            description="the hosts of Bastion talk to each other",
        )
    yield SecurityRule(
        "allow-ssh-rdp", 3000, "Outbound", "Allow", "Tcp", destinations=("VirtualNetwork",), destination_ports=("22", "3389"),
        description="Azure wants the whole network here; which machines answer is said at their own subnets",
    )
    yield SecurityRule(
        "allow-azure", 3010, "Outbound", "Allow", "Tcp", destinations=("AzureCloud",), destination_ports=("443",),
        description="logs and metering of Bastion, to Azure",
    )
    if not is_private(site):
        yield SecurityRule(
            "allow-certificates", 3030, "Outbound", "Allow", "Tcp", destinations=("Internet",), destination_ports=("80",),
            description="Bastion looks whether certificates are still good",
        )


REQUIRED: Mapping[str, Callable[[Site], Iterator[SecurityRule]]] = MappingProxyType({
    APPLICATION_GATEWAY: _application_gateway,
    BASTION: _bastion,
    GATEWAY: _gateway,
    KUBERNETES: _kubernetes,
    KUBERNETES_API: cluster_rules.api_server,
    CONTAINER_APPS: cluster_rules.container_apps,
})
"""Subnet -> its further rules, with priorities from 1000 to 3999; those below are the passages'."""


def required(site: Site, subnet: str) -> Iterator[SecurityRule]:
    """The further rules of a subnet. Agents run in a Container Apps environment each (microsoft-foundry/foundry-samples#656)."""
    if subnet.startswith(AGENTS):
        yield from cluster_rules.container_apps(site, subnet)
    elif subnet in REQUIRED:
        yield from REQUIRED[subnet](site)

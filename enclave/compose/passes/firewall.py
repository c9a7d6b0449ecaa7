"""The firewall in the hub and its policy: the declared names, the private endpoints, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from enclave.compose.site import FIREWALL, REACHES, Site
from enclave.graph.model import Resource
from enclave.graph.resources import azure_firewalls, firewall_policies, public_ip_addresses
from enclave.graph.resources.azure_firewalls import AzureFirewall
from enclave.graph.resources.firewall_policies import (
    GROUP_TYPE,
    FirewallPolicy,
    FirewallRule,
    RuleCollection,
    RuleCollectionGroup,
)
from enclave.graph.resources.public_ip_addresses import PublicIpAddress
from enclave.spec.models import Egress

ALWAYS_TRANSLATE = ("255.255.255.255/32",)
"""No destination but this one keeps the client's address, so answers of private endpoints come back through the firewall
(learn.microsoft.com/azure/firewall/snat-private-range, .../private-link/inspect-traffic-with-azure-firewall)."""


def firewall(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """Public address, policy, rules and the firewall, in this order."""
    place = site.place("firewall/azure-firewall")
    address = PublicIpAddress(site.id(public_ip_addresses.TYPE, "firewall"), "Static", "Standard", None)
    yield from public_ip_addresses.write(address, place)
    policy = _policy(site)
    rules: tuple[str, ...] = ()
    for resource in firewall_policies.write(policy, site.place("firewall/firewall-policies")):
        if resource.type == GROUP_TYPE:
            rules = (resource.id,)
            yield replace(resource, module="firewall/fqdn-rules")
        else:
            yield resource
    machine = AzureFirewall(
        id=site.id(azure_firewalls.TYPE),
        policy=policy.id,
        subnet=site.subnet(FIREWALL),
        private_ip=None,
        tier="Premium",
        public_ips=(address.id,),
    )
    yield from azure_firewalls.write(machine, place, depends_on=(*rules, *site.joined))


def _policy(site: Site) -> FirewallPolicy:
    policy_id = site.id(firewall_policies.TYPE)
    group = RuleCollectionGroup(f"{policy_id}/ruleCollectionGroups/rcg-enclave", 200, (*_collections(site),))
    return FirewallPolicy(
        id=policy_id,
        base_policy=None,
        threat_intel_mode="Deny",
        dns_proxy=True,
        groups=(group,),
        tier="Premium",
        intrusion_detection="Deny",
        snat_private_ranges=ALWAYS_TRANSLATE,
    )


def _collections(site: Site) -> Iterable[RuleCollection]:
    clients = tuple(site.prefix(client) for client in REACHES)
    endpoints = tuple(
        FirewallRule(
            f"{client.removeprefix('snet-')}-to-{subnet.removeprefix('snet-')}", sources=(site.prefix(client),),
            destinations=(site.prefix(subnet),), protocols=("TCP",), ports=("443",), description="calls private endpoints",
        )
        for client, reached in REACHES.items() for subnet in reached if site.home(client) != site.home(subnet)
    )
    yield RuleCollection("allow-private-endpoints", 200, "Network", "Allow", endpoints)
    if site.spec.network.egress:
        names = tuple(_egress(egress, clients) for egress in site.spec.network.egress)
        yield RuleCollection("allow-declared-egress", 300, "Application", "Allow", names)
    # the last word is ours: otherwise Azure's built-in collection lets its own infrastructure's names through
    nothing = FirewallRule(
        "deny-every-name", sources=("*",), target_fqdns=("*",), protocols=("Http:80", "Https:443"),
        description="everything that is not declared",
    )
    yield RuleCollection("deny-everything-else", 65000, "Application", "Deny", (nothing,))


def _egress(egress: Egress, sources: tuple[str, ...]) -> FirewallRule:
    return FirewallRule(
        egress.fqdn.replace("*", "any"), sources=sources, target_fqdns=(egress.fqdn,), protocols=("Https:443",), description=egress.why
    )

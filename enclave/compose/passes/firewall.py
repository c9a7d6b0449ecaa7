"""The firewall in the hub and its policy: the declared names, the private endpoints, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from enclave.compose.egress import Outlet, outlets
from enclave.compose.site import FIREWALL, Site
from enclave.compose.traffic import clients, passages, through_firewall
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
    crossing = tuple(
        FirewallRule(
            f"{passage.source.removeprefix('snet-')}-to-{passage.target.removeprefix('snet-')}", sources=(site.prefix(passage.source),),
            destinations=(site.prefix(passage.target),), protocols=("TCP",), ports=passage.ports, description=passage.why,
        )
        for passage in passages(site) if through_firewall(site, passage)
    )
    yield RuleCollection("allow-private-endpoints", 200, "Network", "Allow", crossing)
    names = tuple(_name(site, outlet) for outlet in outlets(site))
    if site.spec.network.unsafe_allow_public_egress:
        everybody = tuple(map(site.prefix, clients(site)))
        why = site.spec.network.unsafe_allow_public_egress.reason
        names = (*names, FirewallRule("every-name", sources=everybody, target_fqdns=("*",), protocols=("Https:443",), description=why))
    if names:
        yield RuleCollection("allow-declared-egress", 300, "Application", "Allow", names)
    # the last word is ours: otherwise Azure's built-in collection lets its own infrastructure's names through
    nothing = FirewallRule(
        "deny-every-name", sources=("*",), target_fqdns=("*",), protocols=("Http:80", "Https:443"),
        description="everything that is not declared",
    )
    yield RuleCollection("deny-everything-else", 65000, "Application", "Deny", (nothing,))


def _name(site: Site, outlet: Outlet) -> FirewallRule:
    return FirewallRule(
        outlet.fqdn.replace("*", "any"), sources=tuple(map(site.prefix, outlet.sources)), target_fqdns=(outlet.fqdn,),
        protocols=("Https:443",), description=outlet.why,
    )

"""The rules of the region's firewall policy: passages between spokes, the names that may be reached and why, and a last word."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.compose.egress import Outlet, outlets
from enclave.compose.inspection import exception, inspected, is_on
from enclave.compose.passes.ip_groups import group_id
from enclave.compose.site import Site
from enclave.compose.traffic import clients, passages, through_firewall
from enclave.graph.resources.firewall_policies import FirewallRule, RuleCollection, RuleCollectionGroup

ANY = "*"


def rule_groups(site: Site, policy: str) -> tuple[RuleCollectionGroup, ...]:
    """The rule collection groups, in the order in which the firewall tries them."""
    parts = (
        ("passages", 200, tuple(_passages(site))),
        ("names", 300, tuple(_names(site))),
        ("everything-else", 65000, (_nothing_else(),)),
    )
    return tuple(
        RuleCollectionGroup(f"{policy}/ruleCollectionGroups/rcg-{name}", priority, collections)
        for name, priority, collections in parts if collections
    )


def _passages(site: Site) -> Iterator[RuleCollection]:
    crossing = tuple(
        FirewallRule(
            f"{passage.source.removeprefix('snet-')}-to-{passage.target.removeprefix('snet-')}",
            source_ip_groups=(group_id(site, passage.source),),
            destination_ip_groups=(group_id(site, passage.target),),
            protocols=("TCP",), ports=passage.ports, description=passage.why,
        )
        for passage in passages(site) if through_firewall(site, passage)
    )
    if crossing:
        yield RuleCollection("allow-private-endpoints", 200, "Network", "Allow", crossing)


def _names(site: Site) -> Iterator[RuleCollection]:
    allowed = tuple(_name(site, outlet) for outlet in outlets(site))
    if allowed:
        yield RuleCollection("allow-declared-egress", 300, "Application", "Allow", allowed)
    unsafe = site.spec.network.unsafe_allow_public_egress
    if unsafe is not None:
        every = FirewallRule(
            "every-name", source_ip_groups=tuple(group_id(site, client) for client in clients(site)),
            target_fqdns=(ANY,), protocols=("Https:443",), description=f"unsafe: {unsafe.reason}",
        )
        yield RuleCollection("unsafe-allow-public-egress", 400, "Application", "Allow", (every,))


def _name(site: Site, outlet: Outlet) -> FirewallRule:
    spared = exception(outlet.fqdn) if is_on(site) else None
    return FirewallRule(
        outlet.fqdn.replace("*", "any"),
        source_ip_groups=tuple(group_id(site, source) for source in outlet.sources),
        target_fqdns=(outlet.fqdn,),
        protocols=("Http:80", "Https:443") if outlet.plain else ("Https:443",),
        terminate_tls=inspected(site, outlet),
        description=f"{outlet.why}; not looked into: {spared}" if spared else outlet.why,
    )


def _nothing_else() -> RuleCollection:
    """The last word is ours: otherwise Azure's built-in collection lets its own infrastructure's names through."""
    rule = FirewallRule(
        "deny-every-name", sources=(ANY,), target_fqdns=(ANY,), protocols=("Http:80", "Https:443"),
        description="everything that is not declared",
    )
    return RuleCollection("deny-everything-else", 65000, "Application", "Deny", (rule,))

"""Firewall policies with their rule collection groups (child resources)."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import Undecided, flag, items, link, links, number, text, texts
from enclave.graph.model import Body, Graph, Resource

TYPE = "Microsoft.Network/firewallPolicies"
GROUP_TYPE = f"{TYPE}/ruleCollectionGroups"
API_VERSION = "2025-09-01"


@dataclass(frozen=True)
class FirewallRule:
    """One rule of any kind; fields that its kind does not have are empty."""

    name: str
    sources: tuple[str, ...] = ()
    source_ip_groups: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    destination_ip_groups: tuple[str, ...] = ()
    destination_fqdns: tuple[str, ...] = ()
    target_fqdns: tuple[str, ...] = ()
    target_urls: tuple[str, ...] = ()
    fqdn_tags: tuple[str, ...] = ()
    web_categories: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    """`TCP`, `UDP`, `ICMP`, `Any`; for an application rule `Https:443`."""
    ports: tuple[str, ...] = ()
    translated_address: str | None = None
    """Address or FQDN that a DNAT rule sends to."""
    translated_port: str | None = None
    terminate_tls: bool = False


@dataclass(frozen=True)
class RuleCollection:
    """Rules of one kind with one action."""

    name: str
    priority: int
    kind: str
    """`Dnat`, `Network` or `Application`."""
    action: str
    """`Allow`, `Deny` or `Dnat`."""
    rules: tuple[FirewallRule, ...]


@dataclass(frozen=True)
class RuleCollectionGroup:
    """A rule collection group."""

    id: str
    priority: int
    collections: tuple[RuleCollection, ...]


@dataclass(frozen=True)
class FirewallPolicy:
    """A firewall policy with its groups in order of priority."""

    id: str
    base_policy: str | None
    threat_intel_mode: str
    """`Off`, `Alert` or `Deny`."""
    dns_proxy: bool
    groups: tuple[RuleCollectionGroup, ...]
    tier: str = "Standard"
    intrusion_detection: str = "Off"
    """`Off`, `Alert` or `Deny`; only Premium has it."""
    dns_servers: tuple[str, ...] = ()


def read(resource: Resource, graph: Graph | None = None) -> FirewallPolicy:
    """A policy; with a graph its rule collection groups are merged in. Raises `Undecided`."""
    body = resource.body
    children = graph.children(resource.id) if graph else ()
    groups = [read_group(child) for child in children if child.type.lower() == GROUP_TYPE.lower()]
    return FirewallPolicy(
        id=resource.id,
        base_policy=link(body, "properties.basePolicy"),
        threat_intel_mode=text(body, "properties.threatIntelMode", "Alert"),
        dns_proxy=flag(body, "properties.dnsSettings.enableProxy"),
        groups=tuple(sorted(groups, key=lambda group: group.priority)),
        tier=text(body, "properties.sku.tier", "Standard"),
        intrusion_detection=text(body, "properties.intrusionDetection.mode", "Off"),
        dns_servers=texts(body, "properties.dnsSettings.servers"),
    )


def read_group(resource: Resource) -> RuleCollectionGroup:
    """One rule collection group. A collection that mixes kinds of rules is split by kind."""
    collections = tuple(
        collection
        for part in items(resource.body, "properties.ruleCollections")
        for collection in _collections(part, resource.id)
    )
    return RuleCollectionGroup(resource.id, number(resource.body, "properties.priority"), collections)


def _collections(body: Body, where: str) -> tuple[RuleCollection, ...]:
    kinds: dict[str, list[FirewallRule]] = {}
    for part in items(body, "rules"):
        kind = text(part, "ruleType").lower()
        if kind not in KINDS:
            raise Undecided(f"ruleType: {kind}", where)
        kinds.setdefault(KINDS[kind], []).append(_rule(part, KINDS[kind]))
    name, priority = text(body, "name"), number(body, "priority")
    action = text(body, "action.type").capitalize()
    if kinds and action not in ("Allow", "Deny", "Dnat"):
        raise Undecided(f"action: {action}", where)
    return tuple(RuleCollection(name, priority, kind, action, tuple(rules)) for kind, rules in kinds.items())


KINDS = {"applicationrule": "Application", "networkrule": "Network", "natrule": "Dnat"}


def _rule(body: Body, kind: str) -> FirewallRule:
    application = kind == "Application"
    return FirewallRule(
        name=text(body, "name"),
        sources=texts(body, "sourceAddresses"),
        source_ip_groups=links(body, "sourceIpGroups"),
        destinations=texts(body, "destinationAddresses"),
        destination_ip_groups=links(body, "destinationIpGroups"),
        destination_fqdns=texts(body, "destinationFqdns"),
        target_fqdns=texts(body, "targetFqdns"),
        target_urls=texts(body, "targetUrls"),
        fqdn_tags=texts(body, "fqdnTags"),
        web_categories=texts(body, "webCategories"),
        protocols=_application_protocols(body) if application else texts(body, "ipProtocols"),
        ports=texts(body, "destinationPorts"),
        translated_address=text(body, "translatedAddress", None) or text(body, "translatedFqdn", None),
        translated_port=text(body, "translatedPort", None),
        terminate_tls=flag(body, "terminateTLS"),
    )


def _application_protocols(body: Body) -> tuple[str, ...]:
    return tuple(f"{text(part, 'protocolType').capitalize()}:{number(part, 'port')}" for part in items(body, "protocols"))

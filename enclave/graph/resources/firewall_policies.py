"""Firewall policies with their rule collection groups (child resources)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from enclave.graph.body import MISSING, Undecided, flag, items, last_segment, link, links, lookup, member, number, pointer, text, texts
from enclave.graph.model import Body, Graph, Ref, Resource, Unresolved, Value
from enclave.graph.parts import NO_IDENTITY, Identity, Place, identity, stated, write_identity
from enclave.graph.resources import key_vault_secrets

TYPE = "Microsoft.Network/firewallPolicies"
GROUP_TYPE = f"{TYPE}/ruleCollectionGroups"
API_VERSION = "2025-09-01"


class FirewallRule(Struct, frozen=True):
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
    description: str = ""


class RuleCollection(Struct, frozen=True):
    """Rules of one kind with one action."""

    name: str
    priority: int
    kind: str
    """`Dnat`, `Network` or `Application`."""
    action: str
    """`Allow`, `Deny` or `Dnat`."""
    rules: tuple[FirewallRule, ...]


class RuleCollectionGroup(Struct, frozen=True):
    """A rule collection group."""

    id: str
    priority: int
    collections: tuple[RuleCollection, ...]


class CertificateAuthority(Struct, frozen=True):
    """The intermediate authority whose certificates the firewall shows to clients when it looks into TLS."""

    name: str
    secret: str
    """The certificate's secret in a key vault: its id in the template, else `https://<vault>.vault.azure.net/secrets/<name>`."""


class FirewallPolicy(Struct, frozen=True):
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
    """Where the proxy asks; empty: Azure's DNS, with the zones that are linked to the firewall's network."""
    snat_private_ranges: tuple[str, ...] = ()
    """Destinations that are reached with the client's own address; empty: Azure's default, private ranges."""
    threat_intel_allowed: tuple[str, ...] = ()
    """Addresses and names that threat intelligence does not stop."""
    intrusion_exceptions: tuple[str, ...] = ()
    """Signatures with a mode of their own and traffic that is not looked at, by id or name."""
    authority: CertificateAuthority | None = None
    """None: TLS is not looked into."""
    identity: Identity = NO_IDENTITY
    """Who reads the authority's certificate."""
    explicit_proxy: bool = False
    """Clients can name the firewall as their proxy, whatever their routes say."""


def read(resource: Resource, graph: Graph | None = None) -> FirewallPolicy:
    """A policy; with a graph its rule collection groups are merged in. Raises `Undecided`."""
    body = resource.body
    children = graph.children(resource.id) if graph else ()
    groups = [read_group(child) for child in children if child.type.lower() == GROUP_TYPE.lower()]
    allowed = "properties.threatIntelWhitelist"
    intrusion = "properties.intrusionDetection.configuration"
    return FirewallPolicy(
        id=resource.id,
        base_policy=link(body, "properties.basePolicy"),
        threat_intel_mode=text(body, "properties.threatIntelMode", "Alert"),
        dns_proxy=flag(body, "properties.dnsSettings.enableProxy"),
        groups=tuple(sorted(groups, key=lambda group: group.priority)),
        tier=text(body, "properties.sku.tier", "Standard"),
        intrusion_detection=text(body, "properties.intrusionDetection.mode", "Off"),
        dns_servers=texts(body, "properties.dnsSettings.servers"),
        snat_private_ranges=texts(body, "properties.snat.privateRanges"),
        threat_intel_allowed=(*texts(body, f"{allowed}.ipAddresses"), *texts(body, f"{allowed}.fqdns")),
        intrusion_exceptions=(
            *(text(part, "id") for part in items(body, f"{intrusion}.signatureOverrides")),
            *(text(part, "name") for part in items(body, f"{intrusion}.bypassTrafficSettings")),
        ),
        authority=_authority(body),
        identity=identity(resource),
        explicit_proxy=flag(body, "properties.explicitProxy.enableExplicitProxy"),
    )


def own_rules(resource: Resource) -> FirewallPolicy:
    """The rules that stand on a firewall itself, as the policy that they amount to. Raises `Undecided`.

    They are tried in the order of a policy's: learn.microsoft.com/azure/firewall/rule-processing.
    """
    collections: list[RuleCollection] = []
    for field, kind in (("natRuleCollections", "NatRule"), ("networkRuleCollections", "NetworkRule"),
                        ("applicationRuleCollections", "ApplicationRule")):
        for part in items(resource.body, f"properties.{field}"):
            rules: list[Value] = []
            for rule in items(part, "properties.rules"):
                protocols = lookup(rule, "protocols")
                rules.append({**rule, "ruleType": kind, **({} if protocols is MISSING else {"ipProtocols": protocols})})
            body: Body = {"name": text(part, "name"), "priority": number(part, "properties.priority"), "rules": rules,
                    "action": {"type": text(part, "properties.action.type")}}
            collections += _collections(body, resource.id)
    settings = lookup(resource.body, "properties.additionalProperties")
    proxy = member(settings, "Network.DNS.EnableProxy") if isinstance(settings, Mapping) else MISSING
    if isinstance(settings, Unresolved) or isinstance(proxy, Unresolved):
        raise Undecided("additionalProperties", resource.id)
    return FirewallPolicy(
        id=resource.id, base_policy=None, threat_intel_mode=text(resource.body, "properties.threatIntelMode", "Alert"),
        dns_proxy=str(proxy).lower() == "true", groups=(RuleCollectionGroup(resource.id, 0, tuple(collections)),),
        tier=text(resource.body, "properties.sku.tier", "Standard"),
    )


def _authority(body: Body) -> CertificateAuthority | None:
    path = "properties.transportSecurity.certificateAuthority"
    written = lookup(body, f"{path}.keyVaultSecretId")
    secret = written.resource if isinstance(written, Ref) else text(body, f"{path}.keyVaultSecretId", None)
    return CertificateAuthority(text(body, f"{path}.name"), secret) if secret else None


def write(policy: FirewallPolicy, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The policy, and its rule collection groups one after another: Azure changes a policy one step at a time.

    Exceptions of threat intelligence and of intrusion detection are read but never written.
    """
    premium = policy.tier == "Premium"
    settings = stated(
        sku={"tier": policy.tier},
        basePolicy={"id": pointer(policy.base_policy)} if policy.base_policy else None,
        threatIntelMode=policy.threat_intel_mode,
        dnsSettings=stated(enableProxy=policy.dns_proxy, servers=list(policy.dns_servers) or None),
        intrusionDetection={"mode": policy.intrusion_detection} if premium else None,
        snat={"privateRanges": list(policy.snat_private_ranges)} if policy.snat_private_ranges else None,
        transportSecurity=None if policy.authority is None else _write_authority(policy.authority),
        explicitProxy={"enableExplicitProxy": True} if policy.explicit_proxy else None,
    )
    body = place.put(TYPE, API_VERSION, policy.id, stated(
        identity=write_identity(policy.identity),
        properties=settings,
    ), depends_on=depends_on)
    written = [body]
    for group in policy.groups:
        properties: Value = {
            "priority": group.priority,
            "ruleCollections": [_write_collection(collection) for collection in group.collections],
        }
        before = (written[-1].id,) if len(written) > 1 else ()
        written.append(place.below(
            body, "ruleCollectionGroups", API_VERSION, last_segment(group.id), {"properties": properties}, depends_on=before
        ))
    return tuple(written)


def _write_authority(authority: CertificateAuthority) -> Value:
    secret = Ref(authority.secret, key_vault_secrets.URI) if authority.secret.startswith("/") else authority.secret
    return {"certificateAuthority": {"name": authority.name, "keyVaultSecretId": secret}}


def _write_collection(collection: RuleCollection) -> Value:
    nat = collection.kind == "Dnat"
    rules = [WRITERS[collection.kind](rule) for rule in collection.rules]
    return {
        "ruleCollectionType": f"FirewallPolicy{'Nat' if nat else 'Filter'}RuleCollection",
        "name": collection.name,
        "priority": collection.priority,
        "action": {"type": "DNAT" if nat else collection.action},
        "rules": [{**stated(description=rule.description or None), **body}
                  for rule, body in zip(collection.rules, rules, strict=True)],
    }


def _write_application(rule: FirewallRule) -> dict[str, Value]:
    protocols = [protocol.split(":") for protocol in rule.protocols]
    return stated(
        ruleType="ApplicationRule",
        name=rule.name,
        sourceAddresses=_list(rule.sources),
        sourceIpGroups=_pointers(rule.source_ip_groups),
        destinationAddresses=_list(rule.destinations),
        protocols=[{"protocolType": kind, "port": int(port)} for kind, port in protocols],
        targetFqdns=_list(rule.target_fqdns),
        targetUrls=_list(rule.target_urls),
        fqdnTags=_list(rule.fqdn_tags),
        webCategories=_list(rule.web_categories),
        terminateTLS=rule.terminate_tls,
    )


def _write_network(rule: FirewallRule) -> dict[str, Value]:
    return stated(
        ruleType="NetworkRule",
        name=rule.name,
        ipProtocols=_list(rule.protocols),
        sourceAddresses=_list(rule.sources),
        sourceIpGroups=_pointers(rule.source_ip_groups),
        destinationAddresses=_list(rule.destinations),
        destinationIpGroups=_pointers(rule.destination_ip_groups),
        destinationFqdns=_list(rule.destination_fqdns),
        destinationPorts=_list(rule.ports),
    )


def _write_nat(rule: FirewallRule) -> dict[str, Value]:
    target = rule.translated_address or ""
    by_name = any(letter.isalpha() for letter in target)
    return stated(
        ruleType="NatRule",
        name=rule.name,
        ipProtocols=_list(rule.protocols),
        sourceAddresses=_list(rule.sources),
        sourceIpGroups=_pointers(rule.source_ip_groups),
        destinationAddresses=_list(rule.destinations),
        destinationPorts=_list(rule.ports),
        translatedAddress=None if by_name else target,
        translatedFqdn=target if by_name else None,
        translatedPort=rule.translated_port,
    )


WRITERS = {"Application": _write_application, "Network": _write_network, "Dnat": _write_nat}


def _list(values: tuple[str, ...]) -> Value:
    return list(values) or None


def _pointers(ids: tuple[str, ...]) -> Value:
    return [pointer(target) for target in ids] or None


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
        destinations=_public(body) if kind == "Dnat" else texts(body, "destinationAddresses"),
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
        description=text(body, "description"),
    )


def _public(body: Body) -> tuple[str, ...]:
    """Destinations of a NAT rule: what Azure gives a public address of the template's only once it is there is one of the internet's."""
    found = lookup(body, "destinationAddresses")
    given = isinstance(found, list | tuple) and all(isinstance(each, Ref) and each.path == "properties.ipAddress" for each in found)
    return ("Internet",) if found and given else texts(body, "destinationAddresses")


def _application_protocols(body: Body) -> tuple[str, ...]:
    return tuple(f"{text(part, 'protocolType').capitalize()}:{number(part, 'port')}" for part in items(body, "protocols"))

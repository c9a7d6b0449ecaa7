"""azurerm: Azure Firewall, firewall policies with their rules, IP groups, Bastion."""

from __future__ import annotations

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Unresolved, Value
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import (
    ENABLED,
    Below,
    Blocks,
    Field,
    Fixed,
    Link,
    Links,
    Made,
    Mapped,
    Part,
    Patch,
    Under,
    added,
    built,
)
from enclave.importers.terraform.networks import NETWORK, PUBLIC_ADDRESS, subnet_called
from enclave.importers.terraform.view import View

FIREWALL = ("azurerm_firewall",)
FIREWALL_TYPE = "Microsoft.Network/azureFirewalls"
POLICY = ("azurerm_firewall_policy",)
POLICY_TYPE = "Microsoft.Network/firewallPolicies"
IP_GROUP = ("azurerm_ip_group",)
WORKSPACE = ("azurerm_log_analytics_workspace",)
RECORDED = (Field("firewall_location", "region"), Link("id", "workspaceId.id", WORKSPACE))
PUBLIC = Link("public_ip_address_id", "properties.publicIPAddress.id", PUBLIC_ADDRESS)
CONFIGURATION = (Field("name", "name"), subnet_called("AzureFirewallSubnet"), PUBLIC)
MANAGEMENT = (Field("name", "name"), subnet_called("AzureFirewallManagementSubnet"), PUBLIC)
BASTION = (Field("name", "name"), subnet_called("AzureBastionSubnet"), PUBLIC)


def _port(view: View) -> Value | Absent:
    found = view.value("translated_port")
    return str(found) if isinstance(found, int) else found


def _ports(view: View) -> Value | Absent:
    found = view.value("destination_ports")
    return [str(each) if isinstance(each, int) else each for each in found] if isinstance(found, list) else found


def _one(source: str) -> Made:
    """A single text that ARM wants as a list."""

    def made(view: View) -> Value | Absent:
        found = view.value(source)
        return found if found is MISSING or isinstance(found, Unresolved) else [found]

    return Made("destinationAddresses", made)


def _first(blocks: list[View] | Unresolved) -> Value | Absent:
    if isinstance(blocks, Unresolved):
        return blocks
    return built(MANAGEMENT, blocks[0]) if blocks else MISSING


SOURCES: tuple[Part, ...] = (
    Field("name", "name"),
    Field("source_addresses", "sourceAddresses"),
    Links("source_ip_groups", "sourceIpGroups", IP_GROUP, key=""),
)
PROTOCOLS = Blocks("protocols", "protocols", (Field("type", "protocolType"), Field("port", "port")))
APPLICATION: tuple[Part, ...] = (
    Fixed("ruleType", "ApplicationRule"),
    *SOURCES,
    PROTOCOLS,
    Field("destination_fqdns", "targetFqdns"),
    Field("destination_fqdn_tags", "fqdnTags"),
    Field("destination_urls", "targetUrls"),
    Field("destination_addresses", "destinationAddresses"),
    Field("web_categories", "webCategories"),
    Field("terminate_tls", "terminateTLS", False),
)
NETWORK_RULE: tuple[Part, ...] = (
    Fixed("ruleType", "NetworkRule"),
    *SOURCES,
    Field("protocols", "ipProtocols"),
    Field("destination_addresses", "destinationAddresses"),
    Links("destination_ip_groups", "destinationIpGroups", IP_GROUP, key=""),
    Field("destination_fqdns", "destinationFqdns"),
    Made("destinationPorts", _ports),
)
NAT_RULE: tuple[Part, ...] = (
    Fixed("ruleType", "NatRule"),
    *SOURCES,
    Field("protocols", "ipProtocols"),
    _one("destination_address"),
    Made("destinationPorts", _ports),
    Field("translated_address", "translatedAddress"),
    Field("translated_fqdn", "translatedFqdn"),
    Made("translatedPort", _port),
)


def _collection(kind: str, action: Value, rules: tuple[Part, ...]) -> tuple[Part, ...]:
    return (
        Fixed("ruleCollectionType", f"FirewallPolicy{kind}RuleCollection"),
        Field("name", "name"),
        Field("priority", "priority"),
        Field("action", "action.type", words={"dnat": "DNAT"}) if action is None else Fixed("action.type", action),
        Blocks("rule", "rules", rules),
    )


def _collections(view: View) -> Value:
    found: list[Value] = []
    for source, parts in (
        ("nat_rule_collection", _collection("Nat", "DNAT", NAT_RULE)),
        ("network_rule_collection", _collection("Filter", None, NETWORK_RULE)),
        ("application_rule_collection", _collection("Filter", None, APPLICATION)),
    ):
        blocks = view.blocks(source)
        if isinstance(blocks, Unresolved):
            return blocks
        found += [built(parts, block) for block in blocks]
    return found


def _proxied(view: View) -> Value | Absent:
    return view.value("dns.proxy_enabled")


def _settings(view: View) -> Value | Absent:
    """Names that a firewall without a policy answers."""
    found = view.value("dns_proxy_enabled")
    if found is MISSING or isinstance(found, Unresolved):
        return found
    return {"Network.DNS.EnableProxy": str(found).lower()}


def _cidr(body: dict[str, Value], view: View) -> bool:
    found = view.value("cidr")
    return found is not MISSING and added(body, "properties.ipAddresses", [found])


def _classic(kind: str, rules: tuple[Part, ...]) -> Mapped:
    """Rules on the firewall itself, without a policy."""
    return Mapped(
        f"azurerm_firewall_{kind}_rule_collection",
        f"{FIREWALL_TYPE}/{kind}RuleCollections",
        (
            Field("priority", "properties.priority"),
            Field("action", "properties.action.type"),
            Blocks("rule", "properties.rules", rules),
        ),
        Below(("azure_firewall_name",), FIREWALL),
        within=f"properties.{kind}RuleCollections",
    )


def _bastion_tier(view: View) -> Value:
    return view.text("sku", "Basic")


MAPPINGS = (
    Mapped(
        "azurerm_firewall",
        FIREWALL_TYPE,
        (
            Field("sku_name", "properties.sku.name"),
            Field("sku_tier", "properties.sku.tier"),
            Link("firewall_policy_id", "properties.firewallPolicy.id", POLICY),
            Field("threat_intel_mode", "properties.threatIntelMode"),
            Made("properties.additionalProperties", _settings),
            Blocks("ip_configuration", "properties.ipConfigurations", CONFIGURATION),
            Made("properties.managementIpConfiguration", lambda view: _first(view.blocks("management_ip_configuration"))),
            Link("virtual_hub.virtual_hub_id", "properties.virtualHub.id", ("azurerm_virtual_hub",)),
            Field("zones", "zones"),
        ),
        answers={
            "ip_configuration.private_ip_address": "properties.ipConfigurations[0].properties.privateIPAddress",
            "virtual_hub.private_ip_address": "properties.hubIPAddresses.privateIPAddress",
        },
    ),
    Mapped(
        "azurerm_firewall_policy",
        POLICY_TYPE,
        (
            Field("sku", "properties.sku.tier", "Standard"),
            Link("base_policy_id", "properties.basePolicy.id", POLICY),
            Field("threat_intelligence_mode", "properties.threatIntelMode", "Alert"),
            Field("threat_intelligence_allowlist.fqdns", "properties.threatIntelWhitelist.fqdns"),
            Field("threat_intelligence_allowlist.ip_addresses", "properties.threatIntelWhitelist.ipAddresses"),
            Made("properties.dnsSettings.enableProxy", _proxied),
            Field("dns.servers", "properties.dnsSettings.servers"),
            Field("intrusion_detection.mode", "properties.intrusionDetection.mode"),
            Field("private_ip_ranges", "properties.snat.privateRanges"),
            Field("auto_learn_private_ranges_enabled", "properties.snat.autoLearnPrivateRanges", words=ENABLED),
            Field("tls_certificate.name", "properties.transportSecurity.certificateAuthority.name"),
            Field("tls_certificate.key_vault_secret_id", "properties.transportSecurity.certificateAuthority.keyVaultSecretId"),
            Field("explicit_proxy.enabled", "properties.explicitProxy.enableExplicitProxy"),
            Field("sql_redirect_allowed", "properties.sql.allowSqlRedirect"),
            Link(
                "insights.default_log_analytics_workspace_id",
                "properties.insights.logAnalyticsResources.defaultWorkspaceId.id",
                WORKSPACE,
            ),
            Blocks("insights.log_analytics_workspace", "properties.insights.logAnalyticsResources.workspaces", RECORDED),
            IDENTITY,
        ),
    ),
    Mapped(
        "azurerm_firewall_policy_rule_collection_group",
        f"{POLICY_TYPE}/ruleCollectionGroups",
        (Field("priority", "properties.priority"), Made("properties.ruleCollections", _collections)),
        Under("firewall_policy_id", POLICY),
    ),
    _classic(
        "application",
        (
            Field("name", "name"),
            Field("source_addresses", "sourceAddresses"),
            Links("source_ip_groups", "sourceIpGroups", IP_GROUP, key=""),
            Field("target_fqdns", "targetFqdns"),
            Field("fqdn_tags", "fqdnTags"),
            Blocks("protocol", "protocols", (Field("type", "protocolType"), Field("port", "port"))),
        ),
    ),
    _classic(
        "network",
        (
            Field("name", "name"),
            Field("source_addresses", "sourceAddresses"),
            Field("destination_addresses", "destinationAddresses"),
            Field("destination_fqdns", "destinationFqdns"),
            Made("destinationPorts", _ports),
            Field("protocols", "protocols"),
        ),
    ),
    _classic(
        "nat",
        (
            Field("name", "name"),
            Field("source_addresses", "sourceAddresses"),
            Field("destination_addresses", "destinationAddresses"),
            Made("destinationPorts", _ports),
            Field("protocols", "protocols"),
            Field("translated_address", "translatedAddress"),
            Made("translatedPort", _port),
        ),
    ),
    Mapped("azurerm_ip_group", "Microsoft.Network/ipGroups", (Field("cidrs", "properties.ipAddresses", []),)),
    Mapped(
        "azurerm_bastion_host",
        "Microsoft.Network/bastionHosts",
        (
            Made("sku.name", _bastion_tier),
            Blocks("ip_configuration", "properties.ipConfigurations", BASTION),
            Link("virtual_network_id", "properties.virtualNetwork.id", NETWORK),
            Field("copy_paste_enabled", "properties.disableCopyPaste", words={"true": False, "false": True}),
            Field("file_copy_enabled", "properties.enableFileCopy"),
            Field("ip_connect_enabled", "properties.enableIpConnect"),
            Field("kerberos_enabled", "properties.enableKerberos"),
            Field("shareable_link_enabled", "properties.enableShareableLink"),
            Field("tunneling_enabled", "properties.enableTunneling"),
            Field("session_recording_enabled", "properties.enableSessionRecording"),
            Field("scale_units", "properties.scaleUnits"),
            Field("zones", "zones"),
        ),
    ),
)

PATCHES = (Patch("azurerm_ip_group_cidr", "ip_group_id", IP_GROUP, _cidr),)

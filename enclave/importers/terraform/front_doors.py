"""azurerm: Front Door (profiles, endpoints, origins, routes, policies), Traffic Manager, classic CDN profiles."""

from __future__ import annotations

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Ref, Unresolved, Value
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import Blocks, Field, Fixed, Link, Links, Made, Mapped, Under
from enclave.importers.terraform.view import View

TYPE = "Microsoft.Cdn/profiles"
PROFILE = ("azurerm_cdn_frontdoor_profile",)
UNDER = Under("cdn_frontdoor_profile_id", PROFILE)
GROUP = ("azurerm_cdn_frontdoor_origin_group",)
ENDPOINT = ("azurerm_cdn_frontdoor_endpoint",)
DOMAIN = ("azurerm_cdn_frontdoor_custom_domain",)
POLICY = ("azurerm_cdn_frontdoor_firewall_policy",)
SWITCH = {"true": "Enabled", "false": "Disabled"}
MANAGER = ("azurerm_traffic_manager_profile",)
MANAGER_TYPE = "Microsoft.Network/trafficManagerProfiles"


def _private(view: View) -> Value | Absent:
    block = view.block("private_link")
    if not isinstance(block, View):
        return MISSING if block is None else block
    target = block.link("private_link_target_id")
    found: dict[str, Value] = {
        "privateLinkLocation": block.text("location"),
        "requestMessage": block.text("request_message", "Access request"),
    }
    if target is not MISSING:
        found["privateLink"] = {"id": target}
    kind = block.value("target_type")
    if kind is not MISSING:
        found["groupId"] = kind
    return found


def _domains(view: View) -> Value:
    blocks = view.blocks("security_policies.firewall.association")
    if isinstance(blocks, Unresolved):
        return blocks
    found: list[Value] = []
    for block in blocks:
        rows = block.blocks("domain")
        domains: Value = (
            rows
            if isinstance(rows, Unresolved)
            else [{"id": target} for row in rows if (target := row.link("cdn_frontdoor_domain_id")) is not MISSING]
        )
        patterns = block.value("patterns_to_match")
        found.append({"domains": domains, "patternsToMatch": ["/*"] if patterns is MISSING else patterns})
    return found


def _host(view: View) -> Value | Absent:
    """The name of an origin. That of a web app of the plan is made of its own name."""
    found = view.value("host_name")
    if isinstance(found, Ref) and found.path == "properties.defaultHostName" and "{" not in found.resource:
        return f"{found.resource.rpartition('/')[2].lower()}.azurewebsites.net"
    return found


MAPPINGS = (
    Mapped(
        "azurerm_cdn_frontdoor_profile",
        TYPE,
        (Field("sku_name", "sku.name"), Fixed("kind", "frontdoor"), IDENTITY),
        answers={"resource_guid": "properties.frontDoorId"},
    ),
    Mapped(
        "azurerm_cdn_frontdoor_endpoint",
        f"{TYPE}/afdEndpoints",
        (Field("enabled", "properties.enabledState", "Enabled", SWITCH),),
        UNDER,
        answers={"host_name": "properties.hostName"},
    ),
    Mapped(
        "azurerm_cdn_frontdoor_origin_group",
        f"{TYPE}/originGroups",
        (Field("load_balancing.sample_size", "properties.loadBalancingSettings.sampleSize"),),
        UNDER,
    ),
    Mapped(
        "azurerm_cdn_frontdoor_origin",
        f"{TYPE}/originGroups/origins",
        (
            Made("properties.hostName", _host),
            Field("origin_host_header", "properties.originHostHeader"),
            Field("enabled", "properties.enabledState", "Enabled", SWITCH),
            Field("http_port", "properties.httpPort"),
            Field("https_port", "properties.httpsPort"),
            Field("certificate_name_check_enabled", "properties.enforceCertificateNameCheck"),
            Made("properties.sharedPrivateLinkResource", _private),
        ),
        Under("cdn_frontdoor_origin_group_id", GROUP),
    ),
    Mapped(
        "azurerm_cdn_frontdoor_route",
        f"{TYPE}/afdEndpoints/routes",
        (
            Link("cdn_frontdoor_origin_group_id", "properties.originGroup.id", GROUP),
            Links("cdn_frontdoor_custom_domain_ids", "properties.customDomains", DOMAIN),
            Field("patterns_to_match", "properties.patternsToMatch"),
            Field("supported_protocols", "properties.supportedProtocols"),
            Field("forwarding_protocol", "properties.forwardingProtocol"),
            Field("https_redirect_enabled", "properties.httpsRedirect", "Enabled", SWITCH),
            Field("link_to_default_domain", "properties.linkToDefaultDomain", "Enabled", SWITCH),
            Field("enabled", "properties.enabledState", "Enabled", SWITCH),
            Links("cdn_frontdoor_rule_set_ids", "properties.ruleSets", ("azurerm_cdn_frontdoor_rule_set",)),
        ),
        Under("cdn_frontdoor_endpoint_id", ENDPOINT),
    ),
    Mapped("azurerm_cdn_frontdoor_rule_set", f"{TYPE}/ruleSets", (), UNDER),
    Mapped(
        "azurerm_cdn_frontdoor_rule",
        f"{TYPE}/ruleSets/rules",
        (Field("order", "properties.order"),),
        Under("cdn_frontdoor_rule_set_id", ("azurerm_cdn_frontdoor_rule_set",)),
    ),
    Mapped(
        "azurerm_cdn_frontdoor_custom_domain",
        f"{TYPE}/customDomains",
        (
            Field("host_name", "properties.hostName"),
            Field("tls.minimum_version|tls.minimum_tls_version", "properties.tlsSettings.minimumTlsVersion"),
        ),
        UNDER,
    ),
    Mapped("azurerm_cdn_frontdoor_secret", f"{TYPE}/secrets", (), UNDER),
    Mapped(
        "azurerm_cdn_frontdoor_security_policy",
        f"{TYPE}/securityPolicies",
        (
            Fixed("properties.parameters.type", "WebApplicationFirewall"),
            Link("security_policies.firewall.cdn_frontdoor_firewall_policy_id", "properties.parameters.wafPolicy.id", POLICY),
            Made("properties.parameters.associations", _domains),
        ),
        UNDER,
    ),
    Mapped(
        "azurerm_cdn_frontdoor_firewall_policy",
        "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
        (
            Field("sku_name", "sku.name"),
            Field("mode", "properties.policySettings.mode"),
            Field("enabled", "properties.policySettings.enabledState", "Enabled", SWITCH),
            Blocks(
                "managed_rule",
                "properties.managedRules.managedRuleSets",
                (
                    Field("type", "ruleSetType"),
                    Field("version", "ruleSetVersion"),
                    Field("action", "ruleSetAction"),
                ),
            ),
            Blocks(
                "custom_rule",
                "properties.customRules.rules",
                (
                    Field("name", "name"),
                    Field("priority", "priority"),
                    Field("type", "ruleType"),
                    Field("action", "action"),
                    Field("enabled", "enabledState", "Enabled", SWITCH),
                    Blocks(
                        "match_condition",
                        "matchConditions",
                        (
                            Field("match_variable", "matchVariable"),
                            Field("operator", "operator"),
                            Field("match_values", "matchValue"),
                            Field("negation_condition", "negateCondition"),
                            Field("selector", "selector"),
                            Field("transforms", "transforms"),
                        ),
                    ),
                ),
            ),
        ),
    ),
    Mapped("azurerm_cdn_profile", TYPE, (Field("sku", "sku.name"),)),
    Mapped(
        "azurerm_traffic_manager_profile",
        MANAGER_TYPE,
        (
            Field("traffic_routing_method", "properties.trafficRoutingMethod"),
            Field("profile_status", "properties.profileStatus", "Enabled"),
            Field("dns_config.relative_name", "properties.dnsConfig.relativeName"),
            Field("dns_config.ttl", "properties.dnsConfig.ttl"),
            Field("monitor_config.protocol", "properties.monitorConfig.protocol"),
            Field("monitor_config.port", "properties.monitorConfig.port"),
            Field("monitor_config.path", "properties.monitorConfig.path"),
        ),
    ),
    *(
        Mapped(
            f"azurerm_traffic_manager_{kind}_endpoint",
            f"{MANAGER_TYPE}/{kind}Endpoints",
            (Link("target_resource_id", "properties.targetResourceId"), Field("target", "properties.target")),
            Under("profile_id", MANAGER),
        )
        for kind in ("azure", "external", "nested")
    ),
)

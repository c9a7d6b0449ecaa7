"""azurerm: application gateways, whose parts name each other, and their web application firewall policies."""

from __future__ import annotations

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Ref, Unresolved, Value
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import Blocks, Field, Link, Made, Mapped
from enclave.importers.terraform.networks import PUBLIC_ADDRESS, SUBNET
from enclave.importers.terraform.view import View

POLICY = ("azurerm_web_application_firewall_policy",)
SWITCH = {"true": "Enabled", "false": "Disabled"}


def _named(source: str, target: str, kind: str) -> Made:
    """A part of the same gateway, by its name."""

    def made(view: View) -> Value | Absent:
        name = view.value(source)
        own = view.answers.id_of(view.resource.address)
        if name is MISSING or name is None or own is None:
            return MISSING
        return name if isinstance(name, Unresolved) else Ref(own, "id", f"/{kind}/{name}")

    return Made(f"properties.{target}.id", made)


def _all_named(source: str, target: str, kind: str) -> Made:
    """Parts of the same gateway, by their names."""

    def made(view: View) -> Value | Absent:
        names, own = view.value(source), view.answers.id_of(view.resource.address)
        if not isinstance(names, list) or own is None:
            return names if isinstance(names, Unresolved) else MISSING
        return [each if isinstance(each, Unresolved) else {"id": Ref(own, "id", f"/{kind}/{each}")} for each in names]

    return Made(f"properties.{target}", made)


def _addresses(view: View) -> Value:
    found: list[Value] = []
    for source, key in (("ip_addresses", "ipAddress"), ("fqdns", "fqdn")):
        values = view.value(source)
        if isinstance(values, Unresolved):
            return values
        found += [{key: each} for each in values] if isinstance(values, list) else []
    return found


RULE = (
    Field("name", "name"),
    Field("rule_type", "properties.ruleType"),
    Field("priority", "properties.priority"),
    _named("http_listener_name", "httpListener", "httpListeners"),
    _named("backend_address_pool_name", "backendAddressPool", "backendAddressPools"),
    _named("backend_http_settings_name", "backendHttpSettings", "backendHttpSettingsCollection"),
    _named("redirect_configuration_name", "redirectConfiguration", "redirectConfigurations"),
    _named("url_path_map_name", "urlPathMap", "urlPathMaps"),
)
PATHS = (
    Field("name", "name"),
    _named("default_backend_address_pool_name", "defaultBackendAddressPool", "backendAddressPools"),
    _named("default_backend_http_settings_name", "defaultBackendHttpSettings", "backendHttpSettingsCollection"),
    _named("default_redirect_configuration_name", "defaultRedirectConfiguration", "redirectConfigurations"),
    Blocks(
        "path_rule",
        "properties.pathRules",
        (
            Field("name", "name"),
            Field("paths", "properties.paths"),
            _named("backend_address_pool_name", "backendAddressPool", "backendAddressPools"),
            _named("backend_http_settings_name", "backendHttpSettings", "backendHttpSettingsCollection"),
            _named("redirect_configuration_name", "redirectConfiguration", "redirectConfigurations"),
            Link("firewall_policy_id", "properties.firewallPolicy.id", POLICY),
        ),
    ),
)
LISTENER = (
    Field("name", "name"),
    Field("protocol", "properties.protocol"),
    Field("host_name", "properties.hostName"),
    Field("host_names", "properties.hostNames"),
    Field("require_sni", "properties.requireServerNameIndication"),
    _named("frontend_ip_configuration_name", "frontendIPConfiguration", "frontendIPConfigurations"),
    _named("frontend_port_name", "frontendPort", "frontendPorts"),
    _named("ssl_certificate_name", "sslCertificate", "sslCertificates"),
    _named("ssl_profile_name", "sslProfile", "sslProfiles"),
    Link("firewall_policy_id", "properties.firewallPolicy.id", POLICY),
)
FRONT = (
    Field("name", "name"),
    Link("subnet_id", "properties.subnet.id", SUBNET),
    Field("private_ip_address", "properties.privateIPAddress"),
    Field("private_ip_address_allocation", "properties.privateIPAllocationMethod"),
    Link("public_ip_address_id", "properties.publicIPAddress.id", PUBLIC_ADDRESS),
)
SETTINGS = (
    Field("name", "name"),
    Field("port", "properties.port"),
    Field("protocol", "properties.protocol"),
    Field("cookie_based_affinity", "properties.cookieBasedAffinity"),
    Field("host_name", "properties.hostName"),
    Field("pick_host_name_from_backend_address", "properties.pickHostNameFromBackendAddress"),
    Field("request_timeout", "properties.requestTimeout"),
    _named("probe_name", "probe", "probes"),
    _all_named("trusted_root_certificate_names", "trustedRootCertificates", "trustedRootCertificates"),
)
TLS = (
    ("policy_type", "policyType"),
    ("policy_name", "policyName"),
    ("min_protocol_version", "minProtocolVersion"),
    ("cipher_suites", "cipherSuites"),
    ("disabled_protocols", "disabledSslProtocols"),
)
POLICY_OF_TLS = tuple(Field(f"ssl_policy.{source}", f"properties.sslPolicy.{target}") for source, target in TLS)

MAPPINGS = (
    Mapped(
        "azurerm_application_gateway",
        "Microsoft.Network/applicationGateways",
        (
            Field("sku.name", "properties.sku.name"),
            Field("sku.tier", "properties.sku.tier"),
            Field("sku.capacity", "properties.sku.capacity"),
            Field("autoscale_configuration.min_capacity", "properties.autoscaleConfiguration.minCapacity"),
            Field("autoscale_configuration.max_capacity", "properties.autoscaleConfiguration.maxCapacity"),
            Field("enable_http2|http2_enabled", "properties.enableHttp2"),
            Link("firewall_policy_id", "properties.firewallPolicy.id", POLICY),
            Blocks(
                "gateway_ip_configuration",
                "properties.gatewayIPConfigurations",
                (
                    Field("name", "name"),
                    Link("subnet_id", "properties.subnet.id", SUBNET),
                ),
            ),
            Blocks("frontend_ip_configuration", "properties.frontendIPConfigurations", FRONT),
            Blocks("frontend_port", "properties.frontendPorts", (Field("name", "name"), Field("port", "properties.port"))),
            Blocks(
                "backend_address_pool",
                "properties.backendAddressPools",
                (
                    Field("name", "name"),
                    Made("properties.backendAddresses", _addresses),
                ),
            ),
            Blocks("backend_http_settings", "properties.backendHttpSettingsCollection", SETTINGS),
            Blocks("http_listener", "properties.httpListeners", LISTENER),
            Blocks("request_routing_rule", "properties.requestRoutingRules", RULE),
            Blocks("url_path_map", "properties.urlPathMaps", PATHS),
            Blocks(
                "redirect_configuration",
                "properties.redirectConfigurations",
                (
                    Field("name", "name"),
                    Field("redirect_type", "properties.redirectType"),
                    Field("target_url", "properties.targetUrl"),
                    _named("target_listener_name", "targetListener", "httpListeners"),
                ),
            ),
            Blocks(
                "ssl_certificate",
                "properties.sslCertificates",
                (
                    Field("name", "name"),
                    Field("key_vault_secret_id", "properties.keyVaultSecretId"),
                ),
            ),
            Blocks(
                "probe",
                "properties.probes",
                (
                    Field("name", "name"),
                    Field("protocol", "properties.protocol"),
                    Field("host", "properties.host"),
                    Field("path", "properties.path"),
                    Field("interval", "properties.interval"),
                    Field("timeout", "properties.timeout"),
                    Field("unhealthy_threshold", "properties.unhealthyThreshold"),
                ),
            ),
            *POLICY_OF_TLS,
            Blocks("ssl_profile", "properties.sslProfiles", (Field("name", "name"), *POLICY_OF_TLS)),
            Blocks("trusted_root_certificate", "properties.trustedRootCertificates", (Field("name", "name"),)),
            Field("waf_configuration.enabled", "properties.webApplicationFirewallConfiguration.enabled"),
            Field("waf_configuration.firewall_mode", "properties.webApplicationFirewallConfiguration.firewallMode"),
            Field("waf_configuration.rule_set_type", "properties.webApplicationFirewallConfiguration.ruleSetType"),
            Field("waf_configuration.rule_set_version", "properties.webApplicationFirewallConfiguration.ruleSetVersion"),
            IDENTITY,
            Field("zones", "zones"),
        ),
        inline={"frontend_ip_configuration": "frontendIPConfigurations", "backend_address_pool": "backendAddressPools"},
    ),
    Mapped(
        "azurerm_web_application_firewall_policy",
        "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
        (
            Field("policy_settings.enabled", "properties.policySettings.state", "Enabled", SWITCH),
            Field("policy_settings.mode", "properties.policySettings.mode", "Prevention"),
            Field("policy_settings.request_body_check", "properties.policySettings.requestBodyCheck"),
            Blocks(
                "managed_rules.managed_rule_set",
                "properties.managedRules.managedRuleSets",
                (
                    Field("type", "ruleSetType", "OWASP"),
                    Field("version", "ruleSetVersion"),
                ),
            ),
            Blocks(
                "custom_rules",
                "properties.customRules",
                (
                    Field("name", "name"),
                    Field("priority", "priority"),
                    Field("rule_type", "ruleType"),
                    Field("action", "action"),
                    Field("enabled", "state", "Enabled", SWITCH),
                    Blocks(
                        "match_conditions",
                        "matchConditions",
                        (
                            Field("operator", "operator"),
                            Field("match_values", "matchValues"),
                            Field("negation_condition", "negationConditon"),
                            Field("transforms", "transforms"),
                            Blocks(
                                "match_variables", "matchVariables", (Field("variable_name", "variableName"), Field("selector", "selector"))
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)

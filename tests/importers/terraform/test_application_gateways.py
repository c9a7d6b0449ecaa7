from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enclave.graph.model import Ref, Unresolved
from enclave.graph.resources import application_gateways
from enclave.verify import verify

GATEWAY = "/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/x"
VALUES = {
    "sku": [{"name": "WAF_v2", "tier": "WAF_v2", "capacity": 2}],
    "gateway_ip_configuration": [{"name": "g", "subnet_id": "/subnets/x"}],
    "frontend_ip_configuration": [{"name": "public", "public_ip_address_id": "/pip"}],
    "frontend_port": [{"name": "https", "port": 443}],
    "backend_address_pool": [{"name": "pool", "ip_addresses": ["10.0.1.4"], "fqdns": ["x.internal"]}],
    "backend_http_settings": [{"name": "s", "port": 443, "protocol": "Https", "cookie_based_affinity": "Disabled"}],
    "http_listener": [{"name": "l", "frontend_ip_configuration_name": "public", "frontend_port_name": "https", "protocol": "Https"}],
    "request_routing_rule": [
        {
            "name": "r",
            "rule_type": "Basic",
            "http_listener_name": "l",
            "backend_address_pool_name": "pool",
            "backend_http_settings_name": "s",
            "priority": 10,
        }
    ],
}


def test_parts_name_each_other(one: Any) -> None:
    found = one("azurerm_application_gateway", VALUES)
    (rule,) = found("properties.requestRoutingRules")
    (listener,) = found("properties.httpListeners")
    assert rule["properties"]["httpListener"] == {"id": Ref(GATEWAY, "id", "/httpListeners/l")}
    assert rule["properties"]["backendAddressPool"] == {"id": Ref(GATEWAY, "id", "/backendAddressPools/pool")}
    assert listener["properties"]["frontendPort"] == {"id": Ref(GATEWAY, "id", "/frontendPorts/https")}
    (pool,) = found("properties.backendAddressPools")
    assert pool["properties"]["backendAddresses"] == [{"ipAddress": "10.0.1.4"}, {"fqdn": "x.internal"}]


def test_the_reader_of_gateways_understands_it(plan: Any) -> None:
    graph = plan({"azurerm_application_gateway.x": {"name": "x", "resource_group_name": "rg", "location": "x", **VALUES}})
    (gateway,) = graph.of_type("Microsoft.Network/applicationGateways")
    assert application_gateways.read(gateway).id == GATEWAY


def test_backends_that_are_not_known(one: Any, after: Any) -> None:
    found = one("azurerm_application_gateway", {**VALUES, "backend_address_pool": [{"name": "pool", "fqdns": after("local.hosts")}]})
    assert isinstance(found("properties.backendAddressPools")[0]["properties"]["backendAddresses"], Unresolved)


def test_policies(one: Any) -> None:
    found = one(
        "azurerm_web_application_firewall_policy",
        {
            "policy_settings": [{"mode": "Detection", "enabled": False}],
            "managed_rules": [{"managed_rule_set": [{"type": "OWASP", "version": "3.2"}]}],
            "custom_rules": [
                {
                    "name": "deny",
                    "priority": 1,
                    "rule_type": "MatchRule",
                    "action": "Block",
                    "match_conditions": [
                        {
                            "operator": "IPMatch",
                            "negation_condition": True,
                            "match_values": ["203.0.113.0/24"],
                            "match_variables": [{"variable_name": "RemoteAddr"}],
                        }
                    ],
                }
            ],
        },
    )
    assert found("properties.policySettings.mode") == "Detection"
    assert found("properties.policySettings.state") == "Disabled"
    assert found("properties.managedRules.managedRuleSets") == [{"ruleSetType": "OWASP", "ruleSetVersion": "3.2"}]
    assert found("properties.customRules")[0]["matchConditions"][0]["negationConditon"] is True


def test_a_listener_may_have_a_policy_and_settings_an_authority_of_their_own(one: Any, plan: Any) -> None:
    """What the whole gateway takes says nothing of a listener with a profile."""
    more = {
        "ssl_policy": [{"policy_type": "Predefined", "policy_name": "AppGwSslPolicy20220101S"}],
        "ssl_profile": [{"name": "old", "ssl_policy": [{"policy_type": "Custom", "min_protocol_version": "TLSv1_0"}]}],
        "trusted_root_certificate": [{"name": "ca", "data": "x"}],
        "backend_http_settings": [{**VALUES["backend_http_settings"][0], "trusted_root_certificate_names": ["ca"]}],
    }
    found = one("azurerm_application_gateway", {**VALUES, **more})
    assert found("properties.sslProfiles") == [{
        "name": "old", "properties": {"sslPolicy": {"policyType": "Custom", "minProtocolVersion": "TLSv1_0"}},
    }]
    assert found("properties.trustedRootCertificates") == [{"name": "ca"}]
    (settings,) = found("properties.backendHttpSettingsCollection")
    assert settings["properties"]["trustedRootCertificates"] == [{"id": Ref(GATEWAY, "id", "/trustedRootCertificates/ca")}]

    def encrypted(values: Mapping[str, Any]) -> set[str]:
        common = {"name": "x", "resource_group_name": "rg", "location": "westeurope"}
        graph = plan({"azurerm_application_gateway.x": {**common, **VALUES, **values}})
        return {each.verdict.name for each in verify(graph).obligations if each.number == 9 and each.subject == GATEWAY}

    assert (encrypted(more), encrypted({**more, "ssl_profile": []})) == ({"refuted"}, {"proved"})

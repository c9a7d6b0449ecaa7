from __future__ import annotations

from typing import Any

from enclave.graph.model import Ref

PROFILE = "/resourceGroups/rg/providers/Microsoft.Cdn/profiles/afd"


def test_a_front_door_with_its_parts(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_cdn_frontdoor_profile.p": {"name": "afd", "resource_group_name": "rg", "sku_name": "Premium_AzureFrontDoor"},
            "azurerm_cdn_frontdoor_endpoint.e": {"name": "e", "cdn_frontdoor_profile_id": after("azurerm_cdn_frontdoor_profile.p.id")},
            "azurerm_cdn_frontdoor_origin_group.g": {
                "name": "g",
                "cdn_frontdoor_profile_id": after("azurerm_cdn_frontdoor_profile.p.id"),
                "load_balancing": [{"sample_size": 4}],
            },
            "azurerm_storage_account.s": {"name": "st", "resource_group_name": "rg", "location": "x"},
            "azurerm_cdn_frontdoor_origin.o": {
                "name": "o",
                "cdn_frontdoor_origin_group_id": after("azurerm_cdn_frontdoor_origin_group.g.id"),
                "host_name": "x.example",
                "certificate_name_check_enabled": True,
                "private_link": [
                    {"location": "westeurope", "target_type": "blob", "private_link_target_id": after("azurerm_storage_account.s.id")}
                ],
            },
            "azurerm_cdn_frontdoor_route.r": {
                "name": "r",
                "cdn_frontdoor_endpoint_id": after("azurerm_cdn_frontdoor_endpoint.e.id"),
                "patterns_to_match": ["/*"],
                "cdn_frontdoor_origin_group_id": after("azurerm_cdn_frontdoor_origin_group.g.id"),
                "supported_protocols": ["Https"],
            },
            "azurerm_cdn_frontdoor_firewall_policy.w": {
                "name": "waf",
                "resource_group_name": "rg",
                "mode": "Prevention",
                "custom_rule": [
                    {
                        "name": "geo",
                        "priority": 1,
                        "type": "MatchRule",
                        "action": "Block",
                        "match_condition": [{"match_variable": "RemoteAddr", "operator": "IPMatch", "match_values": ["203.0.113.0/24"]}],
                    }
                ],
            },
            "azurerm_cdn_frontdoor_security_policy.s": {
                "name": "s",
                "cdn_frontdoor_profile_id": after("azurerm_cdn_frontdoor_profile.p.id"),
                "security_policies": [
                    {
                        "firewall": [
                            {
                                "cdn_frontdoor_firewall_policy_id": after("azurerm_cdn_frontdoor_firewall_policy.w.id"),
                                "association": [
                                    {
                                        "patterns_to_match": ["/*"],
                                        "domain": [{"cdn_frontdoor_domain_id": after("azurerm_cdn_frontdoor_endpoint.e.id")}],
                                    }
                                ],
                            }
                        ]
                    }
                ],
            },
        }
    )
    by_type = {each.type.rpartition("profiles/")[2]: each for each in graph if each.type.startswith("Microsoft.Cdn/profiles/")}
    assert by_type["originGroups/origins"].name == "afd/g/o"
    link = by_type["originGroups/origins"].body["properties"]["sharedPrivateLinkResource"]
    assert link["privateLink"] == {"id": Ref("/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st")}
    assert by_type["afdEndpoints/routes"].body["properties"]["originGroup"] == {"id": Ref(f"{PROFILE}/originGroups/g")}
    parameters = by_type["securityPolicies"].body["properties"]["parameters"]
    assert parameters["wafPolicy"]["id"].resource.endswith("/waf")
    assert parameters["associations"] == [{"domains": [{"id": Ref(f"{PROFILE}/afdEndpoints/e")}], "patternsToMatch": ["/*"]}]
    (policy,) = graph.of_type("Microsoft.Network/FrontDoorWebApplicationFirewallPolicies")
    assert policy.body["properties"]["customRules"]["rules"][0]["matchConditions"][0]["matchValue"] == ["203.0.113.0/24"]


def test_traffic_managers(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_traffic_manager_profile.p": {"name": "tm", "resource_group_name": "rg", "traffic_routing_method": "Priority"},
            "azurerm_traffic_manager_external_endpoint.e": {
                "name": "e",
                "profile_id": after("azurerm_traffic_manager_profile.p.id"),
                "target": "x.example",
            },
        }
    )
    (profile,) = graph.of_type("Microsoft.Network/trafficManagerProfiles")
    (endpoint,) = graph.children(profile.id)
    assert endpoint.body["properties"]["target"] == "x.example"

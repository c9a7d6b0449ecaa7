from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import MISSING
from enclave.graph.model import Ref

COMMON = {"resource_group_name": "rg", "location": "x"}
SUBNET = {"azurerm_subnet.s": {"name": "s", "resource_group_name": "rg", "virtual_network_name": "v", "address_prefixes": ["10.0.0.0/24"]}}
SUBNET_ID = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("azurerm_linux_web_app", "app,linux"),
        ("azurerm_windows_web_app", "app"),
        ("azurerm_linux_function_app", "functionapp,linux"),
        ("azurerm_windows_function_app", "functionapp"),
    ],
)
def test_apps_and_their_defaults(one: Any, kind: str, word: str) -> None:
    found = one(kind, {"site_config": [{"always_on": True}]})
    assert found("kind") == word
    assert found("properties.publicNetworkAccess") == "Enabled"
    assert found("properties.siteConfig.vnetRouteAllEnabled") is False
    assert found("properties.siteConfig.minTlsVersion") == "1.2"
    assert found("properties.httpsOnly") is False
    assert found("properties.siteConfig.ipSecurityRestrictions") is MISSING


def test_an_app_in_a_network_with_restrictions(one: Any, after: Any) -> None:
    found = one(
        "azurerm_linux_web_app",
        {
            "public_network_access_enabled": False,
            "https_only": True,
            "virtual_network_subnet_id": after("azurerm_subnet.s.id"),
            "site_config": [
                {
                    "vnet_route_all_enabled": True,
                    "ip_restriction": [
                        {"name": "office", "ip_address": "203.0.113.0/24", "priority": 100, "action": "Allow"},
                        {"name": "door", "service_tag": "AzureFrontDoor.Backend", "priority": 200, "action": None},
                    ],
                }
            ],
            "app_settings": {"KEY": "hunter2"},
        },
        SUBNET,
    )
    assert found("properties.publicNetworkAccess") == "Disabled"
    assert found("properties.virtualNetworkSubnetId") == Ref(SUBNET_ID)
    assert found("properties.siteConfig.vnetRouteAllEnabled") is True
    office, door = found("properties.siteConfig.ipSecurityRestrictions")
    assert (office["ipAddress"], door["ipAddress"], door["tag"], door["action"]) == (
        "203.0.113.0/24",
        "AzureFrontDoor.Backend",
        "ServiceTag",
        "Allow",
    )
    assert "hunter2" not in str(found("properties"))


def test_the_network_of_its_own_resource(plan: Any, after: Any) -> None:
    graph = plan(
        SUBNET
        | {
            "azurerm_linux_web_app.a": {"name": "app", **COMMON},
            "azurerm_app_service_virtual_network_swift_connection.c": {
                "app_service_id": after("azurerm_linux_web_app.a.id"),
                "subnet_id": after("azurerm_subnet.s.id"),
            },
        }
    )
    (site,) = graph.of_type("Microsoft.Web/sites")
    assert site.body["properties"]["virtualNetworkSubnetId"] == Ref(SUBNET_ID)


def test_slots_and_plans(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_service_plan.p": {"name": "asp", **COMMON, "sku_name": "P1v3", "os_type": "Linux"},
            "azurerm_linux_web_app.a": {"name": "app", **COMMON, "service_plan_id": after("azurerm_service_plan.p.id")},
            "azurerm_linux_web_app_slot.s": {"name": "blue", "app_service_id": after("azurerm_linux_web_app.a.id")},
        }
    )
    (slot,) = graph.of_type("Microsoft.Web/sites/slots")
    (site,) = graph.of_type("Microsoft.Web/sites")
    assert slot.name == "app/blue"
    assert slot.body["properties"]["publicNetworkAccess"] == "Enabled"
    assert site.body["properties"]["serverFarmId"] == Ref("/resourceGroups/rg/providers/Microsoft.Web/serverfarms/asp")


def test_the_publishing_password_is_a_resource_of_its_own_and_on_by_default(plan: Any) -> None:
    rows = {"azurerm_linux_web_app.a": {"name": "app", **COMMON, "ftp_publish_basic_authentication_enabled": False}}
    found = plan(rows).of_type("Microsoft.Web/sites/basicPublishingCredentialsPolicies")
    assert {each.name: each.body["properties"]["allow"] for each in found} == {"app/scm": True, "app/ftp": False}

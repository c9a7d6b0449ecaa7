from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import MISSING
from enclave.graph.model import Unresolved


@pytest.mark.parametrize(
    ("kind", "values", "value"),
    [
        ("azurerm_data_factory", {}, "Enabled"),
        ("azurerm_data_factory", {"public_network_enabled": False}, "Disabled"),
        ("azurerm_synapse_workspace", {}, "Enabled"),
        ("azurerm_databricks_workspace", {}, "Enabled"),
        ("azurerm_kusto_cluster", {}, "Enabled"),
        ("azurerm_api_management", {"sku_name": "Developer_1"}, "Enabled"),
        ("azurerm_purview_account", {}, "Enabled"),
        ("azurerm_batch_account", {}, "Enabled"),
        ("azurerm_automation_account", {}, True),
        ("azurerm_automation_account", {"public_network_access_enabled": False}, False),
        ("azurerm_app_configuration", {}, MISSING),
        ("azurerm_app_configuration", {"public_network_access": "Disabled"}, "Disabled"),
    ],
)
def test_public_access_of_platform_services(one: Any, kind: str, values: Any, value: Any) -> None:
    assert one(kind, values)("properties.publicNetworkAccess") == value


def test_tiers_of_api_management(one: Any, after: Any) -> None:
    assert one("azurerm_api_management", {"sku_name": "Premium_2", "virtual_network_type": "Internal"})("sku.name") == "Premium"
    assert isinstance(one("azurerm_api_management", {"sku_name": after("local.x")})("sku.name"), Unresolved)


def test_what_api_management_takes_and_sends_on(one: Any, plan: Any, after: Any) -> None:
    for security, told in (
        ([{"frontend_tls10_enabled": True}], ["Protocols.Tls10"]), ([{"enable_backend_ssl30": True}], ["Backend.Protocols.Ssl30"]),
        ([{"frontend_tls10_enabled": False}], None), ([], None),
    ):
        found = one("azurerm_api_management", {"sku_name": "Premium_2", "security": security})("properties.customProperties")
        assert (sorted(key.partition("Security.")[2] for key in found) if isinstance(found, dict) else None) == told
    hidden = one("azurerm_api_management", {"sku_name": "Premium_2", "security": [{"frontend_tls10_enabled": after("local.x")}]})
    assert [type(each) for each in hidden("properties.customProperties").values()] == [Unresolved]
    below = {"api_management_name": "x", "resource_group_name": "rg"}
    graph = plan({
        "azurerm_api_management_api.a": {"name": "a", **below, "protocols": ["http"], "service_url": "http://b"},
        "azurerm_api_management_backend.b": {"name": "b", **below, "protocol": "http", "url": "http://b"},
    })
    assert [dict(each.body["properties"]) for each in graph] == [
        {"protocols": ["http"], "serviceUrl": "http://b"}, {"url": "http://b", "protocol": "http"},
    ]


def test_what_a_workflow_does_is_not_in_its_resource(one: Any) -> None:
    found = one("azurerm_logic_app_workflow", {"access_control": [{"trigger": [{"allowed_caller_ip_address_range": ["10.0.0.0/8"]}]}]})
    assert isinstance(found("properties.definition"), Unresolved)
    assert found("properties.accessControl.triggers.allowedCallerIpAddresses") == [{"addressRange": "10.0.0.0/8"}]


def test_templates_in_a_plan_are_something_unknown(plan: Any) -> None:
    graph = plan({"azurerm_resource_group_template_deployment.t": {"name": "t", "resource_group_name": "rg", "template_content": "{}"}})
    (deployment,) = graph.of_type("Microsoft.Resources/deployments")
    assert isinstance(deployment.body["properties"], Unresolved)

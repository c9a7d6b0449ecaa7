from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import MISSING
from enclave.graph.model import Ref

COMMON = {"resource_group_name": "rg", "location": "x"}
SUBNET = {"azurerm_subnet.s": {"name": "s", "resource_group_name": "rg", "virtual_network_name": "v", "address_prefixes": ["10.0.0.0/24"]}}
SUBNET_ID = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"


def test_an_account_is_open_by_default(one: Any) -> None:
    found = one("azurerm_cognitive_account", {"kind": "OpenAI", "sku_name": "S0"})
    assert found("kind") == "OpenAI"
    assert found("properties.publicNetworkAccess") == "Enabled"
    assert found("properties.disableLocalAuth") is False
    assert found("properties.restrictOutboundNetworkAccess") is False


def test_a_closed_account_with_agents_in_a_subnet(one: Any, after: Any) -> None:
    found = one(
        "azurerm_cognitive_account",
        {
            "kind": "AIServices",
            "public_network_access_enabled": False,
            "local_auth_enabled": False,
            "project_management_enabled": True,
            "network_injection": [{"scenario": "agent", "subnet_id": after("azurerm_subnet.s.id")}],
            "network_acls": [
                {
                    "default_action": "Deny",
                    "ip_rules": ["203.0.113.4"],
                    "virtual_network_rules": [{"subnet_id": after("azurerm_subnet.s.id")}],
                }
            ],
        },
        SUBNET,
    )
    assert found("properties.publicNetworkAccess") == "Disabled"
    assert found("properties.disableLocalAuth") is True
    assert found("properties.networkInjections") == [{"scenario": "agent", "subnetArmId": Ref(SUBNET_ID)}]
    assert found("properties.networkAcls.virtualNetworkRules") == [{"id": Ref(SUBNET_ID)}]
    assert found("properties.networkAcls.ipRules") == [{"value": "203.0.113.4"}]


@pytest.mark.parametrize(
    ("values", "public", "local"),
    [
        ({}, "Enabled", False),
        ({"public_network_access": "Disabled", "local_authentication_enabled": False}, "Disabled", True),
    ],
)
def test_ai_services_have_other_names(one: Any, values: Any, public: str, local: bool) -> None:
    found = one("azurerm_ai_services", values)
    assert (found("kind"), found("properties.publicNetworkAccess"), found("properties.disableLocalAuth")) == ("AIServices", public, local)


def test_deployments_below_their_account(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_cognitive_account.a": {"name": "oai", **COMMON, "kind": "OpenAI"},
            "azurerm_cognitive_deployment.d": {
                "name": "gpt",
                "cognitive_account_id": after("azurerm_cognitive_account.a.id"),
                "model": [{"format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20"}],
                "sku": [{"name": "GlobalStandard", "capacity": 10}],
            },
        }
    )
    (deployment,) = graph.of_type("Microsoft.CognitiveServices/accounts/deployments")
    assert deployment.name == "oai/gpt"
    assert deployment.body["sku"]["name"] == "GlobalStandard"
    assert deployment.body["properties"]["model"]["name"] == "gpt-4o"


def test_hubs_and_their_projects(plan: Any, after: Any) -> None:
    graph = plan(
        {
            "azurerm_ai_foundry.h": {"name": "hub", **COMMON, "managed_network": [{"isolation_mode": "AllowOnlyApprovedOutbound"}]},
            "azurerm_ai_foundry_project.p": {"name": "proj", "location": "x", "ai_services_hub_id": after("azurerm_ai_foundry.h.id")},
        }
    )
    hub, project = graph.of_type("Microsoft.MachineLearningServices/workspaces")
    assert hub.body["properties"]["publicNetworkAccess"] == "Enabled"
    assert hub.body["properties"]["managedNetwork"]["isolationMode"] == "AllowOnlyApprovedOutbound"
    assert project.scope == "/resourceGroups/rg"
    assert project.body["properties"]["hubResourceId"] == Ref(hub.id)


def test_workspaces_and_computes(plan: Any, after: Any) -> None:
    graph = plan(
        SUBNET
        | {
            "azurerm_machine_learning_workspace.w": {"name": "mlw", **COMMON, "public_network_access_enabled": False},
            "azurerm_machine_learning_compute_cluster.c": {
                "name": "cpu",
                "location": "x",
                "machine_learning_workspace_id": after("azurerm_machine_learning_workspace.w.id"),
                "subnet_resource_id": after("azurerm_subnet.s.id"),
                "node_public_ip_enabled": False,
                "local_auth_enabled": False,
            },
            "azurerm_machine_learning_compute_instance.i": {
                "name": "ci",
                "machine_learning_workspace_id": after("azurerm_machine_learning_workspace.w.id"),
                "ssh": [{"public_key": "k"}],
            },
        }
    )
    cluster, instance = graph.of_type("Microsoft.MachineLearningServices/workspaces/computes")
    assert cluster.name == "mlw/cpu"
    assert cluster.body["properties"]["properties"]["enableNodePublicIp"] is False
    assert cluster.body["properties"]["properties"]["subnet"] == {"id": Ref(SUBNET_ID)}
    assert cluster.body["properties"]["disableLocalAuth"] is True
    assert instance.body["properties"]["properties"]["sshSettings"]["sshPublicAccess"] == "Enabled"
    assert instance.body["properties"]["properties"]["enableNodePublicIp"] is True


def test_search(one: Any) -> None:
    found = one("azurerm_search_service", {"sku": "standard", "allowed_ips": ["203.0.113.4"], "local_authentication_enabled": False})
    assert found("properties.publicNetworkAccess") == "enabled"
    assert found("properties.networkRuleSet.ipRules") == [{"value": "203.0.113.4"}]
    assert found("properties.disableLocalAuth") is True
    assert one("azurerm_search_service", {})("properties.networkRuleSet") is MISSING

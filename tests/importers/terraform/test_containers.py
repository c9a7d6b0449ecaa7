from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import MISSING
from enclave.graph.model import Ref, Unresolved
from enclave.verify.leads import leading_out

COMMON = {"resource_group_name": "rg", "location": "x"}
SUBNET = {"azurerm_subnet.s": {"name": "s", "resource_group_name": "rg", "virtual_network_name": "v", "address_prefixes": ["10.0.0.0/24"]}}
SUBNET_ID = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"


def test_a_registry_and_its_defaults(one: Any) -> None:
    found = one("azurerm_container_registry", {"sku": "Premium"})
    assert found("properties.publicNetworkAccess") == "Enabled"
    assert found("properties.adminUserEnabled") is False
    assert found("properties.anonymousPullEnabled") is False
    assert found("properties.networkRuleSet") is MISSING
    assert found("properties.policies.exportPolicy.status") == "enabled"


def test_a_registry_that_is_closed(one: Any) -> None:
    found = one(
        "azurerm_container_registry",
        {
            "public_network_access_enabled": False,
            "export_policy_enabled": False,
            "admin_enabled": True,
            "network_rule_set": [{"default_action": "Deny", "ip_rule": [{"action": "Allow", "ip_range": "203.0.113.0/24"}]}],
        },
    )
    assert found("properties.publicNetworkAccess") == "Disabled"
    assert found("properties.policies.exportPolicy.status") == "disabled"
    assert found("properties.adminUserEnabled") is True
    assert found("properties.networkRuleSet") == {"defaultAction": "Deny", "ipRules": [{"value": "203.0.113.0/24", "action": "Allow"}]}


def test_a_cluster_is_public_by_default(one: Any) -> None:
    found = one("azurerm_kubernetes_cluster", {"dns_prefix": "k", "default_node_pool": [{"name": "system", "vm_size": "Standard_D2s_v5"}]})
    assert found("properties.apiServerAccessProfile.enablePrivateCluster") is False
    assert found("properties.disableLocalAccounts") is False
    assert found("properties.networkProfile.outboundType") == "loadBalancer"
    assert found("properties.agentPoolProfiles")[0]["enableNodePublicIP"] is False


@pytest.mark.parametrize("public", ["node_public_ip_enabled", "enable_node_public_ip"])
def test_a_private_cluster_with_its_pools(plan: Any, after: Any, public: str) -> None:
    graph = plan(
        SUBNET
        | {
            "azurerm_kubernetes_cluster.k": {
                "name": "aks",
                **COMMON,
                "private_cluster_enabled": True,
                "local_account_disabled": True,
                "run_command_enabled": False,
                "network_profile": [{"network_plugin": "azure", "outbound_type": "userDefinedRouting"}],
                "default_node_pool": [{"name": "system", "vnet_subnet_id": after("azurerm_subnet.s.id"), public: True}],
                "identity": [{"type": "SystemAssigned"}],
            },
            "azurerm_kubernetes_cluster_node_pool.p": {
                "name": "user",
                "kubernetes_cluster_id": after("azurerm_kubernetes_cluster.k.id"),
                "vnet_subnet_id": after("azurerm_subnet.s.id"),
            },
            "azurerm_role_assignment.r": {
                "scope": after("azurerm_subnet.s.id"),
                "role_definition_name": "Network Contributor",
                "principal_id": after("azurerm_kubernetes_cluster.k.identity[0].principal_id"),
            },
        }
    )
    (cluster,) = graph.of_type("Microsoft.ContainerService/managedClusters")
    properties = cluster.body["properties"]
    assert properties["apiServerAccessProfile"]["enablePrivateCluster"] is True
    assert properties["apiServerAccessProfile"]["disableRunCommand"] is True
    assert properties["disableLocalAccounts"] is True
    assert properties["networkProfile"]["outboundType"] == "userDefinedRouting"
    (pool,) = properties["agentPoolProfiles"]
    assert (pool["vnetSubnetID"], pool["enableNodePublicIP"]) == (Ref(SUBNET_ID), True)
    (other,) = graph.of_type("Microsoft.ContainerService/managedClusters/agentPools")
    assert other.name == "aks/user"
    assert other.body["properties"]["vnetSubnetID"] == Ref(SUBNET_ID)
    (assignment,) = graph.of_type("Microsoft.Authorization/roleAssignments")
    assert assignment.body["properties"]["principalId"] == Ref(cluster.id, "identity.principalId")


def test_whether_a_cluster_is_private_may_not_be_known(one: Any, after: Any) -> None:
    assert isinstance(
        one("azurerm_kubernetes_cluster", {"private_cluster_enabled": after("local.p")})(
            "properties.apiServerAccessProfile.enablePrivateCluster"
        ),
        Unresolved,
    )


def test_container_apps(plan: Any, after: Any) -> None:
    graph = plan(
        SUBNET
        | {
            "azurerm_container_app_environment.e": {
                "name": "cae",
                **COMMON,
                "infrastructure_subnet_id": after("azurerm_subnet.s.id"),
                "internal_load_balancer_enabled": True,
            },
            "azurerm_container_app.a": {
                "name": "app",
                "resource_group_name": "rg",
                "container_app_environment_id": after("azurerm_container_app_environment.e.id"),
                "ingress": [{"external_enabled": True, "target_port": 80}],
            },
        }
    )
    (environment,) = graph.of_type("Microsoft.App/managedEnvironments")
    (app,) = graph.of_type("Microsoft.App/containerApps")
    assert environment.body["properties"]["vnetConfiguration"] == {"infrastructureSubnetId": Ref(SUBNET_ID), "internal": True}
    assert app.body["properties"]["environmentId"] == Ref(environment.id)
    assert app.body["properties"]["configuration"]["ingress"]["external"] is True


@pytest.mark.parametrize(
    ("values", "address"),
    [
        ({}, {"type": "Public"}),
        ({"ip_address_type": "Private"}, {"type": "Private"}),
        ({"ip_address_type": "None"}, MISSING),
    ],
)
def test_container_groups(one: Any, values: Any, address: Any) -> None:
    found = one(
        "azurerm_container_group",
        {"os_type": "Linux", "container": [{"name": "c", "image": "i", "secure_environment_variables": {"KEY": "hunter2"}}], **values},
    )
    assert found("properties.ipAddress") == address
    assert "hunter2" not in str(found("properties"))


def test_a_cluster_and_what_leads_into_it(one: Any) -> None:
    pool = {"default_node_pool": [{"name": "system", "vm_size": "v"}]}
    without = one("azurerm_kubernetes_cluster", {**pool, "service_mesh_profile": [], "web_app_routing": []})
    for path in ("serviceMeshProfile", "ingressProfile", "addonProfiles"):
        assert without(f"properties.{path}") is MISSING
    mesh = {"mode": "Istio", "revisions": ["asm-1-24"], "external_ingress_gateway_enabled": False, "internal_ingress_gateway_enabled": True}
    found = one(
        "azurerm_kubernetes_cluster",
        {
            **pool,
            "service_mesh_profile": [mesh],
            "web_app_routing": [{"dns_zone_ids": [], "default_nginx_controller": "Internal"}],
            "ingress_application_gateway": [{"gateway_id": "/agw"}],
            "aci_connector_linux": [{"subnet_name": "pods"}],
        },
    )
    assert found("properties.addonProfiles.aciConnectorLinux.enabled") is True
    assert found("properties.serviceMeshProfile.istio.components.ingressGateways") == [{"mode": "Internal", "enabled": True}]
    assert found("properties.ingressProfile.webAppRouting.nginx.defaultIngressControllerType") == "Internal"
    assert found("properties.addonProfiles.ingressApplicationGateway.config.applicationGatewayId") == "/agw"


def test_where_records_of_containers_go(plan: Any, after: Any) -> None:
    place = {"name": "x", "resource_group_name": "rg", "location": "westeurope"}
    theirs = "/subscriptions/9/resourceGroups/x/providers/Microsoft.OperationalInsights/workspaces/theirs"
    own = after("azurerm_log_analytics_workspace.w.id")
    graph = plan(
        {
            "azurerm_log_analytics_workspace.w": {**place, "name": "w"},
            "azurerm_kubernetes_cluster.k": {
                **place,
                "name": "k",
                "oms_agent": [{"log_analytics_workspace_id": theirs}],
                "microsoft_defender": [{"log_analytics_workspace_id": own}],
            },
            "azurerm_container_app_environment.e": {**place, "name": "e", "log_analytics_workspace_id": theirs},
            "azurerm_container_app_environment.f": {**place, "name": "f", "log_analytics_workspace_id": own},
        }
    )
    found = [(subject.rpartition("/")[2], target.rpartition("/")[2]) for subject, target in leading_out(graph)]
    assert sorted(found) == [("e", "theirs"), ("k", "theirs")]

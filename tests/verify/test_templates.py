"""Whole ARM templates, as people write them: with parameters, variables, loops, conditions and nested deployments.

None that leaks may come out proved, and what cannot be evaluated must be unknown while the rest is answered.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from enclave.importers.arm import read_arm
from enclave.verify import verify
from enclave.verify.model import Verification

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
NETWORK = "Microsoft.Network"
ZONE = "privatelink.openai.azure.com"
DENY_INTERNET = {
    "name": "deny-internet",
    "properties": {
        "priority": 4000,
        "direction": "Outbound",
        "access": "Deny",
        "protocol": "*",
        "sourceAddressPrefix": "*",
        "sourcePortRange": "*",
        "destinationAddressPrefix": "Internet",
        "destinationPortRange": "*",
    },
}


def resource(kind: str, name: str, properties: dict[str, Any], api: str = "2024-05-01", /, **more: Any) -> dict[str, Any]:
    return {"type": kind, "apiVersion": api, "name": name, "location": "[parameters('location')]", "properties": properties, **more}


def private_openai() -> dict[str, Any]:
    """One network, a private subnet that may not send to the internet, a closed account with endpoint, zone, link and zone group."""
    subnet = {
        "addressPrefix": "[parameters('subnetPrefix')]",
        "defaultOutboundAccess": False,
        "networkSecurityGroup": {"id": "[resourceId('Microsoft.Network/networkSecurityGroups', variables('nsg'))]"},
    }
    return {
        "$schema": SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {
            "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
            "subnetPrefix": {"type": "string", "defaultValue": "10.0.1.0/24"},
            "access": {"type": "string", "defaultValue": "Disabled"},
        },
        "variables": {
            "nsg": "nsg",
            "account": "[concat('oai-', uniqueString(resourceGroup().id))]",
            "accountId": "[resourceId('Microsoft.CognitiveServices/accounts', variables('account'))]",
            "subnetId": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet', 'snet')]",
        },
        "resources": [
            resource(f"{NETWORK}/networkSecurityGroups", "[variables('nsg')]", {"securityRules": [DENY_INTERNET]}),
            resource(
                f"{NETWORK}/virtualNetworks",
                "vnet",
                {
                    "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                    "subnets": [{"name": "snet", "properties": subnet}],
                },
            ),
            resource(
                "Microsoft.CognitiveServices/accounts",
                "[variables('account')]",
                {
                    "customSubDomainName": "[variables('account')]",
                    "publicNetworkAccess": "[parameters('access')]",
                    "disableLocalAuth": True,
                    "networkAcls": {"defaultAction": "Deny"},
                },
                "2024-10-01",
                kind="OpenAI",
                sku={"name": "S0"},
            ),
            resource(
                f"{NETWORK}/privateEndpoints",
                "pe",
                {
                    "subnet": {"id": "[variables('subnetId')]"},
                    "privateLinkServiceConnections": [
                        {"name": "c", "properties": {"privateLinkServiceId": "[variables('accountId')]", "groupIds": ["account"]}},
                    ],
                },
            ),
            resource(f"{NETWORK}/privateDnsZones", ZONE, {}, "2020-06-01"),
            resource(
                f"{NETWORK}/privateDnsZones/virtualNetworkLinks",
                f"{ZONE}/link",
                {
                    "virtualNetwork": {"id": "[resourceId('Microsoft.Network/virtualNetworks', 'vnet')]"},
                    "registrationEnabled": False,
                },
                "2020-06-01",
            ),
            resource(
                f"{NETWORK}/privateEndpoints/privateDnsZoneGroups",
                "pe/default",
                {
                    "privateDnsZoneConfigs": [
                        {"name": "z", "properties": {"privateDnsZoneId": f"[resourceId('Microsoft.Network/privateDnsZones', '{ZONE}')]"}},
                    ],
                },
            ),
        ],
    }


def find(template: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in template["resources"] if each["type"].endswith(kind))
    return found


def wrong(found: Verification) -> dict[int, str]:
    """The worst verdict of each obligation of the network (1 to 5) that is not proved throughout."""
    worst: dict[int, str] = {}
    for result in found.obligations:
        if result.number <= 5 and result.verdict.name != "proved" and worst.get(result.number) != "refuted":
            worst[result.number] = result.verdict.name
    return worst


def judged(template: dict[str, Any], **parameters: Any) -> dict[int, str]:
    return wrong(verify(read_arm(template, parameters or None, name="t.json")))


def test_a_closed_template_is_proved_without_any_declaration() -> None:
    assert judged(private_openai()) == {}


def test_a_parameter_that_opens_it_and_one_that_nobody_gave() -> None:
    assert judged(private_openai(), access="Enabled") == {2: "refuted"}
    template = private_openai()
    del template["parameters"]["access"]["defaultValue"]
    assert judged(template) == {2: "unknown"}
    assert judged(template, access="Disabled") == {}


def test_the_usual_private_endpoint_quickstart_leaks_three_ways() -> None:
    template = private_openai()
    account = find(template, "accounts")["properties"]
    for key in ("publicNetworkAccess", "networkAcls", "disableLocalAuth"):
        del account[key]
    ssh = {**DENY_INTERNET["properties"], "priority": 1000, "direction": "Inbound", "access": "Allow", "destinationPortRange": "22"}  # type: ignore[dict-item]
    find(template, "networkSecurityGroups")["properties"]["securityRules"] = [
        {"name": "ssh", "properties": ssh | {"destinationAddressPrefix": "*"}}
    ]
    template["resources"] += [
        resource(f"{NETWORK}/publicIPAddresses", "pip", {"publicIPAllocationMethod": "Static"}, sku={"name": "Standard"}),
        resource(
            f"{NETWORK}/networkInterfaces",
            "nic",
            {
                "ipConfigurations": [
                    {
                        "name": "i",
                        "properties": {
                            "subnet": {"id": "[variables('subnetId')]"},
                            "publicIPAddress": {"id": "[resourceId('Microsoft.Network/publicIPAddresses', 'pip')]"},
                        },
                    }
                ]
            },
        ),
    ]
    found = verify(read_arm(template, name="t.json"))
    assert wrong(found) == {1: "refuted", 2: "refuted", 5: "refuted"}
    packets = {result.verdict.counterexample.packet for result in found.obligations if result.verdict.name == "refuted"}  # type: ignore[union-attr]
    assert "tcp 203.0.113.7:50000 -> 10.0.1.4:22" in packets


@pytest.mark.parametrize(("api", "expected"), [("2024-05-01", {5: "refuted"}), ("2025-07-01", {5: "refuted"})])
def test_an_absent_outbound_setting_leaks_in_either_api_version(api: str, expected: dict[int, str]) -> None:
    template = private_openai()
    network = find(template, "virtualNetworks")
    network["apiVersion"] = api
    del network["properties"]["subnets"][0]["properties"]["defaultOutboundAccess"]
    del network["properties"]["subnets"][0]["properties"]["networkSecurityGroup"]
    assert judged(template) == expected


def test_a_nested_deployment_is_part_of_the_template() -> None:
    template = private_openai()
    opened = deepcopy(find(template, "accounts"))
    opened["name"], opened["properties"] = "inner", {"publicNetworkAccess": "Enabled", "customSubDomainName": "inner"}
    opened["location"] = "westeurope"
    template["resources"].append(
        {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2022-09-01",
            "name": "nested",
            "properties": {"mode": "Incremental", "template": {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [opened]}},
        }
    )
    assert judged(template) == {1: "refuted", 2: "refuted"}


def test_a_linked_template_may_hold_anything() -> None:
    template = private_openai()
    template["resources"].append(
        {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2022-09-01",
            "name": "linked",
            "properties": {"mode": "Incremental", "templateLink": {"uri": "https://example.org/t.json"}},
        }
    )
    assert judged(template) == {1: "unknown", 2: "unknown", 5: "unknown"}
    found = verify(read_arm(template, name="t.json"))
    told = {each.number: each.verdict.reason for each in found.obligations if each.subject.endswith("/linked")}
    assert {number for number, reason in told.items() if reason.endswith(": a linked template is not read")} == {1, 2, 5}


def test_a_condition_that_cannot_be_decided() -> None:
    template = private_openai()
    template["parameters"]["withVault"] = {"type": "bool"}
    template["resources"].append(
        resource("Microsoft.KeyVault/vaults", "kv", {"tenantId": "t"}, "2023-07-01", condition="[parameters('withVault')]")
    )
    assert judged(template) == {1: "unknown", 2: "unknown"}
    assert judged(template, withVault=False) == {}
    assert judged(template, withVault=True) == {1: "refuted", 2: "refuted"}


def test_a_zone_group_that_may_not_be_deployed_leaves_the_endpoint_undecided() -> None:
    template = private_openai()
    template["parameters"]["dns"] = {"type": "bool"}
    find(template, "privateDnsZoneGroups")["condition"] = "[parameters('dns')]"
    assert judged(template) == {3: "unknown", 4: "unknown"}
    assert judged(template, dns=False) == {3: "refuted", 4: "refuted"}


def test_a_loop_of_services_is_judged_one_by_one() -> None:
    template = private_openai()
    vault = resource(
        "Microsoft.KeyVault/vaults",
        "[concat('kv', copyIndex())]",
        {
            "tenantId": "t",
            "publicNetworkAccess": "[if(equals(copyIndex(), 1), 'Enabled', 'Disabled')]",
        },
        "2023-07-01",
        copy={"name": "vaults", "count": 3},
    )
    template["resources"].append(vault)
    found = verify(read_arm(template, name="t.json"))
    refuted = {result.subject.rpartition("/")[2] for result in found.obligations if result.number == 1 and result.verdict.name == "refuted"}
    assert refuted == {"kv1"}


def test_the_endpoint_of_a_service_elsewhere_and_a_rule_on_a_server_elsewhere() -> None:
    template = private_openai()
    template["parameters"]["vaultId"] = {"type": "string"}
    other = deepcopy(find(template, "privateEndpoints"))
    other["name"] = "pe-kv"
    other["properties"]["privateLinkServiceConnections"][0]["properties"] = {
        "privateLinkServiceId": "[parameters('vaultId')]",
        "groupIds": ["vault"],
    }
    template["resources"].append(other)
    vault = "/subscriptions/1/resourceGroups/x/providers/Microsoft.KeyVault/vaults/kv"
    assert judged(template, vaultId=vault) == {5: "unknown"}
    del template["resources"][-1]
    rule = {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"}
    template["resources"].append(resource("Microsoft.Sql/servers/firewallRules", "existing/all", rule, "2021-11-01"))
    assert judged(template) == {1: "unknown", 2: "unknown"}


def test_a_template_of_networks_only_proves_nothing() -> None:
    template = private_openai()
    template["resources"] = template["resources"][:2]
    assert judged(template) == {4: "unknown"}


def test_an_empty_template_proves_nothing() -> None:
    assert verify(read_arm({"$schema": SCHEMA, "resources": []}, name="t.json")).verdict == "unknown"


def test_an_address_that_only_a_deployment_tells_is_that_of_one_route() -> None:
    """A spoke takes its firewall's address as a parameter: subnets without that route have results of their own."""
    def spoke(**address: Any) -> dict[str, str]:
        route = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "[parameters('fw')]"}
        table = {"routeTable": {"id": "[resourceId('Microsoft.Network/routeTables', 'rt')]"}}
        subnets = {"routed": {"addressPrefix": "10.1.0.0/24", **table}, "plain": {"addressPrefix": "10.1.1.0/24"}}
        network = {
            "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
            "subnets": [{"name": name, "properties": each} for name, each in subnets.items()],
        }
        template = {
            "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
            "parameters": {"fw": {"type": "string", **address}},
            "resources": [
                {"type": "Microsoft.Network/routeTables", "apiVersion": "2023-09-01", "name": "rt", "location": "westeurope",
                 "properties": {"routes": [{"name": "out", "properties": route}]}},
                {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "v", "location": "westeurope",
                 "properties": network},
            ],
        }
        told = verify(read_arm(template, name="t.json")).document()["obligations"]
        return {each["subject"].rpartition("/")[2]: f"{each['verdict']}: {each['reason']}" for each in told if each["number"] == 5}

    found = spoke()
    assert found["plain"].startswith("refuted: a way out past the firewall")
    assert found["routed"].startswith("unknown: route out (0.0.0.0/0) leads to VirtualAppliance, and at which address is not known")
    assert "parameters('fw')" in found["routed"]
    assert "no firewall of the template" in spoke(defaultValue="10.0.0.4")["routed"]


def test_dns_servers_that_only_a_deployment_tells_leave_names_open_and_nothing_else() -> None:
    template = private_openai()
    template["parameters"]["dns"] = {"type": "array"}
    network = find(template, "virtualNetworks")["properties"]
    network["dhcpOptions"] = {"dnsServers": "[parameters('dns')]"}
    assert judged(template) == {3: "unknown", 4: "unknown"}
    assert judged(template, dns=[]) == {}
    network["subnets"].append({"name": "plain", "properties": {"addressPrefix": "10.0.200.0/24"}})
    assert judged(template)[5] == "refuted"


def test_a_peer_that_only_a_deployment_tells_is_another_network_where_the_template_has_one() -> None:
    template = private_openai()
    template["parameters"]["hub"] = {"type": "string"}
    peering = resource(f"{NETWORK}/virtualNetworks/virtualNetworkPeerings", "vnet/hub", {
        "remoteVirtualNetwork": {"id": "[parameters('hub')]"}, "allowVirtualNetworkAccess": True,
    })
    peering["name"] = find(template, "virtualNetworks")["name"] + "/hub"
    template["resources"].append(peering)
    hub = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"
    assert judged(template) == judged(template, hub=hub)
    two = deepcopy(template)
    two["resources"].append(
        resource(f"{NETWORK}/virtualNetworks", "second", {"addressSpace": {"addressPrefixes": ["10.77.0.0/16"]}, "subnets": []})
    )
    assert "unknown" in judged(two).values()

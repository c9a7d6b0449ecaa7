from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.resources import virtual_networks
from enclave.importers.flat import unflattened
from enclave.importers.observed import read_observed

GROUP = "/subscriptions/3f2504e0-4f89-41d3-9a0c-0305e82c3301/resourceGroups/rg/providers/Microsoft.Network"
NETWORK: dict[str, Any] = {
    "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
    "dhcpOptions": {"dnsServers": ["10.0.0.9"]},
    "enableDdosProtection": False,
    "etag": 'W/"1"',
    "id": f"{GROUP}/virtualNetworks/v",
    "location": "westeurope",
    "name": "v",
    "provisioningState": "Succeeded",
    "resourceGroup": "rg",
    "resourceGuid": "x",
    "subnets": [
        {
            "addressPrefix": "10.0.0.0/24",
            "delegations": [
                {"id": f"{GROUP}/virtualNetworks/v/subnets/s/delegations/d", "name": "d", "serviceName": "Microsoft.Web/serverFarms"}
            ],
            "id": f"{GROUP}/virtualNetworks/v/subnets/s",
            "name": "s",
            "networkSecurityGroup": {"id": f"{GROUP}/networkSecurityGroups/n", "resourceGroup": "rg"},
            "resourceGroup": "rg",
            "serviceEndpoints": [{"locations": ["*"], "service": "Microsoft.Storage"}],
        }
    ],
    "type": "Microsoft.Network/virtualNetworks",
    "virtualNetworkPeerings": [
        {
            "allowForwardedTraffic": True,
            "id": f"{GROUP}/virtualNetworks/v/virtualNetworkPeerings/p",
            "name": "p",
            "peeringState": "Connected",
            "remoteVirtualNetwork": {"id": f"{GROUP}/virtualNetworks/hub", "resourceGroup": "rg"},
        }
    ],
}


def test_a_network_as_the_command_lists_it() -> None:
    graph = read_observed([NETWORK], name="x")
    (resource,) = graph.of_type("Microsoft.Network/virtualNetworks")
    network = virtual_networks.read(resource, graph)
    assert (network.address_space, network.dns_servers) == (("10.0.0.0/16",), ("10.0.0.9",))
    (subnet,) = network.subnets
    assert (subnet.prefixes, subnet.delegations) == (("10.0.0.0/24",), ("Microsoft.Web/serverFarms",))
    assert subnet.service_endpoints == ("Microsoft.Storage",)
    assert subnet.nsg == "/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/n"
    (peering,) = network.peerings
    assert peering.remote.endswith("/hub")
    assert peering.allow_forwarded_traffic


def test_the_sku_of_a_firewall_stands_inside() -> None:
    row = {
        "id": f"{GROUP}/azureFirewalls/f", "name": "f", "type": "Microsoft.Network/azureFirewalls", "etag": "e", "resourceGroup": "rg",
        "provisioningState": "Succeeded", "sku": {"name": "AZFW_VNet", "tier": "Premium"}, "ipConfigurations": None,
    }  # fmt: skip
    found = unflattened(row)
    assert found["properties"] == {"sku": row["sku"], "provisioningState": "Succeeded"}
    assert found["sku"] == row["sku"]


@pytest.mark.parametrize(
    "change",
    [
        {"type": "Microsoft.Storage/storageAccounts"},  # its command renames `networkAcls`
        {"properties": {}},
        *({mark: None} for mark in ("etag", "provisioningState", "resourceGroup")),
    ],
)
def test_what_may_lack_something_stays_as_it_is(change: dict[str, Any]) -> None:
    row = {key: value for key, value in {**NETWORK, **change}.items() if value is not None}
    assert unflattened(row) == row

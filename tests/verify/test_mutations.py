"""Single changes of the bank example: each must turn exactly the expected obligations from proved to something else.

A change that Azure itself makes harmless (a NAT gateway that no route leads to) must change no verdict and be a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from enclave.compose import compose
from enclave.graph.body import reference
from enclave.graph.model import Graph, Resource
from enclave.spec.load import load
from enclave.verify import verify

NETWORK = "Microsoft.Network"
Change = Callable[["Estate"], None]


class Estate:
    """The bank's resources, to be changed."""

    def __init__(self, graph: Graph) -> None:
        self.resources = {resource.id: replace(resource, body=deep(resource.body)) for resource in graph}

    def of(self, kind: str, part: str = "") -> Iterator[Resource]:
        """Resources of a type in the European stamp whose name contains a text."""
        for resource in list(self.resources.values()):
            if resource.type == kind and part in resource.name and resource.stamp == "europe":
                yield resource

    def one(self, kind: str, part: str = "") -> Resource:
        return next(self.of(kind, part))

    def put(self, kind: str, part: str, **properties: Any) -> None:
        self.one(kind, part).body["properties"].update(properties)  # type: ignore[index, union-attr, call-overload]

    def drop(self, kind: str, part: str = "") -> None:
        for resource in list(self.of(kind, part)):
            del self.resources[resource.id]

    def add(self, kind: str, name: str, properties: dict[str, Any], **body: Any) -> str:
        model = self.one(f"{NETWORK}/virtualNetworks", "compute")
        resource = Resource(kind, "2025-09-01", name, model.scope, {"properties": properties, **body}, model.location, "", "europe")
        self.resources[resource.id] = resource
        return resource.id

    def subnet(self, network: str) -> dict[str, Any]:
        found: dict[str, Any] = self.one(f"{NETWORK}/virtualNetworks", network).body["properties"]["subnets"][0]["properties"]  # type: ignore[index, call-overload]
        return found

    def rules(self, nsg: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.one(f"{NETWORK}/networkSecurityGroups", nsg).body["properties"]["securityRules"]  # type: ignore[index, call-overload, assignment]
        return found

    def rule(self, nsg: str, name: str, way: str, priority: int, port: str, source: str, destination: str) -> None:
        self.rules(nsg).append(
            {
                "name": name,
                "properties": {
                    "priority": priority,
                    "direction": way,
                    "access": "Allow",
                    "protocol": "Tcp",
                    "sourcePortRange": "*",
                    "destinationPortRange": port,
                    "sourceAddressPrefix": source,
                    "destinationAddressPrefix": destination,
                },
            }
        )

    def keep(self, nsg: str, wanted: Callable[[dict[str, Any]], bool]) -> None:
        self.rules(nsg)[:] = [rule for rule in self.rules(nsg) if wanted(rule["properties"])]

    def allowing(self, kind: str) -> dict[str, Any]:
        """The collection that allows by rules of a kind."""
        return next(part for part in self.collections() if part["action"]["type"] == "Allow" and part["rules"][0]["ruleType"] == kind)

    def address(self, network: str, place: int) -> str:
        """An address of the network's first subnet."""
        return str(ip_network(self.subnet(network)["addressPrefix"])[place])

    def collections(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.one(f"{NETWORK}/firewallPolicies/ruleCollectionGroups").body["properties"]["ruleCollections"]  # type: ignore[index, call-overload, assignment]
        return found

    def subnet_id(self, network: str) -> str:
        owner = self.one(f"{NETWORK}/virtualNetworks", network)
        name = owner.body["properties"]["subnets"][0]["name"]  # type: ignore[index, call-overload]
        return f"{owner.id}/subnets/{name}"

    def machine(self, nsg: str | None = None) -> None:
        address = self.add(f"{NETWORK}/publicIPAddresses", "pip-mutant", {}, sku={"name": "Standard"})
        part = {
            "subnet": {"id": self.subnet_id("compute")},
            "publicIPAddress": {"id": address},
            "privateIPAddress": self.address("compute", 77),
        }
        self.add(f"{NETWORK}/networkInterfaces", "nic-mutant", {"ipConfigurations": [{"name": "i", "properties": part}]})

    def to_internet(self) -> None:
        for route in self.one(f"{NETWORK}/routeTables", "gateway").body["properties"]["routes"]:  # type: ignore[index, call-overload, union-attr]
            route["properties"] = {"addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}  # type: ignore[index, call-overload]


def says(rule: dict[str, Any], port: str) -> bool:
    return port in (rule.get("destinationPortRange"), *rule.get("destinationPortRanges", ()))


def deep(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: deep(item) for key, item in value.items()}
    return [deep(item) for item in value] if isinstance(value, list | tuple) else value


def public(estate: Estate) -> None:
    estate.put("Microsoft.CognitiveServices/accounts", "fraud", publicNetworkAccess="Enabled")
    estate.put("Microsoft.CognitiveServices/accounts", "fraud", networkAcls={"defaultAction": "Allow"})


def public_but_denied(estate: Estate) -> None:
    estate.put("Microsoft.CognitiveServices/accounts", "fraud", publicNetworkAccess="Enabled")


def acl_alone(estate: Estate) -> None:
    estate.put("Microsoft.CognitiveServices/accounts", "fraud", networkAcls={"defaultAction": "Allow"})


def absent_switch(estate: Estate) -> None:
    del estate.one("Microsoft.CognitiveServices/accounts", "fraud").body["properties"]["publicNetworkAccess"]  # type: ignore[union-attr, index]


def keys(estate: Estate) -> None:
    estate.put("Microsoft.CognitiveServices/accounts", "fraud", disableLocalAuth=False)


def vault_open(estate: Estate) -> None:
    estate.put("Microsoft.KeyVault/vaults", "", publicNetworkAccess="Enabled", networkAcls={"defaultAction": "Allow", "bypass": "None"})


def workspace_query(estate: Estate) -> None:
    estate.put("Microsoft.OperationalInsights/workspaces", "", publicNetworkAccessForQuery="Enabled")


def scope_left(estate: Estate) -> None:
    estate.drop(f"{NETWORK}/privateEndpoints/privateDnsZoneGroups", "ampls")
    estate.drop(f"{NETWORK}/privateEndpoints", "ampls")


def endpoint_gone(estate: Estate) -> None:
    estate.drop(f"{NETWORK}/privateEndpoints/privateDnsZoneGroups", "fraud")
    estate.drop(f"{NETWORK}/privateEndpoints", "fraud")


def manual(estate: Estate) -> None:
    properties: Any = estate.one(f"{NETWORK}/privateEndpoints", "fraud").body["properties"]
    properties["manualPrivateLinkServiceConnections"] = properties.pop("privateLinkServiceConnections")


def other_target(estate: Estate) -> None:
    properties: Any = estate.one(f"{NETWORK}/privateEndpoints", "fraud").body["properties"]
    other = estate.one("Microsoft.CognitiveServices/accounts", "policy-search")
    properties["privateLinkServiceConnections"][0]["properties"]["privateLinkServiceId"] = other.id


def zone_unlinked(estate: Estate) -> None:
    estate.drop(f"{NETWORK}/privateDnsZones/virtualNetworkLinks", "openai.azure.com/link-vnet-contoso-bank-europe-hub")


def zone_gone(estate: Estate) -> None:
    estate.drop(f"{NETWORK}/privateDnsZones/virtualNetworkLinks", "privatelink.vaultcore")
    estate.drop(f"{NETWORK}/privateDnsZones", "privatelink.vaultcore")
    estate.drop(f"{NETWORK}/privateEndpoints/privateDnsZoneGroups", "kv-")


def zone_group_gone(estate: Estate) -> None:
    estate.drop(f"{NETWORK}/privateEndpoints/privateDnsZoneGroups", "fraud")


def proxy_off(estate: Estate) -> None:
    estate.put(f"{NETWORK}/firewallPolicies", "", dnsSettings={"enableProxy": False})


def other_dns(estate: Estate) -> None:
    estate.put(f"{NETWORK}/virtualNetworks", "compute", dhcpOptions={"dnsServers": ["10.40.3.250"]})


def public_dns(estate: Estate) -> None:
    estate.put(f"{NETWORK}/virtualNetworks", "compute", dhcpOptions={"dnsServers": ["8.8.8.8"]})


def group_opened_inside(estate: Estate) -> None:
    estate.rule("gateway", "open", "Inbound", 100, "443", "Internet", "*")


def machine_alone(estate: Estate) -> None:
    estate.machine()


def machine_opened(estate: Estate) -> None:
    estate.machine()
    estate.rule("gateway", "open", "Inbound", 100, "443", "Internet", "*")


def group_denies(estate: Estate) -> None:
    estate.keep(
        "gateway",
        lambda rule: not (rule["direction"] == "Outbound" and rule["access"] == "Allow" and "10." in str(rule) and says(rule, "443")),
    )


def dns_denied(estate: Estate) -> None:
    estate.keep("gateway", lambda rule: not (rule["access"] == "Allow" and says(rule, "53") and rule["protocol"] == "Udp"))


def group_at_endpoint_denies(estate: Estate) -> None:
    estate.keep("ai-endpoints", lambda rule: rule["access"] == "Deny")


def route_dropped(estate: Estate) -> None:
    estate.put(f"{NETWORK}/routeTables", "gateway", routes=[])


def table_detached(estate: Estate) -> None:
    del estate.subnet("compute")["routeTable"]


def route_to_internet(estate: Estate) -> None:
    estate.to_internet()


def route_to_internet_with_nat(estate: Estate) -> None:
    estate.to_internet()
    estate.subnet("compute")["natGateway"] = {"id": estate.add(f"{NETWORK}/natGateways", "nat-mutant", {})}


def route_astray(estate: Estate) -> None:
    for route in estate.one(f"{NETWORK}/routeTables", "gateway").body["properties"]["routes"]:  # type: ignore[index, call-overload, union-attr]
        route["properties"]["nextHopIpAddress"] = "10.40.3.250"  # type: ignore[index, call-overload]


def more_specific_route(estate: Estate) -> None:
    estate.one(f"{NETWORK}/routeTables", "gateway").body["properties"]["routes"].append(  # type: ignore[index, call-overload, union-attr]
        {"name": "cut", "properties": {"addressPrefix": "20.0.0.0/8", "nextHopType": "Internet"}}
    )
    estate.subnet("compute")["defaultOutboundAccess"] = True


def nat_alone(estate: Estate) -> None:
    estate.subnet("compute")["natGateway"] = {"id": estate.add(f"{NETWORK}/natGateways", "nat-mutant", {})}


def outbound_alone(estate: Estate) -> None:
    estate.subnet("compute")["defaultOutboundAccess"] = True


def outbound_without_route(estate: Estate) -> None:
    estate.subnet("compute")["defaultOutboundAccess"] = True
    estate.put(f"{NETWORK}/routeTables", "gateway", routes=[])


def service_endpoint(estate: Estate) -> None:
    estate.subnet("compute")["serviceEndpoints"] = [{"service": "Microsoft.Storage"}]


def firewall_star(estate: Estate) -> None:
    allowing = estate.allowing("ApplicationRule")
    allowing["rules"][0]["targetFqdns"] = ["*"]


def firewall_undeclared(estate: Estate) -> None:
    allowing = estate.allowing("ApplicationRule")
    allowing["rules"][0]["targetFqdns"].append("pastebin.com")


def firewall_shared(estate: Estate) -> None:
    allowing = estate.allowing("ApplicationRule")
    allowing["rules"][0]["targetFqdns"].append("*.blob.core.windows.net")


def firewall_declared_gone(estate: Estate) -> None:
    allowing = estate.allowing("ApplicationRule")
    del allowing["rules"][0]


def firewall_by_address(estate: Estate) -> None:
    allowing = estate.allowing("NetworkRule")
    allowing["rules"].append({**allowing["rules"][0], "name": "wide", "destinationAddresses": ["*"]})


def firewall_by_tag(estate: Estate) -> None:
    allowing = estate.allowing("NetworkRule")
    allowing["rules"].append({**allowing["rules"][0], "name": "wide", "destinationAddresses": ["AzureCloud"]})


def firewall_flow_gone(estate: Estate) -> None:
    estate.collections().remove(estate.allowing("NetworkRule"))


def firewall_without_policy(estate: Estate) -> None:
    del estate.one(f"{NETWORK}/azureFirewalls").body["properties"]["firewallPolicy"]  # type: ignore[union-attr, index]


def firewall_gone(estate: Estate) -> None:
    estate.drop(f"{NETWORK}/azureFirewalls")


def firewall_keeps_source(estate: Estate) -> None:
    del estate.one(f"{NETWORK}/firewallPolicies").body["properties"]["snat"]  # type: ignore[union-attr, index]


def translation(estate: Estate) -> None:
    estate.collections().append(
        {
            "ruleCollectionType": "FirewallPolicyNatRuleCollection",
            "name": "in",
            "priority": 100,
            "action": {"type": "DNAT"},
            "rules": [
                {
                    "ruleType": "NatRule",
                    "name": "in",
                    "sourceAddresses": ["*"],
                    "destinationAddresses": ["20.1.2.3"],
                    "destinationPorts": ["443"],
                    "ipProtocols": ["TCP"],
                    "translatedAddress": estate.address("management", 4),
                    "translatedPort": "443",
                }
            ],
        }
    )


def half_dropped(estate: Estate) -> None:
    estate.drop(f"{NETWORK}/virtualNetworks/virtualNetworkPeerings", "hub/peer-ai-services")


def other_half_dropped(estate: Estate) -> None:
    estate.drop(f"{NETWORK}/virtualNetworks/virtualNetworkPeerings", "ai-services/peer-hub")


def forwarding_off(estate: Estate) -> None:
    estate.put(f"{NETWORK}/virtualNetworks/virtualNetworkPeerings", "ai-services/peer-hub", allowForwardedTraffic=False)


def access_off(estate: Estate) -> None:
    estate.put(f"{NETWORK}/virtualNetworks/virtualNetworkPeerings", "compute/peer-hub", allowVirtualNetworkAccess=False)


def peered_elsewhere(estate: Estate) -> None:
    remote = "/subscriptions/9/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/elsewhere"
    name = f"{estate.one(f'{NETWORK}/virtualNetworks', 'compute').name}/peer-elsewhere"
    estate.add(f"{NETWORK}/virtualNetworks/virtualNetworkPeerings", name, {"remoteVirtualNetwork": {"id": remote}})


def gateway_added(estate: Estate) -> None:
    estate.add(
        f"{NETWORK}/virtualNetworkGateways", "vgw", {"ipConfigurations": [{"properties": {"subnet": {"id": estate.subnet_id("compute")}}}]}
    )


def function_added(estate: Estate) -> None:
    estate.add("Microsoft.Web/sites", "func", {"publicNetworkAccess": "Disabled"})


def storage_added(estate: Estate) -> None:
    estate.add("Microsoft.Storage/storageAccounts", "stmutant", {"allowSharedKeyAccess": False})


def unknown_added(estate: Estate) -> None:
    estate.add("Microsoft.Unheard/ofs", "thing", {})


MUTATIONS: tuple[tuple[Change, set[int]], ...] = (
    (public, {1, 2}),
    (public_but_denied, {2}),
    (acl_alone, set()),
    (absent_switch, {2}),
    (keys, {2}),
    (vault_open, {1, 2}),
    (workspace_query, {1, 2}),
    (scope_left, {2, 4}),
    (endpoint_gone, {2, 4}),
    (manual, {2, 3, 4}),
    (other_target, {2, 4}),
    (zone_unlinked, {3, 4}),
    (zone_gone, {3, 4}),
    (zone_group_gone, {3, 4}),
    (proxy_off, {3, 4}),
    (other_dns, {3, 4}),
    (public_dns, {3, 4}),
    (group_opened_inside, set()),
    (machine_alone, set()),
    (machine_opened, {1}),
    (group_denies, {4}),
    (dns_denied, {4}),
    (group_at_endpoint_denies, {4}),
    (route_dropped, {4, 5}),
    (table_detached, {4, 5}),
    (route_to_internet, {4, 5}),
    (route_to_internet_with_nat, {4, 5}),
    (route_astray, {4, 5}),
    (more_specific_route, {4, 5}),
    (nat_alone, set()),
    (outbound_alone, set()),
    (outbound_without_route, {4, 5}),
    (service_endpoint, {4, 5}),
    (firewall_star, {5}),
    (firewall_undeclared, {5}),
    (firewall_shared, {5}),
    (firewall_declared_gone, {4}),
    (firewall_by_address, {5}),
    (firewall_by_tag, {5}),
    (firewall_flow_gone, {4}),
    (firewall_without_policy, {3, 4}),
    (firewall_gone, {3, 4, 5}),
    (firewall_keeps_source, {4}),
    (translation, {1}),
    (half_dropped, {4}),
    (other_half_dropped, {4}),
    (forwarding_off, {4}),
    (access_off, {3, 4}),
    (peered_elsewhere, {1, 5}),
    (gateway_added, {1, 5}),
    (function_added, {2, 5}),
    (storage_added, {1, 2}),
    (unknown_added, {1, 2}),
)
"""(change, numbers of the obligations that are no longer proved)."""
HARMLESS = {
    "nat_alone": "latent-egress",
    "outbound_alone": "latent-egress",
    "machine_alone": "public-address",
    "acl_alone": "",
    "group_opened_inside": "",
}
"""Changes that Azure gives no effect, and the rule whose finding they are."""


@pytest.fixture(scope="module")
def composed(bank: Path) -> Graph:
    return compose(load(bank).spec)


def test_the_bank_is_proved(composed: Graph) -> None:
    found = verify(composed)
    assert [result for result in found.obligations if result.verdict.name != "proved"] == []
    assert found.verdict == "proved"
    assert found.unmodelled == ()


@pytest.mark.parametrize(("change", "expected"), MUTATIONS, ids=[change.__name__ for change, _ in MUTATIONS])
def test_each_change_turns_exactly_the_expected_obligations(composed: Graph, change: Change, expected: set[int]) -> None:
    estate = Estate(composed)
    change(estate)
    found = verify(replace(composed, resources=tuple(estate.resources.values())))
    wrong = {result.number for result in found.obligations if result.verdict.name != "proved"}
    told = {
        (result.number, result.subject.rpartition("/")[2], result.verdict.name, result.verdict.reason)
        for result in found.obligations
        if result.verdict.name != "proved"
    }
    assert wrong == expected, told
    assert (found.verdict == "proved") == (not expected)


def test_a_change_without_effect_is_harmless_and_told(composed: Graph) -> None:
    assert {change.__name__ for change, expected in MUTATIONS if not expected} == set(HARMLESS)
    before = {(finding.rule, finding.resource) for finding in verify(composed).findings}
    for change, _ in MUTATIONS:
        rule = HARMLESS.get(change.__name__)
        if rule:
            estate = Estate(composed)
            change(estate)
            found = verify(replace(composed, resources=tuple(estate.resources.values())))
            assert rule in {finding.rule for finding in found.findings if (finding.rule, finding.resource) not in before}


def test_other_stamps_keep_their_results(composed: Graph) -> None:
    estate = Estate(composed)
    public(estate)
    found = verify(replace(composed, resources=tuple(estate.resources.values())))
    assert {result.subject.split("/")[2] for result in found.obligations if result.verdict.name != "proved"} == {"rg-contoso-bank-europe"}


def test_references_of_the_builder_are_understood(composed: Graph) -> None:
    network = next(resource for resource in composed if resource.name.endswith("europe-compute"))
    subnet: Any = network.body["properties"]
    assert reference(subnet["subnets"][0]["properties"]["routeTable"]) is not None

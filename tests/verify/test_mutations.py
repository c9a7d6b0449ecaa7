"""Single changes of each proved example: every one must turn exactly the expected obligations from proved to something else.

A change that Azure itself makes harmless (a NAT gateway that no route leads to) must change no verdict; where a rule tells of
it, the finding must be there. The obligations are 1 to 5: what the network and the services let pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from enclave.compose import compose
from enclave.graph.body import reference
from enclave.graph.model import Graph, Resource
from enclave.spec.load import load
from enclave.verify import OBLIGATIONS, Verification, Verifier
from enclave.verify.memo import Record
from enclave.verify.services import SERVICES

NETWORK = "Microsoft.Network"
ACCOUNT = "Microsoft.CognitiveServices/accounts"
EXAMPLES = {"bank": "europe", "hospital": "east", "ministry": "canberra"}
"""The examples, and the stamp of each that is changed."""
OWN = tuple(obligation for obligation in OBLIGATIONS if obligation.number <= 5)
Change = Callable[["Estate"], None]


class NotThereError(Exception):
    """The example has nothing of the kind that a change is about."""


class Estate:
    """An example's resources, to be changed."""

    def __init__(self, graph: Graph, stamp: str) -> None:
        self.graph, self.stamp = graph, stamp
        self.resources = {resource.id: resource for resource in graph}

    def changed(self) -> Graph:
        return replace(self.graph, resources=tuple(self.resources.values()))

    def of(self, kind: str, part: str = "") -> Iterator[Resource]:
        """Resources of a type in the stamp whose name contains a text, ready to be changed."""
        for resource in list(self.resources.values()):
            if resource.type == kind and part in resource.name and resource.stamp == self.stamp:
                if resource is self.graph.get(resource.id):
                    self.resources[resource.id] = replace(resource, body=deep(resource.body))
                yield self.resources[resource.id]

    def one(self, kind: str, part: str = "") -> Resource:
        found = next(self.of(kind, part), None)
        if found is None:
            raise NotThereError(f"{kind} {part}")
        return found

    def body(self, kind: str, part: str = "") -> Any:
        """The properties of the first such resource."""
        found: Any = self.one(kind, part).body
        return found.setdefault("properties", {})

    def here(self, part: str) -> str:
        """The end of a name in the stamp, so that `gateway` is not `application-gateway`."""
        return f"{self.stamp}-{part}"

    def put(self, kind: str, part: str, **properties: Any) -> None:
        self.body(kind, part).update(properties)

    def set(self, kind: str, part: str, path: str, value: Any) -> None:
        """Write a value at a dotted path of the body; a number goes into a list; None: take it away."""
        *heads, last = path.split(".")
        place: Any = self.one(kind, part).body
        for head in heads:
            place = place[int(head)] if head.isdecimal() else place.setdefault(head, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value

    def drop(self, kind: str, part: str = "") -> None:
        found = list(self.of(kind, part))
        if not found:
            raise NotThereError(f"{kind} {part}")
        for resource in found:
            del self.resources[resource.id]

    def add(self, kind: str, name: str, properties: dict[str, Any], **body: Any) -> str:
        model = self.one(f"{NETWORK}/virtualNetworks", "compute")
        resource = Resource(kind, "2025-09-01", name, model.scope, {"properties": properties, **body}, model.location, "", self.stamp)
        self.resources[resource.id] = resource
        return resource.id

    def subnet(self, network: str, place: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = self.body(f"{NETWORK}/virtualNetworks", network)["subnets"][place]["properties"]
        return found

    def rules(self, nsg: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.body(f"{NETWORK}/networkSecurityGroups", nsg)["securityRules"]
        return found

    def rule(self, nsg: str, name: str, way: str, priority: int, port: str, source: str, destination: str, access: str = "Allow") -> None:
        properties = {
            "priority": priority, "direction": way, "access": access, "protocol": "Tcp", "sourcePortRange": "*",
            "destinationPortRange": port, "sourceAddressPrefix": source, "destinationAddressPrefix": destination,
        }
        self.rules(nsg).append({"name": name, "properties": properties})

    def keep(self, nsg: str, wanted: Callable[[dict[str, Any]], bool]) -> None:
        self.rules(nsg)[:] = [rule for rule in self.rules(nsg) if wanted(rule["properties"])]

    def collections(self) -> list[dict[str, Any]]:
        """Every collection of the region's firewall."""
        groups = self.of(f"{NETWORK}/firewallPolicies/ruleCollectionGroups")
        return [part for group in groups for part in group.body["properties"]["ruleCollections"]]  # type: ignore[index, call-overload, union-attr]

    def allowing(self, kind: str) -> dict[str, Any]:
        """The collection that allows by rules of a kind."""
        return next(part for part in self.collections() if part["action"]["type"] == "Allow" and part["rules"][0]["ruleType"] == kind)

    @property
    def policy(self) -> dict[str, Any]:
        """The firewall's own policy: it has one above it."""
        found: dict[str, Any] = next(
            each.body["properties"]
            for each in self.of(f"{NETWORK}/firewallPolicies")
            if "basePolicy" in each.body["properties"]  # type: ignore[index, call-overload, operator]
        )  # type: ignore[index, call-overload, assignment]
        return found

    @property
    def policy_above(self) -> Resource:
        return self.one(f"{NETWORK}/firewallPolicies", "threat-intelligence")

    def address(self, network: str, place: int) -> str:
        """An address of the network's first subnet."""
        return str(ip_network(self.subnet(network)["addressPrefix"])[place])

    def subnet_id(self, network: str) -> str:
        owner = self.one(f"{NETWORK}/virtualNetworks", network)
        return f"{owner.id}/subnets/{owner.body['properties']['subnets'][0]['name']}"  # type: ignore[index, call-overload]

    def machine(self, **nic: Any) -> None:
        """A machine with a public address beside the gateway."""
        address = self.add(f"{NETWORK}/publicIPAddresses", "pip-mutant", {}, sku={"name": "Standard"})
        part = {
            "subnet": {"id": self.subnet_id("compute")},
            "publicIPAddress": {"id": address},
            "privateIPAddress": self.address("compute", 77),
        }
        self.add(f"{NETWORK}/networkInterfaces", "nic-mutant", {"ipConfigurations": [{"name": "i", "properties": part}], **nic})

    def routes(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.body(f"{NETWORK}/routeTables", self.here("gateway"))["routes"]
        return found

    def model(self) -> Resource:
        """An account with a model that the gateway calls."""
        targets = {flow.target for flow in self.graph.intent.flows if flow.source.endswith("/snet-gateway")} if self.graph.intent else set()
        return next(each for each in self.of(ACCOUNT) if each.id in targets)

    def endpoints(self, target: Resource) -> list[Resource]:
        """The private endpoints of a service."""
        found = []
        for each in self.of(f"{NETWORK}/privateEndpoints"):
            connections: Any = each.body["properties"]["privateLinkServiceConnections"]  # type: ignore[index, call-overload]
            if reference(connections[0]["properties"]["privateLinkServiceId"]) == target.id:
                found.append(each)
        return found

    def zones(self, endpoint: Resource) -> list[str]:
        """Names of the zones that an endpoint has records in."""
        group: Any = self.one(f"{NETWORK}/privateEndpoints/privateDnsZoneGroups", f"{endpoint.name}/").body["properties"]
        ids = [reference(part["properties"]["privateDnsZoneId"]) or "" for part in group["privateDnsZoneConfigs"]]
        return [each.rpartition("/")[2] for each in ids]


def says(rule: dict[str, Any], port: str) -> bool:
    return port in (rule.get("destinationPortRange"), *rule.get("destinationPortRanges", ()))


def deep(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: deep(item) for key, item in value.items()}
    return [deep(item) for item in value] if isinstance(value, list | tuple) else value


# -- services ------------------------------------------------------------------------------------------------------------


OPEN: tuple[tuple[str, dict[str, Any], set[int]], ...] = (
    (ACCOUNT, {"publicNetworkAccess": "Enabled", "networkAcls": {"defaultAction": "Allow"}}, {1, 2}),
    ("Microsoft.KeyVault/vaults", {"publicNetworkAccess": "Enabled", "networkAcls": {"defaultAction": "Allow"}}, {1, 2}),
    ("Microsoft.Storage/storageAccounts", {"publicNetworkAccess": "Enabled", "networkAcls": {"defaultAction": "Allow"}}, {1, 2}),
    ("Microsoft.ContainerRegistry/registries", {"publicNetworkAccess": "Enabled", "networkRuleSet": {"defaultAction": "Allow"}}, {1, 2}),
    ("Microsoft.DocumentDB/databaseAccounts", {"publicNetworkAccess": "Enabled", "ipRules": [{"ipAddressOrRange": "203.0.113.7"}]}, {1, 2}),
    ("Microsoft.Sql/servers", {"publicNetworkAccess": "Enabled"}, {2}),
    ("Microsoft.DBforPostgreSQL/flexibleServers", {"network": {"publicNetworkAccess": "Enabled"}}, {2}),
    ("Microsoft.Cache/redisEnterprise", {"publicNetworkAccess": "Enabled"}, {1, 2}),
    ("Microsoft.Synapse/workspaces", {"publicNetworkAccess": "Enabled"}, {2}),
    ("Microsoft.MachineLearningServices/workspaces", {"publicNetworkAccess": "Enabled"}, {1, 2}),
    ("Microsoft.MachineLearningServices/workspaces/computes", {"properties": {"enableNodePublicIp": True}}, {1, 2}),
    ("Microsoft.Search/searchServices", {"publicNetworkAccess": "Enabled"}, {1, 2}),
    ("Microsoft.ServiceBus/namespaces", {"publicNetworkAccess": "Enabled"}, {1, 2}),
    ("Microsoft.OperationalInsights/workspaces", {"publicNetworkAccessForQuery": "Enabled"}, {1, 2}),
    ("Microsoft.Insights/components", {"publicNetworkAccessForIngestion": "Enabled"}, {1, 2}),
    ("Microsoft.Insights/dataCollectionEndpoints", {"networkAcls": {"publicNetworkAccess": "Enabled"}}, {1, 2}),
    ("Microsoft.Insights/privateLinkScopes", {"accessModeSettings": {"ingestionAccessMode": "Open", "queryAccessMode": "Open"}}, {5}),
    ("Microsoft.Monitor/accounts", {"publicNetworkAccess": "Enabled"}, {1, 2}),
    ("Microsoft.Dashboard/grafana", {"publicNetworkAccess": "Enabled"}, {1, 2}),
    ("Microsoft.RecoveryServices/vaults", {"publicNetworkAccess": "Enabled"}, {1, 2}),
    ("Microsoft.Automation/automationAccounts", {"publicNetworkAccess": True}, {1, 2}),
    ("Microsoft.ContainerService/managedClusters", {"publicNetworkAccess": "Enabled", "apiServerAccessProfile": {}}, {1, 2}),
    ("Microsoft.ContainerService/managedClusters/agentPools", {"enableNodePublicIP": True}, {1, 2}),
    ("Microsoft.App/managedEnvironments", {"publicNetworkAccess": "Enabled", "vnetConfiguration": {"internal": False}}, {1, 2}),
    ("Microsoft.ContainerInstance/containerGroups", {"ipAddress": {"type": "Public", "ports": [{"port": 443}]}}, {1, 2}),
    ("Microsoft.Logic/workflows", {"definition": {"triggers": {"in": {"type": "Request"}}}, "accessControl": {}}, {1, 2}),
)
"""(type, what opens it, obligations). A database server without a firewall rule lets nobody in, but its endpoint is public."""
WHOLE: tuple[tuple[str, dict[str, Any], set[int]], ...] = (
    ("Kubernetes/Service", {"metadata": {"annotations": {}}, "spec": {"type": "LoadBalancer"}}, {1, 2}),
    ("Microsoft.Insights/dataCollectionRules", {"kind": "Direct"}, {1, 2}),
)
"""What is opened by something that does not stand among its properties."""
KEYS: tuple[tuple[str, dict[str, Any]], ...] = (
    (ACCOUNT, {"disableLocalAuth": False}),
    ("Microsoft.Search/searchServices", {"disableLocalAuth": False}),
    ("Microsoft.Storage/storageAccounts", {"allowSharedKeyAccess": True}),
    ("Microsoft.Storage/storageAccounts", {"isNfsV3Enabled": True}),
    ("Microsoft.ContainerRegistry/registries", {"adminUserEnabled": True}),
    ("Microsoft.ContainerRegistry/registries", {"anonymousPullEnabled": True}),
    ("Microsoft.ContainerService/managedClusters", {"disableLocalAccounts": False}),
    ("Microsoft.DocumentDB/databaseAccounts", {"disableLocalAuth": False}),
    ("Microsoft.Sql/servers", {"administrators": {"azureADOnlyAuthentication": False}}),
    ("Microsoft.DBforPostgreSQL/flexibleServers", {"authConfig": {"passwordAuth": "Enabled"}}),
    ("Microsoft.Cache/redisEnterprise/databases", {"accessKeysAuthentication": "Enabled"}),
    ("Microsoft.Synapse/workspaces", {"azureADOnlyAuthentication": False}),
    ("Microsoft.MachineLearningServices/workspaces/computes", {"disableLocalAuth": False}),
    ("Microsoft.ServiceBus/namespaces", {"disableLocalAuth": False}),
    ("Microsoft.OperationalInsights/workspaces", {"features": {"disableLocalAuth": False}}),
    ("Microsoft.Insights/components", {"DisableLocalAuth": False}),
    ("Microsoft.Dashboard/grafana", {"apiKey": "Enabled"}),
    ("Microsoft.Automation/automationAccounts", {"disableLocalAuth": False}),
)
"""(type, what lets keys in): obligation 2 alone."""


def merge(place: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and value and isinstance(place.get(key), dict):
            merge(place[key], value)
        else:
            place[key] = value


def opened(kind: str, what: dict[str, Any]) -> Change:
    def change(estate: Estate) -> None:
        found: Any = estate.one(kind).body
        merge(found if kind in {each for each, _, _ in WHOLE} else found["properties"], deep(what))

    short = kind.rpartition("/")[2]
    change.__name__ = f"{short}_{'_'.join(what)}"
    return change


def database_rule(estate: Estate) -> None:
    server = estate.one("Microsoft.Sql/servers")
    estate.put("Microsoft.Sql/servers", "", publicNetworkAccess="Enabled")
    azure = {"startIpAddress": "0.0.0.0", "endIpAddress": "0.0.0.0"}
    estate.add("Microsoft.Sql/servers/firewallRules", f"{server.name}/AllowAzure", azure)


def public_but_denied(estate: Estate) -> None:
    merge(estate.model().body["properties"], {"publicNetworkAccess": "Enabled"})  # type: ignore[arg-type]


def acl_alone(estate: Estate) -> None:
    merge(estate.model().body["properties"], {"networkAcls": {"defaultAction": "Allow"}})  # type: ignore[arg-type]


def absent_switch(estate: Estate) -> None:
    del estate.model().body["properties"]["publicNetworkAccess"]  # type: ignore[union-attr, index]


def perimeter_alone(estate: Estate) -> None:
    merge(estate.model().body["properties"], {"publicNetworkAccess": "SecuredByPerimeter"})  # type: ignore[arg-type]


def perimeter_with_a_rule(estate: Estate) -> None:
    kind = f"{NETWORK}/networkSecurityPerimeters"
    estate.add(kind, "nsp", {})
    profile = estate.add(f"{kind}/profiles", "nsp/p", {})
    estate.add(f"{kind}/profiles/accessRules", "nsp/p/r", {"direction": "Inbound", "addressPrefixes": ["203.0.113.0/24"]})
    association = {"privateLinkResource": {"id": estate.model().id}, "profile": {"id": profile}, "accessMode": "Enforced"}
    estate.add(f"{kind}/resourceAssociations", "nsp/a", association)


def scope_left(estate: Estate) -> None:
    estate.drop(f"{NETWORK}/privateEndpoints/privateDnsZoneGroups", "ampls")
    estate.drop(f"{NETWORK}/privateEndpoints", "ampls")


def gone(estate: Estate, service: Resource) -> None:
    found = estate.endpoints(service)
    if not found:
        raise NotThereError(service.id)
    for endpoint in found:
        estate.drop(f"{NETWORK}/privateEndpoints/privateDnsZoneGroups", f"{endpoint.name}/")
        del estate.resources[endpoint.id]


def endpoint_gone(estate: Estate) -> None:
    gone(estate, estate.model())


def vault_endpoint_gone(estate: Estate) -> None:
    gone(estate, estate.one("Microsoft.KeyVault/vaults", "kv-keys"))


def manual(estate: Estate) -> None:
    properties: Any = estate.endpoints(estate.model())[0].body["properties"]
    properties["manualPrivateLinkServiceConnections"] = properties.pop("privateLinkServiceConnections")


def other_target(estate: Estate) -> None:
    properties: Any = estate.endpoints(estate.model())[0].body["properties"]
    other = next(each for each in estate.of(ACCOUNT) if each.id != estate.model().id)
    properties["privateLinkServiceConnections"][0]["properties"]["privateLinkServiceId"] = other.id


def foreign_target(estate: Estate) -> None:
    remote = "/subscriptions/9/resourceGroups/x/providers/Microsoft.Storage/storageAccounts/theirs"
    connection = {"name": "c", "properties": {"privateLinkServiceId": remote, "groupIds": ["blob"]}}
    estate.add(
        f"{NETWORK}/privateEndpoints", "pep-mutant",
        {"subnet": {"id": estate.subnet_id("data")}, "privateLinkServiceConnections": [connection]},
    )


def connection_elsewhere(estate: Estate) -> None:
    properties = {"category": "AzureBlob", "target": "https://theirs.blob.core.windows.net", "authType": "AAD"}
    estate.add(f"{ACCOUNT}/connections", f"{estate.one(ACCOUNT).name}/mutant", properties)


def webhook_elsewhere(estate: Estate) -> None:
    registry = estate.one("Microsoft.ContainerRegistry/registries").name
    estate.add("Microsoft.ContainerRegistry/registries/webhooks", f"{registry}/mutant", {"serviceUri": f"https://{registry}.example.com"})


def share_for_everybody(estate: Estate) -> None:
    account = estate.one("Microsoft.Storage/storageAccounts").name
    estate.add("Microsoft.Storage/storageAccounts/fileServices/shares", f"{account}/default/mutant", {"enabledProtocols": "NFS"})


def cluster_way_out(estate: Estate) -> None:
    estate.set("Microsoft.ContainerService/managedClusters", "", "properties.networkProfile.outboundType", "loadBalancer")


def workflow_elsewhere(estate: Estate) -> None:
    merge(
        estate.body("Microsoft.Logic/workflows"),
        {"definition": {"actions": {"send": {"type": "Http", "inputs": {"method": "POST", "uri": "https://example.org/"}}}}},
    )


def managed_network_open(estate: Estate) -> None:
    estate.put("Microsoft.MachineLearningServices/workspaces", "", managedNetwork={"isolationMode": "AllowInternetOutbound"})


def managed_network_widened(estate: Estate) -> None:
    rules: Any = estate.body("Microsoft.MachineLearningServices/workspaces")["managedNetwork"]["outboundRules"]
    rules["mutant"] = {"type": "FQDN", "destination": "*.blob.core.windows.net"}


def account_network_open(estate: Estate) -> None:
    kind = f"{ACCOUNT}/managedNetworks"
    estate.set(kind, "", "properties.managedNetwork.isolationMode", "AllowInternetOutbound")


def search_reaches_others(estate: Estate) -> None:
    remote = "/subscriptions/9/resourceGroups/x/providers/Microsoft.Storage/storageAccounts/theirs"
    estate.put("Microsoft.Search/searchServices/sharedPrivateLinkResources", "", privateLinkResourceId=remote)


def synapse_may_leak(estate: Estate) -> None:
    estate.set("Microsoft.Synapse/workspaces", "", "properties.managedVirtualNetworkSettings.preventDataExfiltration", False)


def runbook_added(estate: Estate) -> None:
    account = estate.one("Microsoft.Automation/automationAccounts")
    estate.add("Microsoft.Automation/automationAccounts/runbooks", f"{account.name}/send", {"runbookType": "PowerShell"})


def container_group_loose(estate: Estate) -> None:
    estate.set("Microsoft.ContainerInstance/containerGroups", "", "properties.subnetIds", None)


# -- names -----------------------------------------------------------------------------------------------------------------


def zone_unlinked(estate: Estate) -> None:
    zone = estate.zones(estate.endpoints(estate.model())[0])[0]
    hub = estate.one(f"{NETWORK}/virtualNetworks", "hub").name
    estate.drop(f"{NETWORK}/privateDnsZones/virtualNetworkLinks", f"{zone}/link-{hub}")


def zone_gone(estate: Estate) -> None:
    estate.drop(f"{NETWORK}/privateDnsZones/virtualNetworkLinks", "privatelink.vaultcore")
    estate.drop(f"{NETWORK}/privateDnsZones", "privatelink.vaultcore")
    for endpoint in estate.endpoints(estate.one("Microsoft.KeyVault/vaults")):
        estate.drop(f"{NETWORK}/privateEndpoints/privateDnsZoneGroups", f"{endpoint.name}/")


def zone_group_gone(estate: Estate) -> None:
    endpoint = estate.endpoints(estate.model())[0]
    estate.drop(f"{NETWORK}/privateEndpoints/privateDnsZoneGroups", f"{endpoint.name}/")


def zone_falls_back(estate: Estate) -> None:
    zone_group_gone(estate)
    for link in estate.of(f"{NETWORK}/privateDnsZones/virtualNetworkLinks"):
        link.body["properties"]["resolutionPolicy"] = "NxDomainRedirect"  # type: ignore[index, call-overload]


def zone_twice(estate: Estate) -> None:
    zone = estate.one(f"{NETWORK}/privateDnsZones", "privatelink.vaultcore.azure.net")
    hub = estate.one(f"{NETWORK}/virtualNetworks", "hub")
    for kind, name, body in (("privateDnsZones", zone.name, {}), (
        "privateDnsZones/virtualNetworkLinks", f"{zone.name}/again", {"virtualNetwork": {"id": hub.id}, "registrationEnabled": False},
    )):
        found = Resource(f"{NETWORK}/{kind}", "2024-06-01", name, "/resourceGroups/elsewhere", {"properties": body}, "global")
        estate.resources[found.id] = found


def proxy_off(estate: Estate) -> None:
    estate.policy["dnsSettings"] = {"enableProxy": False}


def proxy_left_to_the_policy_above(estate: Estate) -> None:
    estate.policy.pop("dnsSettings")


def proxy_asks_others(estate: Estate) -> None:
    estate.policy["dnsSettings"] = {"enableProxy": True, "servers": ["8.8.8.8"]}


def other_dns(estate: Estate) -> None:
    estate.put(f"{NETWORK}/virtualNetworks", "compute", dhcpOptions={"dnsServers": [estate.address("hub", 50)]})


def public_dns(estate: Estate) -> None:
    estate.put(f"{NETWORK}/virtualNetworks", "compute", dhcpOptions={"dnsServers": ["8.8.8.8"]})


def azure_dns(estate: Estate) -> None:
    del estate.body(f"{NETWORK}/virtualNetworks", "compute")["dhcpOptions"]


# -- security groups ---------------------------------------------------------------------------------------------------------


def group_opened_inside(estate: Estate) -> None:
    estate.rule(estate.here("gateway"), "open", "Inbound", 99, "443", "Internet", "*")


def group_detached(estate: Estate) -> None:
    del estate.subnet("compute")["networkSecurityGroup"]


def group_detached_at_endpoints(estate: Estate) -> None:
    del estate.subnet("ai-services")["networkSecurityGroup"]


def machine_alone(estate: Estate) -> None:
    estate.machine()


def machine_opened(estate: Estate) -> None:
    estate.machine()
    estate.rule(estate.here("gateway"), "open", "Inbound", 99, "443", "Internet", "*")


def machine_opened_by_the_default_rule(estate: Estate) -> None:
    estate.machine()
    estate.keep(estate.here("gateway"), lambda rule: rule["direction"] == "Outbound" or rule["access"] == "Allow")


def scale_set_opened(estate: Estate) -> None:
    profile: Any = estate.body("Microsoft.Compute/virtualMachineScaleSets", estate.here("gateway"))["virtualMachineProfile"]
    part = profile["networkProfile"]["networkInterfaceConfigurations"][0]["properties"]["ipConfigurations"][0]["properties"]
    part["publicIPAddressConfiguration"] = {"name": "public", "properties": {}}
    estate.rule(estate.here("gateway"), "open", "Inbound", 99, "443", "Internet", "*")


def balancer_public(estate: Estate) -> None:
    address = estate.add(f"{NETWORK}/publicIPAddresses", "pip-mutant", {}, sku={"name": "Standard"})
    front: Any = estate.body(f"{NETWORK}/loadBalancers")["frontendIPConfigurations"][0]
    front["properties"] = {"publicIPAddress": {"id": address}}
    estate.rule(estate.here("gateway"), "open", "Inbound", 99, "443", "Internet", "*")


def door_wider(estate: Estate) -> None:
    estate.rule("application-gateway", "open", "Inbound", 99, "443", "Internet", "*")


def door_without_firewall(estate: Estate) -> None:
    gateway = estate.body(f"{NETWORK}/applicationGateways")
    gateway.pop("firewallPolicy")
    gateway["sku"] = {"name": "Standard_v2", "tier": "Standard_v2"}


def group_denies(estate: Estate) -> None:
    estate.keep(
        estate.here("gateway"),
        lambda rule: not (rule["direction"] == "Outbound" and rule["access"] == "Allow" and "10." in str(rule) and says(rule, "443")),
    )


def dns_denied(estate: Estate) -> None:
    estate.keep(estate.here("gateway"), lambda rule: not (rule["access"] == "Allow" and says(rule, "53") and rule["protocol"] == "Udp"))


def internet_denied(estate: Estate) -> None:
    estate.rule(estate.here("gateway"), "shut", "Outbound", 99, "443", "*", "Internet", "Deny")


def group_at_endpoint_denies(estate: Estate) -> None:
    estate.keep("ai-endpoints", lambda rule: rule["access"] == "Deny")


ADMIN_RULES = f"{NETWORK}/networkManagers/securityAdminConfigurations/ruleCollections/rules"


def admin_allows(estate: Estate) -> None:
    rule = {"priority": 1, "direction": "Inbound", "access": "AlwaysAllow", "protocol": "Any"}
    estate.add(ADMIN_RULES, "manager/config/rules/open", rule)


def admin_allows_a_machine(estate: Estate) -> None:
    admin_allows(estate)
    estate.machine()


def admin_denies(estate: Estate) -> None:
    estate.add(ADMIN_RULES, "manager/config/rules/shut", {"priority": 1, "direction": "Outbound", "access": "Deny", "protocol": "Any"})


def mesh(estate: Estate) -> None:
    estate.add(f"{NETWORK}/networkManagers/connectivityConfigurations", "manager/mesh", {"connectivityTopology": "Mesh"})


def rules_of_one_priority(estate: Estate) -> None:
    rules = estate.rules(estate.here("gateway"))
    twice = deep(next(rule for rule in rules if rule["properties"]["direction"] == "Outbound"))
    estate.rules(estate.here("gateway")).append({**twice, "name": "again"})


# -- routes ------------------------------------------------------------------------------------------------------------------


def route_dropped(estate: Estate) -> None:
    estate.routes().clear()


def table_detached(estate: Estate) -> None:
    del estate.subnet("compute")["routeTable"]


def to_internet(estate: Estate) -> None:
    for route in estate.routes():
        route["properties"] = {"addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}


def route_to_internet_with_nat(estate: Estate) -> None:
    to_internet(estate)
    nat_alone(estate)


def route_to_nowhere(estate: Estate) -> None:
    for route in estate.routes():
        route["properties"] = {"addressPrefix": "0.0.0.0/0", "nextHopType": "None"}


def route_to_gateway(estate: Estate) -> None:
    for route in estate.routes():
        route["properties"] = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualNetworkGateway"}


def route_astray(estate: Estate) -> None:
    for route in estate.routes():
        route["properties"]["nextHopIpAddress"] = estate.address("hub", 50)


def route_added(estate: Estate, hop: str, prefix: str, **more: Any) -> None:
    estate.routes().append({"name": "mutant", "properties": {"addressPrefix": prefix, "nextHopType": hop, **more}})


def more_specific_route(estate: Estate) -> None:
    route_added(estate, "Internet", "20.0.0.0/8")
    estate.subnet("compute")["defaultOutboundAccess"] = True


def more_specific_route_to_a_tag(estate: Estate) -> None:
    route_added(estate, "Internet", "Storage")
    nat_alone(estate)


def endpoint_cut_off(estate: Estate) -> None:
    route_added(estate, "None", estate.subnet("ai-services")["addressPrefix"])


def gateway_routes_learned(estate: Estate) -> None:
    estate.put(f"{NETWORK}/routeTables", estate.here("gateway"), disableBgpRoutePropagation=False)


def nat_alone(estate: Estate) -> None:
    estate.subnet("compute")["natGateway"] = {"id": estate.add(f"{NETWORK}/natGateways", "nat-mutant", {})}


def outbound_alone(estate: Estate) -> None:
    estate.subnet("compute")["defaultOutboundAccess"] = True


def outbound_without_route(estate: Estate) -> None:
    estate.subnet("compute")["defaultOutboundAccess"] = True
    route_dropped(estate)


def service_endpoint(estate: Estate) -> None:
    estate.subnet("compute")["serviceEndpoints"] = [{"service": "Microsoft.Storage"}]


def service_endpoint_of_our_own_account(estate: Estate) -> None:
    service_endpoint(estate)
    account = estate.one("Microsoft.Storage/storageAccounts").id
    definition = {"name": "d", "properties": {"service": "Microsoft.Storage", "serviceResources": [account]}}
    policy = estate.add(f"{NETWORK}/serviceEndpointPolicies", "sep-mutant", {"serviceEndpointPolicyDefinitions": [definition]})
    estate.subnet("compute")["serviceEndpointPolicies"] = [{"id": policy}]


def firewall_routes_astray(estate: Estate) -> None:
    route = {"name": "away", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "None"}}
    estate.subnet("hub")["routeTable"] = {"id": estate.add(f"{NETWORK}/routeTables", "rt-mutant", {"routes": [route]})}


# -- firewall ----------------------------------------------------------------------------------------------------------------


def first_name(estate: Estate) -> dict[str, Any]:
    found: dict[str, Any] = estate.allowing("ApplicationRule")["rules"][0]
    return found


def firewall_star(estate: Estate) -> None:
    first_name(estate)["targetFqdns"] = ["*"]


def firewall_undeclared(estate: Estate) -> None:
    first_name(estate)["targetFqdns"].append("pastebin.com")


def firewall_shared(estate: Estate) -> None:
    first_name(estate)["targetFqdns"].append("*.blob.core.windows.net")


def firewall_tagged(estate: Estate) -> None:
    first_name(estate)["fqdnTags"] = ["WindowsUpdate"]


def firewall_category(estate: Estate) -> None:
    first_name(estate)["webCategories"] = ["Business"]


def firewall_declared_gone(estate: Estate) -> None:
    del estate.allowing("ApplicationRule")["rules"][0]


def firewall_by_address(estate: Estate) -> None:
    rules = estate.allowing("NetworkRule")["rules"]
    rules.append({**rules[0], "name": "wide", "destinationAddresses": ["*"]})


def firewall_by_tag(estate: Estate) -> None:
    rules = estate.allowing("NetworkRule")["rules"]
    rules.append({**rules[0], "name": "wide", "destinationAddresses": ["AzureCloud"]})


def firewall_by_resolved_name(estate: Estate) -> None:
    rules = estate.allowing("NetworkRule")["rules"]
    rules.append({**rules[0], "name": "wide", "destinationIpGroups": [], "destinationFqdns": ["pastebin.com"]})


def firewall_group_widened(estate: Estate) -> None:
    estate.put(f"{NETWORK}/ipGroups", "ai-endpoints", ipAddresses=["0.0.0.0/0"])


def firewall_flow_gone(estate: Estate) -> None:
    allowing = estate.allowing("NetworkRule")
    for group in estate.of(f"{NETWORK}/firewallPolicies/ruleCollectionGroups"):
        group.body["properties"]["ruleCollections"] = [  # type: ignore[index, call-overload]
            part for part in group.body["properties"]["ruleCollections"] if part is not allowing  # type: ignore[index, call-overload, union-attr]
        ]


def above(estate: Estate, kind: str, action: str, rule: dict[str, Any]) -> None:
    """A collection in the policy above, which comes first whatever its number."""
    collection = {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "mutant", "priority": 60000, "action": {"type": action},
        "rules": [{"ruleType": kind, "name": "mutant", "sourceAddresses": ["*"], **rule}],
    }
    group = {"priority": 60000, "ruleCollections": [collection]}
    estate.add(f"{NETWORK}/firewallPolicies/ruleCollectionGroups", f"{estate.policy_above.name}/mutant", group)


HTTPS = [{"protocolType": "Https", "port": 443}]


def allowed_above(estate: Estate) -> None:
    above(estate, "ApplicationRule", "Allow", {"protocols": HTTPS, "targetFqdns": ["*"]})


def denied_above(estate: Estate) -> None:
    above(estate, "ApplicationRule", "Deny", {"protocols": HTTPS, "targetFqdns": ["*"]})


def passage_denied_above(estate: Estate) -> None:
    rule = {"ipProtocols": ["TCP"], "destinationAddresses": [estate.subnet("ai-services")["addressPrefix"]], "destinationPorts": ["443"]}
    above(estate, "NetworkRule", "Deny", rule)


def firewall_without_policy(estate: Estate) -> None:
    del estate.body(f"{NETWORK}/azureFirewalls")["firewallPolicy"]


def firewall_gone(estate: Estate) -> None:
    estate.drop(f"{NETWORK}/azureFirewalls")


def firewall_keeps_source(estate: Estate) -> None:
    del estate.policy["snat"]


def translation(estate: Estate) -> None:
    rule = {
        "ruleType": "NatRule", "name": "in", "sourceAddresses": ["*"], "destinationAddresses": ["20.1.2.3"], "destinationPorts": ["443"],
        "ipProtocols": ["TCP"], "translatedAddress": estate.address("management", 4), "translatedPort": "443",
    }
    collection = {
        "ruleCollectionType": "FirewallPolicyNatRuleCollection", "name": "in", "priority": 100, "action": {"type": "DNAT"}, "rules": [rule],
    }
    group: Any = estate.one(f"{NETWORK}/firewallPolicies/ruleCollectionGroups", "passages").body["properties"]
    group["ruleCollections"].append(collection)


# -- peerings and strangers ----------------------------------------------------------------------------------------------------

PEERINGS = f"{NETWORK}/virtualNetworks/virtualNetworkPeerings"


def half_dropped(estate: Estate) -> None:
    estate.drop(PEERINGS, "hub/peer-ai-services")


def other_half_dropped(estate: Estate) -> None:
    estate.drop(PEERINGS, "ai-services/peer-hub")


def forwarding_off(estate: Estate) -> None:
    estate.put(PEERINGS, "ai-services/peer-hub", allowForwardedTraffic=False)


def access_off(estate: Estate) -> None:
    estate.put(PEERINGS, "compute/peer-hub", allowVirtualNetworkAccess=False)


def remote_gateways(estate: Estate) -> None:
    estate.put(PEERINGS, "compute/peer-hub", useRemoteGateways=True)


def peered_elsewhere(estate: Estate) -> None:
    remote = "/subscriptions/9/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/elsewhere"
    name = f"{estate.one(f'{NETWORK}/virtualNetworks', 'compute').name}/peer-elsewhere"
    estate.add(PEERINGS, name, {"remoteVirtualNetwork": {"id": remote}})


def spokes_peered(estate: Estate) -> None:
    names = [estate.one(f"{NETWORK}/virtualNetworks", part) for part in ("compute", "ai-services")]
    for here, there in (names, names[::-1]):
        estate.add(PEERINGS, f"{here.name}/mutant", {"remoteVirtualNetwork": {"id": there.id}, "allowVirtualNetworkAccess": True})


def bastion_shares(estate: Estate) -> None:
    estate.put(f"{NETWORK}/bastionHosts", "", enableShareableLink=True)


def gateway_added(estate: Estate) -> None:
    part = {"properties": {"subnet": {"id": estate.subnet_id("compute")}}}
    estate.add(f"{NETWORK}/virtualNetworkGateways", "vgw", {"ipConfigurations": [part]})


def function_added(estate: Estate) -> None:
    estate.add("Microsoft.Web/sites", "func", {"publicNetworkAccess": "Disabled"})


def storage_added(estate: Estate) -> None:
    estate.add("Microsoft.Storage/storageAccounts", "stmutant", {"allowSharedKeyAccess": False})


def unknown_added(estate: Estate) -> None:
    estate.add("Microsoft.Unheard/ofs", "thing", {})


MUTATIONS: tuple[tuple[Change, set[int]], ...] = (
    *((opened(kind, what), expected) for kind, what, expected in (*OPEN, *WHOLE)),
    *((opened(kind, what), {2}) for kind, what in KEYS),
    (database_rule, {1, 2}),
    (public_but_denied, {2}),
    (acl_alone, set()),
    (absent_switch, {2}),
    (perimeter_alone, set()),
    (perimeter_with_a_rule, {1, 2}),
    (scope_left, {2, 4}),
    (endpoint_gone, {2, 4}),
    (vault_endpoint_gone, {2, 4}),
    (manual, {2, 3, 4}),
    (other_target, {2, 4}),
    (foreign_target, {5}),
    (connection_elsewhere, {5}),
    (webhook_elsewhere, {5}),
    (share_for_everybody, {2}),
    (cluster_way_out, {5}),
    (workflow_elsewhere, {5}),
    (managed_network_open, {5}),
    (managed_network_widened, {5}),
    (account_network_open, {5}),
    (search_reaches_others, {5}),
    (synapse_may_leak, {5}),
    (runbook_added, {5}),
    (container_group_loose, {5}),
    (zone_unlinked, {3, 4}),
    (zone_gone, {3, 4}),
    (zone_group_gone, {3, 4}),
    (zone_falls_back, {3, 4}),
    (zone_twice, {3, 4}),
    (proxy_off, {3, 4}),
    (proxy_left_to_the_policy_above, {3, 4}),
    (proxy_asks_others, {3, 4}),
    (other_dns, {3, 4}),
    (public_dns, {3, 4}),
    (azure_dns, {4}),
    (group_opened_inside, set()),
    (group_detached, set()),
    (group_detached_at_endpoints, set()),
    (machine_alone, set()),
    (machine_opened, {1}),
    (machine_opened_by_the_default_rule, {1}),
    (scale_set_opened, {1}),
    (balancer_public, {1}),
    (door_wider, {1}),
    (door_without_firewall, set()),
    (group_denies, {4}),
    (dns_denied, {4}),
    (internet_denied, {4}),
    (group_at_endpoint_denies, {4}),
    (admin_allows_a_machine, {1}),
    (admin_denies, {4}),
    (mesh, {1, 5}),
    (rules_of_one_priority, {4, 5}),
    (route_dropped, {4, 5}),
    (table_detached, {4, 5}),
    (to_internet, {4, 5}),
    (route_to_internet_with_nat, {4, 5}),
    (route_to_nowhere, {4}),
    (route_to_gateway, {4, 5}),
    (route_astray, {4, 5}),
    (more_specific_route, {4, 5}),
    (more_specific_route_to_a_tag, {4, 5}),
    (endpoint_cut_off, {4}),
    (gateway_routes_learned, set()),
    (nat_alone, set()),
    (outbound_alone, set()),
    (outbound_without_route, {4, 5}),
    (service_endpoint, {4, 5}),
    (service_endpoint_of_our_own_account, {4}),
    (firewall_routes_astray, {4}),
    (firewall_star, {5}),
    (firewall_undeclared, {5}),
    (firewall_shared, {5}),
    (firewall_tagged, {5}),
    (firewall_category, {5}),
    (firewall_declared_gone, {4}),
    (firewall_by_address, {5}),
    (firewall_by_tag, {5}),
    (firewall_by_resolved_name, {5}),
    (firewall_group_widened, {5}),
    (firewall_flow_gone, {4}),
    (allowed_above, {5}),
    (denied_above, {4}),
    (passage_denied_above, {4}),
    (firewall_without_policy, {3, 4}),
    (firewall_gone, {3, 4, 5}),
    (firewall_keeps_source, {4}),
    (translation, {1}),
    (half_dropped, {4}),
    (other_half_dropped, {4}),
    (forwarding_off, {4}),
    (access_off, {3, 4}),
    (remote_gateways, set()),
    (peered_elsewhere, {1, 5}),
    (spokes_peered, set()),
    (bastion_shares, {1}),
    (gateway_added, {1, 5}),
    (function_added, {2, 5}),
    (storage_added, {1, 2}),
    (unknown_added, {1, 2, 5}),
)
"""(change, numbers of the obligations that are no longer proved)."""
EXCEPT = {
    ("hospital", "half_dropped"): {3, 4},  # agents stand beside the models, and ask the firewall for names
    ("hospital", "other_half_dropped"): {3, 4},
}
"""(example, change): where what stands around it makes it another."""
HARMLESS = {
    "nat_alone": "latent-egress",
    "outbound_alone": "latent-egress",
    "machine_alone": "public-address",
}
"""Changes that Azure gives no effect, and the rule whose finding they are."""


@cache
def composed(example: str) -> Graph:
    return compose(load(Path(__file__).parents[2] / "examples" / example / "enclave.yaml").spec)


@cache
def remembered(example: str) -> Record | None:
    """What a verifier remembers of the example: a change of it is worked out from there."""
    verifier = Verifier()
    verifier.verify(composed(example))
    return verifier.record


def verified(example: str, graph: Graph) -> Verification:
    return Verifier(remembered(example)).verify(graph)


def wrong(found: Verification) -> tuple[set[int], list[tuple[int, str, str, str]]]:
    """The obligations that are not proved throughout, and each result of theirs that is not."""
    told = [
        (each.number, each.subject.rpartition("/")[2], each.verdict.name, each.verdict.reason)
        for each in found.obligations
        if each.number <= 5 and each.verdict.name != "proved"
    ]
    return {number for number, *_ in told}, told


def has(example: str, change: Change) -> bool:
    try:
        change(Estate(composed(example), EXAMPLES[example]))
    except NotThereError:
        return False
    return True


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_proved(example: str) -> None:
    found = verified(example, composed(example))
    assert wrong(found) == (set(), [])
    assert found.unmodelled == ()


def test_every_service_type_of_the_examples_is_opened_by_a_change() -> None:
    composed_types = {resource.type for example in EXAMPLES for resource in composed(example) if resource.type.lower() in SERVICES}
    assert composed_types <= {kind for kind, _, _ in (*OPEN, *WHOLE)}
    with_keys = {kind for kind in composed_types if SERVICES[kind.lower()].keys}
    assert with_keys <= {kind for kind, _ in KEYS} | {"Microsoft.Cache/redisEnterprise"}


CASES = [
    pytest.param(example, change, expected, id=f"{example}-{change.__name__}", marks=() if example == "bank" else pytest.mark.long)
    for example in EXAMPLES
    for change, expected in MUTATIONS
]


@pytest.mark.parametrize(("example", "change", "expected"), CASES)
def test_each_change_turns_exactly_the_expected_obligations(example: str, change: Change, expected: set[int]) -> None:
    estate = Estate(composed(example), EXAMPLES[example])
    try:
        change(estate)
    except NotThereError:
        assert any(has(other, change) for other in EXAMPLES), "no example has what is changed"
        return
    found, told = wrong(verified(example, estate.changed()))
    assert found == EXCEPT.get((example, change.__name__), expected), told


@pytest.mark.parametrize("name", HARMLESS)
def test_a_change_without_effect_is_told(name: str) -> None:
    graph = composed("bank")
    change = next(each for each, _ in MUTATIONS if each.__name__ == name)
    before = {(finding.rule, finding.resource) for finding in verified("bank", graph).findings}
    estate = Estate(graph, EXAMPLES["bank"])
    change(estate)
    after = verified("bank", estate.changed()).findings
    assert HARMLESS[name] in {finding.rule for finding in after if (finding.rule, finding.resource) not in before}


def test_other_stamps_keep_their_results() -> None:
    estate = Estate(composed("bank"), EXAMPLES["bank"])
    opened(*OPEN[0][:2])(estate)
    found = verified("bank", estate.changed()).obligations
    subjects = {each.subject for each in found if each.number <= 5 and each.verdict.name != "proved"}
    assert {subject.split("/")[2] for subject in subjects} == {"rg-contoso-bank-europe"}

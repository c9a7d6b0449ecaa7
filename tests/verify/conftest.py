"""A builder of small graphs in ARM's shape, and the loader of the independent one-packet simulator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from enclave.graph.azure_facts import DIAGNOSTICS
from enclave.graph.model import Egress, Flow, FrontDoor, Graph, Intent, Resource, Value
from enclave.verify.estate import Estate
from enclave.verify.network.world import World

GROUP = "/resourceGroups/rg"
NETWORK = "Microsoft.Network"
CLOSED: dict[str, Any] = {
    "customSubDomainName": "ai",
    "publicNetworkAccess": "Disabled",
    "disableLocalAuth": True,
    "restrictOutboundNetworkAccess": True,
}


class Builder:
    """Collects resources; every method gives the id of what it added."""

    def __init__(self) -> None:
        self.resources: dict[str, Resource] = {}
        self.sources: dict[str, str] = {}

    def add(
        self,
        kind: str,
        name: str,
        properties: Value = None,
        /,
        *,
        api: str = "2025-09-01",
        location: str | None = "westeurope",
        scope: str = GROUP,
        **body: Value,
    ) -> str:
        resource = Resource(kind, api, name, scope, {"properties": {} if properties is None else properties, **body}, location)
        self.resources[resource.id.lower()] = resource
        return resource.id

    def change(self, resource_id: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Change the properties of a resource that was added."""
        resource = self.resources[resource_id.lower()]
        body = deep(resource.body)
        change(body["properties"])
        self.resources[resource_id.lower()] = replace(resource, body=body)

    def drop(self, resource_id: str) -> None:
        del self.resources[resource_id.lower()]

    def network(
        self,
        name: str,
        space: str | list[str],
        subnets: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        dns: list[str] | None = None,
        api: str = "2025-09-01",
    ) -> str:
        """A virtual network; `subnets` maps names to properties, `nsg`, `routes` and `nat` being ids."""
        parts = []
        for subnet, given in (subnets or {}).items():
            properties: dict[str, Any] = {"defaultOutboundAccess": False, **given}
            for short, long in (("nsg", "networkSecurityGroup"), ("routes", "routeTable"), ("nat", "natGateway")):
                if properties.get(short):
                    properties[long] = {"id": properties[short]}
                properties.pop(short, None)
            properties["addressPrefix"] = properties.pop("prefix", properties.get("addressPrefix"))
            parts.append({"name": subnet, "properties": {k: v for k, v in properties.items() if v is not None}})
        body: dict[str, Any] = {"addressSpace": {"addressPrefixes": [space] if isinstance(space, str) else space}, "subnets": parts}
        if dns:
            body["dhcpOptions"] = {"dnsServers": dns}
        return self.add(f"{NETWORK}/virtualNetworks", name, body, api=api)

    def peer(self, here: str, there: str, *, both: bool = True, **flags: Any) -> None:
        """Halves of a peering between two networks by name."""
        for one, other in ((here, there), (there, here)) if both else ((here, there),):
            remote = f"{GROUP}/providers/{NETWORK}/virtualNetworks/{other}"
            body = {"remoteVirtualNetwork": {"id": remote}, "allowVirtualNetworkAccess": True, "allowForwardedTraffic": True, **flags}
            self.add(f"{NETWORK}/virtualNetworks/virtualNetworkPeerings", f"{one}/to-{other}", body, location=None)

    def nsg(self, name: str, *rules: str) -> str:
        """A security group; a rule is `100 in allow tcp 443 from Internet to *`."""
        parts = []
        for rule in rules:
            priority, way, access, protocol, port, _, source, _, destination = rule.split()
            properties = {
                "priority": int(priority),
                "direction": "Inbound" if way == "in" else "Outbound",
                "access": access.capitalize(),
                "protocol": protocol.capitalize(),
                "sourcePortRange": "*",
                "destinationPortRanges": port.split(","),
                "sourceAddressPrefixes": source.split(","),
                "destinationAddressPrefixes": destination.split(","),
            }
            parts.append({"name": f"r{priority}-{way}", "properties": properties})
        return self.add(f"{NETWORK}/networkSecurityGroups", name, {"securityRules": parts})

    def routes(self, name: str, *routes: str) -> str:
        """A route table; a route is `0.0.0.0/0 VirtualAppliance 10.0.0.4`."""
        parts = []
        for place, route in enumerate(routes):
            prefix, kind, *address = route.split()
            properties = {"addressPrefix": prefix, "nextHopType": kind, **({"nextHopIpAddress": address[0]} if address else {})}
            parts.append({"name": f"route{place}", "properties": properties})
        return self.add(f"{NETWORK}/routeTables", name, {"routes": parts})

    def policy(self, name: str, *collections: dict[str, Any], **properties: Any) -> str:
        """A firewall policy with one rule collection group."""
        found = self.add(f"{NETWORK}/firewallPolicies", name, {"sku": {"tier": "Premium"}, **properties})
        if collections:
            self.add(
                f"{NETWORK}/firewallPolicies/ruleCollectionGroups",
                f"{name}/rules",
                {"priority": 200, "ruleCollections": list(collections)},
                location=None,
            )
        return found

    def firewall(self, name: str, subnet: str, policy: str | None, *, ip: str = "10.0.0.4", public: bool = True) -> str:
        part: dict[str, Any] = {"subnet": {"id": subnet}, "privateIPAddress": ip}
        if public:
            address = self.add(
                f"{NETWORK}/publicIPAddresses", f"pip-{name}", {"publicIPAllocationMethod": "Static"}, sku={"name": "Standard"}
            )
            part["publicIPAddress"] = {"id": address}
        body: dict[str, Any] = {"sku": {"tier": "Premium"}, "ipConfigurations": [{"name": "one", "properties": part}]}
        if policy:
            body["firewallPolicy"] = {"id": policy}
        return self.add(f"{NETWORK}/azureFirewalls", name, body)

    def machine(
        self, name: str, subnet: str, *, ip: str | None = None, public: str | None = None, nsg: str | None = None, **more: Any
    ) -> str:
        """A network interface; `public` is the SKU of its public address."""
        part: dict[str, Any] = {"subnet": {"id": subnet}, "privateIPAddress": ip, **more}
        if public:
            address = self.add(f"{NETWORK}/publicIPAddresses", f"pip-{name}", {}, sku={"name": public})
            part["publicIPAddress"] = {"id": address}
        body: dict[str, Any] = {"ipConfigurations": [{"name": "one", "properties": {k: v for k, v in part.items() if v is not None}}]}
        if nsg:
            body["networkSecurityGroup"] = {"id": nsg}
        return self.add(f"{NETWORK}/networkInterfaces", name, body)

    def ai(self, name: str = "ai", **properties: Any) -> str:
        """A closed Azure OpenAI account."""
        return self.add(
            "Microsoft.CognitiveServices/accounts",
            name,
            {**CLOSED, "customSubDomainName": name, **properties},
            kind="OpenAI",
            sku={"name": "S0"},
            api="2026-07-01",
        )

    def endpoint(
        self,
        name: str,
        subnet: str,
        target: str,
        *,
        group: str = "account",
        zones: list[str] | None = None,
        ip: str | None = None,
        manual: bool = False,
    ) -> str:
        connection = {"name": name, "properties": {"privateLinkServiceId": target, "groupIds": [group]}}
        body: dict[str, Any] = {
            "subnet": {"id": subnet},
            ("manualPrivateLinkServiceConnections" if manual else "privateLinkServiceConnections"): [connection],
        }
        if ip:
            body["ipConfigurations"] = [{"name": "one", "properties": {"groupId": group, "memberName": group, "privateIPAddress": ip}}]
        found = self.add(f"{NETWORK}/privateEndpoints", name, body)
        if zones:
            configs = [{"name": f"z{place}", "properties": {"privateDnsZoneId": zone}} for place, zone in enumerate(zones)]
            self.add(
                f"{NETWORK}/privateEndpoints/privateDnsZoneGroups", f"{name}/default", {"privateDnsZoneConfigs": configs}, location=None
            )
        return found

    def logged(self) -> None:
        """Diagnostic settings on everything so far that has logs or metrics, to a closed workspace."""
        doors = {"publicNetworkAccessForIngestion": "Disabled", "publicNetworkAccessForQuery": "Disabled"}
        workspace = self.add("Microsoft.OperationalInsights/workspaces", "w", {**doors, "features": {"disableLocalAuth": True}})
        for resource in list(self.resources.values()):
            known = DIAGNOSTICS.get(resource.type.lower())
            if known is not None:
                logs = [{"categoryGroup": "allLogs", "enabled": True}] if known.logs else []
                metrics = [{"category": name, "enabled": True} for name in known.metrics]
                body = {"workspaceId": workspace, "logs": logs, "metrics": metrics}
                self.add("Microsoft.Insights/diagnosticSettings", "diag", body, location=None, scope=resource.id)

    def zone(self, name: str, *networks: str, policy: str | None = None) -> str:
        """A private DNS zone linked to networks by id."""
        found = self.add(f"{NETWORK}/privateDnsZones", name, {}, location="global", api="2024-06-01")
        for network in networks:
            body: dict[str, Any] = {"virtualNetwork": {"id": network}, "registrationEnabled": False}
            if policy:
                body["resolutionPolicy"] = policy
            self.add(f"{NETWORK}/privateDnsZones/virtualNetworkLinks", f"{name}/link-{network.rpartition('/')[2]}", body, location="global")
        return found

    def graph(
        self,
        *,
        egress: tuple[str, ...] = (),
        flows: tuple[tuple[str, str], ...] = (),
        doors: tuple[tuple[str, str], ...] = (),
    ) -> Graph:
        """Everything so far; an intent only when something is declared."""
        intent = None
        if egress or flows or doors:
            intent = Intent(
                tuple(Egress(name, "test") for name in egress),
                tuple(FrontDoor(door, (source,), "test") for door, source in doors),
                tuple(Flow(source, target) for source, target in flows),
            )
        return Graph(tuple(self.resources.values()), intent, self.sources)

    def world(self, **intent: Any) -> World:
        return World(Estate(self.graph(**intent)))


def deep(value: Any) -> Any:
    """A copy that can be changed."""
    if isinstance(value, Mapping):
        return {key: deep(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [deep(item) for item in value]
    return value


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value inside a value, its own (empty) first."""
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield from places(item, (*path, key))


def damaged(graph: Graph, victim: Resource, path: tuple[Any, ...], value: Any) -> Graph:
    """The graph with one value of one resource replaced; an ellipsis leaves it out."""
    body = deep(victim.body)
    parent = body
    for key in path[:-1]:
        parent = parent[key]
    if value is ...:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return replace(graph, resources=tuple(replace(each, body=body) if each is victim else each for each in graph))


def subnet_id(network: str, subnet: str) -> str:
    return f"{GROUP}/providers/{NETWORK}/virtualNetworks/{network}/subnets/{subnet}"


def network_rules(name: str, *rules: dict[str, Any], priority: int = 100, action: str = "Allow") -> dict[str, Any]:
    """A collection of network rules; a rule has `sources`, `destinations`, `ports`, `protocols`."""
    return {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": name,
        "priority": priority,
        "action": {"type": action},
        "rules": [
            {
                "ruleType": "NetworkRule",
                "name": f"{name}{place}",
                "sourceAddresses": rule.get("sources", ["*"]),
                "destinationAddresses": rule.get("destinations", []),
                "destinationFqdns": rule.get("fqdns", []),
                "destinationPorts": rule.get("ports", ["443"]),
                "ipProtocols": rule.get("protocols", ["TCP"]),
            }
            for place, rule in enumerate(rules)
        ],
    }


def name_rules(name: str, *rules: dict[str, Any], priority: int = 200, action: str = "Allow") -> dict[str, Any]:
    """A collection of application rules; a rule has `sources`, `names`, `port`, and perhaps `tags` or `categories`."""
    return {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": name,
        "priority": priority,
        "action": {"type": action},
        "rules": [
            {
                "ruleType": "ApplicationRule",
                "name": f"{name}{place}",
                "sourceAddresses": rule.get("sources", ["*"]),
                "protocols": [{"protocolType": "Https", "port": rule.get("port", 443)}],
                "targetFqdns": rule.get("names", []),
                "fqdnTags": rule.get("tags", []),
                "webCategories": rule.get("categories", []),
            }
            for place, rule in enumerate(rules)
        ],
    }


def translation_rules(name: str, *rules: dict[str, Any], priority: int = 100) -> dict[str, Any]:
    """A collection of destination NAT rules; a rule has `sources`, `to` and `port`."""
    return {
        "ruleCollectionType": "FirewallPolicyNatRuleCollection",
        "name": name,
        "priority": priority,
        "action": {"type": "DNAT"},
        "rules": [
            {
                "ruleType": "NatRule",
                "name": f"{name}{place}",
                "sourceAddresses": rule.get("sources", ["*"]),
                "destinationAddresses": ["20.1.2.3"],
                "destinationPorts": ["8443"],
                "ipProtocols": ["TCP"],
                "translatedAddress": rule["to"],
                "translatedPort": rule.get("port", "443"),
            }
            for place, rule in enumerate(rules)
        ],
    }


class Kit:
    """What the tests of this room build with."""

    Builder = Builder
    subnet_id = staticmethod(subnet_id)
    network_rules = staticmethod(network_rules)
    name_rules = staticmethod(name_rules)
    translation_rules = staticmethod(translation_rules)
    deep = staticmethod(deep)
    places = staticmethod(places)
    damaged = staticmethod(damaged)
    GROUP = GROUP
    OPENAI_ZONE = "privatelink.openai.azure.com"


@pytest.fixture
def kit() -> Kit:
    return Kit()


@pytest.fixture
def build() -> Builder:
    return Builder()


@pytest.fixture(scope="session")
def one_packet() -> ModuleType:
    """The independent simulator, which shares no code with the package."""
    return import_module("tests.verify.one_packet")


def small_estate(build: Builder) -> Graph:
    """A hub with a firewall, a spoke with machines, a spoke with the endpoint of one AI service; everything is proved."""
    hub = build.network("hub", "10.0.0.0/16", {"AzureFirewallSubnet": {"prefix": "10.0.0.0/26"}})
    nsg = build.nsg(
        "nsg-app",
        "100 out allow tcp 443 from * to 10.2.1.0/24",
        "200 out allow udp 53 from * to 10.0.0.4",
        "300 out allow tcp 443 from * to Internet",
        "4000 out deny * * from * to *",
        "4096 in deny * * from * to *",
    )
    table = build.routes("rt-app", "0.0.0.0/0 VirtualAppliance 10.0.0.4")
    app = build.network("app", "10.1.0.0/16", {"snet-app": {"prefix": "10.1.1.0/24", "nsg": nsg, "routes": table}}, dns=["10.0.0.4"])
    shut = build.nsg(
        "nsg-pe", "100 in allow tcp 443 from 10.0.0.0/26 to *", "4000 out deny * * from * to *", "4096 in deny * * from * to *"
    )
    build.network(
        "ai",
        "10.2.0.0/16",
        {"snet-pe": {"prefix": "10.2.1.0/24", "nsg": shut, "privateEndpointNetworkPolicies": "Enabled"}},
        dns=["10.0.0.4"],
    )
    build.peer("hub", "app")
    build.peer("hub", "ai")
    policy = build.policy(
        "policy",
        network_rules("endpoints", {"sources": ["10.1.1.0/24"], "destinations": ["10.2.1.0/24"]}),
        name_rules("declared", {"sources": ["10.1.1.0/24"], "names": ["login.microsoftonline.com"]}),
        dnsSettings={"enableProxy": True},
        snat={"privateRanges": ["255.255.255.255/32"]},
    )
    build.firewall("fw", subnet_id("hub", "AzureFirewallSubnet"), policy)
    zone = build.zone(Kit.OPENAI_ZONE, hub, app)
    account = build.ai("oai")
    build.endpoint("pep", subnet_id("ai", "snet-pe"), account, zones=[zone], ip="10.2.1.5")
    build.logged()
    return build.graph(egress=("login.microsoftonline.com",), flows=((subnet_id("app", "snet-app"), account),))


@pytest.fixture
def good(build: Builder) -> Graph:
    """A small graph of which everything is proved; change it through `build` and take `again`."""
    return small_estate(build)


@pytest.fixture
def again(build: Builder, good: Graph) -> Callable[[], Graph]:
    """The graph as `build` has it now, with the intent of the good one."""
    return lambda: Graph(tuple(build.resources.values()), good.intent, build.sources)

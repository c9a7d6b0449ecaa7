"""CPU time of a verification: the bank example, and a hub with more and more spokes; the cost should grow about linearly.

    python bench/verify.py [--spokes 10,50,200] [--rules 25] [--services 3]

Each spoke has a subnet for machines and one for private endpoints, a security group, a route to the hub's firewall, and
services with endpoints; every machine's flow to every service of its spoke is declared and proved. No peer does the same on a
template, so the ratio is against the smallest estate in the same run.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path
from typing import Any

from enclave.compose import compose
from enclave.graph.model import Egress, Flow, Graph, Intent, Resource
from enclave.spec.load import load
from enclave.verify import verify

GROUP = "/resourceGroups/rg"
NETWORK = "Microsoft.Network"
ROOT = Path(__file__).resolve().parent.parent


def made(kind: str, name: str, properties: dict[str, Any], /, **body: Any) -> Resource:
    return Resource(kind, "2025-09-01", name, GROUP, {"properties": properties, **body}, "westeurope")


def rule(name: str, priority: int, way: str, access: str, port: str, source: str, destination: str) -> dict[str, Any]:
    return {
        "name": name,
        "properties": {
            "priority": priority,
            "direction": way,
            "access": access,
            "protocol": "*",
            "sourcePortRange": "*",
            "destinationPortRange": port,
            "sourceAddressPrefix": source,
            "destinationAddressPrefix": destination,
        },
    }


def estate(spokes: int, rules: int, services: int) -> Graph:
    """A hub, its firewall and zone, and that many spokes."""
    hub = made(
        f"{NETWORK}/virtualNetworks",
        "hub",
        {
            "addressSpace": {"addressPrefixes": ["10.0.0.0/22"]},
            "subnets": [{"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.0.0.0/26"}}],
        },
    )
    policy = made(f"{NETWORK}/firewallPolicies", "policy", {"dnsSettings": {"enableProxy": True}})
    names = {
        "ruleType": "ApplicationRule",
        "name": "login",
        "sourceAddresses": ["*"],
        "targetFqdns": ["login.microsoftonline.com"],
        "protocols": [{"protocolType": "Https", "port": 443}],
    }
    group = made(
        f"{NETWORK}/firewallPolicies/ruleCollectionGroups",
        "policy/rules",
        {
            "priority": 200,
            "ruleCollections": [
                {
                    "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
                    "name": "names",
                    "priority": 200,
                    "action": {"type": "Allow"},
                    "rules": [names],
                },
            ],
        },
    )
    address = made(f"{NETWORK}/publicIPAddresses", "pip", {}, sku={"name": "Standard"})
    firewall = made(
        f"{NETWORK}/azureFirewalls",
        "fw",
        {
            "firewallPolicy": {"id": policy.id},
            "ipConfigurations": [
                {
                    "name": "one",
                    "properties": {
                        "subnet": {"id": f"{hub.id}/subnets/AzureFirewallSubnet"},
                        "publicIPAddress": {"id": address.id},
                        "privateIPAddress": "10.0.0.4",
                    },
                }
            ],
        },
    )
    zone = made(f"{NETWORK}/privateDnsZones", "privatelink.openai.azure.com", {})
    link = made(f"{NETWORK}/privateDnsZones/virtualNetworkLinks", "privatelink.openai.azure.com/hub", {"virtualNetwork": {"id": hub.id}})
    found, flows = [hub, policy, group, address, firewall, zone, link], []
    for number in range(spokes):
        part, targets = spoke(number, rules, services, hub, zone)
        found += part
        source = f"{GROUP}/providers/{NETWORK}/virtualNetworks/spoke{number}/subnets/app"
        flows += [Flow(source, target) for target in targets]
    return Graph(tuple(found), Intent((Egress("login.microsoftonline.com", "tokens"),), (), tuple(flows)))


def spoke(number: int, rules: int, services: int, hub: Resource, zone: Resource) -> tuple[list[Resource], list[str]]:
    name, space = f"spoke{number}", f"10.{1 + number // 64}.{number % 64 * 4}.0/22"
    base = space.rsplit(".", 2)[0]
    third = int(space.split(".")[2])
    app, private = f"{base}.{third}.0/24", f"{base}.{third + 1}.0/24"
    written = [
        rule(f"r{place}", 500 + place, "Inbound", "Allow", str(8000 + place), f"10.{place % 200}.0.0/16", app) for place in range(rules - 5)
    ]
    written += [
        rule("endpoints", 100, "Outbound", "Allow", "443", app, private),
        rule("dns", 110, "Outbound", "Allow", "53", app, "10.0.0.4/32"),
        rule("web", 120, "Outbound", "Allow", "443", app, "Internet"),
        rule("out", 4096, "Outbound", "Deny", "*", "*", "*"),
        rule("in", 4096, "Inbound", "Deny", "*", "*", "*"),
    ]
    nsg = made(f"{NETWORK}/networkSecurityGroups", f"nsg-{name}", {"securityRules": written})
    route = {"name": "out", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.0.4"}}
    table = made(f"{NETWORK}/routeTables", f"rt-{name}", {"routes": [route]})
    common = {"networkSecurityGroup": {"id": nsg.id}, "routeTable": {"id": table.id}, "defaultOutboundAccess": False}
    network = made(
        f"{NETWORK}/virtualNetworks",
        name,
        {
            "addressSpace": {"addressPrefixes": [space]},
            "dhcpOptions": {"dnsServers": ["10.0.0.4"]},
            "subnets": [
                {"name": "app", "properties": {"addressPrefix": app, **common}},
                {"name": "pe", "properties": {"addressPrefix": private, **common}},
            ],
        },
    )
    found, targets = [nsg, table, network], []
    for here, there in ((network, hub), (hub, network)):
        body = {"remoteVirtualNetwork": {"id": there.id}, "allowForwardedTraffic": True}
        found.append(made(f"{NETWORK}/virtualNetworks/virtualNetworkPeerings", f"{here.name}/to-{there.name}", body))
    for place in range(services):
        account = made(
            "Microsoft.CognitiveServices/accounts",
            f"oai-{number}-{place}",
            {
                "customSubDomainName": f"oai-{number}-{place}",
                "publicNetworkAccess": "Disabled",
                "disableLocalAuth": True,
            },
            kind="OpenAI",
        )
        connection = {"name": "c", "properties": {"privateLinkServiceId": account.id, "groupIds": ["account"]}}
        endpoint = made(
            f"{NETWORK}/privateEndpoints",
            f"pe-{number}-{place}",
            {
                "subnet": {"id": f"{network.id}/subnets/pe"},
                "privateLinkServiceConnections": [connection],
            },
        )
        config = {"name": "z", "properties": {"privateDnsZoneId": zone.id}}
        zones = made(f"{NETWORK}/privateEndpoints/privateDnsZoneGroups", f"{endpoint.name}/default", {"privateDnsZoneConfigs": [config]})
        found += [account, endpoint, zones]
        targets.append(account.id)
    return found, targets


def timed(graph: Graph) -> tuple[float, str, int]:
    start = time.process_time()
    found = verify(graph)
    return time.process_time() - start, found.verdict, len(found.obligations)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spokes", default="10,50,200")
    parser.add_argument("--rules", type=int, default=25)
    parser.add_argument("--services", type=int, default=3)
    given = parser.parse_args()
    bank = compose(load(ROOT / "examples" / "bank" / "enclave.yaml").spec)
    seconds, verdict, results = timed(bank)
    print(f"bank example: {len(bank.resources)} resources, {results} results, {verdict}, {seconds:.3f} s CPU")
    each: float | None = None
    for spokes in map(int, given.spokes.split(",")):
        graph = estate(spokes, given.rules, given.services)
        seconds, verdict, results = timed(graph)
        cost = seconds / len(graph.resources)
        each = each or cost
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{spokes} spokes, {spokes * given.rules} rules: {len(graph.resources)} resources, {results} results, {verdict}, "
            f"{seconds:.2f} s CPU, {cost * 1e3:.2f} ms a resource, ratio {cost / each:.2f}, {memory:.0f} MB"
        )


if __name__ == "__main__":
    main()

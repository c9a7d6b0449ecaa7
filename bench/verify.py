"""CPU time and memory of a verification: a hub with more and more spokes, the same after one change, and the bank example's command.

    python bench/verify.py [--spokes 25,50,100,200] [--rules 25] [--picture bench/verify.svg]

Each spoke has a subnet for machines and one for private endpoints, a security group, a route to the hub's firewall, three
machines, two or three services with endpoints, and what stands around them (disks, identities, roles, diagnostic settings);
every machine's flow to every service of its spoke is declared and proved. 200 spokes are 10,000 resources, 5,000 rules of
security groups and 500 services. No peer does the same on a template, so ratios are against the smallest estate, and of what is
verified after a change against the whole, in the same run; each is the best of two or three. As in the command no garbage is
collected meanwhile. "With a file": what `--cache` reads is read, and the change verified. Obligations 1 to 5 must be proved; the
others are timed with them, and this estate is not made to please them.
"""

from __future__ import annotations

import argparse
import copy
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from enclave.cli.short_run import short_run
from enclave.compose import compose
from enclave.graph.model import Egress, Flow, Graph, Intent, Resource
from enclave.spec.load import load
from enclave.verify import Verifier, verify
from enclave.verify.cache import program, read, write

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


def around(number: int, network: Resource) -> list[Resource]:
    """Machines of a spoke, and what every resource group holds besides."""
    found: list[Resource] = []
    for place in range(3):
        name = f"vm-{number}-{place}"
        part = {"name": "one", "properties": {"subnet": {"id": f"{network.id}/subnets/app"}}}
        nic = made(f"{NETWORK}/networkInterfaces", f"nic-{name}", {"ipConfigurations": [part]})
        disk = made("Microsoft.Compute/disks", f"disk-{name}", {"diskSizeGB": 64})
        storage = {"osDisk": {"managedDisk": {"id": disk.id}}}
        profile = {"networkProfile": {"networkInterfaces": [{"id": nic.id}]}, "storageProfile": storage}
        found += [nic, disk, made("Microsoft.Compute/virtualMachines", name, profile)]
    found += [made("Microsoft.ManagedIdentity/userAssignedIdentities", f"id-{number}-{place}", {}) for place in range(4)]
    reader = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
    for place in range(17):
        who = f"00000000-0000-0000-{number:04}-{place:012}"
        role = {"roleDefinitionId": reader, "principalId": who, "principalType": "ServicePrincipal"}
        found.append(Resource("Microsoft.Authorization/roleAssignments", "2022-04-01", f"ra-{place}", network.id, {"properties": role}))
    for place in range(8):
        body = {"properties": {"workspaceId": f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/log"}}
        found.append(Resource("Microsoft.Insights/diagnosticSettings", "2021-05-01-preview", f"diag-{place}", network.id, body))
    return found


def estate(spokes: int, rules: int) -> Graph:
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
    doors = {f"publicNetworkAccessFor{use}": "Disabled" for use in ("Ingestion", "Query")}
    shut = {**doors, "features": {"disableLocalAuth": True}}
    workspace = made("Microsoft.OperationalInsights/workspaces", "log", shut)
    found, flows = [hub, policy, group, address, firewall, zone, link, workspace], []
    for number in range(spokes):
        part, targets = spoke(number, rules, 2 + number % 2, hub, zone)
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
                "restrictOutboundNetworkAccess": True,
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
    return found + around(number, network), targets


@dataclass(frozen=True)
class Measured:
    """One verification."""

    resources: int
    results: int
    seconds: float
    """Of CPU."""
    proved: bool
    """Obligations 1 to 5."""

    @classmethod
    def of(cls, graph: Graph) -> Measured:
        spent = []
        for _ in range(3):
            start = time.process_time()
            found = verify(graph)
            spent.append(time.process_time() - start)
        seconds = min(spent)
        proved = all(result.verdict.name == "proved" for result in found.obligations if result.number <= 5)
        return cls(len(graph.resources), len(found.obligations), seconds, proved)


def rewritten(graph: Graph, resource_id: str, change: Callable[[Any], object]) -> Graph:
    """A graph with one resource's properties changed."""
    wanted = graph.get(resource_id)
    assert wanted is not None
    body: Any = copy.deepcopy(wanted.body)
    change(body["properties"])
    return replace(graph, resources=tuple(replace(each, body=body) if each is wanted else each for each in graph))


def changes(graph: Graph, number: int) -> dict[str, Graph]:
    """One line changed in one spoke, or in what all spokes share."""
    network, service = f"{GROUP}/providers/{NETWORK}", f"{GROUP}/providers/Microsoft.CognitiveServices/accounts/oai-{number}-0"
    spoke_id, rules = f"{network}/virtualNetworks/spoke{number}", f"{network}/networkSecurityGroups/nsg-spoke{number}"
    owner = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
    names, zone = f"{network}/firewallPolicies/policy/ruleCollectionGroups/rules", "privatelink.openai.azure.com"
    link = made(f"{NETWORK}/privateDnsZones/virtualNetworkLinks", f"{zone}/spoke", {"virtualNetwork": {"id": spoke_id}})

    def rule_of(place: int, **new: str) -> Graph:
        return rewritten(graph, rules, lambda x: x["securityRules"][place]["properties"].update(new))

    return {
        "port of a security group's rule": rule_of(-5, destinationPortRange="444"),
        "rule opened to the internet": rule_of(3, sourceAddressPrefix="Internet"),
        "next hop of a route": rewritten(
            graph, f"{network}/routeTables/rt-spoke{number}", lambda x: x["routes"][0]["properties"].update(nextHopIpAddress="10.0.0.5")),
        "flag of a service": rewritten(graph, service, lambda x: x.update(disableLocalAuth=False)),
        "role assignment": rewritten(
            graph, f"{spoke_id}/providers/Microsoft.Authorization/roleAssignments/ra-3", lambda x: x.update(roleDefinitionId=owner)),
        "link of a private DNS zone": replace(graph, resources=(*graph.resources, link)),
        "name in the hub's firewall rule": rewritten(
            graph, names, lambda x: x["ruleCollections"][0]["rules"][0]["targetFqdns"].append("a.example.org")),
    }


def after_a_change(graph: Graph, number: int) -> dict[str, tuple[float, float]]:
    """Prints what one change costs, in memory and by way of a file, and that nothing comes out otherwise; both as parts of the whole."""
    record = Verifier()
    record.verify(graph)
    parts: dict[str, tuple[float, float]] = {}
    for name, other in changes(graph, number).items():
        whole: list[float] = []
        kept: list[float] = []
        filed: list[float] = []
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_STATE_HOME"] = folder
            for _ in range(3):
                start = time.process_time()
                expected = verify(other)
                whole.append(time.process_time() - start)
                verifier = Verifier(record.record)
                start = time.process_time()
                found = verifier.verify(other)
                kept.append(time.process_time() - start)
                assert found == expected, name
                assert record.record is not None
                write(Path(folder), record.record)
                program.cache_clear()
                start = time.process_time()
                verifier = Verifier(read(Path(folder))[0])
                found = verifier.verify(other)
                filed.append(time.process_time() - start)
                assert found == expected, name
        print(
            f"  {name}: {min(kept):.2f} s CPU of {min(whole):.2f}, ratio {min(kept) / min(whole):.3f}; "
            f"with a file {min(filed):.2f}, ratio {min(filed) / min(whole):.3f}"
        )
        parts[name] = min(kept) / min(whole), min(filed) / min(whole)
    return parts


def judged(bank: float, points: list[Measured], memory: float, parts: dict[str, tuple[float, float]]) -> None:
    """Prints for each figure that is aimed at whether it is met in this run."""
    last, first = points[-1], points[0]
    even = last.seconds / last.resources / (first.seconds / first.resources)
    in_memory, filed = (max(parts, key=lambda name: parts[name][place]) for place in (0, 1))
    rows = (
        ("10,000 resources proved in 20 s of CPU", last.resources >= 10_000 and last.proved and last.seconds < 20, f"{last.seconds:.1f} s"),
        ("in 2 GB", memory < 2048, f"{memory:.0f} MB"),
        ("cost about linear: a resource costs at most 1.5 times what it does in the smallest", even < 1.5, f"{even:.2f}"),
        ("every change of one line under a tenth, in memory", parts[in_memory][0] < 0.1, f"{parts[in_memory][0]:.3f}, {in_memory}"),
        ("every change of one line under a tenth, by `--cache`", parts[filed][1] < 0.1, f"{parts[filed][1]:.3f}, {filed}"),
        ("the whole command on the bank example under 1 s", bank < 1, f"{bank:.2f} s"),
    )
    print("the aims:")
    for what, met, figure in rows:
        print(f"  {'met   ' if met else 'MISSED'} {what}: {figure}")


def command() -> float:
    """Seconds of CPU of `enclave verify` on the bank example, imports and all; the best of five, compiled as an installed program is."""
    spent = []
    arguments = [sys.executable, "-m", "enclave.cli.main", "verify", "examples/bank/enclave.yaml"]
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(6):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(arguments, cwd=ROOT, env=surroundings, check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent[1:])


def additions() -> float:
    """Seconds of CPU that ten million additions take here and now: seconds of two machines, or minutes, compare by it."""
    spent = []
    for _ in range(3):
        start, total = time.process_time(), 0
        for number in range(10_000_000):
            total += number
        spent.append(time.process_time() - start)
    return min(spent)


def picture(points: list[Measured], path: Path) -> None:
    """Seconds by resources as an SVG, with the straight line through the first point."""
    width, height, left, bottom = 640, 400, 60, 50
    most = max(point.resources for point in points)
    even = points[0].seconds * most / points[0].resources
    top = max(even, *(point.seconds for point in points)) * 1.1

    def at(resources: float, seconds: float) -> tuple[float, float]:
        return left + resources / most * (width - left - 20), height - bottom - seconds / top * (height - bottom - 20)

    def path_of(pairs: list[tuple[float, float]]) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*pair) for pair in pairs))

    marks = []
    for point in points:
        x, y = at(point.resources, point.seconds)
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#0b5cad"/>')
        marks.append(f'<text x="{x - 6:.1f}" y="{y - 10:.1f}" text-anchor="end">{point.seconds:.2f} s</text>')
        marks.append(f'<text x="{x:.1f}" y="{height - bottom + 18}" text-anchor="middle">{point.resources}</text>')
    straight, measured = path_of([(0, 0), (most, even)]), path_of([(point.resources, point.seconds) for point in points])
    axes = f"{left},20 {left},{height - bottom} {width - 20},{height - bottom}"
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
        f'<rect width="{width}" height="{height}" fill="white"/>'
        f'<polyline points="{axes}" fill="none" stroke="black"/>'
        f'<polyline points="{straight}" fill="none" stroke="#999" stroke-dasharray="4"/>'
        f'<polyline points="{measured}" fill="none" stroke="#0b5cad" stroke-width="2"/>'
        f'{"".join(marks)}'
        f'<text x="{width / 2}" y="{height - 10}" text-anchor="middle">resources (dashed: as the smallest, for each resource)</text>'
        f'<text x="16" y="{height / 2}" text-anchor="middle" transform="rotate(-90 16 {height / 2})">seconds of CPU</text></svg>\n',
        encoding="utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spokes", default="25,50,100,200")
    parser.add_argument("--rules", type=int, default=25)
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    bank = Measured.of(compose(load(ROOT / "examples" / "bank" / "enclave.yaml").spec))
    proved = "proved" if bank.proved else "NOT PROVED"
    told = f"{bank.resources} resources, {bank.results} results, {proved}"
    whole_command = command()
    print(f"bank example: {told}, {bank.seconds:.3f} s CPU; the whole command {whole_command:.2f} s")
    print(f"ten million additions: {additions():.2f} s CPU")
    points: list[Measured] = []
    for spokes in map(int, given.spokes.split(",")):
        point = Measured.of(estate(spokes, given.rules))
        points.append(point)
        ratio = point.seconds / point.resources / (points[0].seconds / points[0].resources)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{spokes} spokes, {spokes * given.rules} rules: {point.resources} resources, {point.results} results, "
            f"{'proved' if point.proved else 'NOT PROVED'}, {point.seconds:.2f} s CPU, "
            f"{point.seconds / point.resources * 1e3:.2f} ms a resource, ratio {ratio:.2f}, {memory:.0f} MB"
        )
    if given.picture:
        picture(points, given.picture)
    last = int(given.spokes.rpartition(",")[2])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"after one change of {last} spokes:")
    parts = after_a_change(estate(last, given.rules), last // 2)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB with the answers about it and about a changed one")
    judged(whole_command, points, most, parts)


if __name__ == "__main__":
    with short_run():
        main()

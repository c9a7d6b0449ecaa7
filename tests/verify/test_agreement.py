"""The packet sets against the independent one-packet simulator, on generated networks. Zero disagreements."""

from __future__ import annotations

import ipaddress
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from enclave.finding import Refuted
from enclave.graph.body import Undecided
from enclave.verify.network.addresses import TAG_BASE
from enclave.verify.network.egress import Egress
from enclave.verify.network.firewall import covers
from enclave.verify.network.flows import to_service
from enclave.verify.network.ingress import doors
from enclave.verify.network.packets import PROTOCOLS, Packet, PacketSet
from enclave.verify.network.reach import Sender, endpoints, machines
from enclave.verify.network.security import Mode
from enclave.verify.network.world import World
from enclave.verify.obligations.egress_only_declared import check as egress
from enclave.verify.obligations.no_internet_ingress import check as ingress
from enclave.verify.unsure import Unsure

PREFIXES = ["*", "Internet", "VirtualNetwork", "10.1.0.0/16", "10.1.1.0/24", "10.2.0.0/16", "20.0.0.0/8", "52.10.0.0/16", "0.0.0.0/0"]
TAGGED = ["Storage", "AzureKeyVault", "AzureMonitor"]
PORTS = ["*", "443", "22", "80,443", "1000-2000"]
HOSTS = ["login.contoso.com", "a.blob.core.windows.net", "www.example.org"]
TARGETS = {
    "52.10.0.9": {"storage", "storage.westeurope"},
    "52.10.0.10": {"storage"},
    "99.1.1.1": {"storage", "storage.westeurope"},
    "99.1.1.2": {"azurekeyvault"},
    "99.1.1.3": {"azuremonitor"},
    "20.4.5.6": set(),
    "8.8.8.8": set(),
    "203.0.113.7": set(),
}
"""Public addresses of the made-up internet and the service tags that they belong to."""


def group(kit: Any, chance: random.Random, build: Any, name: str) -> str | None:
    if chance.random() < 0.2:
        return None
    rules = []
    names = PREFIXES + (TAGGED if chance.random() < 0.5 else [])
    for priority in sorted(chance.sample(range(100, 4000), chance.randint(0, 5))):
        way, access = chance.choice(["in", "out"]), chance.choice(["allow", "deny"])
        protocol, port = chance.choice(["tcp", "udp", "*", "icmp"]), chance.choice(PORTS)
        rules.append(f"{priority} {way} {access} {protocol} {port} from {chance.choice(names)} to {chance.choice(names)}")
    found: str = build.nsg(name, *rules)
    if chance.random() < 0.3:
        build.change(found, lambda properties: augment(chance, kit, properties["securityRules"]))
    return found


def augment(chance: random.Random, kit: Any, rules: list[dict[str, Any]]) -> None:
    """Several prefixes and ports in one rule, or a group of machines in place of prefixes."""
    for rule in rules:
        body = rule["properties"]
        if chance.random() < 0.5:
            body["destinationPortRanges"] += ["1500", "9000-9010"]
            body["sourceAddressPrefixes"] += ["203.0.113.0/24"] if "*" not in body["sourceAddressPrefixes"] else []
        elif chance.random() < 0.5:
            side = chance.choice(["source", "destination"])
            del body[f"{side}AddressPrefixes"]
            body[f"{side}ApplicationSecurityGroups"] = [{"id": f"{kit.GROUP}/providers/Microsoft.Network/applicationSecurityGroups/asg"}]


MODES: tuple[Mode, ...] = ("may", "must")
ADMIN = "Microsoft.Network/networkManagers/securityAdminConfigurations/ruleCollections/rules"


def administer(chance: random.Random, build: Any) -> None:
    for priority in range(chance.randint(1, 2)):
        prefixes = [{"addressPrefix": chance.choice(["0.0.0.0/0", "10.1.0.0/16", "203.0.113.0/24"]), "addressPrefixType": "IPPrefix"}]
        rule = {
            "priority": priority + 1,
            "direction": chance.choice(["Inbound", "Outbound"]),
            "protocol": chance.choice(["Any", "Tcp"]),
            "access": chance.choice(["Allow", "AlwaysAllow", "Deny"]),
            "sources": chance.choice([prefixes, []]),
            "destinations": [],
            "destinationPortRanges": [chance.choice(["0-65535", "22", "443"])],
        }
        build.add(ADMIN, f"manager/config/rules/r{priority}", rule, location=None)


def balancer(chance: random.Random, kit: Any, build: Any) -> list[dict[str, str]]:
    """A load balancer, perhaps a public one; the pools that the machine is in."""
    own = f"{kit.GROUP}/providers/Microsoft.Network/loadBalancers/lb"
    address = build.add("Microsoft.Network/publicIPAddresses", "pip-lb", {}, sku={"name": "Standard"})
    front = {"publicIPAddress": {"id": address}} if chance.random() < 0.8 else {"subnet": {"id": kit.subnet_id("one", "a")}}
    rule = {
        "frontendIPConfiguration": {"id": f"{own}/frontendIPConfigurations/f"},
        "backendAddressPool": {"id": f"{own}/backendAddressPools/p"},
        "protocol": chance.choice(["Tcp", "All", "Udp"]),
        "frontendPort": 80,
        "backendPort": chance.choice([443, 22, 0]),
    }
    build.add(
        "Microsoft.Network/loadBalancers",
        "lb",
        {
            "frontendIPConfigurations": [{"name": "f", "properties": front}],
            "backendAddressPools": [{"name": "p"}],
            "loadBalancingRules": [{"name": "r", "properties": rule}],
        },
        sku={"name": chance.choice(["Standard", "Basic"])},
    )
    return [{"id": f"{own}/backendAddressPools/{chance.choice(['p', 'p', 'q'])}"}]


def table(chance: random.Random, build: Any, name: str) -> str | None:
    if chance.random() < 0.3:
        return None
    hops = ["VirtualAppliance 10.0.0.4", "VirtualAppliance 10.0.0.99", "Internet", "None", "VnetLocal"]
    prefixes = chance.sample(
        ["0.0.0.0/0", "20.0.0.0/8", "Storage", "52.10.0.0/16", "10.2.0.0/16", "10.2.0.0/24", "10.2.0.5/32"], chance.randint(0, 4)
    )
    return build.routes(name, *(f"{prefix} {chance.choice(hops)}" for prefix in prefixes))


def collections(kit: Any, chance: random.Random) -> Iterator[dict[str, Any]]:
    for place in range(chance.randint(0, 3)):
        rule = {
            "sources": [chance.choice(["*", "10.1.0.0/16", "10.1.1.0/24"])],
            "ports": [chance.choice(["443", "*", "22"])],
            "destinations": [chance.choice(["*", "20.0.0.0/8", "10.2.0.0/24", "Storage"])],
            "protocols": [chance.choice(["TCP", "Any"])],
        }
        yield kit.network_rules(f"net{place}", rule, priority=chance.randint(100, 900), action=chance.choice(["Allow", "Deny"]))
    for place in range(chance.randint(0, 3)):
        rule = {"sources": [chance.choice(["*", "10.1.1.0/24"])], "names": [chance.choice([*HOSTS, "*", "*.core.windows.net"])]}
        yield kit.name_rules(f"app{place}", rule, priority=chance.randint(1000, 1900), action=chance.choice(["Allow", "Deny"]))


def generated(kit: Any, build: Any, seed: int) -> tuple[World, str]:
    """A hub with a firewall, a spoke with machines, a spoke with a private endpoint; anything may be missing or wrong."""
    chance = random.Random(seed)
    policies = chance.choice(["Disabled", "Enabled", "RouteTableEnabled", "NetworkSecurityGroupEnabled"])
    inner = {"prefix": "10.0.0.0/26"}
    if chance.random() < 0.2:
        inner["routes"] = build.routes("rt-fw", chance.choice(["10.2.0.0/16 None", "10.2.0.0/24 None", "0.0.0.0/0 None"]))
    build.network("hub", "10.0.0.0/16", {"AzureFirewallSubnet": inner})
    one = {
        "prefix": "10.1.1.0/24",
        "nsg": group(kit, chance, build, "nsg-one"),
        "routes": table(chance, build, "rt-one"),
        "defaultOutboundAccess": chance.choice([True, False, None]),
        "nat": "/nat" if chance.random() < 0.2 else None,
    }
    if chance.random() < 0.3:
        one["serviceEndpoints"] = [{"service": chance.choice(["Microsoft.Storage", "Microsoft.KeyVault"])}]
        if chance.random() < 0.4:
            account = build.add("Microsoft.Storage/storageAccounts", "st", {})
            definition = {"name": "d", "properties": {"service": "Microsoft.Storage", "serviceResources": [account]}}
            policy = build.add("Microsoft.Network/serviceEndpointPolicies", "sep", {"serviceEndpointPolicyDefinitions": [definition]})
            one["serviceEndpointPolicies"] = [{"id": policy}]
    build.network("one", "10.1.0.0/16", {"a": one}, api=chance.choice(["2024-05-01", "2025-07-01"]))
    two = {"prefix": "10.2.0.0/24", "nsg": group(kit, chance, build, "nsg-two"), "privateEndpointNetworkPolicies": policies}
    build.network("two", "10.2.0.0/16", {"b": two})
    for here, there in (("hub", "one"), ("hub", "two"), ("one", "two")):
        if chance.random() < 0.75:
            flags = {"allowVirtualNetworkAccess": chance.random() < 0.9, "allowForwardedTraffic": chance.random() < 0.8}
            build.peer(here, there, both=chance.random() < 0.9, **flags)
    policy = None
    if chance.random() < 0.9:
        policy = build.policy("base", *collections(kit, chance), snat={"privateRanges": ["255.255.255.255/32"]})
        if chance.random() < 0.3:
            more = build.policy(
                "child", *collections(kit, chance), basePolicy={"id": policy}, snat={"privateRanges": ["255.255.255.255/32"]}
            )
            policy = more
    build.firewall("fw", kit.subnet_id("hub", "AzureFirewallSubnet"), policy)
    nsg = group(kit, chance, build, "nsg-nic")
    more: dict[str, Any] = {}
    if chance.random() < 0.5:
        more["applicationSecurityGroups"] = [{"id": f"{kit.GROUP}/providers/Microsoft.Network/applicationSecurityGroups/asg"}]
    if chance.random() < 0.3:
        more["loadBalancerBackendAddressPools"] = balancer(chance, kit, build)
    if chance.random() < 0.25:
        administer(chance, build)
    build.machine("vm", kit.subnet_id("one", "a"), ip="10.1.1.9", public=chance.choice(["Standard", "Basic", None]), nsg=nsg, **more)
    build.endpoint("pe", kit.subnet_id("two", "b"), build.ai(), ip="10.2.0.5", manual=False)
    return build.world(), kit.subnet_id("one", "a")


def clouds(world: World, one_packet: ModuleType) -> tuple[Any, ...]:
    """The simulator with a network manager's configurations committed, and without: both may be so."""
    plain = cloud(world, one_packet)
    return (plain, replace(plain, committed=False)) if world.estate.graph.of_type(ADMIN) else (plain,)


def cloud(world: World, one_packet: ModuleType) -> Any:
    plain = {
        r.id.lower(): {
            "id": r.id,
            "type": r.type,
            "apiVersion": r.api_version,
            "location": r.location,
            **r.body,
        }
        for r in world.estate.graph
    }
    tags: dict[str, set[str]] = {}
    for address, names in TARGETS.items():
        for name in names:
            tags.setdefault(name, set()).add(address)
    return one_packet.Cloud(plain, tags)


def stand_in(world: World, address: str) -> int:
    """The number that stands for an address: its own, or its narrowest tag's when no rule writes the address."""
    number = int(ipaddress.ip_address(address))
    if number in world.book.written:
        return number
    tags = [tag for tag in world.book.tags if tag in TARGETS[address]]
    return TAG_BASE + world.book.tags.index(max(tags, key=len)) if tags else number


def questions(chance: random.Random, count: int) -> Iterator[tuple[str, str, int]]:
    for _ in range(count):
        protocol = chance.choice(["tcp", "tcp", "udp", "icmp"])
        yield chance.choice(sorted(TARGETS)), protocol, chance.choice([443, 22, 80, 1500]) if protocol != "icmp" else 0


@pytest.mark.parametrize("block", [*range(2), *(pytest.param(block, marks=pytest.mark.long) for block in range(2, 32))])
def test_what_leaves_a_subnet(kit: Any, one_packet: ModuleType, block: int) -> None:
    left = 0
    for seed in range(block * 15, block * 15 + 15):
        world, subnet = generated(kit, kit.Builder(), seed)
        models, site = clouds(world, one_packet), world.estate.site(subnet)
        ways, unknown = [], False
        try:
            for way in Egress(site, world).ways():
                ways.append(way)
        except Unsure:
            unknown = True
        for address, protocol, port in questions(random.Random(seed), 25):
            packet = Packet(int(ipaddress.ip_address("10.1.1.20")), stand_in(world, address), PROTOCOLS.index(protocol), port)
            own = Packet(int(ipaddress.ip_address("10.1.1.9")), packet.destination, packet.protocol, packet.port)
            machine = ipaddress.ip_address("10.1.1.9")
            if any(model.leaves(subnet, machine, ipaddress.ip_address(address), protocol, port).passed for model in models):
                assert unknown or any(own in way.may for way in ways), ("the sets miss a leak of a known machine", seed, address)
            for host in (None, *HOSTS):
                named = [w for w in ways if w.passage is not None and host and any(covers(n, host) for n in w.passage.names)]
                unnamed = [w for w in ways if w.passage is None]
                truths = [
                    model.leaves(subnet, ipaddress.ip_address("10.1.1.20"), ipaddress.ip_address(address), protocol, port, host)
                    for model in models
                ]
                may = any(packet in way.may for way in (*unnamed, *named))
                must = any(packet in way.must for way in unnamed)
                told = (seed, address, protocol, port, host, [truth.said for truth in truths])
                assert may or unknown or not any(truth.passed for truth in truths), ("the sets miss a leak", told)
                assert all(truth.passed for truth in truths) or not must, ("the sets see a leak that is none", told)
                left += truths[0].passed
    assert left > 20


def test_what_leaves_a_subnet_that_only_a_resolver_stands_in(kit: Any, one_packet: ModuleType) -> None:
    for seed in range(40):
        chance, build = random.Random(seed), kit.Builder()
        subnet = {
            "prefix": "10.1.1.0/28",
            "nsg": group(kit, chance, build, "nsg"),
            "defaultOutboundAccess": chance.choice([True, False, None]),
            "nat": "/nat" if chance.random() < 0.3 else None,
            "delegations": [{"name": "d", "properties": {"serviceName": "Microsoft.Network/dnsResolvers"}}],
        }
        build.network("one", "10.1.0.0/16", {"a": subnet}, api=chance.choice(["2024-05-01", "2025-07-01"]))
        world, place = build.world(), kit.subnet_id("one", "a")
        model, ways = cloud(world, one_packet), list(Egress(world.estate.site(place), world).ways())
        for address, protocol, port in questions(chance, 25):
            packet = Packet(int(ipaddress.ip_address("10.1.1.5")), stand_in(world, address), PROTOCOLS.index(protocol), port)
            truth = model.leaves(place, ipaddress.ip_address("10.1.1.5"), ipaddress.ip_address(address), protocol, port)
            assert any(packet in way.may for way in ways) is truth.passed, (seed, address, protocol, port, truth.said)


@pytest.mark.parametrize("block", [0, *(pytest.param(block, marks=pytest.mark.long) for block in range(1, 20))])
def test_what_enters_from_the_internet(kit: Any, one_packet: ModuleType, block: int) -> None:
    entered = 0
    for seed in range(block * 50, block * 50 + 50):
        world, subnet = generated(kit, kit.Builder(), seed)
        models, site = clouds(world, one_packet), world.estate.site(subnet)
        found, problems = doors(world)
        assert problems == ()
        may, must = PacketSet(), PacketSet()
        for door in found:
            may = may | door.passes(site, world, "may", world.book.outsiders(surely=False))
            must = must | door.passes(site, world, "must", world.book.outsiders(surely=True))
        nic = f"{kit.GROUP}/providers/Microsoft.Network/networkInterfaces/vm"
        for address, protocol, port in questions(random.Random(seed), 60):
            packet = Packet(stand_in(world, address), int(ipaddress.ip_address("10.1.1.9")), PROTOCOLS.index(protocol), port)
            asked = nic, ipaddress.ip_address(address), protocol, port
            truths = [model.enters(*asked).passed or model.balanced(*asked).passed for model in models]
            assert packet in may or not any(truths), ("the sets miss an entry", seed, *asked)
            assert all(truths) or packet not in must, ("the sets see an entry that is none", seed, *asked)
            entered += truths[0]
    assert entered > 100


@pytest.mark.parametrize("block", [0, *(pytest.param(block, marks=pytest.mark.long) for block in range(1, 20))])
def test_what_reaches_a_private_endpoint(kit: Any, one_packet: ModuleType, block: int) -> None:
    worked = unknown = 0
    for seed in range(block * 75, block * 75 + 75):
        world, subnet = generated(kit, kit.Builder(), seed)
        models, site = clouds(world, one_packet), world.estate.site(subnet)
        endpoint = world.estate.targets(f"{kit.GROUP}/providers/Microsoft.CognitiveServices/accounts/ai")[0]
        truth = all(
            model.connects(subnet, ipaddress.ip_address(source), endpoint.id, 443).passed
            for source in ("10.1.1.0", "10.1.1.20", "10.1.1.255")
            for model in models
        )
        try:
            works = to_service(site, endpoint, 443, world).works
        except Unsure:
            unknown += 1
            continue
        assert truth or not works, ("the sets see a flow that does not work", seed)
        grouped = any("ApplicationSecurityGroups" in str(each.body) for each in world.estate.graph)  # who is in one may be elsewhere
        whole = len(models) == 1 and not grouped and all((there, here) in world.estate.halves for here, there in world.estate.halves)
        assert works or not truth or not whole, ("the sets miss a flow that works", seed, to_service(site, endpoint, 443, world))
        worked += works
    assert worked > 10
    assert unknown < 20


@pytest.mark.parametrize("block", [*range(1), *(pytest.param(block, marks=pytest.mark.long) for block in range(1, 20))])
def test_what_a_sender_does_not_concern_receives_nothing(kit: Any, block: int) -> None:
    unconcerned = arrived = 0
    for seed in range(block * 30, block * 30 + 30):
        world, _ = generated(kit, kit.Builder(), seed)
        for site in world.estate.sites.values():
            sender = Sender(site, world)
            for place in world.estate.sites.values():
                for target in (*endpoints(place, world), *machines(place, world)):
                    for mode in MODES:
                        try:
                            found = list(sender.arrivals(target, mode))
                        except Undecided:
                            assert sender.concerns(place), ("a doubt is passed over", seed, site.id, place.id)
                            continue
                        assert sender.concerns(place) or not found, ("an arrival is passed over", seed, site.id, place.id)
                        unconcerned += not sender.concerns(place)
                        arrived += bool(found)
    assert unconcerned > 5
    assert arrived > 20


TOLD = re.compile(r"(?P<protocol>\w+) (?P<source>[^:]+?)(:50000)? -> (?P<target>[^:]+?)(:(?P<port>\d+))?$")


def concrete(told: str) -> list[tuple[str, str | None]]:
    """Addresses of the made-up internet for what a counterexample names, and names that are asked for there."""
    if told.startswith("<an address of "):
        tag = told.removeprefix("<an address of ").removesuffix(">")
        return [(address, None) for address, tags in TARGETS.items() if tag in tags]
    try:
        ipaddress.ip_address(told)
    except ValueError:
        return [(address, host) for address in TARGETS for host in (f"x{told.removeprefix('*')}" if "*" in told else told, *HOSTS)]
    return [(told, None)]


@pytest.mark.parametrize("block", [0, *(pytest.param(block, marks=pytest.mark.long) for block in range(1, 10))])
def test_every_counterexample_is_replayed(kit: Any, one_packet: ModuleType, block: int) -> None:
    replayed = 0
    nic = f"{kit.GROUP}/providers/Microsoft.Network/networkInterfaces/vm"
    for seed in range(block * 40, block * 40 + 40):
        world, subnet = generated(kit, kit.Builder(), seed)
        results = [(check, verdict) for check in (ingress, egress) for subject, verdict in check(world) if subject == subnet]
        for check, verdict in results:
            if not isinstance(verdict, Refuted):
                continue
            match = TOLD.match(verdict.counterexample.packet)
            assert match is not None, verdict.counterexample.packet
            port, protocol = int(match["port"] or 0), match["protocol"]
            for model in clouds(world, one_packet):
                passed = False
                for source, _ in concrete(match["source"]):
                    sender = ipaddress.ip_address(source)
                    for address, host in concrete(match["target"]):
                        if check is ingress:
                            passed |= model.enters(nic, sender, protocol, port).passed or model.balanced(nic, sender, protocol, port).passed
                        else:
                            passed |= model.leaves(subnet, sender, ipaddress.ip_address(address), protocol, port, host).passed
                assert passed, ("a counterexample does not happen", seed, verdict.counterexample)
            replayed += 1
    assert replayed > 15

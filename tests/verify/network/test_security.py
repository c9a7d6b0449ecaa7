"""A2 items 1 to 8. The order of rules is also held against Z3, which knows nothing of intervals."""

from __future__ import annotations

import random
from typing import Any

import pytest
import z3

from enclave.graph.body import Undecided
from enclave.verify.network.addresses import addresses
from enclave.verify.network.flows import to_dns
from enclave.verify.network.packets import Packet, PacketSet
from enclave.verify.network.ports import WELL_FORMED
from enclave.verify.network.security import DEFAULT_RULES, Guard, say


def guard(build: Any, kit: Any, *rules: str, **subnet: Any) -> Guard:
    nsg = build.nsg("nsg", *rules)
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24", "nsg": nsg, **subnet}})
    world = build.world()
    return world.guard(world.estate.site(kit.subnet_id("net", "a")))


def packet(source: str, destination: str, port: int = 443, protocol: int = 0) -> Packet:
    ends = addresses(source), addresses(destination)
    assert ends[0] is not None
    assert ends[1] is not None
    return Packet(ends[0].first, ends[1].first, protocol, port)


def test_item_1_defaults_come_last_and_in_order(build: Any, kit: Any) -> None:
    plain = guard(build, kit)
    inbound = plain.allowed("Inbound", "may")
    assert packet("10.0.2.4", "10.0.1.4") in inbound
    assert packet("168.63.129.16", "10.0.1.4") in inbound
    assert packet("203.0.113.7", "10.0.1.4") not in inbound
    outbound = plain.allowed("Outbound", "must")
    assert packet("10.0.1.4", "203.0.113.7") in outbound
    assert packet("10.0.1.4", "10.0.2.4") in outbound
    assert packet("10.0.1.4", "10.9.2.4") not in outbound
    assert [rule.priority for rule in DEFAULT_RULES if rule.direction == "Inbound"] == [65000, 65001, 65500]


def test_item_1_the_first_match_decides(build: Any, kit: Any) -> None:
    told = guard(
        build,
        kit,
        "300 in allow tcp 443 from Internet to *",
        "200 in deny tcp 443 from 203.0.113.0/24 to *",
        "400 in deny * * from * to *",
    )
    inbound = told.allowed("Inbound", "must")
    assert packet("203.0.113.7", "10.0.1.4") not in inbound
    assert packet("203.0.114.7", "10.0.1.4") in inbound
    assert packet("203.0.114.7", "10.0.1.4", 22) not in inbound
    assert "r200-in (priority 200) denies tcp/443 from 203.0.113.0/24" in told.because("Inbound", "must", packet("203.0.113.7", "10.0.1.4"))
    assert "r300-in" in told.because("Inbound", "must", packet("203.0.114.7", "10.0.1.4"))


def test_item_2_no_group_lets_everything_pass(build: Any, kit: Any) -> None:
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}})
    world = build.world()
    found = world.guard(world.estate.site(kit.subnet_id("net", "a")))
    assert found.allowed("Inbound", "must") == WELL_FORMED
    assert found.because("Inbound", "must", packet("1.1.1.1", "10.0.1.4")) == "no network security group here"


def test_item_2_rules_hold_inside_a_subnet_too(build: Any, kit: Any) -> None:
    inbound = guard(build, kit, "100 in deny tcp 22 from VirtualNetwork to *").allowed("Inbound", "may")
    assert packet("10.0.1.5", "10.0.1.4", 22) not in inbound
    assert packet("10.0.1.5", "10.0.1.4", 80) in inbound


def test_item_4_a_default_route_may_widen_the_virtual_network_to_the_internet(build: Any, kit: Any) -> None:
    table = build.routes("rt", "0.0.0.0/0 VirtualAppliance 10.0.0.4")
    told = guard(build, kit, routes=table)
    stranger = packet("203.0.113.7", "10.0.1.4")
    assert stranger in told.allowed("Inbound", "may")
    assert stranger not in told.allowed("Inbound", "must")


def test_item_4_any_other_routed_prefix_surely_widens_it(build: Any, kit: Any) -> None:
    table = build.routes("rt", "203.0.113.0/24 VirtualAppliance 10.0.0.4")
    told = guard(build, kit, routes=table)
    assert packet("203.0.113.7", "10.0.1.4") in told.allowed("Inbound", "must")
    assert packet("203.0.114.7", "10.0.1.4") not in told.allowed("Inbound", "may")


def test_item_4_peers_belong_to_the_virtual_network_only_where_access_is_allowed(build: Any, kit: Any) -> None:
    build.network("open", "10.1.0.0/16")
    build.network("shut", "10.2.0.0/16")
    build.peer("net", "open")
    build.peer("net", "shut", allowVirtualNetworkAccess=False)
    inbound = guard(build, kit).allowed("Inbound", "may")
    assert packet("10.1.0.4", "10.0.1.4") in inbound
    assert packet("10.2.0.4", "10.0.1.4") not in inbound


def test_item_5_a_service_tag_names_every_tenants_machines(build: Any, kit: Any) -> None:
    told = guard(build, kit, "100 in allow tcp 443 from AppService to *")
    strangers = told.book.outsiders(surely=True)
    passed = told.allowed("Inbound", "must")
    assert passed.sources.meets(strangers)
    assert packet("203.0.113.7", "10.0.1.4") not in passed


def test_item_5_azures_management_is_no_stranger(build: Any, kit: Any) -> None:
    told = guard(build, kit, "100 in allow tcp 65200-65535 from GatewayManager to *")
    assert not told.allowed("Inbound", "may").sources.meets(told.book.outsiders(surely=False))


def test_a_rule_on_source_ports_allows_perhaps_and_denies_not_surely(build: Any, kit: Any) -> None:
    nsg = build.nsg("nsg2", "100 in deny tcp 443 from Internet to *", "200 in allow tcp 443 from Internet to *")
    build.change(nsg, lambda properties: [rule["properties"].update(sourcePortRange="1024") for rule in properties["securityRules"]])
    build.network("net2", "10.3.0.0/16", {"a": {"prefix": "10.3.1.0/24", "nsg": nsg}})
    world = build.world()
    told = world.guard(world.estate.site(kit.subnet_id("net2", "a")))
    stranger = packet("203.0.113.7", "10.3.1.4")
    assert stranger in told.allowed("Inbound", "may")
    assert stranger not in told.allowed("Inbound", "must")


def test_item_6_augmented_rules_have_several_prefixes_and_ports(build: Any, kit: Any) -> None:
    inbound = guard(build, kit, "100 in allow tcp 80,443 from 203.0.113.0/24,198.51.100.0/24 to 10.0.1.4,10.0.1.5").allowed(
        "Inbound", "must"
    )
    assert packet("198.51.100.9", "10.0.1.5", 80) in inbound
    assert packet("198.51.100.9", "10.0.1.6", 80) not in inbound


def test_item_6_a_group_of_machines_is_known_by_its_written_addresses(build: Any, kit: Any) -> None:
    group = build.add("Microsoft.Network/applicationSecurityGroups", "asg")
    nsg = build.nsg("nsg", "100 in allow tcp 443 from Internet to *", "4000 in deny * * from * to *")
    build.change(
        nsg,
        lambda properties: properties["securityRules"][0]["properties"].update(
            destinationAddressPrefixes=[], destinationApplicationSecurityGroups=[{"id": group}]
        ),
    )
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24", "nsg": nsg}})
    build.machine("vm", kit.subnet_id("net", "a"), ip="10.0.1.9", applicationSecurityGroups=[{"id": group}])
    world = build.world()
    told = world.guard(world.estate.site(kit.subnet_id("net", "a")))
    assert packet("203.0.113.7", "10.0.1.9") in told.allowed("Inbound", "must")
    assert packet("203.0.113.7", "10.0.1.8") not in told.allowed("Inbound", "must")
    assert packet("203.0.113.7", "10.0.1.8") in told.allowed("Inbound", "may")
    one, other = told.before((group.lower(),)), told.before(())
    assert packet("203.0.113.7", "10.0.1.8") in one.allowed("Inbound", "must"), "whatever its address, it is a member"
    assert packet("203.0.113.7", "10.0.1.9") not in other.allowed("Inbound", "may"), "it is in no such group"
    assert told.before(None) is told
    assert [rule.name for rule in one.in_order("Inbound")] == [rule.name for rule in told.in_order("Inbound")]


def test_an_undecided_name_is_not_guessed(build: Any, kit: Any) -> None:
    told = guard(build, kit, "100 in allow tcp 443 from 10.0.0.0/99 to *")
    with pytest.raises(Undecided):
        told.allowed("Inbound", "may")


def test_a_rule_reads_well() -> None:
    assert say(DEFAULT_RULES[2]) == "rule DenyAllInBound (priority 65500) denies any protocol from * to *"


@pytest.mark.parametrize("seed", range(12))
def test_z3_finds_no_packet_that_the_sets_judge_otherwise(build: Any, kit: Any, seed: int) -> None:
    chance = random.Random(seed)
    names = ["*", "10.0.0.0/16", "10.0.1.0/24", "203.0.113.0/24", "198.51.0.0/16", "0.0.0.0/0"]
    written = []
    for priority in sorted(chance.sample(range(100, 4096), 6)):
        low = chance.randint(0, 65535)
        port = chance.choice(["*", str(low), f"{low}-{chance.randint(low, 65535)}"])
        parts = (chance.choice(["allow", "deny"]), chance.choice(["tcp", "udp", "*"]), port, chance.choice(names), chance.choice(names))
        written.append((priority, *parts))
    told = guard(build, kit, *(f"{p} in {a} {k} {o} from {s} to {d}" for p, a, k, o, s, d in written), "4096 in deny * * from * to *")
    source, destination, port, kind = z3.BitVecs("source destination port kind", 40)

    def within(variable: Any, name: str) -> Any:
        found = addresses("0.0.0.0/0" if name == "*" else name)
        assert found is not None
        low, high = found.ranges[0]
        return z3.And(z3.UGE(variable, low), z3.ULE(variable, high))

    verdict: Any = z3.BoolVal(False)
    for _, access, protocol, ports, sources, destinations in reversed(written):
        first, _, last = ports.partition("-")
        matches = z3.And(
            within(source, sources),
            within(destination, destinations),
            z3.BoolVal(True) if protocol == "*" else kind == (0 if protocol == "tcp" else 1),
            z3.BoolVal(True) if ports == "*" else z3.And(z3.UGE(port, int(first)), z3.ULE(port, int(last or first))),
        )
        verdict = z3.If(matches, z3.BoolVal(access == "allow"), verdict)
    found: PacketSet = told.allowed("Inbound", "may")
    member = z3.Or(
        [
            z3.And(
                *(
                    z3.Or(
                        [z3.And(z3.UGE(variable, low), z3.ULE(variable, min(high, 2**40 - 1))) for low, high in side.ranges if low < 2**32]
                        or [False]
                    )
                    for variable, side in ((source, box.sources), (destination, box.destinations), (kind, box.protocols), (port, box.ports))
                )
            )
            for box in found.boxes
        ]
        or [z3.BoolVal(False)]
    )
    solver = z3.Solver()
    solver.add(z3.ULT(source, 2**32), z3.ULT(destination, 2**32), z3.ULE(port, 65535), z3.ULE(kind, 1), verdict != member)
    assert solver.check() == z3.unsat


def test_item_6_two_rules_of_one_priority_are_no_group_that_azure_takes(build: Any, kit: Any) -> None:
    told = guard(build, kit, "100 in allow tcp 22 from * to *", "100 out deny * * from * to *")
    assert told.allowed("Inbound", "may")
    group = build.nsg("nsg", "100 in allow tcp 22 from * to *", "101 in deny * * from * to *")
    build.change(group, lambda body: body["securityRules"][1]["properties"].update(priority=100))
    world = build.world()
    with pytest.raises(Undecided, match="one priority"):
        world.guard(world.estate.site(kit.subnet_id("net", "a"))).allowed("Inbound", "may")


def test_item_8_a_group_does_not_see_the_hosts_own_services(build: Any, kit: Any) -> None:
    for rules, asked in (
        (("100 out deny * * from * to *",), True),
        (("100 out deny * * from * to AzurePlatformDNS",), False),
        (("100 out deny tcp 443 from * to AzurePlatformDNS",), True),
        (("100 out deny * * from 10.0.1.0/28 to AzurePlatformDNS",), False),  # some machines are enough
        (("90 out allow udp 53 from * to AzurePlatformDNS", "100 out deny * * from * to AzurePlatformDNS"), True),
    ):
        guard(build, kit, *rules)
        world = build.world()
        flow = to_dns(world.estate.site(kit.subnet_id("net", "a")), "168.63.129.16", world)
        assert flow.works is asked, rules

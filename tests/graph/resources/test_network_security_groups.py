"""Network security groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import network_security_groups
from enclave.graph.resources.network_security_groups import RULE_TYPE, TYPE, NetworkSecurityGroup, SecurityRule

NSG = f"/resourceGroups/rg-test/providers/{TYPE}/nsg-a"
ASG = "asg:/resourceGroups/rg-test/providers/Microsoft.Network/applicationSecurityGroups/asg-a"
addresses = st.lists(st.sampled_from(["*", "10.0.0.0/8", "10.1.0.4", "Internet", ASG]), min_size=1, max_size=3, unique=True).map(
    lambda found: tuple(sorted(found, key=lambda value: value.startswith("asg:")))
)
ports = st.lists(st.sampled_from(["*", "443", "1000-2000"]), min_size=1, max_size=3, unique=True).map(tuple)
rules = st.builds(
    SecurityRule,
    name=st.integers(0, 10**6).map(lambda number: f"rule-{number}"),
    priority=st.integers(100, 4096),
    direction=st.sampled_from(["Inbound", "Outbound"]),
    access=st.sampled_from(["Allow", "Deny"]),
    protocol=st.sampled_from(["*", "Tcp", "Udp", "Icmp", "Esp", "Ah"]),
    sources=addresses, source_ports=ports, destinations=addresses, destination_ports=ports,
    description=st.sampled_from(["", "why"]),
)


def in_order(found: list[SecurityRule]) -> tuple[SecurityRule, ...]:
    return tuple(sorted(found, key=lambda rule: (rule.direction, rule.priority)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(group=st.builds(NetworkSecurityGroup, st.just(NSG), st.lists(rules, max_size=4, unique_by=lambda rule: rule.name).map(in_order)))
def test_what_is_written_is_read_back(group: NetworkSecurityGroup, round_trip: Callable[..., Any]) -> None:
    assert round_trip(network_security_groups, group) == group


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    rule = SecurityRule("r", 100, "Inbound", "Allow", "Tcp", ("10.0.0.0/8", "10.1.0.4"), ("*",), (ASG,), ("443", "8443"), "why")
    assert problems(network_security_groups.write(NetworkSecurityGroup(NSG, (rule,)), place)) == []


def written(**changes: Any) -> dict[str, Any]:
    rule = {"priority": "200", "direction": "inbound", "access": "allow", "protocol": "TCP", "sourceAddressPrefix": "*",
            "sourcePortRange": "*", "destinationAddressPrefix": "", "destinationAddressPrefixes": ["10.0.0.0/24"],
            "destinationPortRange": 443, "DestinationPortRanges": ["8080-8090"]} | changes
    return {"name": "r", "properties": {key: value for key, value in rule.items() if value is not None}}


def test_singular_and_plural_fields_in_any_case(make: Callable[..., Resource]) -> None:
    child = make(RULE_TYPE, "nsg-a/child", {"properties": written(priority=150)["properties"]})
    parent = make(TYPE, "nsg-a", {"properties": {"securityRules": [written()]}})
    assert network_security_groups.read(parent, Graph((parent, child))).rules == tuple(
        SecurityRule(name, priority, "Inbound", "Allow", "Tcp", ("*",), ("*",), ("10.0.0.0/24",), ("443", "8080-8090"))
        for name, priority in (("child", 150), ("r", 200))
    )


@pytest.mark.parametrize("changes", [
    {"direction": "Sideways"}, {"access": None}, {"protocol": "Sctp"}, {"sourceAddressPrefix": None},
    {"sourceAddressPrefix": Unresolved("[x]")}, {"priority": "high"}, {"destinationPortRange": Unresolved("[x]")},
])
def test_a_rule_that_is_not_known_raises(make: Callable[..., Resource], changes: dict[str, Any]) -> None:
    with pytest.raises(Undecided):
        network_security_groups.read(make(TYPE, "nsg-a", {"properties": {"securityRules": [written(**changes)]}}))

"""Security groups of the spokes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from enclave.compose.passes.network_security_groups import security_group_id, security_groups
from enclave.compose.site import (
    AI_ENDPOINTS,
    APPLICATION_GATEWAY,
    DATA_ENDPOINTS,
    FIREWALL,
    GATEWAY,
    MANAGEMENT_ENDPOINTS,
    OPERATIONS,
    Site,
    sites,
)
from enclave.compose.traffic import passages
from enclave.graph.model import Graph
from enclave.graph.resources import network_security_groups
from enclave.graph.resources.network_security_groups import SecurityRule
from enclave.spec.models import Spec

Rules = Mapping[str, tuple[SecurityRule, ...]]


@pytest.fixture
def rules(run: Callable[..., Graph], site: Site) -> Rules:
    return rules_of(run(security_groups), site)


def rules_of(graph: Graph, site: Site) -> Rules:
    groups = {group.id: network_security_groups.read(group, graph).rules for group in graph}
    return {subnet: groups[security_group_id(site, subnet)] for subnet in site.plan.subnets if security_group_id(site, subnet) in groups}


def test_everything_else_is_denied_in_both_directions_everywhere(rules: Rules) -> None:
    for found in rules.values():
        last = {rule.direction: rule for rule in found if rule.priority == 4096}
        for direction in ("Inbound", "Outbound"):
            rule = last[direction]
            assert (rule.access, rule.protocol) == ("Deny", "*")
            assert rule.sources == rule.source_ports == rule.destinations == rule.destination_ports == ("*",)


def test_priorities_are_used_once_in_each_direction(rules: Rules) -> None:
    for found in rules.values():
        places = [(rule.direction, rule.priority) for rule in found]
        assert len(set(places)) == len(places)


@pytest.mark.parametrize(("subnet", "clients"), [
    (AI_ENDPOINTS, (GATEWAY,)), (MANAGEMENT_ENDPOINTS, (GATEWAY, OPERATIONS)), (DATA_ENDPOINTS, (OPERATIONS,)),
])
def test_only_its_clients_reach_an_endpoint_and_only_on_443(rules: Rules, site: Site, subnet: str, clients: tuple[str, ...]) -> None:
    (allowed,) = [rule for rule in rules[subnet] if rule.access == "Allow"]
    assert (allowed.direction, allowed.protocol, allowed.destination_ports) == ("Inbound", "Tcp", ("443",))
    assert allowed.sources == (*map(site.prefix, clients), site.prefix(FIREWALL))
    assert allowed.destinations == (site.prefix(subnet),)


@pytest.mark.parametrize("client", [GATEWAY, OPERATIONS])
def test_nothing_reaches_a_client_and_it_reaches_what_it_needs(rules: Rules, site: Site, client: str) -> None:
    allowed = [rule for rule in rules[client] if rule.access == "Allow"]
    assert {rule.direction for rule in allowed} == {"Outbound"}
    assert {(rule.destinations, rule.protocol, rule.destination_ports) for rule in allowed} == {
        *(((site.prefix(passage.target),), "Tcp", ("443",)) for passage in passages(site) if passage.source == client),
        ((f"{site.plan.firewall_ip}/32",), "Udp", ("53",)),
        ((f"{site.plan.firewall_ip}/32",), "Tcp", ("53",)),
        (("Internet",), "Tcp", ("443",)),
    }
    assert all(rule.sources == (site.prefix(client),) for rule in allowed)
    assert any(rule.access == "Deny" and rule.destinations == ("AzurePlatformDNS",) and rule.priority < 4096 for rule in rules[client])


def test_without_declared_egress_the_internet_is_closed(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    closed = sites(spec(network={}))[0]
    found = rules_of(run(security_groups, closed), closed)
    assert not any("Internet" in rule.destinations for rules in found.values() for rule in rules)


def allowed(rules: tuple[SecurityRule, ...], direction: str) -> dict[str, SecurityRule]:
    return {rule.name: rule for rule in rules if rule.access == "Allow" and rule.direction == direction}


def test_the_application_gateway_lets_in_declared_ranges_on_443_and_what_azure_needs(run: Callable[..., Graph], open_site: Site) -> None:
    found = rules_of(run(security_groups, open_site), open_site)[APPLICATION_GATEWAY]
    entering = allowed(found, "Inbound")
    assert list(entering) == ["allow-declared-1", "allow-declared-2", "allow-gateway-manager", "allow-load-balancer"]
    assert entering["allow-declared-1"].sources == ("198.51.100.7/32", "203.0.113.0/24")
    assert entering["allow-declared-2"].sources == ("192.0.2.0/24",)
    for name in ("allow-declared-1", "allow-declared-2"):
        rule = entering[name]
        assert (rule.protocol, rule.destination_ports, rule.destinations) == ("Tcp", ("443",), (open_site.prefix(APPLICATION_GATEWAY),))
        assert 0 < len(rule.description) <= 140
    assert (entering["allow-gateway-manager"].sources, entering["allow-gateway-manager"].destination_ports) == (
        ("GatewayManager",), ("65200-65535",)
    )
    assert entering["allow-load-balancer"].sources == ("AzureLoadBalancer",)


def test_the_application_gateway_lets_out_requests_and_the_way_to_its_certificate(run: Callable[..., Graph], open_site: Site) -> None:
    found = rules_of(run(security_groups, open_site), open_site)[APPLICATION_GATEWAY]
    assert {(rule.destinations, rule.protocol, rule.destination_ports) for rule in allowed(found, "Outbound").values()} == {
        ((f"{open_site.plan.gateway_ip}/32",), "Tcp", ("443",)),
        ((open_site.prefix(MANAGEMENT_ENDPOINTS),), "Tcp", ("443",)),
    }


def test_only_the_application_gateway_and_probes_come_to_the_gateway(run: Callable[..., Graph], open_site: Site) -> None:
    found = rules_of(run(security_groups, open_site), open_site)
    entering = allowed(found[GATEWAY], "Inbound").values()
    assert {rule.sources for rule in entering} == {(open_site.prefix(APPLICATION_GATEWAY),), ("AzureLoadBalancer",)}
    assert {(rule.protocol, rule.destination_ports, rule.destinations) for rule in entering} == {
        ("Tcp", ("443",), (open_site.prefix(GATEWAY),))
    }
    (to_vault,) = allowed(found[MANAGEMENT_ENDPOINTS], "Inbound").values()
    assert set(to_vault.sources) == {*map(open_site.prefix, (GATEWAY, OPERATIONS, APPLICATION_GATEWAY, FIREWALL))}
    for subnet, rules in found.items():
        assert subnet in (GATEWAY, APPLICATION_GATEWAY, MANAGEMENT_ENDPOINTS) or not any(
            open_site.prefix(APPLICATION_GATEWAY) in rule.sources for rule in rules
        )


def test_denials_and_priorities_hold_with_a_way_in_too(run: Callable[..., Graph], open_site: Site) -> None:
    found = rules_of(run(security_groups, open_site), open_site)
    assert set(found) == {GATEWAY, OPERATIONS, APPLICATION_GATEWAY, AI_ENDPOINTS, DATA_ENDPOINTS, MANAGEMENT_ENDPOINTS}
    test_everything_else_is_denied_in_both_directions_everywhere(found)
    test_priorities_are_used_once_in_each_direction(found)

"""Rules of security groups around the cluster and the Container Apps environment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose import cluster_rules
from enclave.compose.cluster import PODS
from enclave.compose.cluster_rules import PROBE_PORT
from enclave.compose.passes.network_security_groups import security_group_id, security_groups
from enclave.compose.site import CONTAINER_APPS, GATEWAY, GATEWAY_PORT, KUBERNETES, KUBERNETES_API, Site
from enclave.graph.model import Graph
from enclave.graph.resources import network_security_groups
from enclave.graph.resources.network_security_groups import SecurityRule


@pytest.fixture
def rules(clustered: Site, run: Callable[..., Graph]) -> dict[str, tuple[SecurityRule, ...]]:
    graph = run(security_groups, clustered)
    found = {resource.id: network_security_groups.read(resource, graph).rules for resource in graph}
    return {subnet: found[security_group_id(clustered, subnet)] for subnet in (GATEWAY, KUBERNETES, KUBERNETES_API, CONTAINER_APPS)}


def decides(rules: tuple[SecurityRule, ...], direction: str, source: str, destination: str, port: int, protocol: str = "Tcp") -> str:
    """Name of the first rule for a packet between two ranges as a whole, by the words of the rules."""
    for rule in sorted(rules, key=lambda rule: rule.priority):
        there = {"*", source}.intersection(rule.sources) and {"*", destination}.intersection(rule.destinations)
        fits = rule.protocol in ("*", protocol) and any(covers(part, port) for part in rule.destination_ports)
        if rule.direction == direction and there and fits:
            return f"{rule.access} {rule.name}"
    return ""


def covers(part: str, port: int) -> bool:
    low, _, high = part.partition("-")
    return part == "*" or int(low) <= port <= int(high or low)


@pytest.mark.parametrize("own", [GATEWAY, KUBERNETES])
@pytest.mark.parametrize("other", [GATEWAY, KUBERNETES, PODS])
def test_nodes_and_pods_talk_to_each_other_but_nobody_logs_in(
    own: str, other: str, rules: dict[str, tuple[SecurityRule, ...]], clustered: Site
) -> None:
    here, there = clustered.prefix(own), other if other == PODS else clustered.prefix(other)
    for protocol, port in (("Tcp", 4240), ("Udp", 51871), ("Tcp", 10250), ("Udp", 53)):
        assert decides(rules[own], "Inbound", there, here, port, protocol) == "Allow allow-cluster"
        assert decides(rules[own], "Outbound", here, there, port, protocol) == "Allow allow-cluster-outbound"
    for port in (22, 3389):
        assert decides(rules[own], "Inbound", there, here, port) == "Deny deny-administration"
        assert decides(rules[own], "Outbound", here, there, port) == "Deny deny-administration-outbound"


def test_the_api_server_and_its_nodes_reach_each_other(rules: dict[str, tuple[SecurityRule, ...]], clustered: Site) -> None:
    api = clustered.prefix(KUBERNETES_API)
    for subnet in (GATEWAY, KUBERNETES):
        nodes = clustered.prefix(subnet)
        for port in (443, 4443):
            assert decides(rules[KUBERNETES_API], "Inbound", nodes, api, port).startswith("Allow")
        for port in (4443, 8443, 9443, 10250, 15017):
            assert decides(rules[subnet], "Inbound", api, nodes, port) == "Allow allow-api-server"
            assert decides(rules[KUBERNETES_API], "Outbound", api, nodes, port) == "Allow allow-nodes-outbound"
        assert decides(rules[subnet], "Inbound", api, nodes, 22) == "Deny deny-all-inbound"
    assert decides(rules[KUBERNETES_API], "Inbound", "AzureLoadBalancer", api, 9988) == "Allow allow-probes"


def test_the_load_balancer_asks_nodes_and_not_the_gateway(rules: dict[str, tuple[SecurityRule, ...]], clustered: Site) -> None:
    gateway = clustered.prefix(GATEWAY)
    assert 30000 <= PROBE_PORT <= 32767
    assert decides(rules[GATEWAY], "Inbound", "AzureLoadBalancer", gateway, PROBE_PORT) == "Allow allow-probes"
    assert decides(rules[GATEWAY], "Inbound", "AzureLoadBalancer", gateway, GATEWAY_PORT) == "Deny deny-all-inbound"


def test_an_environment_talks_to_itself(rules: dict[str, tuple[SecurityRule, ...]], clustered: Site) -> None:
    apps = clustered.prefix(CONTAINER_APPS)
    for direction in ("Inbound", "Outbound"):
        assert decides(rules[CONTAINER_APPS], direction, apps, apps, 31443).startswith("Allow allow-environment")
    assert decides(rules[CONTAINER_APPS], "Inbound", "AzureLoadBalancer", apps, 30000) == "Allow allow-probes"
    assert decides(rules[CONTAINER_APPS], "Inbound", clustered.prefix(KUBERNETES), apps, 443) == "Deny deny-all-inbound"


def test_priorities_leave_room_for_passages(clustered: Site) -> None:
    for made in (cluster_rules.nodes(clustered, GATEWAY), cluster_rules.api_server(clustered), cluster_rules.container_apps(clustered)):
        places = [(rule.direction, rule.priority) for rule in made]
        assert len(set(places)) == len(places)
        assert all(1000 <= priority < 3900 for _, priority in places)

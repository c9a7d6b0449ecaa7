"""How the gateway's pods are reached, and what they reach."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from enclave.compose.cluster_rules import PROBE_PORT
from enclave.compose.gateway_pod import LABELS, METRICS_PORT, POD_PORT
from enclave.compose.passes.gateway_network import callers, gateway_network
from enclave.compose.site import (
    AI_ENDPOINTS,
    APPLICATION_GATEWAY,
    CONTAINER_APPS,
    CONTAINER_INSTANCES,
    DATA_ENDPOINTS,
    FIREWALL,
    GATEWAY,
    GATEWAY_PORT,
    MANAGEMENT_ENDPOINTS,
    Site,
)
from enclave.graph.model import Graph
from enclave.graph.resources import kubernetes_objects


def objects(graph: Graph) -> dict[tuple[str, str], Any]:
    found = [kubernetes_objects.read(resource) for resource in graph]
    return {(thing.kind, thing.name): thing for thing in found}


@pytest.fixture
def made(clustered: Site, run: Callable[..., Graph]) -> dict[tuple[str, str], Any]:
    return objects(run(gateway_network, clustered))


def allows(made: dict[tuple[str, str], Any], address: str, port: int, way: str) -> bool:
    """Whether the gateway's policy lets a connection with an address outside the cluster through."""
    side = "from" if way == "ingress" else "to"
    for rule in made["NetworkPolicy", "gateway"].rest["spec"][way]:
        blocks = [peer["ipBlock"] for peer in rule[side] if "ipBlock" in peer]
        fits = any(
            ip_address(address) in ip_network(block["cidr"])
            and not any(ip_address(address) in ip_network(part) for part in block.get("except", ()))
            for block in blocks
        )
        if fits and any(part["port"] == port and part["protocol"] == "TCP" for part in rule["ports"]):
            return True
    return False


def within(site: Site, subnet: str) -> str:
    return str(ip_network(site.prefix(subnet))[5])


def test_it_answers_at_one_private_address(made: dict[tuple[str, str], Any], clustered: Site) -> None:
    service = made["Service", "gateway"]
    azure = {key.rpartition("/")[2]: value for key, value in service.annotations.items()}
    assert azure["azure-load-balancer-internal"] == "true"
    assert azure["azure-load-balancer-internal-subnet"] == GATEWAY
    assert azure["azure-load-balancer-ipv4"] == str(clustered.plan.gateway_ip)
    spec = service.rest["spec"]
    assert (spec["type"], spec["externalTrafficPolicy"], spec["healthCheckNodePort"]) == ("LoadBalancer", "Local", PROBE_PORT)
    assert spec["loadBalancerSourceRanges"] == list(callers(clustered))
    assert [(port["port"], port["targetPort"]) for port in spec["ports"]] == [(GATEWAY_PORT, "https")]


def test_everything_that_is_not_allowed_is_denied_both_ways(made: dict[tuple[str, str], Any]) -> None:
    assert made["NetworkPolicy", "deny-all"].rest["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    own = made["NetworkPolicy", "gateway"].rest["spec"]
    assert own["podSelector"] == {"matchLabels": LABELS}
    assert own["policyTypes"] == ["Ingress", "Egress"]


def test_callers_are_those_of_the_passages(made: dict[tuple[str, str], Any], clustered: Site) -> None:
    for subnet in (APPLICATION_GATEWAY, CONTAINER_APPS, CONTAINER_INSTANCES):
        assert clustered.prefix(subnet) in callers(clustered)
        assert allows(made, within(clustered, subnet), POD_PORT, "ingress")
        assert not allows(made, within(clustered, subnet), METRICS_PORT, "ingress")
    for address in (within(clustered, AI_ENDPOINTS), within(clustered, DATA_ENDPOINTS), "203.0.113.9"):
        assert not allows(made, address, POD_PORT, "ingress")


def test_callers_of_its_own_network_and_the_hub_come_as_themselves(clustered: Site) -> None:
    assert clustered.prefix(FIREWALL) not in callers(clustered)


@pytest.mark.parametrize(("subnet", "port", "allowed"), [
    (AI_ENDPOINTS, 443, True), (MANAGEMENT_ENDPOINTS, 443, True), (MANAGEMENT_ENDPOINTS, 10000, True),
    (DATA_ENDPOINTS, 443, False), (AI_ENDPOINTS, 80, False), (MANAGEMENT_ENDPOINTS, 22, False), (CONTAINER_APPS, 443, False),
])
def test_it_reaches_the_endpoints_that_it_needs(
    subnet: str, port: int, allowed: bool, made: dict[tuple[str, str], Any], clustered: Site
) -> None:
    assert allows(made, within(clustered, subnet), port, "egress") is allowed


@pytest.mark.parametrize(("address", "port", "allowed"), [
    ("20.190.159.0", 443, True), ("20.190.159.0", 80, False),
    ("169.254.169.254", 80, False), ("169.254.169.254", 443, False), ("10.0.0.1", 443, False), ("192.168.1.1", 443, False),
    ("172.16.5.5", 443, False), ("100.64.0.9", 443, False),
])
def test_what_is_public_is_asked_for_on_443_and_left_to_the_firewall(
    address: str, port: int, allowed: bool, made: dict[tuple[str, str], Any]
) -> None:
    assert allows(made, address, port, "egress") is allowed


def test_names_are_asked_of_the_clusters_own_dns_only(made: dict[tuple[str, str], Any]) -> None:
    rules = [rule for rule in made["NetworkPolicy", "gateway"].rest["spec"]["egress"] if any(port["port"] == 53 for port in rule["ports"])]
    (rule,) = rules
    (peer,) = rule["to"]
    assert peer["podSelector"] == {"matchLabels": {"k8s-app": "kube-dns"}}
    assert peer["namespaceSelector"] == {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}
    assert {port["protocol"] for port in rule["ports"]} == {"UDP", "TCP"}


def test_prometheus_asks_at_a_port_that_no_caller_can_reach(
    made: dict[tuple[str, str], Any], contained: Callable[..., Site], run: Callable[..., Graph]
) -> None:
    monitor, service = made["ServiceMonitor", "gateway"], made["Service", "gateway-metrics"]
    (endpoint,) = monitor.rest["spec"]["endpoints"]
    (port,) = service.rest["spec"]["ports"]
    assert (endpoint["port"], endpoint["path"]) == (port["name"], "/metrics")
    assert (service.rest["spec"]["type"], port["port"]) == ("ClusterIP", METRICS_PORT)
    assert monitor.rest["spec"]["selector"] == {"matchLabels": LABELS}
    assert monitor.api_version == "azmonitoring.coreos.com/v1"
    without = objects(run(gateway_network, contained(grafana=False)))
    assert not {("ServiceMonitor", "gateway"), ("Service", "gateway-metrics")} & without.keys()


def test_the_mesh_is_reached_where_there_is_one(
    made: dict[tuple[str, str], Any], contained: Callable[..., Site], run: Callable[..., Graph]
) -> None:
    def ports(found: dict[tuple[str, str], Any]) -> set[int]:
        return {port["port"] for rule in found["NetworkPolicy", "gateway"].rest["spec"]["egress"] for port in rule["ports"]}

    assert 15012 in ports(made)
    assert 15012 not in ports(objects(run(gateway_network, contained(service_mesh=False))))


def test_nothing_when_it_is_off(site: Site, run: Callable[..., Graph]) -> None:
    assert run(gateway_network, site).resources == ()

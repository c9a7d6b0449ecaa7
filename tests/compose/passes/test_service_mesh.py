"""The service mesh."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.cluster import PODS, cluster_id
from enclave.compose.gateway_pod import LABELS, METRICS_PORT, POD_PORT
from enclave.compose.passes.gateway_network import callers
from enclave.compose.passes.kubernetes import kubernetes
from enclave.compose.passes.service_mesh import service_mesh
from enclave.compose.site import Site
from enclave.graph.model import Graph
from enclave.graph.resources import cluster_maintenance_configurations, kubernetes_objects, managed_clusters
from enclave.graph.resources.kubernetes_objects import KubernetesObject


@pytest.fixture
def graph(clustered: Site, run: Callable[..., Graph]) -> Graph:
    return run(service_mesh, clustered, run(kubernetes, clustered).resources)


def rules(graph: Graph) -> dict[tuple[str, str], KubernetesObject]:
    found = [kubernetes_objects.read(resource) for resource in graph if resource.type.startswith("Kubernetes/")]
    return {(thing.kind, thing.name): thing for thing in found}


def test_the_mesh_is_an_add_on_whose_renewal_has_a_window_of_its_own(graph: Graph, clustered: Site) -> None:
    (cluster,) = graph.of_type(managed_clusters.TYPE)
    assert managed_clusters.read(cluster).add_ons.mesh
    *before, window = graph.of_type(cluster_maintenance_configurations.TYPE)
    found = cluster_maintenance_configurations.read(window)
    assert (found.name, found.cluster, window.module) == ("default", cluster_id(clustered), "container-infrastructure/service-mesh")
    assert window.depends_on == (before[-1].id,)
    assert found.hours >= 4


def test_pods_prove_who_they_are_everywhere(graph: Graph) -> None:
    everywhere = rules(graph)["PeerAuthentication", "default"]
    assert (everywhere.namespace, everywhere.rest) == ("aks-istio-system", {"spec": {"mtls": {"mode": "STRICT"}}})


def test_only_the_gateways_doors_take_callers_from_outside_the_mesh(graph: Graph) -> None:
    own: Any = rules(graph)["PeerAuthentication", "gateway"]
    assert own.rest["spec"]["selector"] == {"matchLabels": LABELS}
    assert own.rest["spec"]["mtls"] == {"mode": "STRICT"}
    assert own.rest["spec"]["portLevelMtls"] == {str(port): {"mode": "PERMISSIVE"} for port in (POD_PORT, METRICS_PORT)}


def test_nobody_is_let_in_unasked(graph: Graph, clustered: Site) -> None:
    found: Any = rules(graph)
    assert found["AuthorizationPolicy", "deny-all"].rest == {"spec": {}}
    allowed = found["AuthorizationPolicy", "gateway"].rest["spec"]
    by_port = {tuple(rule["to"][0]["operation"]["ports"]): rule["from"][0]["source"]["ipBlocks"] for rule in allowed["rules"]}
    assert by_port == {(str(POD_PORT),): list(callers(clustered)), (str(METRICS_PORT),): [PODS]}
    assert allowed["action"] == "ALLOW"


def test_where_nobody_calls_no_rule_lets_everybody_in(contained: Callable[..., Site], run: Callable[..., Graph]) -> None:
    site = contained(container_apps=False, container_instances=False)
    site = type(site)(site.spec.model_copy(update={"network": site.spec.network.model_copy(update={"ingress": ()})}), site.key, site.region,
                      site.plan, site.projects)
    found: Any = rules(run(service_mesh, site, run(kubernetes, site).resources))
    for rule in found["AuthorizationPolicy", "gateway"].rest["spec"]["rules"]:
        assert rule["from"][0]["source"]["ipBlocks"]


def test_nothing_when_it_is_off(contained: Callable[..., Site], run: Callable[..., Graph]) -> None:
    site = contained(service_mesh=False)
    assert run(service_mesh, site).resources == ()

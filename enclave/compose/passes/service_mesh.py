"""The service mesh: when Azure may renew it, and its rules: pods prove to each other who they are, and nobody is let in unasked.

The mesh itself is an add-on of the cluster (`kubernetes.py`). Azure renews its control plane with the weekly releases of the
service, which keep to the window `default` (learn.microsoft.com/azure/aks/istio-upgrade, patch version upgrade).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from enclave.compose.cluster import NAMESPACE, PODS, cluster_id
from enclave.compose.gateway_pod import LABELS, METRICS_PORT, NAME, POD_PORT
from enclave.compose.passes.gateway_network import callers
from enclave.compose.passes.kubernetes import WINDOWS
from enclave.compose.site import Site
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.resources import cluster_maintenance_configurations, kubernetes_objects
from enclave.graph.resources.cluster_maintenance_configurations import RELEASES, MaintenanceWindow
from enclave.graph.resources.kubernetes_objects import KubernetesObject

MODULE = "container-infrastructure/service-mesh"
SYSTEM = "aks-istio-system"
"""Namespace of the mesh: what stands here holds everywhere."""
DAY, START, HOURS = "Friday", "22:00", 8
SECURITY_API = "security.istio.io/v1"


def service_mesh(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The window, then the rules as objects of the cluster."""
    if not site.spec.components.service_mesh.enabled:
        return
    cluster = Graph(tuple(built)).get(cluster_id(site))
    if cluster is None:
        return
    window = MaintenanceWindow(f"{cluster.id}/maintenanceConfigurations/{RELEASES}", cluster.id, RELEASES, DAY, START, HOURS)
    before = f"{cluster.id}/maintenanceConfigurations/{WINDOWS[-1][0]}"
    yield from cluster_maintenance_configurations.write(window, cluster, site.place(MODULE), depends_on=(before,))
    yield _rule(site, "PeerAuthentication", "default", SYSTEM, {"mtls": {"mode": "STRICT"}})
    # callers and Prometheus are not in the mesh: callers prove who they are with a token
    doors: Value = {str(port): {"mode": "PERMISSIVE"} for port in (POD_PORT, METRICS_PORT)}
    yield _rule(site, "PeerAuthentication", NAME, NAMESPACE, {
        "selector": {"matchLabels": LABELS}, "mtls": {"mode": "STRICT"}, "portLevelMtls": doors,
    })
    yield _rule(site, "AuthorizationPolicy", "deny-all", NAMESPACE, {})
    yield _rule(site, "AuthorizationPolicy", NAME, NAMESPACE, {
        "selector": {"matchLabels": LABELS}, "action": "ALLOW", "rules": [*_allowed(site)],
    })


def _allowed(site: Site) -> Iterator[Value]:
    for ranges, port in ((callers(site), POD_PORT), ((PODS,), METRICS_PORT)):
        if ranges:
            yield {"from": [{"source": {"ipBlocks": list(ranges)}}], "to": [{"operation": {"ports": [str(port)]}}]}


def _rule(site: Site, kind: str, name: str, namespace: str, spec: Mapping[str, Value]) -> Resource:
    thing = KubernetesObject(cluster_id(site), SECURITY_API, kind, name, {"spec": spec}, namespace, LABELS)
    return kubernetes_objects.write(thing, site.place(MODULE))

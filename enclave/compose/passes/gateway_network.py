"""How the gateway's pods are reached and what they reach: one address inside the network, and policies that deny all else.

The firewall decides about names; policies of the cluster decide about addresses, so what is public may only be asked for on 443.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.cluster_rules import PROBE_PORT
from enclave.compose.gateway_pod import LABELS, METRICS_PORT, NAME, POD_PORT, gateway_object
from enclave.compose.site import FIREWALL, GATEWAY, GATEWAY_PORT, Site
from enclave.compose.traffic import passages
from enclave.graph.model import Resource, Value
from enclave.spec.address_plan import HUB

AZURE = "service.beta.kubernetes.io/azure-load-balancer"
"""What annotations for Azure's load balancer begin with (cloud-provider-azure.sigs.k8s.io/topics/loadbalancer)."""
NOT_PUBLIC = ("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
"""Private, shared and link-local ranges (RFC 1918, 6598, 3927): the address that gives out tokens of a node is among them."""
METRICS_API = "azmonitoring.coreos.com/v1"
"""Managed Prometheus takes no notice of `monitoring.coreos.com` (learn.microsoft.com/azure/azure-monitor/containers/
prometheus-metrics-scrape-crd)."""


def gateway_network(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Services, policies, and what Prometheus asks; nothing without a cluster."""
    if not site.spec.components.kubernetes.enabled:
        return
    yield gateway_object(site, "v1", "Service", NAME, {"spec": _service(site)}, annotations={
        f"{AZURE}-internal": "true",
        f"{AZURE}-internal-subnet": GATEWAY,
        f"{AZURE}-ipv4": str(site.plan.gateway_ip),
        # a model may be silent for long before its first word
        f"{AZURE}-tcp-idle-timeout": "30",
    })
    yield gateway_object(site, "networking.k8s.io/v1", "NetworkPolicy", "deny-all", {
        "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
    })
    yield gateway_object(site, "networking.k8s.io/v1", "NetworkPolicy", NAME, {"spec": {
        "podSelector": {"matchLabels": LABELS}, "policyTypes": ["Ingress", "Egress"],
        "ingress": [*_ingress(site)], "egress": [*_egress(site)],
    }})
    if site.spec.components.grafana.enabled:
        yield from _metrics(site)


def callers(site: Site) -> tuple[str, ...]:
    """Ranges that the gateway's callers come from, the firewall's among them where it stands in for callers of other networks."""
    sources = [passage.source for passage in passages(site) if passage.target == GATEWAY]
    if any(site.home(source) not in (HUB, site.home(GATEWAY)) for source in sources):
        sources.append(FIREWALL)
    return tuple(map(site.prefix, sources))


def _service(site: Site) -> Value:
    ranges: list[Value] = list(callers(site))
    return {
        "type": "LoadBalancer",
        "selector": LABELS,
        "ports": [{"name": "https", "port": GATEWAY_PORT, "targetPort": "https", "protocol": "TCP"}],
        # callers keep their addresses, and no node without a gateway is asked
        "externalTrafficPolicy": "Local",
        "healthCheckNodePort": PROBE_PORT,
        **({"loadBalancerSourceRanges": ranges} if ranges else {}),
    }


def _ingress(site: Site) -> Iterator[Value]:
    ranges: list[Value] = [{"ipBlock": {"cidr": cidr}} for cidr in callers(site)]
    if ranges:
        yield {"from": ranges, "ports": [{"protocol": "TCP", "port": POD_PORT}]}
    if site.spec.components.grafana.enabled:
        scraper: Value = {"namespaceSelector": _namespace("kube-system"), "podSelector": {"matchLabels": {"rsName": "ama-metrics"}}}
        yield {"from": [scraper], "ports": [{"protocol": "TCP", "port": METRICS_PORT}]}


def _egress(site: Site) -> Iterator[Value]:
    names: Value = {"namespaceSelector": _namespace("kube-system"), "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}
    yield {"to": [names], "ports": [{"protocol": protocol, "port": 53} for protocol in ("UDP", "TCP")]}
    for passage in passages(site):
        if passage.source == GATEWAY and site.home(passage.target) != site.home(GATEWAY):
            ports: list[Value] = [{"protocol": "TCP", "port": int(port)} for port in passage.ports]
            yield {"to": [{"ipBlock": {"cidr": site.prefix(passage.target)}}], "ports": ports}
    public: Value = {"ipBlock": {"cidr": "0.0.0.0/0", "except": list(NOT_PUBLIC)}}
    yield {"to": [public], "ports": [{"protocol": "TCP", "port": 443}]}
    if site.spec.components.service_mesh.enabled:
        yield {"to": [{"namespaceSelector": _namespace("aks-istio-system")}], "ports": [{"protocol": "TCP", "port": 15012}]}


def _namespace(name: str) -> Value:
    return {"matchLabels": {"kubernetes.io/metadata.name": name}}


def _metrics(site: Site) -> Iterator[Resource]:
    service: Value = {
        "type": "ClusterIP", "clusterIP": "None", "selector": LABELS,
        "ports": [{"name": "metrics", "port": METRICS_PORT, "targetPort": "metrics", "protocol": "TCP"}],
    }
    yield gateway_object(site, "v1", "Service", f"{NAME}-metrics", {"spec": service})
    monitor: Value = {
        "selector": {"matchLabels": LABELS},
        "endpoints": [{"port": "metrics", "path": "/metrics", "interval": "30s", "scrapeTimeout": "10s"}],
    }
    yield gateway_object(site, METRICS_API, "ServiceMonitor", NAME, {"spec": monitor})

"""Rules that Azure asks of security groups around a Kubernetes cluster and a Container Apps environment.

Pods of different nodes talk with their own addresses, which rules of subnets see (learn.microsoft.com/azure/aks/azure-cni-overlay,
network security groups); who may talk to whom in the cluster is said by its network policies.
"""

from __future__ import annotations

from collections.abc import Iterator

from enclave.compose.cluster import PODS
from enclave.compose.site import CONTAINER_APPS, GATEWAY, KUBERNETES, KUBERNETES_API, Site
from enclave.graph.resources.network_security_groups import SecurityRule

PROBE_PORT = 32080
"""Port at which a node says whether it runs the gateway: the load balancer asks there, and nobody else may."""
ADMINISTRATION = ("22", "3389")


def nodes(site: Site, subnet: str) -> Iterator[SecurityRule]:
    """Of a subnet of nodes: the cluster among itself, but never a port of administration."""
    inside = (site.prefix(KUBERNETES), site.prefix(GATEWAY), PODS)
    own = (site.prefix(subnet), PODS)
    for number, direction in enumerate(("Inbound", "Outbound")):
        yield SecurityRule(
            "deny-administration" + ("", "-outbound")[number], 1010, direction, "Deny", "Tcp", sources=inside, destinations=inside,
            destination_ports=ADMINISTRATION, description="nobody logs in to a node",
        )
        yield SecurityRule(
            "allow-cluster" + ("", "-outbound")[number], 1020, direction, "Allow", "*",
            sources=inside if direction == "Inbound" else own, destinations=own if direction == "Inbound" else inside,
            description="nodes and pods of the cluster among themselves",
        )
    yield SecurityRule(
        "allow-api-server", 1030, "Inbound", "Allow", "Tcp", sources=(site.prefix(KUBERNETES_API),), destinations=own,
        destination_ports=("443-10250", "15017"), description="the API server asks nodes, and pods that it consults",
    )


def api_server(site: Site) -> Iterator[SecurityRule]:
    """Of the API server's subnet (learn.microsoft.com/azure/aks/api-server-vnet-integration, security rules)."""
    own = (site.prefix(KUBERNETES_API),)
    inside = (site.prefix(KUBERNETES), site.prefix(GATEWAY), PODS)
    yield SecurityRule(
        "allow-nodes", 1000, "Inbound", "Allow", "Tcp", sources=inside, destinations=own, destination_ports=("443", "4443"),
        description="nodes and pods call the API server",
    )
    yield SecurityRule(
        "allow-probes", 1010, "Inbound", "Allow", "Tcp", sources=("AzureLoadBalancer",), destinations=own, destination_ports=("9988",),
        description="the probes of the API server's own load balancer",
    )
    yield SecurityRule(
        "allow-nodes-outbound", 1000, "Outbound", "Allow", "Tcp", sources=own, destinations=inside,
        destination_ports=("443-10250", "15017"), description="the API server asks nodes, and pods that it consults",
    )


def container_apps(site: Site, subnet: str = CONTAINER_APPS) -> Iterator[SecurityRule]:
    """Of the subnet of a Container Apps environment (learn.microsoft.com/azure/container-apps/firewall-integration)."""
    own = (site.prefix(subnet),)
    for direction in ("Inbound", "Outbound"):
        yield SecurityRule(
            f"allow-environment-{direction.lower()}", 1000, direction, "Allow", "*", sources=own, destinations=own,
            description="the machines of the environment among themselves",
        )
    yield SecurityRule(
        "allow-probes", 1010, "Inbound", "Allow", "Tcp", sources=("AzureLoadBalancer",), destinations=own,
        destination_ports=("30000-32767",), description="the probes of the environment's own load balancer",
    )

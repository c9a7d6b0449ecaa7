"""The region's Kubernetes cluster as several passes and the security groups know it: ids, addresses inside, names of the gateway."""

from __future__ import annotations

from enclave.compose.names import resource_name, slug
from enclave.compose.passes.private_dns import zone_id
from enclave.compose.site import Site
from enclave.graph.azure_facts import zones_in
from enclave.graph.body import last_segment
from enclave.graph.resources import (
    container_registries,
    managed_clusters,
    resource_groups,
    user_assigned_identities,
)

PODS, SERVICES, DNS = "100.64.0.0/16", "100.65.0.0/16", "100.65.0.10"
"""Addresses of pods and of services, and of the cluster's own DNS: shared address space (RFC 6598), which no network of an enclave
has and which never leaves the cluster."""
NAMESPACE = SERVICE_ACCOUNT = "gateway"
"""Where the gateway runs, and as whom."""
SYSTEM_POOL, GATEWAY_POOL, WORKLOAD_POOL = "system", "gateway", "workload"
WORKLOAD_KEY = "enclave/workload"
"""Label and taint of the gateway's nodes: no other pod is placed there."""


def cluster_id(site: Site) -> str:
    """Id of the cluster."""
    return site.id(managed_clusters.TYPE)


def cluster_identity_id(site: Site) -> str:
    """Id of the identity of the cluster's control plane."""
    return site.id(user_assigned_identities.TYPE, "kubernetes")


def kubelet_identity_id(site: Site) -> str:
    """Id of the identity that nodes pull images with."""
    return site.id(user_assigned_identities.TYPE, "kubelet")


def nodes_group(site: Site) -> str:
    """Name of the resource group that Azure makes for the nodes."""
    return resource_name(resource_groups.TYPE, site.spec.name, slug(site.key), "nodes")


def api_zone_id(site: Site) -> str:
    """Id of the private DNS zone of the cluster's API server."""
    (zone,) = zones_in(managed_clusters.TYPE, "management", site.region.location)
    return zone_id(site, zone)


def registry_id(site: Site) -> str:
    """Id of the container registry. Its name is also its host name, which the whole world shares."""
    return site.unique(container_registries.TYPE)


def registry_host(site: Site) -> str:
    """Host name of the registry, as it stands in the names of images."""
    return f"{last_segment(registry_id(site))}.azurecr.io"

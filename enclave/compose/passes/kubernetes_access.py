"""The two identities of the cluster and what they may do: exactly its subnets, its zone, its key, its images.

All of it comes before the cluster: Azure checks rights when the cluster is made, and starts nodes from the registry at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.cluster import api_zone_id, cluster_id, cluster_identity_id, kubelet_identity_id, registry_id
from enclave.compose.encryption import key
from enclave.compose.grants import GROUP, grant, grant_id
from enclave.compose.passes.disk_encryption import disk_encryption_set_id
from enclave.compose.site import GATEWAY, KUBERNETES, KUBERNETES_API, Site
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.resources import user_assigned_identities
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity

SUBNETS = (KUBERNETES, GATEWAY, KUBERNETES_API)
"""Subnets that the cluster stands in."""
ZONE_ROLE = "Private DNS Zone Contributor"
"""On a zone it may write records, on a network no more than link it to a zone."""
USER_ROLE = "Azure Kubernetes Service Cluster User Role"
"""May ask where the cluster is. What one may do in it is decided there, by group."""


def kubernetes_access(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Identities and their rights; nothing without a cluster."""
    if not site.spec.components.kubernetes.enabled:
        return
    place = site.place("identity-access/managed-identity")
    for identity in (cluster_identity_id(site), kubelet_identity_id(site)):
        view = UserAssignedIdentity(identity, last_segment(identity), site.region.location, None)
        yield from user_assigned_identities.write(view, place)
    for principal, role_name, target in _rights(site):
        yield grant(site, principal, role_name, target)
    if site.spec.identity.operators is not None:
        yield grant(site, str(site.spec.identity.operators), USER_ROLE, cluster_id(site), GROUP)


def cluster_grants(site: Site) -> tuple[str, ...]:
    """Ids of the assignments that the cluster waits for."""
    return tuple(grant_id(*right) for right in _rights(site))


def _rights(site: Site) -> Iterator[tuple[str, str, str]]:
    """(Identity, role, on what)."""
    cluster, kubelet = cluster_identity_id(site), kubelet_identity_id(site)
    for subnet in SUBNETS:
        yield cluster, "Network Contributor", site.subnet(subnet)
    yield cluster, ZONE_ROLE, api_zone_id(site)
    # the cluster links the zone to its own network by itself (learn.microsoft.com/azure/aks/private-clusters, hub and spoke)
    yield cluster, ZONE_ROLE, site.network(site.home(KUBERNETES))
    yield cluster, "Managed Identity Operator", kubelet
    yield kubelet, "AcrPull", registry_id(site)
    disks = disk_encryption_set_id(site)
    if disks is not None:
        yield cluster, "Reader", disks
    customer = key(site, "kubernetes")
    if customer is not None:
        # to approve the private link of its own to the vault (learn.microsoft.com/azure/aks/use-kms-etcd-encryption); keys stay
        # closed to it: whoever would switch from roles to access policies needs the right to assign roles
        yield cluster, "Key Vault Contributor", customer.vault

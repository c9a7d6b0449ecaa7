"""What the cluster's identities may do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.cluster import api_zone_id, cluster_id, cluster_identity_id, kubelet_identity_id, registry_id
from enclave.compose.encryption import keys_vault
from enclave.compose.passes.disk_encryption import disk_encryption_set_id
from enclave.compose.passes.kubernetes_access import cluster_grants, kubernetes_access
from enclave.compose.site import GATEWAY, KUBERNETES, KUBERNETES_API, Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.resources import role_assignments, user_assigned_identities


@pytest.fixture
def rights(clustered: Site, run: Callable[..., Graph]) -> set[tuple[str, str, str | None]]:
    found = map(role_assignments.read, run(kubernetes_access, clustered).of_type(role_assignments.TYPE))
    return {(right.principal, right.role, right.scope) for right in found}


def test_exactly_its_subnets_its_zone_its_key_and_its_images(clustered: Site, rights: set[tuple[str, str, str]]) -> None:
    cluster, kubelet = cluster_identity_id(clustered), kubelet_identity_id(clustered)
    zone, network = role("Private DNS Zone Contributor"), role("Network Contributor")
    assert rights == {
        *((cluster, network, clustered.subnet(subnet)) for subnet in (KUBERNETES, GATEWAY, KUBERNETES_API)),
        (cluster, zone, api_zone_id(clustered)),
        (cluster, zone, clustered.network("compute")),
        (cluster, role("Managed Identity Operator"), kubelet),
        (cluster, role("Reader"), disk_encryption_set_id(clustered)),
        (cluster, role("Key Vault Contributor"), keys_vault(clustered)),
        (kubelet, role("AcrPull"), registry_id(clustered)),
        (str(clustered.spec.identity.operators), role("Azure Kubernetes Service Cluster User Role"), cluster_id(clustered)),
    }


def test_no_right_of_an_identity_is_on_a_group_or_a_subscription(rights: set[tuple[str, str, str]]) -> None:
    assert all("/providers/" in scope for _, _, scope in rights)


def test_without_keys_of_the_owner_there_is_no_right_on_a_vault(contained: Callable[..., Site], run: Callable[..., Graph]) -> None:
    graph = run(kubernetes_access, contained({"customer_managed_keys": False}))
    scopes = [role_assignments.read(right).scope for right in graph.of_type(role_assignments.TYPE)]
    assert not any("KeyVault" in scope or "diskEncryptionSets" in scope for scope in scopes)


def test_the_cluster_waits_for_every_right_that_it_needs(clustered: Site, run: Callable[..., Graph]) -> None:
    graph = run(kubernetes_access, clustered)
    wanted = {right.id for right in graph.of_type(role_assignments.TYPE) if right.scope != cluster_id(clustered)}
    assert set(cluster_grants(clustered)) == wanted
    made = {identity.id for identity in graph.of_type(user_assigned_identities.TYPE)}
    assert made == {cluster_identity_id(clustered), kubelet_identity_id(clustered)}


def test_nothing_when_it_is_off(site: Site, run: Callable[..., Graph]) -> None:
    assert run(kubernetes_access, site).resources == ()

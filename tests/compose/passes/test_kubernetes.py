"""The cluster."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.compose.cluster import api_zone_id, cluster_identity_id, kubelet_identity_id, registry_id
from enclave.compose.encryption import key
from enclave.compose.passes.container_registry import cache_rule_id
from enclave.compose.passes.disk_encryption import disk_encryption_set_id
from enclave.compose.passes.identity import gateway_identity, gateway_identity_id
from enclave.compose.passes.kubernetes import kubernetes
from enclave.compose.passes.kubernetes_access import cluster_grants
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.site import GATEWAY, KUBERNETES, KUBERNETES_API, Site
from enclave.graph.model import Graph
from enclave.graph.parts import Identity
from enclave.graph.resources import (
    azure_firewalls,
    cluster_maintenance_configurations,
    federated_identity_credentials,
    managed_clusters,
    private_dns_zones,
)
from enclave.graph.resources.managed_clusters import Kms, ManagedCluster


@pytest.fixture
def graph(clustered: Site, run: Callable[..., Graph]) -> Graph:
    return run(kubernetes, clustered, run(gateway_identity, clustered).resources)


def cluster(graph: Graph) -> ManagedCluster:
    (found,) = graph.of_type(managed_clusters.TYPE)
    return managed_clusters.read(found, graph)


def test_its_api_server_has_a_private_address_in_its_own_subnet_and_a_private_name(graph: Graph, clustered: Site) -> None:
    access = cluster(graph).access
    assert (access.private, access.subnet, access.dns_zone) == (True, clustered.subnet(KUBERNETES_API), api_zone_id(clustered))
    assert (access.public_name, access.run_command, access.public_network_access, access.ranges) == (False, False, "Disabled", ())


def test_traffic_leaves_as_the_route_tables_say_and_nodes_start_from_the_registry(graph: Graph, clustered: Site) -> None:
    found = cluster(graph)
    network = found.network
    assert network.outbound == "userDefinedRouting"
    assert (network.plugin, network.mode, network.policy, network.data_plane) == ("azure", "overlay", "cilium", "cilium")
    assert (found.registry, found.node_upgrades) == (registry_id(clustered), "NodeImage")


def test_nobody_has_a_key_to_it(graph: Graph, clustered: Site) -> None:
    found = cluster(graph)
    assert (found.directory.local_accounts, found.directory.azure_roles) == (False, True)
    assert found.directory.admin_groups == (str(clustered.spec.identity.operators),)
    assert found.directory.tenant == str(clustered.spec.identity.tenant)
    assert (found.identity, found.kubelet) == (Identity("UserAssigned", (cluster_identity_id(clustered),)), kubelet_identity_id(clustered))
    assert {pool.ssh for pool in found.pools} == {"Disabled"}
    assert not any(pool.public_addresses for pool in found.pools)


def test_disks_and_secrets_are_encrypted_with_the_owners_keys(graph: Graph, clustered: Site) -> None:
    found, customer = cluster(graph), key(clustered, "kubernetes")
    assert customer
    assert customer.identity == cluster_identity_id(clustered)
    assert found.kms == Kms(customer.key, customer.vault, "Private")
    assert found.disk_encryption_set == disk_encryption_set_id(clustered)
    assert found.network.encrypted
    assert all(pool.host_encryption and pool.secure_boot and pool.trusted_module for pool in found.pools)


def test_without_keys_of_the_owner(contained: Callable[..., Site], run: Callable[..., Graph]) -> None:
    found = cluster(run(kubernetes, contained({"customer_managed_keys": False, "double_encryption": False})))
    assert (found.kms, found.disk_encryption_set, found.network.encrypted) == (None, None, False)


def test_the_gateways_nodes_stand_in_its_subnet_and_take_nothing_else(graph: Graph, clustered: Site) -> None:
    pools = {pool.name: pool for pool in cluster(graph).pools}
    assert {name: pool.subnet for name, pool in pools.items()} == {
        "system": clustered.subnet(KUBERNETES), "gateway": clustered.subnet(GATEWAY), "workload": clustered.subnet(KUBERNETES),
    }
    assert pools["gateway"].taints == ("enclave/workload=gateway:NoSchedule",)
    assert pools["gateway"].labels == {"enclave/workload": "gateway"}
    assert (pools["system"].mode, pools["system"].taints) == ("System", ("CriticalAddonsOnly=true:NoSchedule",))
    assert {pool.zones for pool in pools.values()} == {("1", "2", "3")}
    assert (pools["gateway"].least, pools["workload"].least) == (3, 0)


@pytest.mark.parametrize(("components", "security", "on"), [
    ({}, {}, (True, True, True, True)),
    ({"data_collection": False, "grafana": False, "service_mesh": False}, {"defender": False}, (False, False, False, False)),
])
def test_add_ons_follow_the_components(
    components: dict[str, bool], security: dict[str, bool], on: tuple[bool, ...], contained: Callable[..., Site], run: Callable[..., Graph]
) -> None:
    site = contained(security, **components)
    found = cluster(run(kubernetes, site)).add_ons
    assert (found.logs == workspace_id(site), found.metrics, found.mesh, found.defender == workspace_id(site)) == on
    assert found.oidc_issuer
    assert found.workload_identity
    assert found.policy
    assert found.secrets
    assert found.secrets_rotate
    assert found.image_cleaner_hours


def test_a_first_node_finds_all_that_it_needs(graph: Graph, clustered: Site) -> None:
    (made,) = graph.of_type(managed_clusters.TYPE)
    customer = key(clustered, "kubernetes")
    assert customer
    zone_group = f"{clustered.endpoint(registry_id(clustered))}/privateDnsZoneGroups/default"
    needed = {*cluster_grants(clustered), *customer.depends_on, cache_rule_id(clustered), zone_group, clustered.id(azure_firewalls.TYPE)}
    assert needed <= set(made.depends_on)


def test_one_change_of_the_cluster_after_another(graph: Graph) -> None:
    pools = [resource.id for resource in graph if resource.type.endswith("/agentPools")]
    windows = graph.of_type(cluster_maintenance_configurations.TYPE)
    assert [window.depends_on for window in windows] == [(pools[-1],), (windows[0].id,)]
    assert {cluster_maintenance_configurations.read(window).name for window in windows} == {
        "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule",
    }


def test_the_cluster_links_its_zone_to_its_own_network_by_itself(graph: Graph, clustered: Site) -> None:
    (zone,) = graph.of_type(private_dns_zones.TYPE)
    linked = {link.vnet for link in private_dns_zones.read(zone, graph).links}
    assert zone.id == api_zone_id(clustered)
    assert clustered.network("hub") in linked
    assert clustered.network("compute") not in linked


def test_only_the_gateways_service_account_stands_for_its_identity(graph: Graph, clustered: Site) -> None:
    (made,) = graph.of_type(federated_identity_credentials.TYPE)
    found = federated_identity_credentials.read(made)
    assert (found.identity, found.issuer) == (gateway_identity_id(clustered), cluster(graph).id)
    assert (found.subject, found.audiences) == ("system:serviceaccount:gateway:gateway", ("api://AzureADTokenExchange",))


def test_azure_takes_it(graph: Graph, problems: Callable[..., list[str]]) -> None:
    assert problems(graph.resources) == []


def test_a_region_without_zones(contained: Callable[..., Site], run: Callable[..., Graph]) -> None:
    site = contained()
    site = replace(site, region=site.region.model_copy(update={"location": "westus"}))
    assert {(pool.zones, pool.least) for pool in cluster(run(kubernetes, site)).pools} == {((), 2), ((), 0)}


def test_nothing_when_it_is_off(site: Site, run: Callable[..., Graph]) -> None:
    assert run(kubernetes, site).resources == ()

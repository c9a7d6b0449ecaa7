"""What several passes know of the cluster."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from enclave.compose.cluster import (
    DNS,
    PODS,
    SERVICES,
    api_zone_id,
    cluster_id,
    cluster_identity_id,
    kubelet_identity_id,
    nodes_group,
    registry_host,
    registry_id,
)
from enclave.compose.site import Site
from enclave.graph.azure_facts import naming


def test_addresses_inside_the_cluster_are_apart_from_each_other_and_from_every_network(site: Site) -> None:
    pods, services = ip_network(PODS), ip_network(SERVICES)
    assert not pods.overlaps(services)
    assert ip_address(DNS) in services
    assert ip_address(DNS) != services[1]
    for network in (pods, services):
        assert network.subnet_of(ip_network("100.64.0.0/10"))
        assert not network.overlaps(site.spec.network.address_space)


def test_names_are_of_the_region(site: Site) -> None:
    assert cluster_id(site).endswith("/Microsoft.ContainerService/managedClusters/aks-acme-labs-north")
    assert api_zone_id(site).endswith("/privatelink.swedencentral.azmk8s.io")
    assert len({cluster_id(site), cluster_identity_id(site), kubelet_identity_id(site), registry_id(site)}) == 4
    assert nodes_group(site) == "rg-acme-labs-north-nodes"
    assert naming("Microsoft.ContainerRegistry/registries").allows(registry_host(site).removesuffix(".azurecr.io"))

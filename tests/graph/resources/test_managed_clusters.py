"""Kubernetes clusters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Ref, Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import managed_clusters
from enclave.graph.resources.agent_pools import AgentPool
from enclave.graph.resources.managed_clusters import TYPE, Access, AddOns, Directory, Kms, ManagedCluster, Network

HERE = "/resourceGroups/rg-test/providers"
SUBNETS = f"{HERE}/Microsoft.Network/virtualNetworks/vnet-a/subnets"
USERS = f"{HERE}/Microsoft.ManagedIdentity/userAssignedIdentities"
WORKSPACE = f"{HERE}/Microsoft.OperationalInsights/workspaces/log-a"
VAULT = f"{HERE}/Microsoft.KeyVault/vaults/kv-a"
ZONE = f"{HERE}/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io"
POOL = AgentPool("system", "System", "Standard_D4ds_v5", f"{SUBNETS}/snet-kubernetes", 3, 3)
CLUSTER = ManagedCluster(
    id=f"{HERE}/{TYPE}/aks-a",
    location="westeurope",
    tier="Standard",
    dns_prefix="aks-a",
    pools=(POOL, replace(POOL, name="gateway", mode="User"), replace(POOL, name="work", mode="User")),
    access=Access(True, f"{SUBNETS}/snet-kubernetes-api", ZONE, False, (), False, "Disabled"),
    network=Network("azure", "overlay", "cilium", "cilium", "userDefinedRouting", "10.244.0.0/16", "10.0.0.0/16", "10.0.0.10", True),
    directory=Directory(False, "11111111-1111-1111-1111-111111111111", True, ("22222222-2222-2222-2222-222222222222",)),
    add_ons=AddOns(True, True, True, True, True, WORKSPACE, True, WORKSPACE, 48, True, "CNIChaining"),
    identity=Identity("UserAssigned", (f"{USERS}/id-cluster",)),
    kubelet=f"{USERS}/id-kubelet",
    version="1.33",
    node_group="rg-nodes",
    node_group_locked=True,
    disk_encryption_set=f"{HERE}/Microsoft.Compute/diskEncryptionSets/des-a",
    kms=Kms(f"{VAULT}/keys/kubernetes", VAULT, "Private"),
    registry=f"{HERE}/Microsoft.ContainerRegistry/registries/cra",
    upgrades="patch",
    node_upgrades="NodeImage",
    file_shares=False,
)


@pytest.mark.parametrize("cluster", [
    CLUSTER,
    replace(CLUSTER, kms=None, disk_encryption_set=None, registry=None, kubelet=None, version="", node_group="", node_group_locked=False,
            add_ons=AddOns(), pools=(POOL,), directory=Directory(), network=Network(), identity=Identity("SystemAssigned"),
            access=Access(False, ranges=("203.0.113.0/24",)), file_shares=True),
    replace(CLUSTER, access=Access(True, None, "none"), add_ons=replace(CLUSTER.add_ons, logs=None, defender=None, metrics=False)),
])
def test_what_is_written_is_read_back(cluster: ManagedCluster, round_trip: Callable[..., Any]) -> None:
    assert round_trip(managed_clusters, cluster, depends_on=("/before",)) == cluster


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(managed_clusters.write(CLUSTER, place)) == []


def test_one_pool_after_the_other(place: Place) -> None:
    cluster, gateway, work = managed_clusters.write(CLUSTER, place, depends_on=("/before",))
    assert (cluster.depends_on, gateway.depends_on, work.depends_on) == (("/before",), (), (gateway.id,))
    properties: Any = cluster.body["properties"]
    assert [pool["name"] for pool in properties["agentPoolProfiles"]] == ["system"]


def test_no_secret_and_no_key_of_a_workspace_is_written(place: Place) -> None:
    properties: Any = managed_clusters.write(CLUSTER, place)[0].body["properties"]
    assert properties["addonProfiles"]["omsagent"]["config"]["useAADAuth"] == "true"
    assert "servicePrincipalProfile" not in properties
    assert "linuxProfile" not in properties
    assert properties["securityProfile"]["azureKeyVaultKms"]["keyId"] == Ref(f"{VAULT}/keys/kubernetes", "properties.keyUriWithVersion")


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = managed_clusters.read(make(TYPE, "aks-b", {"properties": {"agentPoolProfiles": [{"name": "a", "vmSize": "x", "count": 2}]}}))
    assert (found.access, found.network, found.directory, found.add_ons) == (Access(False), Network(), Directory(), AddOns())
    assert (found.tier, found.registry, found.kms, found.node_group_locked, found.file_shares) == ("Free", None, None, False, True)
    assert [(pool.least, pool.most) for pool in found.pools] == [(2, 2)]


def test_somebody_elses_forms(make: Callable[..., Resource]) -> None:
    body = {"properties": {
        "addonProfiles": {
            "omsAgent": {"enabled": True, "config": {"logAnalyticsWorkspaceResourceID": WORKSPACE}}, "azurePolicy": {"enabled": False},
            "azureKeyvaultSecretsProvider": {"enabled": "true"},
        },
        "networkProfile": {"outboundType": "managedNATGateway", "networkPlugin": "kubenet"},
        "securityProfile": {"defender": {"logAnalyticsWorkspaceResourceId": WORKSPACE, "securityMonitoring": {"enabled": False}},
                            "azureKeyVaultKms": {"enabled": True, "keyId": "https://kv/keys/a/1"}, "imageCleaner": {"enabled": True}},
        "bootstrapProfile": {"artifactSource": "Cache"},
        "apiServerAccessProfile": {"enablePrivateCluster": "True", "privateDnsZone": "none"},
    }}
    pool = make(f"{TYPE}/agentPools", "aks-b/np", {"properties": {"vmSize": "x"}})
    cluster = make(TYPE, "aks-b", body)
    found = managed_clusters.read(cluster, Graph((cluster, pool)))
    assert (found.add_ons.logs, found.add_ons.policy) == (WORKSPACE, False)
    assert (found.add_ons.secrets, found.add_ons.secrets_rotate) == (True, False)
    assert (found.add_ons.defender, found.add_ons.image_cleaner_hours) == (None, 24)
    assert found.kms == Kms("https://kv/keys/a/1", "", "Public")
    assert (found.registry, found.access.private, found.access.dns_zone) == ("", True, "none")
    assert [pool.name for pool in found.pools] == ["np"]


@pytest.mark.parametrize("properties", [
    {"disableLocalAccounts": Unresolved("[p]")}, {"apiServerAccessProfile": Unresolved("[p]")}, {"agentPoolProfiles": Unresolved("[p]")},
    {"addonProfiles": {"omsagent": {"enabled": Unresolved("[p]")}}},
])
def test_what_is_not_known_raises(properties: dict[str, Any], make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        managed_clusters.read(make(TYPE, "aks-b", {"properties": properties}))

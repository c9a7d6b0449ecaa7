"""Node pools."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import agent_pools
from enclave.graph.resources.agent_pools import TYPE, AgentPool

POOL = AgentPool(
    name="gateway",
    mode="User",
    size="Standard_D4ds_v5",
    subnet="/resourceGroups/rg-test/providers/Microsoft.Network/virtualNetworks/vnet-a/subnets/snet-gateway",
    least=2,
    most=6,
    zones=("1", "2", "3"),
    taints=("workload=gateway:NoSchedule",),
    labels={"workload": "gateway"},
    host_encryption=True,
    os_sku="AzureLinux",
    os_disk="Ephemeral",
    ssh="Disabled",
    secure_boot=True,
    trusted_module=True,
    max_pods=50,
    surge="33%",
)


@pytest.fixture
def cluster(make: Callable[..., Resource]) -> Resource:
    return make("Microsoft.ContainerService/managedClusters", "aks-a", {})


@pytest.mark.parametrize("pool", [
    POOL, replace(POOL, most=2), AgentPool("plain", "System", "Standard_D2s_v5", None, 1, 1), replace(POOL, public_addresses=True),
])
def test_what_is_written_is_read_back(pool: AgentPool, cluster: Resource, place: Place) -> None:
    (written,) = agent_pools.write(pool, cluster, place, depends_on=("/before",))
    assert agent_pools.read(written) == pool
    assert (written.parent, written.depends_on) == (cluster.id, ("/before",))


def test_azure_takes_what_is_written(cluster: Resource, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(agent_pools.write(POOL, cluster, place)) == []


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    properties = {"vmSize": "Standard_D2s_v5", "count": "3", "minCount": 1, "maxCount": 9}
    found = agent_pools.read(make(TYPE, "aks-a/np", {"properties": properties}))
    assert (found.name, found.mode, found.least, found.most, found.subnet) == ("np", "User", 3, 3, None)
    assert (found.host_encryption, found.public_addresses, found.ssh, found.secure_boot) == (False, False, "LocalUser", False)


def test_a_pool_that_grows(make: Callable[..., Resource]) -> None:
    grows = {"vmSize": "x", "enableAutoScaling": "true", "minCount": 1, "maxCount": 9, "nodeLabels": {"a": "b"}, "availabilityZones": ["1"]}
    found = agent_pools.read(make(TYPE, "aks-a/np", {"properties": grows}))
    assert (found.least, found.most, found.labels, found.zones) == (1, 9, {"a": "b"}, ("1",))


@pytest.mark.parametrize("body", [{"properties": Unresolved("[p]")}, {"properties": {"enableNodePublicIP": Unresolved("[p]")}}])
def test_what_is_not_known_raises(body: dict[str, Any], make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        agent_pools.read(make(TYPE, "aks-a/np", body))

"""Rule node-public-address: the nodes of a cluster or a scale set have public addresses."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import flag, items, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import cluster
from enclave.verify.settings import is_written


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """No pool and no network interface of a machine may ask for a public address."""
    kind = resource.type.lower()
    if kind.endswith("/agentpools") and flag(resource.body, "properties.enableNodePublicIP"):
        yield "enableNodePublicIP is true"
    if kind.endswith("/managedclusters"):
        for pool in items(resource.body, "properties.agentPoolProfiles"):
            if flag(pool, "enableNodePublicIP"):
                yield f"enableNodePublicIP of the pool {text(pool, 'name')} is true"
    if kind.endswith("/virtualmachinescalesets"):
        for card in items(resource.body, "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations"):
            for part in items(card, "properties.ipConfigurations"):
                if is_written(part, "properties.publicIPAddressConfiguration"):
                    yield f"{text(card, 'name')} gives every machine a public address"


RULE = Rule(
    id="node-public-address",
    title="the nodes of a cluster or a scale set have public addresses",
    severity=Severity.HIGH,
    why="each machine then stands on the internet with only a security group before it",
    fix="set `enableNodePublicIP: false`; leave `publicIPAddressConfiguration` out",
    check=each(
        (
            "Microsoft.ContainerService/managedClusters",
            "Microsoft.ContainerService/managedClusters/agentPools",
            "Microsoft.Compute/virtualMachineScaleSets",
        ),
        judge,
    ),
    references=References(
        mcsb=("NS-1",),
        pages=(
            "learn.microsoft.com/azure/aks/use-node-public-ips",
            "learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-networking",
        ),
    ),
    fails=(cluster(agentPoolProfiles=[{"name": "system", "mode": "System", "count": 3, "enableNodePublicIP": True}]),),
    passes=(cluster(agentPoolProfiles=[{"name": "system", "mode": "System", "count": 3, "enableNodePublicIP": False}]),),
    azurerm=(
        Native("azurerm_kubernetes_cluster", "default_node_pool.node_public_ip_enabled", False),
        Native("azurerm_kubernetes_cluster_node_pool", "node_public_ip_enabled", False),
    ),
)

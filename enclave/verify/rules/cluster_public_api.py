"""Rule cluster-public-api: the control plane of a cluster answers the internet."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import flag, texts
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import cluster


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """The API server must be private, or take few addresses."""
    profile = "properties.apiServerAccessProfile"
    if flag(resource.body, f"{profile}.enablePrivateCluster"):
        return
    ranges = texts(resource.body, f"{profile}.authorizedIPRanges")
    if not ranges:
        yield "apiServerAccessProfile.enablePrivateCluster is not true, and authorizedIPRanges holds nothing back"
    yield from (f"authorizedIPRanges holds {one}" for one in ranges if one.strip().endswith("/0"))


RULE = Rule(
    id="cluster-public-api",
    title="the control plane of a cluster answers the internet",
    severity=Severity.HIGH,
    why="whoever has or guesses a credential can give orders to the cluster from anywhere, and flaws of the API server are open to all",
    fix="set `apiServerAccessProfile.enablePrivateCluster: true`; or list your own addresses in `authorizedIPRanges`",
    check=each(("Microsoft.ContainerService/managedClusters",), judge),
    references=References(
        mcsb=("NS-2",),
        policies=("040732e8-d947-40b8-95d6-854c95024bf8", "0e246bcf-5f6f-4f87-bc6f-775d4712c7ea"),
        pages=("learn.microsoft.com/azure/aks/private-clusters", "learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges"),
    ),
    fails=(cluster(),),
    passes=(cluster(apiServerAccessProfile={"enablePrivateCluster": True}),),
    azurerm=(Native("azurerm_kubernetes_cluster", "private_cluster_enabled", True),),
)

"""Kubernetes clusters as management sees them: where their nodes and API servers stand, and whether nodes take SSH."""

from __future__ import annotations

from enclave.finding import Unknown
from enclave.graph.body import Undecided, flag, items, link, text
from enclave.graph.model import Resource
from enclave.verify.model import because
from enclave.verify.network.world import World

CLUSTERS = "Microsoft.ContainerService/managedClusters"


class Cluster:
    """A cluster: where its nodes stand, whether they take SSH, and where its API server stands."""

    def __init__(self, resource: Resource, world: World) -> None:
        """Raises `Undecided`."""
        pools = [*items(resource.body, "properties.agentPoolProfiles")]
        more = [child.body for child in world.estate.graph.children(resource.id) if child.type.lower() == f"{CLUSTERS}/agentPools".lower()]
        self.id = resource.id
        found = [link(pool, "vnetSubnetID") for pool in pools] + [link(body, "properties.vnetSubnetID") for body in more]
        self.nodes = frozenset(subnet.lower() for subnet in found if subnet)
        said = [text(pool, "securityProfile.sshAccess", "LocalUser") for pool in pools]
        said += [text(body, "properties.securityProfile.sshAccess", "LocalUser") for body in more]
        self.silent = bool(said) and all(word.lower() == "disabled" for word in said)
        private = flag(resource.body, "properties.apiServerAccessProfile.enablePrivateCluster")
        server = link(resource.body, "properties.apiServerAccessProfile.subnetId") if private else None
        self.server = server.lower() if server else ""


def clusters_of(world: World) -> tuple[tuple[Cluster, ...], tuple[tuple[str, Unknown], ...]]:
    """Every cluster, and for each that could not be read its id and why."""
    return world.once(("clusters",), lambda: _read(world))


def _read(world: World) -> tuple[tuple[Cluster, ...], tuple[tuple[str, Unknown], ...]]:
    clusters: list[Cluster] = []
    problems: list[tuple[str, Unknown]] = []
    for resource in world.estate.graph.of_type(CLUSTERS):
        try:
            clusters.append(Cluster(resource, world))
        except Undecided as problem:
            problems.append((resource.id, because(problem)))
    return tuple(clusters), tuple(problems)

"""Where the nodes and the API server of a cluster stand, and whether its nodes take SSH."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Unresolved
from enclave.verify.clusters import CLUSTERS, clusters_of


def cluster(build: Any, **properties: Any) -> Any:
    build.add(CLUSTERS, "aks", properties)
    return clusters_of(build.world())


def test_nodes_of_all_pools(build: Any, kit: Any) -> None:
    one, two = kit.subnet_id("net", "One"), kit.subnet_id("net", "two")
    build.add(f"{CLUSTERS}/agentPools", "aks/more", {"vnetSubnetID": two, "securityProfile": {"sshAccess": "Disabled"}})
    pools = [{"name": "a", "vnetSubnetID": one, "securityProfile": {"sshAccess": "Disabled"}}]
    (found,), problems = cluster(build, agentPoolProfiles=pools)
    assert found.nodes == {one.lower(), two.lower()}
    assert (found.silent, found.server, problems) == (True, "", ())


@pytest.mark.parametrize(("private", "server"), [(True, "/subnets/api"), (False, "")])
def test_where_the_api_server_stands(build: Any, kit: Any, private: bool, server: str) -> None:
    profile = {"enablePrivateCluster": private, "subnetId": kit.subnet_id("net", "api")}
    (found,), _ = cluster(build, agentPoolProfiles=[{"name": "a"}], apiServerAccessProfile=profile)
    assert found.server.endswith(server)
    assert bool(found.server) is private
    assert not found.silent


def test_a_cluster_that_cannot_be_read(build: Any) -> None:
    found, ((subject, verdict),) = cluster(build, agentPoolProfiles=Unresolved("parameters('pools')"))
    assert found == ()
    assert subject.endswith("/aks")
    assert "pools" in verdict.reason

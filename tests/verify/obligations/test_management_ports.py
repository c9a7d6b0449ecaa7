from __future__ import annotations

from typing import Any

import pytest

from enclave.finding import Refuted, Verdict
from enclave.graph.model import Flow, Graph, Intent
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.management_ports import check

DENY = "4000 in deny * * from * to *"


def results(graph: Graph) -> dict[str, Verdict]:
    return {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(graph)))}


def names(graph: Graph) -> dict[str, str]:
    return {subject: verdict.name for subject, verdict in results(graph).items() if verdict.name != "proved"}


def place(build: Any, *rules: str, **more: Any) -> Any:
    nsg = build.nsg("nsg", *rules) if rules else None
    return build.network(
        "net",
        "10.1.0.0/16",
        {
            "AzureBastionSubnet": {"prefix": "10.1.0.0/26"},
            "machines": {"prefix": "10.1.1.0/24", "nsg": nsg, **more},
            "others": {"prefix": "10.1.2.0/24", "nsg": build.nsg("shut", DENY)},
        },
    )


@pytest.mark.parametrize("port", ["22", "3389", "5985", "5986", "1-65535"])
def test_a_port_that_others_of_the_network_reach(build: Any, port: str) -> None:
    place(build, f"100 in allow tcp {port} from VirtualNetwork to *", DENY)
    verdict = results(build.graph())["machines"]
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample.packet.startswith("tcp 10.1.")


def test_bastion_and_other_ports_are_fine(build: Any) -> None:
    place(build, "100 in allow tcp 22,3389 from 10.1.0.0/26 to *", "110 in allow tcp 80,443,8022 from * to *", DENY)
    assert names(build.graph()) == {}


def test_a_machine_may_reach_itself(build: Any) -> None:
    """Of a subnet whose machines reach each other, the packet goes between two of them."""
    for place_of, expected in (("10.1.1.9", {}), ("10.1.1.8/31", {"machines": "refuted"})):
        nsg = build.nsg(f"nsg-{len(place_of)}", f"100 in allow tcp 22 from {place_of} to {place_of}", DENY)
        build.network("net", "10.1.0.0/16", {"machines": {"prefix": "10.1.1.0/24", "nsg": nsg}})
        assert names(build.graph()) == expected
    verdict = results(build.graph())["machines"]
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample.packet == "tcp 10.1.1.8:50000 -> 10.1.1.9:22"


def test_the_path_names_the_rules_that_the_packet_meets(build: Any) -> None:
    """Not those that another packet of the same way would meet, such as one to port 443 of the endpoints next door."""
    sends = build.nsg("sends", "100 out allow tcp 443 from * to 10.1.3.0/24", "200 out allow * * from * to VirtualNetwork")
    takes = build.nsg("takes", "100 in allow tcp 443 from 10.1.2.0/24 to *", "200 in allow tcp 22 from 10.1.2.0/24 to *", DENY)
    subnets = {"machines": {"prefix": "10.1.1.0/24", "nsg": takes}, "others": {"prefix": "10.1.2.0/24", "nsg": sends}}
    build.network("net", "10.1.0.0/16", subnets)
    verdict = results(build.graph())["machines"]
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample.packet.endswith(":22")
    told = " ".join(hop.because for hop in verdict.counterexample.path)
    assert "r200-out" in told
    assert "r200-in" in told
    assert "r100" not in told


def test_a_declared_flow_is_a_declared_source(build: Any, kit: Any) -> None:
    place(build, "100 in allow tcp 22 from 10.1.2.0/24 to *", DENY)
    graph = build.graph()
    assert names(graph) == {"machines": "refuted"}
    flow = Flow(kit.subnet_id("net", "others"), kit.subnet_id("net", "machines"), 22)
    assert names(Graph(graph.resources, Intent(flows=(flow,)))) == {}


def test_the_internet_never(build: Any, kit: Any) -> None:
    place(build, "100 in allow tcp 3389 from Internet to *", DENY)
    assert names(build.graph()) == {}
    build.machine("vm", kit.subnet_id("net", "machines"), public="Standard")
    verdict = results(build.graph())["machines"]
    assert isinstance(verdict, Refuted)
    assert verdict.reason == "the internet reaches it"


def test_a_machine_with_a_group_of_its_own(build: Any, kit: Any) -> None:
    place(build)
    build.machine("vm", kit.subnet_id("net", "machines"), ip="10.1.1.9", nsg=build.nsg("own", DENY))
    assert names(build.graph()) == {}
    build.machine("vm2", kit.subnet_id("net", "machines"), ip="10.1.1.10")
    assert names(build.graph()) == {"machines": "refuted"}


def test_a_gateway_or_a_network_elsewhere_may_lead_there(build: Any) -> None:
    place(build, "100 in allow tcp 22 from 10.0.0.0/8 to *", "90 in deny tcp 22 from 10.1.0.0/16 to *", DENY)
    assert names(build.graph()) == {}
    remote = {
        "remoteVirtualNetwork": {"id": "/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/x"},
        "allowVirtualNetworkAccess": True,
    }
    build.add("Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "net/x", remote, location=None)
    assert names(build.graph()) == {"machines": "unknown"}


def test_delegated_subnets_and_endpoints_hold_no_machine(build: Any, kit: Any) -> None:
    place(build, delegations=[{"name": "d", "properties": {"serviceName": "Microsoft.App/environments"}}])
    assert set(results(build.graph())) == {"others"}
    build.endpoint("pep", kit.subnet_id("net", "others"), build.ai("oai"))
    assert results(build.graph()) == {}


def cluster(build: Any, kit: Any, ssh: str | None, **more: Any) -> None:
    pool = {"name": "p", "vnetSubnetID": kit.subnet_id("net", "machines"), **({"securityProfile": {"sshAccess": ssh}} if ssh else {})}
    build.add("Microsoft.ContainerService/managedClusters", "aks", {"agentPoolProfiles": [pool], **more})


def test_nodes_of_a_cluster_reach_each_other_and_nobody_else_does(build: Any, kit: Any) -> None:
    place(build, "100 in allow tcp 22 from 10.1.1.0/24 to *", DENY)
    cluster(build, kit, None)
    assert names(build.graph()) == {}
    place(build, "100 in allow tcp 22 from 10.1.2.0/24 to *", DENY)
    assert names(build.graph()) == {"machines": "refuted"}
    cluster(build, kit, "Disabled")
    assert names(build.graph()) == {}


def test_the_api_server_is_for_its_nodes(build: Any, kit: Any) -> None:
    place(build, DENY)
    access = {"enablePrivateCluster": True, "subnetId": kit.subnet_id("net", "others")}
    cluster(build, kit, "Disabled", apiServerAccessProfile=access)
    assert names(build.graph()) == {}
    build.nsg("shut", "100 in allow tcp 443 from * to *", DENY)
    assert names(build.graph()) == {}  # only the nodes are there
    place(build, "100 in allow tcp 22 from 10.1.2.0/24 to *", DENY)
    cluster(build, kit, None, apiServerAccessProfile=access)
    build.nsg("shut", DENY)
    assert names(build.graph()) == {}  # it may reach them
    build.nsg("shut", "100 in allow tcp 443 from * to *", DENY)
    build.network("far", "10.3.0.0/16", {"away": {"prefix": "10.3.1.0/24", "nsg": build.nsg("far", DENY)}})
    build.peer("net", "far")
    assert names(build.graph()) == {"others": "refuted"}


@pytest.mark.parametrize(("delegated", "address", "port", "expected"), [
    (True, None, 443, {}), (True, "10.1.2.9", 443, {"others": "unknown"}), (True, "10.1.1.9", 443, {}), (True, "10.1.2.9", 8443, {}),
    (False, None, 443, {"others": "unknown"}), (False, None, 8443, {}),
])
def test_a_load_balancer_leads_into_a_delegated_subnet_by_addresses_only(
    build: Any, kit: Any, delegated: bool, address: str | None, port: int, expected: dict[str, str],
) -> None:
    """Nobody but the service puts machines there; anywhere else, one beside the template may be in the pool."""
    service = {"name": "d", "properties": {"serviceName": "Microsoft.ContainerService/managedClusters"}}
    build.network("net", "10.1.0.0/16", {
        "machines": {"prefix": "10.1.1.0/24", "nsg": build.nsg("nsg", DENY)},
        "others": {
            "prefix": "10.1.2.0/24", "nsg": build.nsg("shut", "100 in allow tcp 443 from 10.1.0.0/16 to *", DENY),
            **({"delegations": [service]} if delegated else {}),
        },
    })
    access = {"enablePrivateCluster": True, "subnetId": kit.subnet_id("net", "others")}
    cluster(build, kit, "Disabled", apiServerAccessProfile=access)
    pool = [{"name": "m", "properties": {"ipAddress": address}}] if address else []
    build.add("Microsoft.Network/loadBalancers", "lb", {
        "backendAddressPools": [{"name": "p", "properties": {"loadBalancerBackendAddresses": pool}}],
        "loadBalancingRules": [{"name": "r", "properties": {"protocol": "Tcp", "frontendPort": port, "backendPort": port}}],
    })
    assert names(build.graph()) == expected

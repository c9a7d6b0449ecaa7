from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.finding import Refuted, Verdict
from enclave.graph.model import Graph, Unresolved
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.private_names import check

Again = Callable[[], Graph]


def results(graph: Graph) -> dict[str, Verdict]:
    return {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(graph)))}


def zone(kit: Any) -> str:
    return f"{kit.GROUP}/providers/Microsoft.Network/privateDnsZones/{kit.OPENAI_ZONE}"


def test_every_client_of_a_declared_flow_gets_the_private_address(good: Graph) -> None:
    found = results(good)
    assert set(found) == {"oai"}
    assert found["oai"].reason == "answered with its private endpoint: oai.openai.azure.com from app"


def test_unlinking_the_zone_where_names_are_resolved_refutes(build: Any, kit: Any, again: Again) -> None:
    build.drop(f"{zone(kit)}/virtualNetworkLinks/link-app")
    assert results(again())["oai"].name == "proved"
    build.drop(f"{zone(kit)}/virtualNetworkLinks/link-hub")
    verdict = results(again())["oai"]
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample.packet == "resolve oai.openai.azure.com"
    assert verdict.reason == "app gets the public address"
    assert [hop.node.rpartition("/")[2] for hop in verdict.counterexample.path] == ["app", "fw", "public DNS", kit.OPENAI_ZONE]


def test_without_the_record_the_name_does_not_exist(build: Any, kit: Any, again: Again) -> None:
    build.drop(f"{kit.GROUP}/providers/Microsoft.Network/privateEndpoints/pep/privateDnsZoneGroups/default")
    assert results(again())["oai"].reason == "app gets no address"


def test_without_a_declaration_the_endpoints_network_and_its_peers_are_clients(build: Any, kit: Any, good: Graph) -> None:
    assert results(build.graph())["oai"].name == "proved"
    build.change(f"{kit.GROUP}/providers/Microsoft.Network/virtualNetworks/ai", lambda properties: properties.pop("dhcpOptions"))
    verdict = results(build.graph())["oai"]
    assert isinstance(verdict, Refuted)
    assert verdict.reason == "ai gets the public address"


def test_a_network_with_platform_subnets_only_is_no_client(build: Any, kit: Any) -> None:
    build.network("net", "10.0.0.0/16", {"GatewaySubnet": {"prefix": "10.0.1.0/24"}})
    build.endpoint("pe", kit.subnet_id("net", "GatewaySubnet"), build.ai())
    assert results(build.graph())["ai"].name == "unknown"


@pytest.mark.parametrize("dns", ["10.7.7.7", "not-an-address"])
def test_an_unknown_server_is_unknown(build: Any, kit: Any, again: Again, dns: str) -> None:
    build.change(
        f"{kit.GROUP}/providers/Microsoft.Network/virtualNetworks/app",
        lambda properties: properties.update(dhcpOptions={"dnsServers": [dns]}),
    )
    verdict = results(again())["oai"]
    assert verdict.name == "unknown"
    assert dns in verdict.reason


def test_an_endpoint_that_cannot_be_read_is_a_subject(build: Any, again: Again) -> None:
    build.add("Microsoft.Network/privateEndpoints", "odd", {"privateLinkServiceConnections": Unresolved("variables('c')")})
    assert results(again())["odd"].name == "unknown"

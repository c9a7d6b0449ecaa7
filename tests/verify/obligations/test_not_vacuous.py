from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.finding import Refuted, Unknown, Verdict
from enclave.graph.model import Graph
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.not_vacuous import check

Again = Callable[[], Graph]


def results(graph: Graph) -> dict[str, Verdict]:
    return {
        " -> ".join(end.rpartition("/")[2] for end in subject.split(" -> ")): verdict for subject, verdict in check(World(Estate(graph)))
    }


def test_every_declared_flow_and_name_works(good: Graph) -> None:
    found = results(good)
    assert {subject: verdict.name for subject, verdict in found.items()} == {
        "snet-app -> oai": "proved", "snet-app -> login.microsoftonline.com": "proved",
    }


def test_a_group_that_denies_stops_the_flow_and_is_named(build: Any, again: Again) -> None:
    build.nsg("nsg-app", "100 out deny tcp 443 from * to 10.2.0.0/16", "200 out allow udp 53 from * to 10.0.0.4")
    verdict = results(again())["snet-app -> oai"]
    assert isinstance(verdict, Refuted)
    assert "r100-out" in verdict.counterexample.path[-1].because
    assert verdict.counterexample.packet == "tcp 10.1.1.4:50000 -> 10.2.1.5:443"


def test_without_the_route_neither_the_service_nor_the_name_is_reached(build: Any, again: Again) -> None:
    build.routes("rt-app")
    assert {verdict.name for verdict in results(again()).values()} == {"refuted"}


def test_the_dns_server_must_be_reachable(build: Any, again: Again) -> None:
    build.nsg("nsg-app", "100 out allow tcp 443 from * to *", "4000 out deny * * from * to *")
    verdict = results(again())["snet-app -> oai"]
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample.packet == "udp 10.1.1.4:50000 -> 10.0.0.4:53"


def test_a_name_that_does_not_lead_to_the_endpoint_stops_the_flow(build: Any, kit: Any, again: Again) -> None:
    build.drop(f"{kit.GROUP}/providers/Microsoft.Network/privateDnsZones/{kit.OPENAI_ZONE}/virtualNetworkLinks/link-hub")
    assert "does not lead to the private endpoint" in results(again())["snet-app -> oai"].reason


def test_a_flow_to_nothing(build: Any, kit: Any, good: Graph, again: Again) -> None:
    build.drop(f"{kit.GROUP}/providers/Microsoft.Network/privateEndpoints/pep")
    assert results(again())["snet-app -> oai"].name == "refuted"
    build.drop(f"{kit.GROUP}/providers/Microsoft.CognitiveServices/accounts/oai")
    build.add("Microsoft.KeyVault/vaults", "kv", {})
    assert results(again())["snet-app -> oai"] == Unknown("oai is not in the template")


def test_nothing_to_prove_is_unknown(build: Any) -> None:
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}})
    assert results(build.graph()) == {"": Unknown("there is no service in the graph: nothing to prove")}


def test_without_a_way_to_any_service_nothing_is_shown(build: Any) -> None:
    build.ai()
    assert {name: verdict.name for name, verdict in results(build.graph()).items()} == {"": "unknown"}


def test_without_a_declaration_some_subnet_must_reach_each_service(build: Any, kit: Any, good: Graph) -> None:
    found = results(build.graph())
    assert {name: verdict.name for name, verdict in found.items()} == {"oai": "proved"}
    build.nsg("nsg-app", "4000 out deny * * from * to *")
    verdict = results(build.graph())["oai"]
    assert isinstance(verdict, Refuted)


def test_without_a_declaration_a_doubt_is_not_a_refutation(build: Any, kit: Any) -> None:
    net = build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}}, dns=["10.9.9.9"])
    zone = build.zone(kit.OPENAI_ZONE, net)
    build.endpoint("pe", kit.subnet_id("net", "a"), build.ai(), zones=[zone])
    assert results(build.graph())["ai"].name == "unknown"

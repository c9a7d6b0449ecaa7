from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.finding import Refuted, Verdict
from enclave.graph.model import Flow, Graph, Intent, Unresolved
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.segments_apart import check

Again = Callable[[], Graph]
DENY = "4000 in deny * * from * to *"


def results(graph: Graph) -> dict[str, Verdict]:
    return {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(graph)))}


def names(graph: Graph) -> dict[str, str]:
    return {subject: verdict.name for subject, verdict in results(graph).items() if verdict.name != "proved"}


def test_the_declared_flow_and_nothing_else(good: Graph) -> None:
    assert {subject: verdict.name for subject, verdict in results(good).items()} == {"snet-app": "proved", "snet-pe": "proved"}


def test_an_undeclared_service_in_a_declared_subnet(build: Any, kit: Any, again: Again) -> None:
    build.endpoint("pep2", kit.subnet_id("ai", "snet-pe"), build.ai("other"), ip="10.2.1.6")
    verdict = results(again())["snet-app"]
    assert isinstance(verdict, Refuted)
    assert verdict.reason == "reaches pep2, and no such flow is declared"
    assert verdict.counterexample.packet.endswith("-> 10.2.1.6:443")
    assert verdict.counterexample.path[-1].because == "delivered"


def test_a_machine_among_endpoints_is_no_declared_service(build: Any, kit: Any, again: Again) -> None:
    build.machine("m", kit.subnet_id("ai", "snet-pe"), ip="10.2.1.9")
    assert names(again()) == {"snet-app": "refuted"}


def test_a_direct_peering_past_the_firewall(build: Any, kit: Any, again: Again) -> None:
    build.peer("app", "ai")
    assert names(again()) == {}  # both security groups still let pass what is declared only
    build.nsg("nsg-pe")
    assert names(again()) == {}
    build.nsg("nsg-app")
    assert set(names(again())) == {"snet-app", "snet-pe"}


def test_without_a_declaration_endpoints_are_made_to_be_reached_and_machines_are_not(build: Any, kit: Any) -> None:
    build.network("a", "10.1.0.0/16", {"here": {"prefix": "10.1.1.0/24"}})
    build.network("b", "10.2.0.0/16", {"there": {"prefix": "10.2.1.0/24", "nsg": build.nsg("n", "100 out deny * * from * to *")}})
    build.peer("a", "b")
    build.endpoint("pep", kit.subnet_id("b", "there"), build.ai("oai"), ip="10.2.1.5")
    assert names(build.graph()) == {}
    build.machine("m", kit.subnet_id("b", "there"))
    assert names(build.graph()) == {"here": "refuted"}


def test_a_flow_between_subnets_holds_for_its_port_and_range(build: Any, kit: Any) -> None:
    nsg = build.nsg("n", "100 in allow tcp 8000-8001 from * to *", DENY)
    build.network("a", "10.1.0.0/16", {"here": {"prefix": "10.1.1.0/24", "nsg": build.nsg("m", DENY)}})
    build.network("b", "10.2.0.0/16", {"there": {"prefix": "10.2.1.0/24", "nsg": nsg}})
    build.peer("a", "b")
    here, there = kit.subnet_id("a", "here"), kit.subnet_id("b", "there")
    resources = build.graph().resources
    both = (Flow(here, there, 8000), Flow(here, there, 8001))
    assert names(Graph(resources, Intent(flows=both))) == {}
    assert names(Graph(resources, Intent(flows=both[:1]))) == {"here": "refuted"}
    assert names(Graph(resources, Intent(flows=(both[0], Flow(here, there, 8001, "10.2.1.0/25"))))) == {"here": "refuted"}


def test_what_is_not_in_the_template_or_not_known_is_unknown(build: Any, again: Again) -> None:
    build.add("Microsoft.Network/virtualNetworkTaps", "tap", {})
    assert set(names(again()).values()) == {"unknown"}
    build.drop("/resourceGroups/rg/providers/Microsoft.Network/virtualNetworkTaps/tap")
    remote = {
        "remoteVirtualNetwork": {"id": "/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/x"},
        "allowVirtualNetworkAccess": True,
    }
    build.add("Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "app/x", remote, location=None)
    assert names(again()) == {"snet-app": "unknown"}


def test_a_gateway_of_which_only_its_subnet_tells_may_connect_networks(build: Any) -> None:
    """An export of networks lists who stands in a subnet: `ipConfigurations`. What a gateway leads to, only its connections say."""
    kinds = {"there": {"prefix": "10.2.1.0/24"}}
    build.network("b", "10.2.0.0/16", kinds)
    for name in ("GatewaySubnet", "other"):
        network = build.network(f"a-{name}", "10.1.0.0/16", {"here": {"prefix": "10.1.1.0/24"}, name: {"prefix": "10.1.2.0/24"}})
        held = next(each for each in build.graph() if each.id == network).body["properties"]["subnets"][1]["properties"]
        held["ipConfigurations"] = [{"id": "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworkGateways/g/ipConfigurations/d"}]
        found = dict(check(World(Estate(build.graph()))))
        verdict = found[f"{network}/subnets/here"]
        assert verdict.name == ("unknown" if name == "GatewaySubnet" else "proved")
    assert "g, which is not in the template" in next(each.reason for each in found.values() if each.name == "unknown")


def test_a_network_that_could_not_be_read_leaves_open_what_it_may_be_peered_with(build: Any) -> None:
    for name, number in (("a", 1), ("b", 2), ("c", 3), ("d", 4)):
        build.network(name, f"10.{number}.0.0/16", {name: {"prefix": f"10.{number}.1.0/24"}})
    base = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/"

    def peered(here: str, there: Any) -> None:
        properties = {"remoteVirtualNetwork": {"id": there}, "allowVirtualNetworkAccess": True}
        build.add("Microsoft.Network/virtualNetworks/virtualNetworkPeerings", f"{here}/to", properties, location=None)

    build.change(f"{base}a", lambda properties: properties.update(addressSpace=Unresolved("parameters('prefixes')")))
    assert names(build.graph()) == {"a": "unknown"}
    peered("a", f"{base}b")
    peered("c", f"{base}b")
    assert names(build.graph()) == {"a": "unknown", "b": "unknown", "c": "unknown"}
    peered("a", Unresolved("parameters('peer')"))
    assert names(build.graph()) == dict.fromkeys("abcd", "unknown")
    build.drop(f"{base}a/virtualNetworkPeerings/to")
    peered("c", f"{base}a")
    assert names(build.graph()) == {"a": "unknown", "c": "unknown"}


def test_one_network_has_nothing_to_keep_apart(build: Any) -> None:
    build.network("a", "10.1.0.0/16", {"one": {"prefix": "10.1.1.0/24"}, "two": {"prefix": "10.1.2.0/24"}})
    assert results(build.graph()) == {}


def test_a_private_link_service_leads_into_another_network(build: Any, kit: Any) -> None:
    build.network("a", "10.1.0.0/16", {"here": {"prefix": "10.1.1.0/24"}})
    build.network("b", "10.2.0.0/16", {"there": {"prefix": "10.2.1.0/24"}})
    service = build.add("Microsoft.Network/privateLinkServices", "pls", {})
    build.endpoint("pep", kit.subnet_id("a", "here"), service, ip="10.1.1.5")
    assert names(Graph(build.graph().resources, Intent())) == {"here": "refuted"}

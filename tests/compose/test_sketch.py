"""The file that the design sketches, with a declared way in: composed, printed, read back, proved, and refuted when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from enclave.cli.main import main
from enclave.compose import compose
from enclave.compose.passes.application_gateway import application_gateway_id
from enclave.compose.passes.network_security_groups import security_group_id
from enclave.compose.site import APPLICATION_GATEWAY, GATEWAY, GATEWAY_PORT, Site, sites
from enclave.emit import TARGETS, emit
from enclave.emit.requests import is_template
from enclave.graph.model import FrontDoor, Graph, Intent, Resource
from enclave.graph.resources import application_gateways, network_security_groups, virtual_networks
from enclave.graph.resources.application_gateways import Listener
from enclave.graph.resources.network_security_groups import SecurityRule
from enclave.importers.arm import read_arm
from enclave.spec.load import load
from enclave.spec.models import Spec
from enclave.verify import Verification, Verifier, verify
from enclave.verify.estate import Estate
from enclave.verify.network.addresses import addresses, same_family
from enclave.verify.network.flows import to_service
from enclave.verify.network.packets import Box, PacketSet
from enclave.verify.network.ports import ports, protocols
from enclave.verify.network.world import World

SKETCH = Path(__file__).parent / "sketch.yaml"
DECLARED = "203.0.113.0/24"
Change = Callable[[Graph, Site], Graph]


@pytest.fixture(scope="module")
def sketch() -> Spec:
    return load(SKETCH).spec


@pytest.fixture(scope="module")
def europe(sketch: Spec) -> Site:
    return sites(sketch)[0]


@pytest.fixture(scope="module")
def graph(sketch: Spec) -> Graph:
    return compose(sketch)


def swapped(graph: Graph, new: Resource) -> Graph:
    resources = tuple(new if resource.id == new.id else resource for resource in graph)
    assert resources != graph.resources
    return Graph(resources, graph.intent)


def with_rules(graph: Graph, site: Site, change: Callable[[SecurityRule], SecurityRule], *more: SecurityRule) -> Graph:
    """The application gateway's security group with each rule changed, and more rules."""
    old = graph.get(security_group_id(site, APPLICATION_GATEWAY))
    assert old is not None
    view = network_security_groups.read(old, graph)
    rules = (*map(change, view.rules), *more)
    (new,) = network_security_groups.write(structs.replace(view, rules=rules), site.place(old.module))
    return swapped(graph, new)


def sources(*wanted: str) -> Change:
    def change(rule: SecurityRule) -> SecurityRule:
        return structs.replace(rule, sources=wanted) if rule.name == "allow-declared-1" else rule

    return lambda graph, site: with_rules(graph, site, change)


def listening(*more: Listener) -> Change:
    def change(graph: Graph, site: Site) -> Graph:
        old = graph.get(application_gateway_id(site))
        assert old is not None
        view = application_gateways.read(old)
        wider = structs.replace(view, listeners=(*view.listeners, *more))
        (new,) = application_gateways.write(wider, site.place(old.module), old.depends_on)
        return swapped(graph, new)

    return change


def listening_in_the_open(graph: Graph, site: Site) -> Graph:
    web = SecurityRule("allow-web", 200, "Inbound", "Allow", "Tcp", sources=("Internet",), destination_ports=("80",))
    return with_rules(listening(Listener("http", "Http", 80, True))(graph, site), site, lambda rule: rule, web)


def unguarded(graph: Graph, site: Site) -> Graph:
    old = graph.get(site.network("hub"))
    assert old is not None
    properties: Any = old.body["properties"]
    subnets = [
        {**subnet, "properties": {key: value for key, value in subnet["properties"].items() if key != "networkSecurityGroup"}}
        for subnet in properties["subnets"]
    ]
    return swapped(graph, replace(old, body={**old.body, "properties": {**properties, "subnets": subnets}}))


def declaring(*doors: str) -> Change:
    def change(graph: Graph, site: Site) -> Graph:
        gateways = {application_gateway_id(site)} if doors else set()
        others = tuple(door for door in (graph.intent or Intent()).front_doors if door.resource != application_gateway_id(site))
        mine = tuple(FrontDoor(gateway, doors, "branch offices") for gateway in gateways)
        return Graph(graph.resources, replace(graph.intent or Intent(), front_doors=(*others, *mine)))

    return change


def test_the_front_door_is_declared_with_its_sources_in_every_region(graph: Graph, sketch: Spec) -> None:
    assert graph.intent is not None
    assert graph.intent.front_doors == tuple(
        FrontDoor(application_gateway_id(site), (DECLARED,), "branch offices") for site in sites(sketch)
    )


@pytest.fixture(scope="module")
def proof(graph: Graph) -> Callable[[Graph], Verification]:
    """Verifies the sketch or a change of it."""
    verifier = Verifier()
    verifier.verify(graph)
    return lambda changed: Verifier(verifier.record).verify(changed)


def test_the_sketch_is_proved(graph: Graph) -> None:
    proof = verify(graph)
    assert (proof.verdict, proof.unmodelled) == ("proved", ())


@pytest.mark.parametrize("change", [
    sources("*"),
    sources("Internet"),
    sources("203.0.112.0/23"),
    sources(DECLARED, "198.51.100.7/32"),
    listening_in_the_open,
    unguarded,
    declaring(),
    declaring("203.0.113.0/25"),
], ids=["any", "internet", "wider", "one-more", "listener", "no-group", "undeclared", "declared-less"])
def test_opened_wider_it_is_refuted(graph: Graph, europe: Site, proof: Callable[[Graph], Verification], change: Change) -> None:
    found = proof(change(graph, europe)).obligations
    refuted = [result for result in found if result.verdict.name == "refuted" and result.number == 1]
    assert {result.number for result in found if result.verdict.name == "refuted"} <= {1, 6, 9}
    assert [(result.number, result.subject) for result in refuted] == [(1, europe.subnet(APPLICATION_GATEWAY))]
    (result,) = refuted
    assert result.verdict.name == "refuted"
    assert result.verdict.counterexample.path[1].node == application_gateway_id(europe)


@pytest.mark.parametrize("change", [
    sources("203.0.113.0/25"), listening(Listener("http", "Http", 80, True)), declaring("203.0.112.0/23"),
], ids=["narrower", "listener-behind-the-group", "declared-more"])
def test_what_lets_in_nobody_else_stays_proved(graph: Graph, europe: Site, proof: Callable[[Graph], Verification], change: Change) -> None:
    found = proof(change(graph, europe)).obligations
    # that a listener without TLS encrypts nothing is another matter
    assert {result.number for result in found if result.verdict.name != "proved"} <= {9}
    assert all(result.verdict.name == "proved" for result in found if result.number != 9)


def test_requests_surely_reach_the_gateway_and_only_on_its_port(graph: Graph, sketch: Spec) -> None:
    world = World(Estate(graph))
    for site in sites(sketch):
        edge, inside = (world.estate.site(site.subnet(name)) for name in (APPLICATION_GATEWAY, GATEWAY))
        target = addresses(f"{site.plan.gateway_ip}/32")
        assert target
        wanted = same_family(edge.addresses, target) & Box(protocols=protocols(("Tcp",)), ports=ports((str(GATEWAY_PORT),)))
        assert wanted <= world.guard(edge).allowed("Outbound", "must", wanted)
        assert wanted <= world.guard(inside).allowed("Inbound", "must", wanted)
        assert world.estate.connected(edge.network.id, inside.network.id, surely=True)
        anything = PacketSet((Box(edge.addresses, inside.addresses),))
        assert world.guard(edge).allowed("Outbound", "may", anything) <= wanted


def test_the_application_gateway_reaches_the_vault_and_its_network_answers_with_the_private_address(graph: Graph, sketch: Spec) -> None:
    world = World(Estate(graph))
    for site in sites(sketch):
        (endpoint,) = world.estate.targets(site.vault)
        assert to_service(world.estate.site(site.subnet(APPLICATION_GATEWAY)), endpoint, 443, world).works
        assert endpoint.zone_groups[0] in {zone.id for zone, _ in world.estate.linked(site.network("hub"))}


def test_the_subnet_is_the_application_gateways_alone(graph: Graph, europe: Site) -> None:
    hub = graph.get(europe.network("hub"))
    assert hub is not None
    found = {subnet.name: subnet for subnet in virtual_networks.read(hub, graph).subnets}
    assert list(found) == ["AzureFirewallSubnet", "AzureBastionSubnet", APPLICATION_GATEWAY]
    subnet = found[APPLICATION_GATEWAY]
    assert subnet.delegations == ("Microsoft.Network/applicationGateways",)
    assert (subnet.default_outbound_access, subnet.route_table, subnet.nsg) == (False, None, security_group_id(europe, APPLICATION_GATEWAY))


def test_it_is_printed_for_every_target_and_read_back_the_same(graph: Graph) -> None:
    assert all(emit(graph, target) for target in {*TARGETS} - {"kubernetes"})  # it has no cluster
    back = read_arm(emit(graph, "arm")["azuredeploy.json"], None, name="azuredeploy.json")
    assert back == Graph(tuple(filter(is_template, graph)), graph.intent)
    assert verify(back).verdict == "proved"


def test_azure_takes_it(graph: Graph, problems: Callable[..., list[str]]) -> None:
    assert problems(filter(is_template, graph)) == []


def test_check_build_and_verify_take_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["check", str(SKETCH)], ["build", str(SKETCH), "-o", str(tmp_path / "out")], ["verify", str(SKETCH)]):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert not stopped.value.code, arguments
    assert {*TARGETS} - {"kubernetes"} <= {path.name for path in (tmp_path / "out").iterdir()}
    assert "PROVED" in capsys.readouterr().out

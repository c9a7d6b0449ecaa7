"""The one table of who may talk to whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.site import (
    AI_ENDPOINTS,
    DATA_ENDPOINTS,
    GATEWAY,
    MACHINES,
    MANAGEMENT_ENDPOINTS,
    OPERATIONS,
    PRIVATE_LINK,
    Site,
    sites,
)
from enclave.compose.traffic import NEEDED_BY, PASSAGES, PORTS, Passage, answered_at, clients, passages, through_firewall
from enclave.graph.azure_facts import ZONES
from enclave.spec.address_plan import AGENTS, LAYOUT
from enclave.spec.components import Components
from enclave.spec.models import Spec

EVERYTHING = dict.fromkeys(Components.model_fields, True)


def pairs(site: Site) -> set[tuple[str, str]]:
    return {(passage.source, passage.target) for passage in passages(site)}


def test_a_plain_region_has_the_gateway_and_operations_only(site: Site) -> None:
    assert pairs(site) == {
        (GATEWAY, AI_ENDPOINTS), (GATEWAY, MANAGEMENT_ENDPOINTS), (OPERATIONS, MANAGEMENT_ENDPOINTS), (OPERATIONS, DATA_ENDPOINTS),
    }
    assert {passage.ports for passage in passages(site)} == {("443",)}
    assert clients(site) == (GATEWAY, OPERATIONS)


def test_nobody_but_the_gateway_and_agents_comes_near_a_model() -> None:
    assert {passage.source for passage in PASSAGES if passage.target == AI_ENDPOINTS} == {GATEWAY, AGENTS}


def test_the_gateway_cannot_come_near_its_archive() -> None:
    assert (GATEWAY, DATA_ENDPOINTS) not in {(passage.source, passage.target) for passage in PASSAGES}


def test_agents_have_a_subnet_for_each_project_that_wants_them(spec: Callable[..., Spec]) -> None:
    wanted = {"region": "north", "platform": "foundry", "agents": True}
    site = sites(spec(network_isolation="complete", projects={"one": wanted, "two": wanted, "three": {"region": "north"}}))[0]
    sources = {passage.source for passage in passages(site) if passage.source.startswith(AGENTS)}
    assert sources == {f"{AGENTS}one", f"{AGENTS}two"}
    managed = sites(spec(network_isolation="managed", projects={"one": wanted}))[0]
    assert not any(name.startswith(AGENTS) for name in managed.plan.subnets)


@pytest.mark.parametrize("port", NEEDED_BY)
def test_a_port_is_open_only_where_something_answers_at_it(spec: Callable[..., Spec], port: str) -> None:
    closed = sites(spec(components=EVERYTHING | dict.fromkeys(NEEDED_BY[port], False)))[0]
    assert not any(port in passage.ports for passage in passages(closed))
    opened = sites(spec(components={"virtual_machines": True, NEEDED_BY[port][0]: True}))[0]
    assert any(port in passage.ports for passage in passages(opened))


def test_only_what_crosses_from_spoke_to_spoke_needs_the_firewall(spec: Callable[..., Spec]) -> None:
    site = sites(spec(components=EVERYTHING))[0]
    crossing = {(p.source, p.target) for p in passages(site) if through_firewall(site, p)}
    assert (MACHINES, DATA_ENDPOINTS) in crossing
    assert (MACHINES, GATEWAY) not in crossing
    assert not any(source == "AzureBastionSubnet" for source, _ in crossing)


def test_the_table_names_subnets_of_the_plan_and_known_services_only() -> None:
    known = {subnet for _, _, subnets in LAYOUT for subnet, _ in subnets} | {AGENTS}
    assert {name for passage in PASSAGES for name in (passage.source, passage.target)} <= known
    assert set(PORTS) <= {kind for kind, _ in ZONES}


def test_a_private_link_ends_at_any_machine_of_the_gateway_and_everybody_else_at_its_address(fronted: Site) -> None:
    found = {passage.source: answered_at(fronted, passage) for passage in passages(fronted) if passage.target == GATEWAY}
    assert found == {PRIVATE_LINK: fronted.prefix(GATEWAY)}
    machines = Passage(MACHINES, GATEWAY, ("8080",), "calls")
    assert answered_at(fronted, machines) == f"{fronted.plan.gateway_ip}/32"
    assert answered_at(fronted, Passage(GATEWAY, AI_ENDPOINTS, ("443",), "models")) == fronted.prefix(AI_ENDPOINTS)

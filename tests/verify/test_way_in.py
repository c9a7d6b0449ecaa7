"""Both ways in, with TLS all the way: proved as it is built, and exactly obligation 9 refuted by each thing that would take it away."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from enclave.compose import compose
from enclave.finding import Refuted
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import application_gateways, front_doors
from enclave.spec.load import load
from enclave.spec.presets import SCENARIOS
from enclave.spec.starter import starter
from enclave.verify import verify
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.encrypted import check

WAYS: Any = [
    {"through": "application-gateway", "from": ["203.0.113.0/24"], "why": "offices", "host": "ai.example.com"},
    {"through": "front-door", "from": ["198.51.100.0/24"], "why": "partners", "host": "edge.example.com"},
]
Change = Callable[[Any], None]


@cache
def built(scenario: str, folder: Path, **components: bool) -> Graph:
    written = YAML(typ="safe").load(starter(scenario, {}, [], "swedencentral"))  # type: ignore[arg-type]
    written["network"]["ingress"] = WAYS
    written["components"] = {**written.get("components", {}), "load_balancer": True, **components}
    path = folder / "enclave.yaml"
    YAML().dump(written, path)
    return compose(load(path).spec)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ways")


def open_ones(graph: Graph) -> list[tuple[int, str, str]]:
    found = verify(graph)
    assert not any(told.startswith("plain-backend") or "plain-backend of" in told for told in found.assumptions)
    return [(each["number"], each["verdict"], each["reason"]) for each in found.document()["obligations"] if each["verdict"] != "proved"]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_both_ways_in_are_proved(scenario: str, folder: Path) -> None:
    assert open_ones(built(scenario, folder)) == []


@pytest.mark.long
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_they_are_where_a_cluster_runs_the_gateway_too_and_with_caching(scenario: str, folder: Path) -> None:
    assert open_ones(built(scenario, folder, kubernetes=True, cdn=True, container_apps=True)) == []


def settings(**changed: Any) -> Change:
    def change(body: Any) -> None:
        for part in body["properties"]["backendHttpSettingsCollection"]:
            for key, value in changed.items():
                part["properties"].pop(key) if value is None else part["properties"].__setitem__(key, value)

    return change


def properties(**changed: Any) -> Change:
    def change(body: Any) -> None:
        for key, value in changed.items():
            body["properties"].pop(key) if value is None else body["properties"].__setitem__(key, value)

    return change


def no_root_at_all(body: Any) -> None:
    settings(trustedRootCertificates=None)(body)
    properties(trustedRootCertificates=None)(body)


GATEWAY, ROUTE, ORIGIN = application_gateways.TYPE, front_doors.ROUTE_TYPE, front_doors.ORIGIN_TYPE
CHANGES: dict[str, tuple[str, Change, str]] = {
    "plain": (GATEWAY, settings(protocol="Http"), "without TLS"),
    "root gone": (GATEWAY, properties(trustedRootCertificates=None), "authority authority-1"),
    "root not asked for": (GATEWAY, settings(trustedRootCertificates=None), "the owner wants its own"),
    "no root at all": (GATEWAY, no_root_at_all, "the owner wants its own"),
    "whoever signed": (GATEWAY, settings(validateCertChainAndExpiry=False), "who signed"),
    "whoever it is": (GATEWAY, settings(validateSNI=False), "whose name"),
    "plain behind the edge": (ROUTE, properties(forwardingProtocol="HttpOnly"), "TLS 1.2 does not protect"),
    "whoever it is behind the edge": (ORIGIN, properties(enforceCertificateNameCheck=False), "TLS 1.2 does not protect"),
}


def changed(graph: Graph, kind: str, change: Change) -> Graph:
    """The graph with every resource of a type changed."""
    def other(resource: Resource) -> Resource:
        body: Any = deepcopy(resource.body)
        change(body)
        return replace(resource, body=body)

    assert graph.of_type(kind)
    return replace(graph, resources=tuple(other(each) if each.type == kind else each for each in graph))


@pytest.mark.parametrize("name", CHANGES)
def test_what_takes_it_away_is_refuted(name: str, folder: Path) -> None:
    kind, change, told = CHANGES[name]
    graph = changed(built("ai-training", folder), kind, change)
    refuted = {subject: verdict for subject, verdict in check(World(Estate(graph))) if verdict.name != "proved"}
    assert refuted.keys() == {each.id for each in graph.of_type(kind)}
    for verdict in refuted.values():
        assert isinstance(verdict, Refuted)
        assert told in verdict.reason
        assert verdict.counterexample.path


@pytest.mark.long
@pytest.mark.parametrize("name", CHANGES)
def test_and_nothing_else_is(name: str, folder: Path) -> None:
    kind, change, _ = CHANGES[name]
    assert {number for number, _, _ in open_ones(changed(built("ai-training", folder), kind, change))} == {9}


def test_of_somebody_elses_gateway_a_public_authority_is_enough(folder: Path) -> None:
    graph = changed(built("ai-training", folder), GATEWAY, no_root_at_all)
    assert graph.intent
    others = replace(graph, intent=replace(graph.intent, own_authorities=()))
    assert all(verdict.name == "proved" for _, verdict in check(World(Estate(others))))

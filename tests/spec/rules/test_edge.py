"""Front doors against compliance, and what stands behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.spec.rules import Rule
from enclave.spec.rules.edge import (
    edges_stay_where_data_must,
    front_door_has_something_behind,
    front_doors_reach_the_regions,
    one_host_at_the_front_door,
    traffic_manager_answers_in_public,
)
from enclave.spec.source import Problem

Found = Callable[[Rule, Any], list[Problem]]
INGRESS = ("network", "ingress")


def way(**more: Any) -> dict[str, Any]:
    return {"through": "front-door", "from": ["203.0.113.0/24"], "why": "branch offices"} | more


def test_a_bound_tag_forbids_an_edge_anywhere_and_is_named(found: Found) -> None:
    (problem,) = found(edges_stay_where_data_must, {INGRESS: [way()]})  # the project of the fixture is bound by gdpr
    assert "`gdpr`" in problem.message
    assert problem.involved[0] == (*INGRESS, 0, "through")
    assert ("projects", "fraud-triage", "compliance") in problem.involved


@pytest.mark.parametrize("changes", [
    {INGRESS: [way(through="application-gateway")]},
    {INGRESS: [way(unsafe_allow_edge_processing={"reason": "public texts only"})]},
    {INGRESS: [way()], ("projects", "fraud-triage", "compliance"): ["soc-2"]},
])
def test_it_is_fine_elsewhere_with_a_reason_or_without_such_a_tag(found: Found, changes: dict[Any, Any]) -> None:
    assert found(edges_stay_where_data_must, changes) == []


@pytest.mark.parametrize("keys", [("compliance",), ("hub", "compliance")])
def test_every_place_of_a_tag_counts(found: Found, keys: tuple[str, ...]) -> None:
    changes = {INGRESS: [way()], ("projects", "fraud-triage", "compliance"): [], keys: ["irap"]}
    assert ["`irap`" in problem.message for problem in found(edges_stay_where_data_must, changes)] == [True]


def test_a_front_door_brings_its_balancer_and_does_not_work_without(found: Found) -> None:
    assert found(front_door_has_something_behind, {INGRESS: [way()]}) == []
    off = {INGRESS: [way()], ("components", "load_balancer"): False}
    assert len(found(front_door_has_something_behind, off)) == 1


def test_there_is_one_host(found: Found) -> None:
    assert found(one_host_at_the_front_door, {INGRESS: [way(host="a.example.com"), way(), way(host="a.example.com")]}) == []
    other = [way(host="a.example.com"), way(host="b.example.com"), way(through="application-gateway", host="c.example.com")]
    (problem,) = found(one_host_at_the_front_door, {INGRESS: other})
    assert problem.involved[0] == (*INGRESS, 1, "host")


def test_its_private_links_start_where_the_regions_data_may_be(found: Found) -> None:
    swiss = {INGRESS: [way()], ("regions", "west", "location"): "switzerlandnorth", ("regions", "west", "pair"): None}
    (problem,) = found(front_doors_reach_the_regions, swiss)
    assert "no private link inside Switzerland" in problem.message
    assert problem.involved == ((*INGRESS, 0, "through"), ("regions", "west", "location"))
    assert found(front_doors_reach_the_regions, {**swiss, INGRESS: [way(through="application-gateway")]}) == []
    assert found(front_doors_reach_the_regions, {INGRESS: [way()]}) == []


def test_it_has_room_for_so_many_projects(found: Found) -> None:
    many = {f"project-{number}": {"region": "west"} for number in range(26)}
    (problem,) = found(front_doors_reach_the_regions, {INGRESS: [way(), way()], ("projects",): many})
    assert "room for 25 projects, here are 26" in problem.message


def test_traffic_manager_needs_a_public_way_in(found: Found) -> None:
    inside = way(through="application-gateway", **{"from": ["10.200.0.0/16"]})
    on = {("components", "traffic_manager"): True}
    (problem,) = found(traffic_manager_answers_in_public, on | {INGRESS: [inside]})
    assert problem.involved[0] == ("components", "traffic_manager")
    assert found(traffic_manager_answers_in_public, on | {INGRESS: [inside, way(through="application-gateway")]}) == []
    assert found(traffic_manager_answers_in_public, {INGRESS: [inside]}) == []

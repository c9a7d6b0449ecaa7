"""Address space: private, large enough, and nothing twice."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.errors import InputError
from enclave.spec.address_plan import plan
from enclave.spec.rules.network import address_space_fits, address_space_is_private, agents_have_room, ingress_is_narrow, nothing_overlaps

SPACE = ("network", "address_space")
INGRESS = ("network", "ingress")
OWN = ("regions", "us_east", "address_space")


def coming_from(*sources: str) -> dict[tuple[str, ...], Any]:
    return {INGRESS: [{"through": "front-door", "from": list(sources), "why": "branch offices"}]}


@pytest.mark.parametrize("space", ["10.0.0.0/12", "172.31.0.0/16", "192.168.0.0/16", "100.127.240.0/20"])
def test_private_space_is_taken(space: str, places: Any) -> None:
    assert places(address_space_is_private, {SPACE: space}) == []


@pytest.mark.parametrize("space", ["172.32.0.0/16", "192.169.0.0/16", "100.128.0.0/16", "8.0.0.0/12", "0.0.0.0/0", "168.63.0.0/16"])
def test_public_space_is_refused(space: str, places: Any) -> None:
    assert places(address_space_is_private, {SPACE: space}) == ["network.address_space"]
    assert places(address_space_is_private, {OWN: space}) == ["regions.us_east.address_space"]


@pytest.mark.parametrize(
    ("space", "fits"), [("10.40.0.0/19", True), ("10.40.0.0/20", False), ("10.32.0.0/12", True), ("10.32.0.0/11", False)]
)
def test_two_regions_need_a_19_and_nobody_needs_more_than_a_12(space: str, fits: bool, places: Any) -> None:
    assert places(address_space_fits, {SPACE: space}) == ([] if fits else ["network.address_space"])


def test_a_region_s_own_block_is_a_20_at_least(found: Any) -> None:
    assert found(address_space_fits, {OWN: "172.20.0.0/20"}) == []
    (problem,) = found(address_space_fits, {OWN: "172.20.0.0/21"})
    assert problem.message == "`172.20.0.0/21` is too small: a region needs 4,096 addresses, it has 2,048"


@pytest.mark.parametrize("own", ["10.40.0.0/20", "10.40.240.0/20", "10.40.0.0/16", "10.32.0.0/12"])
def test_a_region_s_own_block_lies_outside_the_shared_space(own: str, places: Any) -> None:
    assert places(nothing_overlaps, {OWN: own}) == ["regions.us_east.address_space"]


def test_blocks_of_two_regions_differ(places: Any) -> None:
    first = {("regions", "europe", "address_space"): "172.20.0.0/18"}
    assert places(nothing_overlaps, {**first, OWN: "172.20.16.0/20"}) == ["regions.us_east.address_space"]
    assert places(nothing_overlaps, {**first, OWN: "172.20.64.0/20"}) == []


def test_nothing_comes_in_with_an_inside_address(places: Any) -> None:
    assert places(nothing_overlaps, coming_from("203.0.113.0/24", "10.40.9.0/24")) == ["network.ingress.0.from.1"]
    assert places(nothing_overlaps, {**coming_from("172.20.0.9/32"), OWN: "172.20.0.0/20"}) == ["network.ingress.0.from.0"]
    assert places(nothing_overlaps, coming_from("203.0.113.0/24", "203.0.113.0/25", "10.41.0.0/24")) == []


@pytest.mark.parametrize(("source", "narrow"), [("0.0.0.0/0", False), ("128.0.0.0/1", False), ("8.0.0.0/7", False), ("8.0.0.0/8", True)])
def test_most_of_the_internet_is_nobody_in_particular(source: str, narrow: bool, places: Any) -> None:
    assert places(ingress_is_narrow, coming_from(source)) == ([] if narrow else ["network.ingress.0.from.0"])


def block(prefix: int, index: int) -> str:
    return str(IPv4Network(((10 << 24) + index * 2 ** (32 - prefix), prefix)))


blocks = st.integers(10, 24).flatmap(lambda prefix: st.builds(block, st.just(prefix), st.integers(0, 2 ** (prefix - 8) - 1)))


@given(blocks, st.lists(st.one_of(st.none(), blocks), min_size=2, max_size=4))
def test_what_the_rules_let_through_is_carved_without_an_overlap(make: Any, found: Any, space: str, own: list[str | None]) -> None:
    changes: dict[tuple[str, ...], Any] = {SPACE: space}
    for index, stated in enumerate(own):
        changes[("regions", f"r{index}")] = {"location": "westeurope", "address_space": stated}
    if any(found(rule, changes) for rule in (address_space_is_private, address_space_fits, nothing_overlaps)):
        return
    regions = list(plan(make(changes)).regions.values())
    assert not any(one.space.overlaps(other.space) for one, other in combinations(regions, 2))


@given(blocks, st.integers(1, 20))
def test_the_rule_says_no_exactly_where_the_carving_fails(make: Any, found: Any, space: str, count: int) -> None:
    changes = {SPACE: space, ("regions",): {f"r{index}": {"location": "westeurope"} for index in range(count)}}
    too_small = [problem for problem in found(address_space_fits, changes) if "too small" in problem.message]
    try:
        plan(make(changes))
    except InputError:
        assert too_small
    else:
        assert not too_small


@pytest.mark.parametrize(
    ("count", "isolation", "fits"), [(12, "complete", True), (13, "complete", False), (20, "complete", False), (20, "managed", True)]
)
def test_there_is_room_for_the_agents_of_so_many_projects(count: int, isolation: str, fits: bool, found: Any) -> None:
    projects = {f"team-{index}": {"region": "europe", "platform": "foundry"} for index in range(count)}
    problems = found(agents_have_room, {("projects",): projects, ("network_isolation",): isolation})
    assert (problems == []) is fits
    for problem in problems:
        assert problem.involved[0] == ("projects", "team-12")
        assert f"the first of {count - 12} too many" in problem.message

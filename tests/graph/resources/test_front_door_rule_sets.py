"""Rule sets of front doors."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import front_door_rule_sets
from enclave.graph.resources.front_door_rule_sets import CacheRule, RuleSet
from enclave.graph.resources.front_doors import TYPE as PROFILE_TYPE

RULES = RuleSet("caching", (
    CacheRule("files", 1, ("css", "js"), "7.00:00:00", (("Strict-Transport-Security", "max-age=31536000"),)),
    CacheRule("rest", 2, (), None),
))


@pytest.fixture
def profile(make: Callable[..., Resource]) -> Resource:
    return make(PROFILE_TYPE, "afd-a", {})


def test_what_is_written_is_read_back(profile: Resource, place: Place) -> None:
    written = front_door_rule_sets.write(RULES, profile, place)
    assert front_door_rule_sets.read(written[0], Graph(written)) == RULES
    assert front_door_rule_sets.read(written[0]).rules == ()


def test_azure_takes_what_is_written(profile: Resource, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(front_door_rule_sets.write(RULES, profile, place)) == []

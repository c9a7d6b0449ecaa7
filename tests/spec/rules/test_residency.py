"""Which regions may serve a project."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from enclave.spec.models import ComplianceTag
from enclave.spec.policy import effective_policies
from enclave.spec.rules.residency import regions_comply, regions_exist

PROJECT = ("projects", "fraud-triage")
tags = st.sets(st.sampled_from(get_args(ComplianceTag)), max_size=4).map(sorted)


def test_a_region_must_be_in_the_file(found: Any) -> None:
    problems = found(regions_exist, {(*PROJECT, "region"): "us-east", (*PROJECT, "failover_regions"): ["mars", "europe"]})
    assert [problem.hint for problem in problems] == ["did you mean `us_east`?", "use `europe` or `us_east`"]


def test_a_region_is_named_once(places: Any) -> None:
    assert places(regions_exist, {(*PROJECT, "failover_regions"): ["us_east", "us_east"]}) == ["projects.fraud-triage.failover_regions.1"]
    assert places(regions_exist, {(*PROJECT, "failover_regions"): ["europe"]}) == ["projects.fraud-triage.failover_regions.0"]


def test_only_regions_that_serve_it_get_a_share(places: Any) -> None:
    assert places(regions_exist, {(*PROJECT, "shares"): {"us_east": 1, "europe": 2}}) == ["projects.fraud-triage.shares.us_east"]


def test_every_missing_tag_is_named_with_who_requires_it(found: Any) -> None:
    changes = {("hub", "compliance"): ["soc-2", "irap"], (*PROJECT, "region"): "us_east"}
    problems = found(regions_comply, changes)
    assert [problem.involved[1] for problem in problems] == [(*PROJECT, "compliance"), ("hub", "compliance")]
    assert {problem.hint for problem in problems} == {"no region has every tag that the project requires"}


def test_a_region_that_is_not_in_the_file_is_another_rule_s(places: Any) -> None:
    assert places(regions_comply, {(*PROJECT, "region"): "mars"}) == []


@given(tags, tags, tags, tags)
def test_what_passes_is_what_the_effective_policy_allows(
    make: Any, places: Any, hub: list[str], project: list[str], first: list[str], second: list[str]
) -> None:
    changes = {
        ("hub", "compliance"): hub, (*PROJECT, "compliance"): project, (*PROJECT, "failover_regions"): ["us_east"],
        ("regions", "europe", "compliance"): first, ("regions", "us_east", "compliance"): second,
    }
    required = effective_policies(make(changes))["fraud-triage"].compliance
    wrong = set(places(regions_comply, changes))
    assert ("projects.fraud-triage.region" in wrong) is not (required <= set(first))
    assert ("projects.fraud-triage.failover_regions.0" in wrong) is not (required <= set(second))

"""What a project deploys, against what the hub approves."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from enclave.spec.models import Sku
from enclave.spec.rules.models import data_zones_are_there, deployment_names_differ, models_are_approved, processing_stays

DEPLOYMENTS = ("projects", "fraud-triage", "deployments")
CHAT = {"model": "gpt-4o", "version": "2024-11-20"}


def test_a_model_that_the_hub_does_not_list_is_refused_with_the_nearest(found: Any) -> None:
    problems = found(models_are_approved, {DEPLOYMENTS: {"good": CHAT, "bad": {"model": "gpt-4o-min", "version": "1"}}})
    assert [problem.hint for problem in problems] == ["did you mean `gpt-4o-mini`?"]
    assert problems[0].involved[0] == ("projects", "fraud-triage", "deployments", "bad", "model")


def test_an_empty_hub_is_one_problem_and_none_if_nothing_is_deployed(found: Any) -> None:
    two = {"one": CHAT, "two": {"model": "o3", "version": "1"}}
    problems = found(models_are_approved, {("hub", "models"): [], DEPLOYMENTS: two})
    assert [problem.hint for problem in problems] == ["list the approved ones: [gpt-4o, o3]"]
    assert found(models_are_approved, {("hub", "models"): [], DEPLOYMENTS: {}}) == []


def test_names_that_differ_in_case_only_clash(places: Any) -> None:
    names = {"chat": CHAT, "Chat": CHAT, "chat-2": CHAT}
    assert places(deployment_names_differ, {DEPLOYMENTS: names}) == ["projects.fraud-triage.deployments.Chat"]


@pytest.mark.parametrize("sku", get_args(Sku))
def test_only_global_deployments_need_a_reason(sku: str, places: Any) -> None:
    deployed = {DEPLOYMENTS: {"chat": {**CHAT, "sku": sku}}}
    assert bool(places(processing_stays, deployed)) is sku.startswith("Global")
    allowed = {("projects", "fraud-triage", "unsafe_allow_global_processing"): {"reason": "only public data"}}
    assert places(processing_stays, {**deployed, **allowed}) == []


@pytest.mark.parametrize(("location", "there"), [
    ("westeurope", True), ("swedencentral", True), ("eastus2", True), ("uksouth", False), ("switzerlandnorth", False),
    ("norwayeast", False), ("australiaeast", False), ("canadacentral", False), ("japaneast", False),
])
@pytest.mark.parametrize("sku", [sku for sku in get_args(Sku) if sku.startswith("DataZone")])
def test_data_zones_are_those_of_the_union_and_of_the_united_states(location: str, there: bool, sku: str, found: Any) -> None:
    deployed = {DEPLOYMENTS: {"chat": {**CHAT, "sku": sku}}, ("regions", "europe", "location"): location}
    problems = found(data_zones_are_there, deployed)
    assert [problem.involved[0][-1] for problem in problems] == ([] if there else ["sku"])
    assert all(location in problem.message and sku in problem.message for problem in problems)
    assert found(data_zones_are_there, deployed | {DEPLOYMENTS: {"chat": CHAT}}) == []


def test_a_region_for_failover_must_have_its_data_zone_too(found: Any) -> None:
    deployed = {DEPLOYMENTS: {"chat": {**CHAT, "sku": "DataZoneStandard"}}, ("projects", "fraud-triage", "failover_regions"): ["us_east"]}
    assert found(data_zones_are_there, deployed) == []
    (problem,) = found(data_zones_are_there, deployed | {("regions", "us_east", "location"): "brazilsouth"})
    assert "`brazilsouth` lies in none" in problem.message
    assert problem.hint == "use `Standard`, which stays in the region"

"""What a project deploys, against what the hub approves."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from enclave.spec.models import Sku
from enclave.spec.rules.models import deployment_names_differ, models_are_approved, processing_stays

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

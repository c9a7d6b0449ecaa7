"""A component that cannot work is told, with what switched it off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.spec.components import ASKS, NEEDS, Components
from enclave.spec.models import Spec
from enclave.spec.presets import COMPONENTS, FLAGS
from enclave.spec.rules import RULES, Rule
from enclave.spec.rules.components import (
    agents_have_a_platform,
    components_have_what_they_need,
    content_safety_has_an_account,
    owners_answer_what_is_asked,
    partners_reach_one_application,
    traffic_manager_has_ways_in,
)
from enclave.spec.source import Problem

Found = Callable[[Rule, Any], list[Problem]]
ANSWERS = {
    **{("identity", key): "55555555-5555-5555-5555-555555555555" for key in ("operators", "application", "break_glass")},
    ("governance",): {"starts": "2026-12"},
}


@pytest.mark.parametrize(("name", "need"), [(name, need) for name, needs in NEEDS.items() for need in needs])
def test_what_is_needed_may_not_be_switched_off(found: Found, name: str, need: str) -> None:
    on = {("components", other): True for other in Components.model_fields}
    assert found(components_have_what_they_need, on) == []
    messages = [problem.message for problem in found(components_have_what_they_need, on | {("components", need): False})]
    assert f"`{name}` needs `{need}`, which is switched off (the default)" in messages


def test_content_safety_that_is_asked_is_built(found: Found) -> None:
    off = {("components", "content_safety"): False}
    for keys in (("hub", "content_safety"), ("projects", "fraud-triage", "content_safety")):
        (problem,) = found(content_safety_has_an_account, off | {keys: True})
        assert problem.message.startswith("the gateway cannot ask `content_safety`, which is switched off")
        assert found(content_safety_has_an_account, {keys: True, ("components", "content_safety"): True}) == []
    assert found(content_safety_has_an_account, off) == []


def test_what_only_the_owner_can_answer_is_asked(found: Found) -> None:
    on = {("components", name): True for name in ASKS}
    nothing = {("identity", key): None for key in ("operators", "application", "break_glass")} | {("governance",): {}}
    asked = [problem.message for problem in found(owners_answer_what_is_asked, on | nothing)]
    assert asked == [f"`{name}` needs `{path}`" for name, paths in ASKS.items() for path in paths]
    assert found(owners_answer_what_is_asked, on | ANSWERS) == []


def test_partners_reach_one_application(found: Found) -> None:
    partner = {"tenant": "99999999-9999-9999-9999-999999999999", "why": "joint research"}
    named = {("components", "external_identities"): {"partners": [partner]}}
    (problem,) = found(partners_reach_one_application, named | {("identity", "application"): None})
    assert problem.message == "guests of partners would reach every application of the tenant"
    assert found(partners_reach_one_application, named | ANSWERS) == []
    assert found(partners_reach_one_application, {("components", "external_identities"): True, ("identity", "application"): None}) == []


def test_traffic_manager_and_cdn_need_a_way_in(found: Found) -> None:
    on = {("components", "traffic_manager"): True, ("components", "cdn"): True}
    assert len(found(traffic_manager_has_ways_in, on)) == 2
    ways = [
        {"through": way, "from": ["203.0.113.0/24"], "why": "branch offices"} for way in ("application-gateway", "front-door")
    ]
    assert found(traffic_manager_has_ways_in, on | {("network", "ingress"): ways}) == []


def test_agents_need_foundry_and_somewhere_to_keep_things(found: Found) -> None:
    agents = {("projects", "fraud-triage", "agents"): True, ("components", "search"): False}
    messages = [problem.message for problem in found(agents_have_a_platform, agents)]
    assert messages == ["agents need platform `foundry`, this project has `openai`", "agents need `search`, which is switched off"]


def test_no_scenario_or_flag_builds_what_cannot_work(make: Callable[[Any], Spec]) -> None:
    for scenario in ("ai-training", "ai-inference", "ai-development"):
        for answers in ({}, ANSWERS):
            for level in ("maximum", "high"):
                spec = make({("scenario",): scenario, ("security_level",): level, ("collaboration_tools",): "enabled"} | answers)
                built = {name for name in Components.model_fields if getattr(spec.components, name).enabled}
                assert all(need in built for name in built for need in NEEDS.get(name, ()))
                assert answers or not built & {*ASKS}
                assert "external_identities" in built


def test_tables_speak_of_every_component_and_of_no_other() -> None:
    assert set(COMPONENTS) == set(Components.model_fields)
    spoken = {*NEEDS, *ASKS, *(need for needs in NEEDS.values() for need in needs)}
    spoken |= {name for values in FLAGS.values() for names in values.values() for name in names}
    assert spoken <= set(Components.model_fields)
    assert components_have_what_they_need in RULES

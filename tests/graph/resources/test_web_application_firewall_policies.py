"""Web application firewall policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import web_application_firewall_policies
from enclave.graph.resources.web_application_firewall_policies import (
    TYPE,
    Condition,
    CustomRule,
    RuleSet,
    WebApplicationFirewallPolicy,
)

POLICY = WebApplicationFirewallPolicy(
    f"/resourceGroups/rg-test/providers/{TYPE}/waf-a", True, "Prevention", (RuleSet("Microsoft_DefaultRuleSet", "2.1"),), True, 2000
)
OTHER = replace(POLICY, enabled=False, mode="Detection", rule_sets=(RuleSet("OWASP", "3.2"), RuleSet("X", "1")), checks_body=False)
GUARDED = replace(
    POLICY,
    rules=(
        CustomRule("OnlyDeclared", 10, "Block", (
            Condition("RemoteAddr", "IPMatch", ("203.0.113.0/24",), True), Condition("RequestUri", "Equal", ("/healthz",), True),
        )),
    ),
    scrubbed=("RequestIPAddress",),
    unchecked=("messages", "input"),
)


@pytest.mark.parametrize("policy", [POLICY, OTHER, GUARDED])
def test_what_is_written_is_read_back(policy: WebApplicationFirewallPolicy, round_trip: Callable[..., Any]) -> None:
    assert round_trip(web_application_firewall_policies, policy) == policy


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(web_application_firewall_policies.write(GUARDED, place)) == []


def test_rules_that_look_at_named_parts_or_count_are_left_alone(make: Callable[..., Resource]) -> None:
    by_header = {"name": "h", "priority": 1, "ruleType": "MatchRule", "action": "Allow", "matchConditions": [
        {"matchVariables": [{"variableName": "RequestHeaders", "selector": "x"}], "operator": "Equal", "matchValues": ["y"]},
    ]}
    limit = {"name": "r", "priority": 2, "ruleType": "RateLimitRule", "action": "Block", "matchConditions": [
        {"matchVariables": [{"variableName": "RemoteAddr"}], "operator": "IPMatch", "matchValues": ["0.0.0.0/0"]},
    ]}
    assert web_application_firewall_policies.read(make(TYPE, "waf", {"properties": {"customRules": [by_header, limit]}})).rules == ()


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = web_application_firewall_policies.read(make(TYPE, "waf", {}))
    assert (found.enabled, found.mode, found.rule_sets, found.checks_body, found.largest_body_kb) == (True, "Detection", (), True, 128)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        web_application_firewall_policies.read(make(TYPE, "waf", {"properties": {"policySettings": {"mode": Unresolved("[x]")}}}))

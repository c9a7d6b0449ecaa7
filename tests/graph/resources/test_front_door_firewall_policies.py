"""Web application firewall policies of front doors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import front_door_firewall_policies
from enclave.graph.resources.front_door_firewall_policies import TYPE, CustomRule, FrontDoorFirewallPolicy
from enclave.graph.resources.web_application_firewall_policies import Condition, RuleSet

POLICY = FrontDoorFirewallPolicy(
    id=f"/resourceGroups/rg-test/providers/{TYPE}/fdfpa",
    sku="Premium_AzureFrontDoor",
    enabled=True,
    mode="Prevention",
    checks_body=True,
    rule_sets=(RuleSet("Microsoft_DefaultRuleSet", "2.1"), RuleSet("Microsoft_BotManagerRuleSet", "1.1")),
    rules=(
        CustomRule("OnlyDeclared", 100, "Block", (Condition("SocketAddr", "IPMatch", ("203.0.113.0/24",), True),)),
        CustomRule("Flood", 200, "Block", (Condition("SocketAddr", "Any", ()),), per_minute=1000),
    ),
    scrubbed=("RequestIPAddress",),
    unchecked=("messages", "input"),
)


@pytest.mark.parametrize("policy", [
    POLICY, replace(POLICY, enabled=False, mode="Detection", checks_body=False, rules=(), scrubbed=(), unchecked=()),
])
def test_what_is_written_is_read_back(policy: FrontDoorFirewallPolicy, round_trip: Callable[..., Any]) -> None:
    assert round_trip(front_door_firewall_policies, policy) == policy


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(front_door_firewall_policies.write(POLICY, place)) == []


def test_somebody_elses(make: Callable[..., Resource]) -> None:
    rule = {"name": "r", "priority": "1", "ruleType": "MatchRule", "action": "Allow", "EnabledState": "disabled",
            "matchConditions": [{"matchVariable": "RemoteAddr", "operator": "IPMatch", "matchValue": "10.0.0.0/8"}]}
    found = front_door_firewall_policies.read(make(TYPE, "w", {"properties": {"customRules": {"rules": [rule]}}}))
    assert found.rules == (CustomRule("r", 1, "Allow", (Condition("RemoteAddr", "IPMatch", ("10.0.0.0/8",)),), enabled=False),)
    assert (found.mode, found.enabled, found.sku, found.scrubbed) == ("Detection", True, "Classic_AzureFrontDoor", ())

"""Web application firewall policies of application gateways: which requests are stopped by what they look like."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import flag, items, number, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies"
API_VERSION = "2025-09-01"


@dataclass(frozen=True)
class RuleSet:
    """Rules that Microsoft maintains."""

    kind: str
    """`Microsoft_DefaultRuleSet`, `OWASP`, `Microsoft_BotManagerRuleSet`."""
    version: str


@dataclass(frozen=True)
class WebApplicationFirewallPolicy:
    """A policy. What is absent is as Azure's default has it."""

    id: str
    enabled: bool
    mode: str
    """`Prevention` stops, `Detection` only logs."""
    rule_sets: tuple[RuleSet, ...]
    checks_body: bool
    largest_body_kb: int
    """A request with a larger body is refused."""


def read(resource: Resource) -> WebApplicationFirewallPolicy:
    """A policy. Raises `Undecided`."""
    body = resource.body
    return WebApplicationFirewallPolicy(
        id=resource.id,
        enabled=text(body, "properties.policySettings.state", "Enabled").lower() == "enabled",
        mode=text(body, "properties.policySettings.mode", "Detection"),
        rule_sets=tuple(
            RuleSet(text(part, "ruleSetType"), text(part, "ruleSetVersion"))
            for part in items(body, "properties.managedRules.managedRuleSets")
        ),
        checks_body=flag(body, "properties.policySettings.requestBodyCheck", True),
        largest_body_kb=number(body, "properties.policySettings.maxRequestBodySizeInKb", 128),
    )


def write(policy: WebApplicationFirewallPolicy, place: Place) -> tuple[Resource, ...]:
    """The policy. All of a body is looked at, and what is too large to be is refused."""
    rule_sets: list[Value] = [{"ruleSetType": each.kind, "ruleSetVersion": each.version} for each in policy.rule_sets]
    settings: Value = {
        "state": "Enabled" if policy.enabled else "Disabled",
        "mode": policy.mode,
        "requestBodyCheck": policy.checks_body,
        "requestBodyEnforcement": True,
        "requestBodyInspectLimitInKB": policy.largest_body_kb,
        "maxRequestBodySizeInKb": policy.largest_body_kb,
    }
    properties: Value = {"policySettings": settings, "managedRules": {"managedRuleSets": rule_sets}}
    return (place.put(TYPE, API_VERSION, policy.id, {"properties": properties}),)

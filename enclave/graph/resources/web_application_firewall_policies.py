"""Web application firewall policies of application gateways: which requests are stopped by what they look like."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, number, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies"
API_VERSION = "2025-09-01"
ARGUMENTS = "RequestArgNames"
SCRUBBING = "properties.policySettings.logScrubbing"


class RuleSet(Struct, frozen=True):
    """Rules that Microsoft maintains."""

    kind: str
    """`Microsoft_DefaultRuleSet`, `OWASP`, `Microsoft_BotManagerRuleSet`."""
    version: str


class Condition(Struct, frozen=True):
    """What a rule looks at."""

    variable: str
    """`RemoteAddr`: who opened the connection; `RequestUri`, ... Of a front door, `SocketAddr` is who opened the connection and
    `RemoteAddr` whom a header names, which anybody can write."""
    operator: str
    values: tuple[str, ...]
    negated: bool = False


class CustomRule(Struct, frozen=True):
    """A rule of the owner's own that always acts. All of its conditions must hold."""

    name: str
    priority: int
    action: str
    """`Allow` ends the matter, managed rules included; `Block`, `Log`, `JSChallenge`, `CAPTCHA`."""
    conditions: tuple[Condition, ...]
    enabled: bool = True


class WebApplicationFirewallPolicy(Struct, frozen=True):
    """A policy. What is absent is as Azure's default has it."""

    id: str
    enabled: bool
    mode: str
    """`Prevention` stops, `Detection` only logs."""
    rule_sets: tuple[RuleSet, ...]
    checks_body: bool
    largest_body_kb: int
    """A request with a larger body is refused."""
    rules: tuple[CustomRule, ...] = ()
    """Those of its custom rules of which each condition looks at one thing."""
    scrubbed: tuple[str, ...] = ()
    """Parts of requests that are left out of its logs."""
    unchecked: tuple[str, ...] = ()
    """Beginnings of names of arguments that managed rules do not look into."""


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
        rules=tuple(_rule(part) for part in items(body, "properties.customRules") if _is_simple(part)),
        scrubbed=tuple(
            text(part, "matchVariable") for part in items(body, f"{SCRUBBING}.scrubbingRules")
            if text(part, "state", "Enabled").lower() == "enabled"
        ) if text(body, f"{SCRUBBING}.state", "Disabled").lower() == "enabled" else (),
        unchecked=tuple(text(part, "selector") for part in items(body, "properties.managedRules.exclusions")),
    )


def write(policy: WebApplicationFirewallPolicy, place: Place) -> tuple[Resource, ...]:
    """The policy. All of a body is looked at, and what is too large to be is refused."""
    rule_sets: list[Value] = [{"ruleSetType": each.kind, "ruleSetVersion": each.version} for each in policy.rule_sets]
    scrubbing: list[Value] = [
        {"matchVariable": variable, "selectorMatchOperator": "EqualsAny", "state": "Enabled"} for variable in policy.scrubbed
    ]
    exclusions: list[Value] = [
        {"matchVariable": ARGUMENTS, "selectorMatchOperator": "StartsWith", "selector": name} for name in policy.unchecked
    ]
    settings = stated(
        state="Enabled" if policy.enabled else "Disabled",
        mode=policy.mode,
        requestBodyCheck=policy.checks_body,
        requestBodyEnforcement=True,
        requestBodyInspectLimitInKB=policy.largest_body_kb,
        maxRequestBodySizeInKb=policy.largest_body_kb,
        logScrubbing={"state": "Enabled", "scrubbingRules": scrubbing} if scrubbing else None,
    )
    properties = stated(
        policySettings=settings,
        customRules=[_write_rule(rule) for rule in policy.rules] or None,
        managedRules=stated(managedRuleSets=rule_sets, exclusions=exclusions or None),
    )
    return (place.put(TYPE, API_VERSION, policy.id, {"properties": properties}),)


def _write_rule(rule: CustomRule) -> Value:
    return {
        "name": rule.name,
        "priority": rule.priority,
        "state": "Enabled" if rule.enabled else "Disabled",
        "ruleType": "MatchRule",
        "action": rule.action,
        "matchConditions": [
            {
                "matchVariables": [{"variableName": condition.variable}],
                "operator": condition.operator,
                "negationConditon": condition.negated,
                "matchValues": list(condition.values),
            }
            for condition in rule.conditions
        ],
    }


def _is_simple(part: Body) -> bool:
    looked_at = [items(condition, "matchVariables") for condition in items(part, "matchConditions")]
    return text(part, "ruleType").lower() == "matchrule" and all(len(each) == 1 and not text(each[0], "selector") for each in looked_at)


def _rule(part: Body) -> CustomRule:
    return CustomRule(
        name=text(part, "name"),
        priority=number(part, "priority"),
        action=text(part, "action"),
        conditions=tuple(
            Condition(
                text(items(condition, "matchVariables")[0], "variableName"), text(condition, "operator"), texts(condition, "matchValues"),
                flag(condition, "negationConditon"),
            )
            for condition in items(part, "matchConditions")
        ),
        enabled=text(part, "state", "Enabled").lower() == "enabled",
    )

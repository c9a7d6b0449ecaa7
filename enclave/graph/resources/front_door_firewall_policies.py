"""Web application firewall policies of front doors: who may come in, and which requests are stopped by what they look like."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, number, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place, stated
from enclave.graph.resources.web_application_firewall_policies import Condition, RuleSet

TYPE = "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies"
API_VERSION = "2025-11-01"
ARGUMENTS = "RequestBodyJsonArgNames"
LOCATION = "Global"


class CustomRule(Struct, frozen=True):
    """A rule of the owner's own. All of its conditions must hold."""

    name: str
    priority: int
    action: str
    """`Allow` ends the matter, managed rules included; `Block`, `Log`, `Redirect`, `JSChallenge`, `CAPTCHA`."""
    conditions: tuple[Condition, ...]
    enabled: bool = True
    per_minute: int | None = None
    """Requests of one address in a minute above which it acts; None: it always acts."""


class FrontDoorFirewallPolicy(Struct, frozen=True):
    """A policy. What is absent is as Azure's default has it."""

    id: str
    sku: str
    """`Premium_AzureFrontDoor` or `Standard_AzureFrontDoor`, as the profile."""
    enabled: bool
    mode: str
    """`Prevention` stops, `Detection` only logs."""
    checks_body: bool
    rule_sets: tuple[RuleSet, ...]
    rules: tuple[CustomRule, ...]
    scrubbed: tuple[str, ...] = ()
    """Parts of requests that are left out of its logs."""
    unchecked: tuple[str, ...] = ()
    """Beginnings of names in JSON bodies that managed rules do not look into."""


def read(resource: Resource) -> FrontDoorFirewallPolicy:
    """A policy. Raises `Undecided`."""
    body = resource.body
    scrubs = text(body, "properties.policySettings.logScrubbing.state", "Disabled").lower() == "enabled"
    return FrontDoorFirewallPolicy(
        id=resource.id,
        sku=text(body, "sku.name", "Classic_AzureFrontDoor"),
        enabled=text(body, "properties.policySettings.enabledState", "Enabled").lower() == "enabled",
        mode=text(body, "properties.policySettings.mode", "Detection"),
        checks_body=text(body, "properties.policySettings.requestBodyCheck", "Enabled").lower() == "enabled",
        rule_sets=tuple(
            RuleSet(text(part, "ruleSetType"), text(part, "ruleSetVersion"))
            for part in items(body, "properties.managedRules.managedRuleSets")
        ),
        rules=tuple(_rule(part) for part in items(body, "properties.customRules.rules")),
        scrubbed=tuple(
            text(part, "matchVariable") for part in items(body, "properties.policySettings.logScrubbing.scrubbingRules")
            if text(part, "state", "Enabled").lower() == "enabled"
        ) if scrubs else (),
        unchecked=tuple(dict.fromkeys(
            text(each, "selector") for part in items(body, "properties.managedRules.managedRuleSets") for each in items(part, "exclusions")
        )),
    )


def write(policy: FrontDoorFirewallPolicy, place: Place) -> tuple[Resource, ...]:
    """The policy. What its managed rules find is blocked."""
    rules: list[Value] = [
        {"matchVariable": variable, "selectorMatchOperator": "EqualsAny", "state": "Enabled"} for variable in policy.scrubbed
    ]
    settings = stated(
        enabledState="Enabled" if policy.enabled else "Disabled",
        mode=policy.mode,
        requestBodyCheck="Enabled" if policy.checks_body else "Disabled",
        customBlockResponseStatusCode=403,
        logScrubbing={"state": "Enabled", "scrubbingRules": rules} if rules else None,
    )
    exclusions: list[Value] = [
        {"matchVariable": ARGUMENTS, "selectorMatchOperator": "StartsWith", "selector": name} for name in policy.unchecked
    ]
    # rules about bots look at who asks, not at what is asked, and say themselves what they do
    managed: list[Value] = [
        {"ruleSetType": each.kind, "ruleSetVersion": each.version}
        | ({} if "Bot" in each.kind else stated(ruleSetAction="Block", exclusions=exclusions or None))
        for each in policy.rule_sets
    ]
    properties: Value = {
        "policySettings": settings,
        "customRules": {"rules": [_write_rule(rule) for rule in policy.rules]},
        "managedRules": {"managedRuleSets": managed},
    }
    body: dict[str, Value] = {"sku": {"name": policy.sku}, "properties": properties}
    return (place.put(TYPE, API_VERSION, policy.id, body, location=LOCATION),)


def _write_rule(rule: CustomRule) -> Value:
    return stated(
        name=rule.name,
        priority=rule.priority,
        enabledState="Enabled" if rule.enabled else "Disabled",
        ruleType="MatchRule" if rule.per_minute is None else "RateLimitRule",
        rateLimitDurationInMinutes=None if rule.per_minute is None else 1,
        rateLimitThreshold=rule.per_minute,
        groupBy=None if rule.per_minute is None else [{"variableName": "SocketAddr"}],
        action=rule.action,
        matchConditions=[
            {
                "matchVariable": condition.variable,
                "operator": condition.operator,
                "negateCondition": condition.negated,
                "matchValue": list(condition.values),
            }
            for condition in rule.conditions
        ],
    )


def _rule(part: Body) -> CustomRule:
    limited = text(part, "ruleType").lower() == "ratelimitrule"
    return CustomRule(
        name=text(part, "name"),
        priority=number(part, "priority"),
        action=text(part, "action"),
        conditions=tuple(
            Condition(
                text(condition, "matchVariable"), text(condition, "operator"), texts(condition, "matchValue"),
                flag(condition, "negateCondition"),
            )
            for condition in items(part, "matchConditions")
        ),
        enabled=text(part, "enabledState", "Enabled").lower() == "enabled",
        per_minute=number(part, "rateLimitThreshold") if limited else None,
    )

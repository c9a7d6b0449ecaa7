"""Rule sets of a front door: what is kept at the edge, for how long, and what answers carry (rules are child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import items, last_segment, number, text, texts
from enclave.graph.model import Body, Graph, Resource, Value
from enclave.graph.parts import Place, stated
from enclave.graph.resources.front_doors import API_VERSION
from enclave.graph.resources.front_doors import TYPE as PROFILE_TYPE

TYPE = f"{PROFILE_TYPE}/ruleSets"
RULE_TYPE = f"{TYPE}/rules"


class CacheRule(Struct, frozen=True):
    """How long files of some kinds are kept, and a header that their answers get."""

    name: str
    order: int
    extensions: tuple[str, ...]
    """Endings of files, `css`; none: every request."""
    kept: str | None
    """`7.00:00:00`; None: nothing is kept."""
    headers: tuple[tuple[str, str], ...] = ()


class RuleSet(Struct, frozen=True):
    """A rule set."""

    name: str
    rules: tuple[CacheRule, ...]


def read(resource: Resource, graph: Graph | None = None) -> RuleSet:
    """A rule set; with a graph its rules are merged in. Raises `Undecided`."""
    children = graph.children(resource.id) if graph else ()
    return RuleSet(
        last_segment(resource.name), tuple(_rule(child) for child in children if child.type.lower() == RULE_TYPE.lower())
    )


def write(rules: RuleSet, profile: Resource, place: Place) -> tuple[Resource, ...]:
    """The rule set and its rules."""
    parent = place.below(profile, "ruleSets", API_VERSION, rules.name, {"properties": {}})
    return (parent, *(
        place.below(parent, "rules", API_VERSION, rule.name, {"properties": _write_rule(rule)}) for rule in rules.rules
    ))


def _write_rule(rule: CacheRule) -> Value:
    match: Value = {
        "name": "UrlFileExtension",
        "parameters": {
            "typeName": "DeliveryRuleUrlFileExtensionMatchConditionParameters",
            "operator": "Equal",
            "negateCondition": False,
            "matchValues": list(rule.extensions),
            "transforms": ["Lowercase"],
        },
    }
    caching: Value = stated(
        # what an answer says of itself comes first: one that is for its caller alone is kept nowhere
        cacheBehavior="OverrideIfOriginMissing", cacheDuration=rule.kept, isCompressionEnabled="Disabled",
        queryStringCachingBehavior="IgnoreQueryString",
    )
    actions: list[Value] = [{
        "name": "RouteConfigurationOverride",
        "parameters": stated(
            typeName="DeliveryRuleRouteConfigurationOverrideActionParameters", cacheConfiguration=caching if rule.kept else None
        ),
    }]
    actions += [
        {
            "name": "ModifyResponseHeader",
            "parameters": {
                "typeName": "DeliveryRuleHeaderActionParameters", "headerAction": "Overwrite", "headerName": name, "value": value,
            },
        }
        for name, value in rule.headers
    ]
    return {
        "order": rule.order, "conditions": [match] if rule.extensions else [], "actions": actions, "matchProcessingBehavior": "Continue",
    }


def _rule(resource: Resource) -> CacheRule:
    body = resource.body
    actions = items(body, "properties.actions")
    endings = (part for part in items(body, "properties.conditions") if text(part, "name") == "UrlFileExtension")
    kept = (text(part, "parameters.cacheConfiguration.cacheDuration", None) for part in _named(actions, "RouteConfigurationOverride"))
    return CacheRule(
        name=last_segment(resource.name),
        order=number(body, "properties.order"),
        extensions=tuple(value for part in endings for value in texts(part, "parameters.matchValues")),
        kept=next((found for found in kept if found), None),
        headers=tuple(
            (text(part, "parameters.headerName"), text(part, "parameters.value")) for part in _named(actions, "ModifyResponseHeader")
        ),
    )


def _named(actions: tuple[Body, ...], name: str) -> tuple[Body, ...]:
    return tuple(part for part in actions if text(part, "name") == name)

"""Policies of the owner's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import policy_definitions
from enclave.graph.resources.policy_definitions import TYPE, PolicyDefinition

DEFINITION = PolicyDefinition(
    id=f"/resourceGroups/rg-test/providers/{TYPE}/models", name="models", description="only approved ones", mode="All",
    condition={"allOf": [{"field": "type", "equals": "Microsoft.A/b"}]}, effect="[parameters('effect')]",
    parameters={"effect": {"type": "String", "defaultValue": "Deny", "allowedValues": ["Deny", "Audit"]}}, version="1.2.0",
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(policy_definitions, DEFINITION) == DEFINITION


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(policy_definitions.write(DEFINITION, place)) == []


def test_absent_parts_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = policy_definitions.read(make(TYPE, "p", {"properties": {"policyRule": {"if": {"field": "type"}, "then": {"effect": "audit"}}}}))
    assert (found.mode, found.effect, found.parameters, found.condition) == ("Indexed", "audit", {}, {"field": "type"})

"""Initiatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import policy_set_definitions
from enclave.graph.resources.policy_set_definitions import TYPE, Initiative, Member

BUILT_IN = "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"
OWN = "/providers/Microsoft.Authorization/policyDefinitions/policy-acme-models"
INITIATIVE = Initiative(
    id=f"/resourceGroups/rg-test/providers/{TYPE}/enclave", name="enclave", description="all of it", groups={"residency": "residency"},
    members=(Member("locations", BUILT_IN, {"listOfAllowedLocations": ["westeurope"]}, ("residency",)), Member("other", OWN)),
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(policy_set_definitions, INITIATIVE) == INITIATIVE


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    written = policy_set_definitions.write(INITIATIVE, place)
    assert problems(written) == []
    assert tuple(written[0].refs()) == (Ref(OWN),)


def test_somebody_elses_initiative_is_read(make: Callable[..., Resource]) -> None:
    member = {"policyDefinitionId": BUILT_IN, "parameters": {"effect": {"value": "Deny"}, "broken": 1}}
    found = policy_set_definitions.read(make(TYPE, "i", {"properties": {"policyDefinitions": [member]}}))
    assert found.members == (Member("", BUILT_IN, {"effect": "Deny"}),)

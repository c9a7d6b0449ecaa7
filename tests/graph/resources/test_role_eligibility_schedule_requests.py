"""Eligibility for roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import role_eligibility_schedule_requests
from enclave.graph.resources.role_eligibility_schedule_requests import TYPE, RoleEligibility

SCOPE = "/resourceGroups/rg-test/providers/Microsoft.CognitiveServices/accounts/oai"
GUID = "99999999-2222-3333-4444-555555555555"
ROLE = "a001fd3d-188f-4b5d-821b-7da978bf7442"
ELIGIBILITY = RoleEligibility(f"{SCOPE}/providers/{TYPE}/{GUID}", SCOPE, GUID, ROLE, "P180D", "manages deployments", "CHG-1", "ServiceNow")


@pytest.mark.parametrize("view", [ELIGIBILITY, replace(ELIGIBILITY, ticket="", ticket_system=""), replace(ELIGIBILITY, duration="")])
def test_what_is_written_is_read_back(view: RoleEligibility, round_trip: Callable[..., Any]) -> None:
    assert round_trip(role_eligibility_schedule_requests, view) == view


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    written = role_eligibility_schedule_requests.write(ELIGIBILITY, place)
    assert problems(written) == []
    assert Ref(f"/providers/Microsoft.Authorization/roleDefinitions/{ROLE}") in tuple(written[0].refs())


def test_one_without_an_end_says_so(place: Place) -> None:
    (written,) = role_eligibility_schedule_requests.write(replace(ELIGIBILITY, duration=""), place)
    assert written.body["properties"]["scheduleInfo"] == {"expiration": {"type": "NoExpiration"}}


def test_one_without_a_role_is_undecided(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        role_eligibility_schedule_requests.read(make(TYPE, GUID, {"properties": {"principalId": GUID}}, scope=SCOPE))

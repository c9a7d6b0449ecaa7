"""Conditional access policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import conditional_access_policies
from enclave.graph.resources.conditional_access_policies import TYPE, ConditionalAccessPolicy

GROUP = "99999999-2222-3333-4444-555555555555"
OFFICES = "/tenant/providers/Microsoft.Graph/namedLocations/offices"
POLICY = ConditionalAccessPolicy(
    id=f"/resourceGroups/rg-test/providers/{TYPE}/gateway", name="gateway", state="enabled", groups=(GROUP,), excluded_groups=(GROUP,),
    applications=("All",), excluded_locations=(OFFICES,), sign_in_risk=("high", "medium"), user_risk=("high",),
    transfer_methods=("deviceCodeFlow", "authenticationTransfer"), controls=("mfa", "compliantDevice"),
    strength="00000000-0000-0000-0000-000000000004", sign_in_hours=8,
)
BLOCK = ConditionalAccessPolicy(
    POLICY.id, "legacy", "enabledForReportingButNotEnforced", (GROUP,), (), ("All",), ("exchangeActiveSync", "other"), controls=("block",)
)


@pytest.mark.parametrize("view", [POLICY, BLOCK, replace(BLOCK, controls=(), strength="x")])
def test_what_is_written_is_read_back(view: ConditionalAccessPolicy, round_trip: Callable[..., Any]) -> None:
    assert round_trip(conditional_access_policies, view) == view


@pytest.mark.parametrize("view", [POLICY, BLOCK])
def test_microsoft_graph_takes_what_is_written(
    view: ConditionalAccessPolicy, place: Place, graph_problems: Callable[..., list[str]]
) -> None:
    (written,) = conditional_access_policies.write(view, place)
    assert graph_problems("ConditionalAccessPolicy", written.body) == []


def test_the_checker_finds_what_is_wrong(place: Place, graph_problems: Callable[..., list[str]]) -> None:
    (written,) = conditional_access_policies.write(replace(POLICY, state="on", controls=("password",)), place)
    body = {**written.body, "display": "x"}
    assert graph_problems("ConditionalAccessPolicy", body) == [
        "ConditionalAccessPolicy.state: on", "ConditionalAccessPolicy.grantControls.builtInControls[0]: password",
        "ConditionalAccessPolicy.display",
    ]


def test_locations_are_referred_to_since_their_ids_come_later(place: Place) -> None:
    (written,) = conditional_access_policies.write(POLICY, place)
    assert list(written.refs()) == [Ref(OFFICES)]


def test_days_are_hours(make: Callable[..., Resource]) -> None:
    body = {"sessionControls": {"signInFrequency": {"type": "days", "value": 2}}}
    found = conditional_access_policies.read(make(TYPE, "p", body))
    assert (found.sign_in_hours, found.state, found.controls) == (48, "disabled", ())

"""Exemptions from policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.parts import Place
from enclave.graph.resources import policy_exemptions
from enclave.graph.resources.policy_exemptions import TYPE, PolicyExemption

ACCOUNT = "/resourceGroups/rg-test/providers/Microsoft.CognitiveServices/accounts/oai"
EXEMPTION = PolicyExemption(
    f"{ACCOUNT}/providers/{TYPE}/public", ACCOUNT, "/providers/Microsoft.Authorization/policyAssignments/enclave",
    ("ai-network",), "Waiver", "public access", "a demonstration for a week", "2026-12-31T00:00:00Z",
)


@pytest.mark.parametrize("view", [EXEMPTION, replace(EXEMPTION, references=(), expires="")])
def test_what_is_written_is_read_back(view: PolicyExemption, round_trip: Callable[..., Any]) -> None:
    assert round_trip(policy_exemptions, view) == view


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(policy_exemptions.write(EXEMPTION, place)) == []

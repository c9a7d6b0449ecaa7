"""Access reviews."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import access_review_definitions
from enclave.graph.resources.access_review_definitions import TYPE, AccessReview

GROUP = "99999999-2222-3333-4444-555555555555"
REVIEW = AccessReview(
    f"/resourceGroups/rg-test/providers/{TYPE}/{GROUP}", "users of triage", "who may call models", GROUP, (f"/groups/{GROUP}/owners",),
    ("/groups/88888888-2222-3333-4444-555555555555/transitiveMembers",), 3, 14, "2026-12-01", "Deny", True,
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(access_review_definitions, REVIEW) == REVIEW


def test_microsoft_graph_takes_what_is_written(place: Place, graph_problems: Callable[..., list[str]]) -> None:
    (written,) = access_review_definitions.write(REVIEW, place)
    assert graph_problems("AccessReviewScheduleDefinition", written.body) == []


def test_a_decision_that_is_not_switched_on_is_none(make: Callable[..., Resource]) -> None:
    body = {"scope": {"query": f"/v1.0/groups/{GROUP}/transitiveMembers"}, "settings": {"defaultDecision": "Deny"}}
    found = access_review_definitions.read(make(TYPE, "r", body))
    assert (found.group, found.default_decision, found.applies) == (GROUP, "", False)

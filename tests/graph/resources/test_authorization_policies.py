"""The authorization policy of a tenant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import authorization_policies
from enclave.graph.resources.authorization_policies import RESTRICTED_GUEST, TYPE, AuthorizationPolicy

POLICY = AuthorizationPolicy(
    f"/resourceGroups/rg-test/providers/{TYPE}/authorizationPolicy", "adminsAndGuestInviters", RESTRICTED_GUEST, False, False
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(authorization_policies, POLICY) == POLICY


def test_microsoft_graph_takes_what_is_written(place: Place, graph_problems: Callable[..., list[str]]) -> None:
    (written,) = authorization_policies.write(POLICY, place)
    assert graph_problems("AuthorizationPolicy", written.body) == []


def test_absent_parts_are_those_of_a_new_tenant(make: Callable[..., Resource]) -> None:
    found = authorization_policies.read(make(TYPE, "authorizationPolicy", {}))
    assert (found.invites_from, found.joins_by_email, found.users_create_applications) == ("everyone", True, True)

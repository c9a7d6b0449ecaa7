"""Custom roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import role_definitions
from enclave.graph.resources.role_definitions import TYPE, RoleDefinition

GUID = "99999999-2222-3333-4444-555555555555"
ROLE = RoleDefinition(
    id=f"/resourceGroups/rg-test/providers/{TYPE}/{GUID}", name="reads (acme)", description="reads", actions=("*/read",),
    not_actions=("Microsoft.OperationalInsights/workspaces/sharedKeys/read",), data_actions=("Microsoft.A/b/c",),
    not_data_actions=(), scopes=("", "/resourceGroups/rg-a"),
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(role_definitions, ROLE) == ROLE


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(role_definitions.write(ROLE, place)) == []


def test_the_subscription_is_referred_to_and_never_spelt_out(place: Place) -> None:
    (written,) = role_definitions.write(replace(ROLE, scopes=("",)), place)
    assert list(written.refs()) == [Ref("")]


def test_several_permission_sets_are_one_union(make: Callable[..., Resource]) -> None:
    sets = [{"actions": ["a/read"]}, {"Actions": ["b/read", "a/read"], "dataActions": ["c"]}]
    found = role_definitions.read(make(TYPE, GUID, {"properties": {"permissions": sets, "assignableScopes": ["/subscriptions/s"]}}))
    assert (found.actions, found.data_actions, found.not_actions) == (("a/read", "b/read"), ("c",), ())
    assert found.scopes == ("/subscriptions/s",)

"""Azure Monitor private link scopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import private_link_scopes
from enclave.graph.resources.private_link_scopes import SCOPED_TYPE, TYPE, PrivateLinkScope

RG = "/resourceGroups/rg-test/providers"
SCOPE = PrivateLinkScope(f"{RG}/{TYPE}/ampls-a", "PrivateOnly", "Open", (f"{RG}/Microsoft.OperationalInsights/workspaces/log-a",))


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(private_link_scopes, SCOPE) == SCOPE


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(private_link_scopes.write(SCOPE, place)) == []


def test_absent_modes_are_open_and_a_link_to_nothing_raises(make: Callable[..., Resource]) -> None:
    scope = make(TYPE, "ampls-a", {})
    assert private_link_scopes.read(scope) == PrivateLinkScope(scope.id, "Open", "Open", ())
    with pytest.raises(Undecided):
        private_link_scopes.read(scope, Graph((scope, make(SCOPED_TYPE, "ampls-a/x", {"properties": {}}))))

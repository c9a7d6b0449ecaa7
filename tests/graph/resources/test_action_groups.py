"""Action groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import action_groups
from enclave.graph.resources.action_groups import TYPE, ActionGroup

RG = "/resourceGroups/rg-test/providers"
GROUP = ActionGroup(f"{RG}/{TYPE}/ag", "acme", ("soc@example.com", "ops@example.com"))


@pytest.mark.parametrize("group", [GROUP, ActionGroup(GROUP.id, "acme", (), enabled=False)])
def test_what_is_written_is_read_back(group: ActionGroup, round_trip: Callable[..., Any]) -> None:
    assert round_trip(action_groups, group) == group


@pytest.mark.parametrize("group", [GROUP, ActionGroup(GROUP.id, "acme", (), enabled=False)])
def test_azure_takes_what_is_written(group: ActionGroup, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(action_groups.write(group, place)) == []


def test_receivers_of_somebody_else_are_seen(make: Callable[..., Resource]) -> None:
    found = action_groups.read(make(TYPE, "ag", {"properties": {"groupShortName": "x", "WebhookReceivers": [{"name": "w"}]}}))
    assert found == ActionGroup(GROUP.id, "x", (), others=("webhookReceivers",))


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        action_groups.read(make(TYPE, "ag", {"properties": {"emailReceivers": Unresolved("[x]")}}))

"""Azure Monitor workspaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import monitor_accounts
from enclave.graph.resources.monitor_accounts import TYPE, MonitorAccount

RG = "/resourceGroups/rg-test/providers"
ACCOUNT = MonitorAccount(f"{RG}/{TYPE}/amw", "westeurope", "Disabled")
OPEN = MonitorAccount(ACCOUNT.id, "westeurope", "Enabled", by_resource=True)


@pytest.mark.parametrize("account", [ACCOUNT, OPEN])
def test_what_is_written_is_read_back(account: MonitorAccount, round_trip: Callable[..., Any]) -> None:
    assert round_trip(monitor_accounts, account) == account


@pytest.mark.parametrize("account", [ACCOUNT, OPEN])
def test_azure_takes_what_is_written(account: MonitorAccount, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(monitor_accounts.write(account, place)) == []


def test_queries_are_public_unless_it_says_otherwise(make: Callable[..., Resource]) -> None:
    assert monitor_accounts.read(make(TYPE, "amw", {})) == MonitorAccount(ACCOUNT.id, "", "Enabled")


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        monitor_accounts.read(make(TYPE, "amw", {"properties": {"publicNetworkAccess": Unresolved("[x]")}}))

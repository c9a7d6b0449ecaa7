"""Automation accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import automation_accounts
from enclave.graph.resources.automation_accounts import TYPE, AutomationAccount, AutomationKey, WorkerGroup, worker_name

HERE = "/resourceGroups/rg-test/providers"
WHO = f"{HERE}/Microsoft.ManagedIdentity/userAssignedIdentities/id-a"
VAULT = f"{HERE}/Microsoft.KeyVault/vaults/kv"
ACCOUNT = AutomationAccount(
    id=f"{HERE}/{TYPE}/aa-a",
    location="westeurope",
    sku="Basic",
    public_network_access=False,
    local_auth_disabled=True,
    identity=Identity("SystemAssigned, UserAssigned", (WHO,)),
    key=AutomationKey(Ref(VAULT, "properties.vaultUri"), "automation", WHO),
    groups=(WorkerGroup("inside", (f"{HERE}/Microsoft.Compute/virtualMachines/vm-a", f"{HERE}/Microsoft.Compute/virtualMachines/vm-b")),),
)


VERSIONED = AutomationKey("https://kv.vault.azure.net/", "automation", WHO, "0123")


@pytest.mark.parametrize("account", [
    ACCOUNT, replace(ACCOUNT, key=VERSIONED), replace(ACCOUNT, key=None, groups=(), identity=Identity(), public_network_access=True),
])
def test_what_is_written_is_read_back(account: AutomationAccount, round_trip: Callable[..., Any]) -> None:
    assert round_trip(automation_accounts, account, depends_on=("/before",)) == account


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    account = [each for each in automation_accounts.write(ACCOUNT, place) if each.type == TYPE]
    assert problems(account) == []


def test_a_worker_is_a_guid_that_stays_the_same_for_a_machine() -> None:
    assert worker_name("/A/b") == worker_name("/a/B") != worker_name("/a/c")
    assert UUID(worker_name("/a"))


def test_an_account_that_says_nothing_is_open(make: Callable[..., Resource]) -> None:
    found = automation_accounts.read(make(TYPE, "aa", {"properties": {"encryption": {"keySource": "Microsoft.Automation"}}}))
    assert (found.public_network_access, found.local_auth_disabled, found.key, found.groups) == (True, False, None, ())

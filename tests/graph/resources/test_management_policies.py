"""Lifecycle rules of storage accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import management_policies, storage_accounts
from enclave.graph.resources.management_policies import TYPE, LifecycleRule, ManagementPolicy

ACCOUNT = f"/resourceGroups/rg-test/providers/{storage_accounts.TYPE}/stlogs"
POLICY = ManagementPolicy(f"{ACCOUNT}/managementPolicies/default", ACCOUNT, (
    LifecycleRule("audit", ("insights-logs-audit/",), ("appendBlob",), 365),
    LifecycleRule("rest", ("a/", "b"), ("appendBlob", "blockBlob"), 90, versions=True),
))


@pytest.fixture
def account(make: Callable[..., Resource]) -> Resource:
    return make(storage_accounts.TYPE, "stlogs", {})


def rule(**more: Any) -> dict[str, Any]:
    delete = {"daysAfterModificationGreaterThan": "30"}
    return {"name": "x", "type": "Lifecycle", "definition": {"actions": {"baseBlob": {"delete": delete}}, "filters": {}}} | more


def test_what_is_written_is_read_back(account: Resource, place: Place) -> None:
    (written,) = management_policies.write(POLICY, account, place, depends_on=("/before",))
    assert (written.type, written.name, written.depends_on) == (TYPE, "stlogs/default", ("/before",))
    assert management_policies.read(written) == POLICY


def test_azure_takes_what_is_written(account: Resource, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(management_policies.write(POLICY, account, place)) == []


def test_rules_that_are_off_or_only_move_blobs_delete_nothing(make: Callable[..., Resource]) -> None:
    moves = {"actions": {"baseBlob": {"tierToCool": {"daysAfterModificationGreaterThan": 1}}}}
    rules = [rule(), rule(name="off", enabled="False"), rule(name="moves", definition=moves)]
    found = management_policies.read(make(TYPE, "stlogs/default", {"properties": {"policy": {"rules": rules}}}))
    assert found.rules == (LifecycleRule("x", (), (), 30),)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        management_policies.read(make(TYPE, "stlogs/default", {"properties": {"policy": {"rules": Unresolved("[x]")}}}))

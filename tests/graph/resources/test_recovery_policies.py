"""Policies of Recovery Services vaults."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from enclave.graph.body import lookup
from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import recovery_policies
from enclave.graph.resources.recovery_policies import MACHINES, SHARES, TYPE, RecoveryPolicy

VAULT_TYPE = "Microsoft.RecoveryServices/vaults"
POLICY = RecoveryPolicy(
    id=f"/resourceGroups/rg-test/providers/{VAULT_TYPE}/rsv-a/backupPolicies/machines",
    kind=MACHINES,
    time="2026-01-01T02:00:00Z",
    days=90,
    weeks=12,
    months=24,
    years=7,
    snapshot_days=7,
)


@pytest.fixture
def vault(make: Callable[..., Resource]) -> Resource:
    return make(VAULT_TYPE, "rsv-a", {})


@pytest.mark.parametrize("policy", [
    POLICY,
    replace(POLICY, kind=SHARES, snapshot_days=30),
    replace(POLICY, weeks=0, months=0, years=0),
])
def test_what_is_written_is_read_back(
    policy: RecoveryPolicy, vault: Resource, place: Place, problems: Callable[..., list[str]]
) -> None:
    resources = recovery_policies.write(policy, vault, place)
    assert recovery_policies.read(resources[0]) == policy
    assert problems(resources) == []


def test_copies_that_stay_longer_are_named_only_where_there_are_any(vault: Resource, place: Place) -> None:
    (written,) = recovery_policies.write(replace(POLICY, months=0), vault, place)
    retention = lookup(written.body, "properties.retentionPolicy")
    assert isinstance(retention, dict)
    assert set(retention) == {"retentionPolicyType", "dailySchedule", "weeklySchedule", "yearlySchedule"}


counts = st.integers(min_value=0, max_value=500)


@given(days=st.integers(min_value=7, max_value=9999), weeks=counts, months=counts, years=st.integers(min_value=0, max_value=10),
       kind=st.sampled_from([MACHINES, SHARES]))
def test_every_copy_is_made_when_it_is_said_to_be(days: int, weeks: int, months: int, years: int, kind: str) -> None:
    place = Place("/resourceGroups/rg-test", "westeurope", "backup-recovery/backup-policies", "eu")
    vault = Resource(VAULT_TYPE, "2026-07-01", "rsv-a", place.scope, {})
    wanted = replace(POLICY, kind=kind, days=days, weeks=weeks, months=months, years=years)
    (written,) = recovery_policies.write(wanted, vault, place)
    assert recovery_policies.read(written) == wanted
    assert str(written.body).count("retentionTimes") == 1 + sum(1 for count in (weeks, months, years) if count)


def test_an_older_policy_and_an_empty_one(make: Callable[..., Resource]) -> None:
    older = {"backupManagementType": "AzureIaasVM", "retentionPolicy": {"dailySchedule": {"retentionDuration": {"count": 5}}}}
    found = recovery_policies.read(make(TYPE, "rsv-a/p", {"properties": older}))
    assert (found.enhanced, found.days, found.weeks, found.time) == (False, 5, 0, "")
    assert recovery_policies.read(make(TYPE, "rsv-a/p", {"properties": {}})).days == 0

"""Policies of backup vaults."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.body import items, number
from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import backup_vault_policies
from enclave.graph.resources.backup_vault_policies import (
    BLOBS,
    DISKS,
    LEAST_PRIORITY,
    OPERATIONAL,
    POSTGRESQL,
    TYPE,
    VAULT,
    Longer,
    VaultPolicy,
)

VAULT_TYPE = "Microsoft.DataProtection/backupVaults"
ID = f"/resourceGroups/rg-test/providers/{VAULT_TYPE}/bvault-a/backupPolicies/postgresql"
SERVERS = VaultPolicy(
    id=ID, source=POSTGRESQL, store=VAULT, duration="P12W", repeats="R/2026-01-04T02:00:00+00:00/P1W", full=True,
    longer=(Longer("Yearly", "P7Y"), Longer("Monthly", "P24M")),
)
DISK = replace(SERVERS, source=DISKS, store=OPERATIONAL, duration="P30D", repeats="R/2026-01-04T02:00:00+00:00/P1D", full=False, longer=())
BLOB = VaultPolicy(id=ID, source=BLOBS, store=OPERATIONAL, duration="P30D")


@pytest.fixture
def vault(make: Callable[..., Resource]) -> Resource:
    return make(VAULT_TYPE, "bvault-a", {})


@pytest.mark.parametrize("policy", [SERVERS, DISK, BLOB])
def test_what_is_written_is_read_back(policy: VaultPolicy, vault: Resource, place: Place, problems: Callable[..., list[str]]) -> None:
    resources = backup_vault_policies.write(policy, vault, place)
    assert backup_vault_policies.read(resources[0]) == policy
    assert problems(resources) == []


def test_every_tag_has_a_rule_and_the_usual_one_comes_last(vault: Resource, place: Place) -> None:
    (written,) = backup_vault_policies.write(SERVERS, vault, place)
    *kept, made = items(written.body, "properties.policyRules")
    marked = items(made, "trigger.taggingCriteria")
    assert [mark["tagInfo"] for mark in marked] == [{"tagName": rule["name"]} for rule in kept]
    priorities = [number(mark, "taggingPriority") for mark in marked]
    assert priorities == sorted(set(priorities))
    assert priorities[-1] == LEAST_PRIORITY
    assert [rule["isDefault"] for rule in kept] == [False, False, True]


def test_what_is_copied_all_the_time_has_no_schedule(vault: Resource, place: Place) -> None:
    (written,) = backup_vault_policies.write(BLOB, vault, place)
    assert len(items(written.body, "properties.policyRules")) == 1


def test_an_empty_policy(make: Callable[..., Resource]) -> None:
    found = backup_vault_policies.read(make(TYPE, "bvault-a/p", {"properties": {}}))
    assert (found.source, found.store, found.duration, found.repeats, found.longer) == ("", "", "", "", ())

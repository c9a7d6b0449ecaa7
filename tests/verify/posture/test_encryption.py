"""The table of encryption."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import enclave.verify.posture
from enclave.graph.model import Resource
from enclave.verify.posture.encryption import ENCRYPTION, encryption_of, transit_told

TABLE = json.loads((Path(enclave.verify.posture.__file__).parent / "encryption.json").read_text(encoding="utf-8"))


def test_the_table_says_its_source_and_its_day() -> None:
    assert "learn.microsoft.com" in TABLE["source"]
    assert TABLE["date"] >= "2026-11-21"
    assert len(ENCRYPTION) == len(TABLE["types"])


@pytest.mark.parametrize("kind", sorted(TABLE["types"]))
def test_every_row_asks_or_says_why_not(kind: str) -> None:
    row = ENCRYPTION[kind.lower()]
    assert bool(row.customer) != bool(row.no_customer) or TABLE["types"][kind]["customer"] == []
    assert bool(row.double) != bool(row.no_double)


def test_a_type_in_any_case_and_one_that_nobody_knows() -> None:
    assert encryption_of(Resource("microsoft.storage/STORAGEACCOUNTS", "", "a", "", {})) is not None
    assert encryption_of(Resource("Microsoft.Test/things", "", "a", "", {})) is None


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("Microsoft.Storage/storageAccounts", "as far as its settings say"),
        ("Microsoft.Compute/virtualMachines", "not looked at"),
        ("Microsoft.ContainerInstance/containerGroups", "not looked at"),
        ("Microsoft.Compute/disks", "takes no connections"),
        ("Microsoft.CognitiveServices/accounts", "no setting"),
    ],
)
def test_of_connections_it_tells_no_more_than_settings_say(kind: str, told: str) -> None:
    assert told in transit_told(Resource(kind, "", "a", "", {}), ENCRYPTION[kind.lower()])


def test_what_has_a_setting_is_in_no_list_of_what_has_none() -> None:
    named = [*TABLE["software"], *TABLE["still"]]
    assert len(set(named)) == len(named)
    assert [kind for kind in named if ENCRYPTION[kind.lower()].transit] == []

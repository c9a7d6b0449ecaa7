"""What backup vaults make copies of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.body import MISSING, lookup
from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import backup_instances
from enclave.graph.resources.backup_instances import TYPE, BackupInstance
from enclave.graph.resources.backup_vault_policies import BLOBS, POSTGRESQL

GROUP = "/resourceGroups/rg-test/providers"
VAULT = f"{GROUP}/Microsoft.DataProtection/backupVaults/bvault-a"
ACCOUNT = BackupInstance(
    id=f"{VAULT}/backupInstances/sta",
    source=f"{GROUP}/Microsoft.Storage/storageAccounts/sta",
    kind=BLOBS,
    location="westeurope",
    policy=f"{VAULT}/backupPolicies/blobs",
)
SERVER = replace(ACCOUNT, source=f"{GROUP}/{POSTGRESQL}/psql-a", kind=POSTGRESQL, policy=f"{VAULT}/backupPolicies/postgresql")


@pytest.mark.parametrize(("instance", "owner", "grouped"), [
    (ACCOUNT, "Microsoft.Storage/storageAccounts", False),
    (SERVER, POSTGRESQL, True),
])
def test_what_is_written_is_read_back(
    instance: BackupInstance, owner: str, grouped: bool, make: Callable[..., Resource], place: Place,
    problems: Callable[..., list[str]],
) -> None:
    vault = make("Microsoft.DataProtection/backupVaults", "bvault-a", {})
    (written,) = backup_instances.write(instance, vault, place)
    assert backup_instances.read(written) == instance
    assert lookup(written.body, "properties.dataSourceInfo.resourceType") == owner
    assert (lookup(written.body, "properties.dataSourceSetInfo") is not MISSING) is grouped
    assert problems((written,)) == []


def test_one_that_says_nothing(make: Callable[..., Resource]) -> None:
    found = backup_instances.read(make(TYPE, "bvault-a/i", {"properties": {}}))
    assert (found.source, found.kind, found.policy) == ("", "", "")

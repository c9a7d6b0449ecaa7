from __future__ import annotations

from typing import Any

import pytest

from enclave.finding import Verdict
from enclave.graph.model import Graph, Intent, Terms, Unresolved, Waiver
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.recoverable import check

STORAGE, VAULT = "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"
MACHINE, RECOVERY = "Microsoft.Compute/virtualMachines", "Microsoft.RecoveryServices/vaults"
BACKUPS = Terms("", backups=True, copies_away=True)


def results(build: Any, *terms: Terms, waivers: tuple[Waiver, ...] = ()) -> dict[str, Verdict]:
    graph = Graph(build.graph().resources, Intent(terms=terms, waivers=waivers))
    return {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(graph)))}


def account(build: Any, *, kept: Any = True, sku: str = "Standard_GZRS") -> None:
    build.add(STORAGE, "s", {}, sku={"name": sku}, kind="StorageV2")
    policy = {"enabled": kept, "days": 30}
    build.add(
        f"{STORAGE}/blobServices", "s/default", {"deleteRetentionPolicy": policy, "containerDeleteRetentionPolicy": policy}, location=None
    )


@pytest.mark.parametrize(("kept", "name"), [(True, "proved"), (False, "refuted"), (Unresolved("parameters('k')"), "unknown")])
def test_deleted_files_are_kept_for_a_time(build: Any, kept: Any, name: str) -> None:
    account(build, kept=kept)
    assert results(build)["s"].name == name


def test_a_storage_account_without_a_blob_service_forgets(build: Any) -> None:
    build.add(STORAGE, "s", {}, kind="StorageV2")
    build.add(STORAGE, "f", {}, kind="FileStorage")
    assert {subject: verdict.name for subject, verdict in results(build).items()} == {"s": "refuted", "f": "proved"}


def test_a_copy_elsewhere_where_it_is_asked_for_and_may_go(build: Any) -> None:
    account(build, sku="Standard_ZRS")
    assert results(build)["s"].name == "proved"
    assert results(build, Terms("", backups=True))["s"].name == "proved"
    assert results(build, BACKUPS)["s"].name == "refuted"
    assert results(build, Terms("", ("Germany",), backups=True, copies_away=True))["s"].name == "proved"  # the pair is not allowed
    waiver = Waiver("geo-redundancy", "/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/s", "because")
    assert results(build, BACKUPS, waivers=(waiver,))["s"].name == "proved"
    account(build, sku="Standard_RAGRS")
    assert results(build, BACKUPS)["s"].name == "proved"


def protect(build: Any, source: str, redundancy: str = "GeoRedundant") -> None:
    body = {
        "redundancySettings": {"standardTierStorageRedundancy": redundancy},
        "securitySettings": {"immutabilitySettings": {"state": "Unlocked"}},
    }
    vault = build.add(RECOVERY, "rsv", body)
    item = {"sourceResourceId": source, "policyId": f"{vault}/backupPolicies/p"}
    build.add(f"{RECOVERY}/backupFabrics/protectionContainers/protectedItems", "rsv/Azure/c/i", item, location=None)


def test_machines_are_held_by_an_item_in_a_vault_that_copies(build: Any) -> None:
    machine = build.add(MACHINE, "m")
    assert results(build)["m"].name == "proved"
    assert results(build, BACKUPS)["m"].name == "refuted"
    protect(build, machine, "LocallyRedundant")
    found = results(build, BACKUPS)
    assert (found["m"].name, found["rsv"].name) == ("refuted", "refuted")
    protect(build, machine)
    assert {verdict.name for verdict in results(build, BACKUPS).values()} == {"proved"}


def test_vaults_keep_what_is_deleted_and_cannot_be_emptied(build: Any) -> None:
    build.add(RECOVERY, "rsv", {"securitySettings": {"softDeleteSettings": {"softDeleteState": "Disabled"}}})
    build.add(VAULT, "kv", {})
    build.add(VAULT, "good", {"enablePurgeProtection": True})
    assert {subject: verdict.name for subject, verdict in results(build).items()} == {"rsv": "refuted", "kv": "refuted", "good": "proved"}


def test_databases_of_azure(build: Any) -> None:
    build.add("Microsoft.Sql/servers/databases", "s/d", {"requestedBackupStorageRedundancy": "Local"})
    build.add("Microsoft.Sql/servers/databases", "s/master", {})
    build.add(
        "Microsoft.DocumentDB/databaseAccounts",
        "c",
        {"locations": [{"locationName": "westeurope"}], "backupPolicy": {"type": "Continuous"}},
    )
    found = {subject: verdict.name for subject, verdict in results(build, BACKUPS).items()}
    assert found == {"d": "refuted", "c": "refuted"}


def test_what_has_nothing_to_bring_back_and_what_nobody_knows(build: Any) -> None:
    build.ai("oai")
    build.add("Microsoft.Quantum/workspaces", "q")
    found = results(build, BACKUPS)
    assert found["oai"].name == "proved"
    assert found["oai"].reason.startswith("nothing to bring back")
    assert found["q"].name == "unknown"

"""Backup items, and the table of what must be recoverable."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.verify.posture.recovery import NOTHING, RECOVERY, Backups, recovery_of
from enclave.verify.services import SERVICES

VAULT = "Microsoft.RecoveryServices/vaults"
ITEM = f"{VAULT}/backupFabrics/protectionContainers/protectedItems"


def protected(build: Any, source: Any, **properties: Any) -> None:
    vault = build.add(VAULT, "v")
    said = {"sourceResourceId": source, "policyId": f"{vault}/backupPolicies/p", **properties}
    build.add(ITEM, "v/Azure/c/i", said, location=None)


def test_an_item_holds_a_copy_of_a_machine_and_of_its_disks(build: Any) -> None:
    disk = build.add("Microsoft.Compute/disks", "d")
    attached = {
        "storageProfile": {"osDisk": {"managedDisk": {"storageAccountType": "Premium_LRS"}}, "dataDisks": [{"managedDisk": {"id": disk}}]}
    }
    machine = build.add("Microsoft.Compute/virtualMachines", "m", attached)
    protected(build, machine)
    graph = build.graph()
    backups = Backups(graph)
    assert [vault.name for vault in backups.vaults(graph.get(machine))] == ["v"]
    assert [vault.name for vault in backups.vaults(graph.get(disk))] == ["v"]
    assert backups.vaults(graph.get(build.add(VAULT, "v"))) == ()


@pytest.mark.parametrize("properties", [{"protectionState": "ProtectionStopped"}, {"policyId": None}])
def test_an_item_that_is_stopped_or_has_no_policy_holds_nothing(build: Any, properties: dict[str, Any]) -> None:
    machine = build.add("Microsoft.Compute/virtualMachines", "m")
    protected(build, machine, **properties)
    graph = build.graph()
    assert Backups(graph).vaults(graph.get(machine)) == ()


def test_an_item_that_cannot_be_read_may_be_the_one(build: Any) -> None:
    machine = build.add("Microsoft.Compute/virtualMachines", "m")
    protected(build, Unresolved("parameters('vm')"))
    graph = build.graph()
    with pytest.raises(Undecided):
        Backups(graph).vaults(graph.get(machine))


def test_rows_of_types_and_of_azures_own_database() -> None:
    assert recovery_of(Resource("Microsoft.Sql/servers/databases", "", "s/d", "", {})) is not None
    assert recovery_of(Resource("Microsoft.Sql/servers/databases", "", "s/MASTER", "", {})) is None
    assert not RECOVERY.keys() & NOTHING.keys()
    assert len(SERVICES.keys() & (RECOVERY.keys() | NOTHING.keys())) >= 45

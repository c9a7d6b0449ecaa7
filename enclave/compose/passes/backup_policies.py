"""When copies are made and how long they stay: a policy for each kind of thing that the region's vaults can copy.

Policies of kinds that the enclave has nothing of (shares, disks) are there for what people add.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.passes.backup_storage import RESTORE_DAYS
from enclave.compose.passes.backup_vault import backup_vault_id
from enclave.compose.passes.recovery_services_vault import ready_for_items, recovery_vault_id
from enclave.compose.recovery import Copies, copies
from enclave.compose.site import Site
from enclave.graph.model import Resource
from enclave.graph.resources import backup_vault_policies, recovery_policies
from enclave.graph.resources.backup_vault_policies import BLOBS, DISKS, OPERATIONAL, POSTGRESQL, VAULT, Longer, VaultPolicy
from enclave.graph.resources.recovery_policies import MACHINES, SHARES, RecoveryPolicy

TIME = "2026-01-04T02:00:00"
"""When copies are made: at two, UTC. The day was a Sunday."""
MACHINE_SNAPSHOT_DAYS, SHARE_SNAPSHOT_DAYS, DISK_DAYS = 7, 30, 30
"""Days that a copy also stays beside its source; the most that Azure takes is 30, 200 and a thousand."""
NAMES = {MACHINES: "machines", SHARES: "file-shares", BLOBS: "blobs", DISKS: "disks", POSTGRESQL: "postgresql"}
"""Kind of source -> name of its policy."""


def backup_policies(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The policies of both vaults, one after another."""
    if not site.spec.components.backup.enabled:
        return
    place = site.place("backup-recovery/backup-policies")
    vaults = {resource.id: resource for resource in built}
    last = ready_for_items(site)
    for policy in _recovery_policies(site):
        (written,) = recovery_policies.write(policy, vaults[recovery_vault_id(site)], place, depends_on=last)
        yield written
        last = (written.id,)
    last = ()
    for each in _vault_policies(site):
        (written,) = backup_vault_policies.write(each, vaults[backup_vault_id(site)], place, depends_on=last)
        yield written
        last = (written.id,)


def policy_id(site: Site, kind: str) -> str:
    """Id of the policy for a kind of source."""
    vault = recovery_vault_id(site) if kind in (MACHINES, SHARES) else backup_vault_id(site)
    return f"{vault}/backupPolicies/{NAMES[kind]}"


def _recovery_policies(site: Site) -> Iterator[RecoveryPolicy]:
    records = copies(site)
    for kind, snapshots in ((MACHINES, MACHINE_SNAPSHOT_DAYS), (SHARES, SHARE_SNAPSHOT_DAYS)):
        yield RecoveryPolicy(
            policy_id(site, kind), kind, f"{TIME}Z", records.days, records.weeks, records.months, records.years, snapshots
        )


def _vault_policies(site: Site) -> Iterator[VaultPolicy]:
    records, begins = copies(site), f"R/{TIME}+00:00"
    # all the time, by the account's own record of changes: no longer than it can go back
    yield VaultPolicy(policy_id(site, BLOBS), BLOBS, OPERATIONAL, f"P{RESTORE_DAYS}D")
    yield VaultPolicy(policy_id(site, DISKS), DISKS, OPERATIONAL, f"P{DISK_DAYS}D", f"{begins}/P1D")
    # Azure copies a server once a week; what is younger it goes back to by itself
    weekly = f"P{records.weeks}W" if records.weeks else f"P{records.days}D"
    yield VaultPolicy(policy_id(site, POSTGRESQL), POSTGRESQL, VAULT, weekly, f"{begins}/P1W", full=True, longer=(*_longer(records),))


def _longer(records: Copies) -> Iterator[Longer]:
    if records.years:
        yield Longer("Yearly", f"P{records.years}Y")
    if records.months:
        yield Longer("Monthly", f"P{records.months}M")

"""Policies of a backup vault (child resources): how long what is copied of blobs, disks and databases stays, and when it is copied."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from enclave.graph.body import items, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.DataProtection/backupVaults/backupPolicies"
API_VERSION = "2026-06-01"
BLOBS = "Microsoft.Storage/storageAccounts/blobServices"
DISKS = "Microsoft.Compute/disks"
POSTGRESQL = "Microsoft.DBforPostgreSQL/flexibleServers"
OPERATIONAL, VAULT = "OperationalStore", "VaultStore"
MARKS = {"Weekly": "FirstOfWeek", "Monthly": "FirstOfMonth", "Yearly": "FirstOfYear"}
"""Copies that stay longer than the others, and which ones they are."""
DEFAULT = "Default"
LEAST_PRIORITY = 99


class Longer(Struct, frozen=True):
    """Copies that stay longer than the others."""

    name: str
    """A key of `MARKS`: the first copy of every week, month or year."""
    duration: str
    """ISO 8601: `P12M`."""


class VaultPolicy(Struct, frozen=True):
    """A policy for one kind of source."""

    id: str
    source: str
    """What is copied: `Microsoft.Compute/disks`."""
    store: str
    """Where copies are: `OperationalStore` (beside the source) or `VaultStore`."""
    duration: str
    """How long they stay, ISO 8601: `P30D`."""
    repeats: str = ""
    """When they are made, an ISO 8601 repeating interval; `""`: all the time."""
    full: bool = False
    """Every copy is a whole one."""
    longer: tuple[Longer, ...] = ()


def read(resource: Resource) -> VaultPolicy:
    """A policy. Raises `Undecided`."""
    rules = items(resource.body, "properties.policyRules")
    kept = {text(rule, "name"): rule for rule in rules if text(rule, "objectType") == "AzureRetentionRule"}
    made = next((rule for rule in rules if text(rule, "objectType") == "AzureBackupRule"), {})
    usual = kept.pop(DEFAULT, {})
    return VaultPolicy(
        id=resource.id,
        source=next(iter(texts(resource.body, "properties.datasourceTypes")), ""),
        store=next((text(cycle, "sourceDataStore.dataStoreType") for cycle in items(usual, "lifecycles")), ""),
        duration=_duration(usual),
        repeats=next(iter(texts(made, "trigger.schedule.repeatingTimeIntervals")), ""),
        full=text(made, "backupParameters.backupType") == "Full",
        longer=tuple(Longer(name, _duration(rule)) for name, rule in kept.items()),
    )


def write(policy: VaultPolicy, vault: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The policy below its vault."""
    rules = [*_kept(policy), *_made(policy)]
    properties: Value = {"objectType": "BackupPolicy", "datasourceTypes": [policy.source], "policyRules": rules}
    name = policy.id.rpartition("/")[2]
    return (place.below(vault, "backupPolicies", API_VERSION, name, {"properties": properties}, depends_on=depends_on),)


def _kept(policy: VaultPolicy) -> Iterator[Value]:
    for each in (*policy.longer, Longer(DEFAULT, policy.duration)):
        yield {
            "name": each.name,
            "objectType": "AzureRetentionRule",
            "isDefault": each.name == DEFAULT,
            "lifecycles": [{
                "deleteAfter": {"objectType": "AbsoluteDeleteOption", "duration": each.duration},
                "sourceDataStore": {"dataStoreType": policy.store, "objectType": "DataStoreInfoBase"},
                "targetDataStoreCopySettings": [],
            }],
        }


def _made(policy: VaultPolicy) -> Iterator[Value]:
    if not policy.repeats:
        return
    marked: list[Value] = [
        {
            "tagInfo": {"tagName": each.name},
            "taggingPriority": 10 * (number + 1),
            "isDefault": False,
            "criteria": [{"objectType": "ScheduleBasedBackupCriteria", "absoluteCriteria": [MARKS[each.name]]}],
        }
        for number, each in enumerate(policy.longer)
    ]
    usual: Value = {"tagInfo": {"tagName": DEFAULT}, "taggingPriority": LEAST_PRIORITY, "isDefault": True}
    yield {
        "name": "Backup",
        "objectType": "AzureBackupRule",
        "backupParameters": {"objectType": "AzureBackupParams", "backupType": "Full" if policy.full else "Incremental"},
        "dataStore": {"dataStoreType": policy.store, "objectType": "DataStoreInfoBase"},
        "trigger": {
            "objectType": "ScheduleBasedTriggerContext",
            "schedule": {"repeatingTimeIntervals": [policy.repeats], "timeZone": "UTC"},
            "taggingCriteria": [*marked, usual],
        },
    }


def _duration(rule: Body) -> str:
    return next((text(cycle, "deleteAfter.duration") for cycle in items(rule, "lifecycles")), "")

"""Backup policies of a Recovery Services vault (child resources): when machines and shares are copied, and how long each copy stays."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import lookup, number, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.RecoveryServices/vaults/backupPolicies"
API_VERSION = "2026-07-01"
MACHINES, SHARES = "AzureIaasVM", "AzureStorage"


class RecoveryPolicy(Struct, frozen=True):
    """A policy of daily copies."""

    id: str
    kind: str
    """What is copied: `AzureIaasVM` or `AzureStorage` (file shares)."""
    time: str
    """When it begins, in UTC: `2026-01-01T02:00:00Z`; the day is not looked at."""
    days: int
    """Days that daily copies stay."""
    weeks: int = 0
    """Weeks that those of Sunday stay; 0: no longer than any other."""
    months: int = 0
    """Months that those of the first day stay."""
    years: int = 0
    """Years that those of the first of January stay."""
    snapshot_days: int = 0
    """Days that a copy also stays beside what it was made of, from where it is restored faster."""
    enhanced: bool = True
    """The policy of machines that start only from what was signed; the other one refuses them."""


def read(resource: Resource) -> RecoveryPolicy:
    """A policy. Raises `Undecided`."""
    body = resource.body
    kind = text(body, "properties.backupManagementType")
    shares = kind.lower() == SHARES.lower()
    kept = "properties.vaultRetentionPolicy.vaultRetention" if shares else "properties.retentionPolicy"
    schedule = "properties.schedulePolicy"
    times = lookup(body, f"{schedule}.scheduleRunTimes") if shares else lookup(body, f"{schedule}.dailySchedule.scheduleRunTimes")
    return RecoveryPolicy(
        id=resource.id,
        kind=kind,
        time=text({"time": times[0]}, "time") if isinstance(times, list | tuple) and times else "",
        days=_count(body, kept, "daily"),
        weeks=_count(body, kept, "weekly"),
        months=_count(body, kept, "monthly"),
        years=_count(body, kept, "yearly"),
        snapshot_days=number(
            body, "properties.vaultRetentionPolicy.snapshotRetentionInDays" if shares else "properties.instantRpRetentionRangeInDays"
        ),
        enhanced=shares or text(body, "properties.policyType", "V1").upper() == "V2",
    )


def write(policy: RecoveryPolicy, vault: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The policy below its vault."""
    properties = _shares(policy) if policy.kind == SHARES else _machines(policy)
    name = policy.id.rpartition("/")[2]
    return (place.below(vault, "backupPolicies", API_VERSION, name, {"properties": properties}, depends_on=depends_on),)


def _machines(policy: RecoveryPolicy) -> Value:
    daily: Value = {"scheduleRunTimes": [policy.time]}
    older: Value = {"schedulePolicyType": "SimpleSchedulePolicy", "scheduleRunFrequency": "Daily", "scheduleRunTimes": [policy.time]}
    schedule: Value = {"schedulePolicyType": "SimpleSchedulePolicyV2", "scheduleRunFrequency": "Daily", "dailySchedule": daily}
    return stated(
        backupManagementType=MACHINES,
        policyType="V2" if policy.enhanced else "V1",
        schedulePolicy=schedule if policy.enhanced else older,
        retentionPolicy=_retention(policy),
        instantRpRetentionRangeInDays=policy.snapshot_days or None,
        timeZone="UTC",
    )


def _shares(policy: RecoveryPolicy) -> Value:
    schedule: Value = {"schedulePolicyType": "SimpleSchedulePolicy", "scheduleRunFrequency": "Daily", "scheduleRunTimes": [policy.time]}
    return {
        "backupManagementType": SHARES,
        "workLoadType": "AzureFileShare",
        "schedulePolicy": schedule,
        "vaultRetentionPolicy": {"vaultRetention": _retention(policy), "snapshotRetentionInDays": policy.snapshot_days},
        "timeZone": "UTC",
    }


def _retention(policy: RecoveryPolicy) -> Value:
    first: Value = {"daysOfTheMonth": [{"date": 1, "isLast": False}]}
    return stated(
        retentionPolicyType="LongTermRetentionPolicy",
        dailySchedule=_schedule(policy, policy.days, "Days"),
        weeklySchedule=_schedule(policy, policy.weeks, "Weeks", daysOfTheWeek=["Sunday"]),
        monthlySchedule=_schedule(
            policy, policy.months, "Months", retentionScheduleFormatType="Daily", retentionScheduleDaily=first
        ),
        yearlySchedule=_schedule(
            policy, policy.years, "Years", retentionScheduleFormatType="Daily", retentionScheduleDaily=first, monthsOfYear=["January"]
        ),
    )


def _schedule(policy: RecoveryPolicy, count: int, unit: str, **when: Value) -> Value:
    if not count:
        return None
    return {**when, "retentionTimes": [policy.time], "retentionDuration": {"count": count, "durationType": unit}}


def _count(body: Value, kept: str, which: str) -> int:
    return number(body, f"{kept}.{which}Schedule.retentionDuration.count")

"""Recovery: what has copies, how old they may be, and how something is brought back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from enclave.graph.model import Resource
from enclave.report.controls.evidence import Given
from enclave.report.runbook.blocks import Code, Part, Section, Table, Text
from enclave.report.runbook.topology import mapping
from enclave.report.text import short

POLICIES = (
    "Microsoft.RecoveryServices/vaults/backupPolicies", "Microsoft.DataProtection/backupVaults/backupPolicies",
    "Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies", "Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies",
)  # fmt: skip
KEPT = ("duration", "count", "retentionDays", "weeklyRetention", "monthlyRetention", "yearlyRetention")
RUNS = ("scheduleRunFrequency", "repeatingTimeIntervals", "diffBackupIntervalInHours")


def section(given: Given) -> Section:
    """Policies, verdicts, workflows that restore."""
    graph = given.graph
    policies = tuple((f"`{short(each.id)}`", _said(each, RUNS) or "continuously", _said(each, KEPT)) for each in graph.of_type(*POLICIES))
    verdicts = [one for one in given.verification.obligations if one.id == "recoverable"]
    proved = sum(one.verdict.name == "proved" for one in verdicts)
    restoring = [each for each in graph.of_type("Microsoft.Logic/workflows") if "restore" in each.name or "recover" in each.name]
    workflows = tuple((f"`{short(each.id)}`", _asks(each)) for each in restoring)
    return Section("recovery", "Recovery", (
        Text(f"Obligation 12: {proved} of {len(verdicts)} resources that hold something can be brought back: backups, versions, soft"
             " delete, locks, copies in the pair. How old a copy may be follows from how often it is made; how long it takes to bring it"
             " back only a drill tells."),
        Table(("Policy", "Made", "Kept"), policies, empty="None: `components.backup` is off."),
        Part("Workflows that restore", (
            Text("Started through Resource Manager by `identity.operators`; every start stands in the activity log."),
            Table(("Workflow", "What it asks for"), workflows, empty="None is built."),
        )),
        Part("A region is lost", (
            Text("Projects with `failover_regions` are served from there at once, where policy lets them. For the others:"),
            Code(f"enclave check {given.source}      # with the project's region moved to another of the same geography\n"
                 f"enclave verify {given.source}\nenclave deploy {given.source} --what-if\nenclave deploy {given.source}"),
        )),
        Part("The drill", (
            Text("Twice a year: restore one of each kind beside the original, compare, delete the copy, and write down when and how long it"
                 " took. Control BC-03 stays open until then."),
            Code("enclave audit attest restore-drill --outcome succeeded --by NAME --about WHAT --evidence FILE --data DIR"),
        )),
    ))  # fmt: skip


def _said(resource: Resource, names: tuple[str, ...]) -> str:
    found = dict.fromkeys(f"{name}: {_plain(value)}" for name, value in _walk(resource.body) if name in names)
    return ", ".join(found)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _walk(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if not isinstance(inner, Mapping) and not (isinstance(inner, list) and inner and isinstance(inner[0], Mapping)):
                yield name, inner
            yield from _walk(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _walk(inner)


def _asks(workflow: Resource) -> str:
    triggers = mapping(mapping(mapping(workflow.body.get("properties")).get("definition")).get("triggers"))
    schema = mapping(mapping(mapping(triggers.get("manual")).get("inputs")).get("schema"))
    return ", ".join(f"`{name}`" for name in mapping(schema.get("properties"))) or "nothing"

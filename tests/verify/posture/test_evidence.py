"""What is sent where, and how long it is kept."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.resources.diagnostic_settings import DiagnosticSetting
from enclave.verify.posture.evidence import ALL, Records, Wanted, is_told, lacks, wanted

WORKSPACE = "Microsoft.OperationalInsights/workspaces"


def setting(logs: tuple[str, ...], metrics: tuple[str, ...] = ()) -> DiagnosticSetting:
    return DiagnosticSetting("/x", "/y", None, None, None, logs, metrics, "")


@pytest.mark.parametrize(
    ("logs", "metrics", "found"),
    [
        (("group:allLogs",), ("AllMetrics",), ()),
        (("group:audit",), ("allmetrics",), ()),
        (("AuditEvent",), ("AllMetrics",), ()),
        (("group:allLogs",), (), ("AllMetrics",)),
        ((), ("AllMetrics",), (ALL,)),
    ],
)
def test_what_a_setting_lacks_of_all_logs(logs: tuple[str, ...], metrics: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert lacks(setting(logs, metrics), Wanted((ALL,), ("AllMetrics",), ())) == found


def test_listed_categories_are_compared_and_unknown_lists_undecided() -> None:
    assert lacks(setting(("Audit",)), Wanted(("Audit", "Trace"), (), ())) == ("Trace",)
    with pytest.raises(Undecided):
        lacks(setting(("Something",)), Wanted((ALL,), (), ()))


def test_types_with_logs_without_and_unknown(build: Any) -> None:
    graph = build.graph() if build.add("Microsoft.KeyVault/vaults", "v") else None
    assert graph is not None
    vault = graph.resources[0]
    assert wanted(vault) == Wanted((ALL,), ("AllMetrics",), ("AZKVAuditLogs", "AZKVPolicyEvaluationDetailsLogs"))
    build.add("Microsoft.Quantum/workspaces", "q")
    assert not is_told(build.graph().resources[1])
    assert is_told(vault)


def test_a_table_keeps_longer_or_shorter_than_its_workspace(build: Any) -> None:
    workspace = build.add(WORKSPACE, "w", {"retentionInDays": 90})
    build.add(f"{WORKSPACE}/tables", "w/Short", {"retentionInDays": 30, "totalRetentionInDays": 30})
    build.add(f"{WORKSPACE}/tables", "w/Long", {"retentionInDays": 30, "totalRetentionInDays": 400})
    build.add(f"{WORKSPACE}/tables", "w/Same", {"retentionInDays": -1, "totalRetentionInDays": -1})
    records = Records(build.graph())
    assert [records.kept(workspace, name) for name in ("short", "Long", "Same", "Other")] == [30, 400, 90, 90]
    with pytest.raises(Undecided):
        records.kept(f"{workspace}x", "Short")
    build.add(WORKSPACE, "w", {"retentionInDays": Unresolved("parameters('d')")})
    with pytest.raises(Undecided):
        Records(build.graph()).kept(workspace, "Other")


def test_a_storage_account_keeps_until_a_rule_deletes(build: Any) -> None:
    account = build.add("Microsoft.Storage/storageAccounts", "s")
    assert Records(build.graph()).forgets(account) is None
    deleting = {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": 30}}}
    rule = {
        "name": "r",
        "enabled": True,
        "type": "Lifecycle",
        "definition": {"filters": {"blobTypes": ["appendBlob"]}, "actions": deleting},
    }
    build.add("Microsoft.Storage/storageAccounts/managementPolicies", "s/default", {"policy": {"rules": [rule]}}, location=None)
    assert Records(build.graph()).forgets(account) == 30


def test_rules_collect_from_machines_into_workspaces(build: Any) -> None:
    machine = build.add("Microsoft.Compute/virtualMachines", "m")
    workspace = build.add(WORKSPACE, "w")
    flows = [{"streams": ["Microsoft-Syslog", "Microsoft-Perf"], "destinations": ["logs"]}]
    rule = build.add(
        "Microsoft.Insights/dataCollectionRules",
        "r",
        {
            "destinations": {"logAnalytics": [{"name": "logs", "workspaceResourceId": workspace}]},
            "dataSources": {
                "syslog": [{"streams": ["Microsoft-Syslog"], "logLevels": ["Info"]}],
                "performanceCounters": [{"streams": ["Microsoft-Perf"]}],
            },
            "dataFlows": flows,
        },
    )
    assert list(Records(build.graph()).streams(machine)) == []
    build.add("Microsoft.Insights/dataCollectionRuleAssociations", "a", {"dataCollectionRuleId": rule}, location=None, scope=machine)
    assert list(Records(build.graph()).streams(machine)) == [("Syslog", workspace), ("Perf", workspace)]


@pytest.mark.parametrize("maker", ["privateEndpoint", "privateLinkService"])
def test_an_interface_that_azure_made_sends_nothing_of_its_own(maker: str) -> None:
    kind = "Microsoft.Network/networkInterfaces"
    assert wanted(Resource(kind, "", "n", "/resourceGroups/rg", {"properties": {}})) is not None
    assert wanted(Resource(kind, "", "n", "/resourceGroups/rg", {"properties": {maker: {"id": "/x"}}})) is None

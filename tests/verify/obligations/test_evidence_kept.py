from __future__ import annotations

from typing import Any

import pytest

from enclave.finding import Refuted, Verdict
from enclave.graph.model import Graph, Intent, Terms, Unresolved, Waiver
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.evidence_kept import SUBSCRIPTION, check

VAULT, WORKSPACE, SETTING = "Microsoft.KeyVault/vaults", "Microsoft.OperationalInsights/workspaces", "Microsoft.Insights/diagnosticSettings"
DAYS = Terms("/resourceGroups/rg", audit_days=365, metrics_days=90)


def results(graph: Graph) -> dict[str, Verdict]:
    return {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(graph)))}


def vault(build: Any, *terms: Terms, days: Any = 365, waivers: tuple[Waiver, ...] = (), **sent: Any) -> Verdict:
    target = build.add(VAULT, "v")
    workspace = build.add(WORKSPACE, "w", {"retentionInDays": days})
    given = {
        "workspaceId": workspace,
        "logs": [{"categoryGroup": "allLogs", "enabled": True}],
        "metrics": [{"category": "AllMetrics", "enabled": True}],
        **sent,
    }
    build.add(SETTING, "d", {key: value for key, value in given.items() if value is not None}, location=None, scope=target)
    return results(Graph(build.graph().resources, Intent(terms=terms, waivers=waivers)))["v"]


def test_everything_is_sent_and_kept(build: Any) -> None:
    assert vault(build, DAYS).name == "proved"


@pytest.mark.parametrize(
    "sent",
    [
        {"logs": []},
        {"metrics": []},
        {"logs": [{"categoryGroup": "allLogs", "enabled": False}]},
        {"workspaceId": None},
    ],
)
def test_what_is_not_sent_refutes(build: Any, sent: dict[str, Any]) -> None:
    assert vault(build, DAYS, **sent).name == "refuted"


def test_no_setting_at_all(build: Any) -> None:
    build.add(VAULT, "v")
    verdict = results(build.graph())["v"]
    assert isinstance(verdict, Refuted)
    assert verdict.reason == "what happens to it is not recorded"


def test_a_workspace_that_forgets_or_is_elsewhere(build: Any) -> None:
    assert vault(build, DAYS, days=90).name == "refuted"
    assert vault(build, days=30).name == "proved"
    assert vault(build, DAYS, days=Unresolved("parameters('d')")).name == "unknown"
    elsewhere = f"/resourceGroups/other/providers/{WORKSPACE}/w"
    assert vault(build, DAYS, workspaceId=elsewhere).name == "unknown"
    assert vault(build, workspaceId=elsewhere).name == "proved"


def test_a_table_of_its_own_decides(build: Any) -> None:
    build.add(f"{WORKSPACE}/tables", "w/AZKVAuditLogs", {"totalRetentionInDays": 30}, location=None)
    verdict = vault(build, DAYS)
    assert isinstance(verdict, Refuted)
    assert verdict.reason.startswith("AZKVAuditLogs is kept for 30 days in w, and 365 are asked for")


def test_a_storage_account_keeps_and_an_event_hub_does_not(build: Any) -> None:
    account = build.add("Microsoft.Storage/storageAccounts", "s")
    assert vault(build, DAYS, workspaceId=None, storageAccountId=account).name == "proved"
    hub = "/resourceGroups/rg/providers/Microsoft.EventHub/namespaces/e/authorizationRules/r"
    assert vault(build, DAYS, workspaceId=None, eventHubAuthorizationRuleId=hub).name == "unknown"


def test_the_blobs_of_a_storage_account_are_recorded_by_its_blob_service(build: Any) -> None:
    account = build.add("Microsoft.Storage/storageAccounts", "s", kind="StorageV2")
    assert {subject: verdict.name for subject, verdict in results(build.graph()).items()} == {"s": "refuted", "default": "refuted"}
    logs = [{"category": name, "enabled": True} for name in ("StorageRead", "StorageWrite", "StorageDelete")]
    metrics = [{"category": "Transaction", "enabled": True}]
    workspace = f"/resourceGroups/rg/providers/{WORKSPACE}/w"
    build.add(SETTING, "d", {"workspaceId": workspace, "metrics": metrics}, location=None, scope=account)
    build.add(
        SETTING, "d", {"workspaceId": workspace, "logs": logs, "metrics": metrics}, location=None, scope=f"{account}/blobServices/default"
    )
    assert {verdict.name for verdict in results(build.graph()).values()} == {"proved"}


def test_machines_need_a_rule(build: Any) -> None:
    machine = build.add("Microsoft.Compute/virtualMachines", "m")
    assert results(build.graph())["m"].name == "refuted"
    rule = build.add(
        "Microsoft.Insights/dataCollectionRules",
        "r",
        {
            "destinations": {"logAnalytics": [{"name": "l", "workspaceResourceId": build.add(WORKSPACE, "w", {"retentionInDays": 30})}]},
            "dataSources": {"syslog": [{"name": "s", "streams": ["Microsoft-Syslog"], "facilityNames": ["*"], "logLevels": ["*"]}]},
            "dataFlows": [{"streams": ["Microsoft-Syslog"], "destinations": ["l"]}],
        },
    )
    build.add("Microsoft.Insights/dataCollectionRuleAssociations", "a", {"dataCollectionRuleId": rule}, location=None, scope=machine)
    assert results(build.graph())["m"].name == "proved"
    assert results(Graph(build.graph().resources, Intent(terms=(DAYS,))))["m"].name == "refuted"


def test_the_activity_log_where_days_are_asked_for(build: Any) -> None:
    workspace = build.add(WORKSPACE, "w", {"retentionInDays": 365})
    terms = Terms("", audit_days=365)
    assert SUBSCRIPTION not in results(build.graph())
    assert results(Graph(build.graph().resources, Intent(terms=(terms,))))[SUBSCRIPTION].name == "refuted"
    logs = [{"category": name, "enabled": True} for name in ("Administrative", "Security", "Policy")]
    build.add(SETTING, "d", {"workspaceId": workspace, "logs": logs}, location=None, scope="")
    assert results(Graph(build.graph().resources, Intent(terms=(terms,))))[SUBSCRIPTION].name == "proved"


def test_what_is_accepted_and_what_nobody_knows(build: Any) -> None:
    waiver = Waiver("logs", f"/resourceGroups/rg/providers/{VAULT}/v", "because")
    assert vault(build, DAYS, waivers=(waiver,), logs=[]).name == "proved"
    build.add("Microsoft.Quantum/workspaces", "q")
    assert results(build.graph())["q"].name == "unknown"

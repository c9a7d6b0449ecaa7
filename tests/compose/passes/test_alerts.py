"""Alert rules: each stays silent where nothing happens, and speaks where it should."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose import compose
from enclave.compose.events_table import TABLE
from enclave.compose.passes.alerts import RULES, alerts, whole_alerts
from enclave.compose.passes.firewall import firewall
from enclave.compose.passes.key_vault import key_vault
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.site import Site, sites
from enclave.compose.whole import Whole
from enclave.graph.model import Graph
from enclave.graph.resources import action_groups, activity_log_alerts, metric_alerts, scheduled_query_rules
from enclave.graph.resources.scheduled_query_rules import ScheduledQueryRule
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest
from enclave.spec.presets import apply

LOG = [*RULES["log"], *RULES["activity_query"]]
OPENED = json.dumps({"requestbody": json.dumps({"properties": {"publicNetworkAccess": "Enabled"}})})
FIRING: dict[str, tuple[str, dict[str, Any]]] = {
    "refused-calls": (TABLE, {"Kind": "refused", "Stage": "budget"}),
    "refused-tokens": (TABLE, {"Kind": "refused", "Stage": "identity"}),
    "blocked-data": (TABLE, {"Kind": "refused", "Stage": "dlp"}),
    "tokens-unusual": (TABLE, {}),
    "spend": (TABLE, {}),
    "foreign-policy": (TABLE, {"Kind": "started", "PolicyDigest": "sha256:other"}),
    "log-recovered": (TABLE, {"Kind": "recovered"}),
    "firewall-denies": ("AZFWNetworkRule", {"Action": "Deny"}),
    "names-denied": ("AZFWApplicationRule", {"Action": "Deny"}),
    "names-tunnelled": ("AZFWDnsQuery", {"QueryName": "a" * 60 + "." + "b" * 60 + ".example.com."}),
    "threat-intelligence": ("AZFWThreatIntel", {}),
    "intrusion": ("AZFWIdpsSignature", {"Severity": 1}),
    "vault-denied": ("AZKVAuditLogs", {"HttpStatusCode": 403}),
    "vault-deletions": ("AZKVAuditLogs", {"OperationName": "KeyPurge"}),
    "archive-read": ("StorageBlobLogs", {"OperationName": "GetBlob"}),
    "logs-exported": ("LAQueryLogs", {"ResponseRowCount": 400_000}),
    "cluster-exec": ("AKSAuditAdmin", {"Verb": "create", "ObjectRef": {"resource": "pods", "subresource": "exec"}}),
    "web-attacks": ("AGWFirewallLogs", {"Action": "Blocked"}),
    "bastion-sessions": ("MicrosoftAzureBastionAuditLogs", {}),
    "backups-failed": ("AddonAzureBackupJobs", {"JobStatus": "Failed"}),
    "opened": ("AzureActivity", {"Properties": OPENED}),
}
"""Alert -> a table, and what makes a row of it one that the alert counts."""
ALWAYS = {"tokens-unusual", "spend", "threat-intelligence", "bastion-sessions"}
"""Alerts that count every row of their table: the line, or that there is a row at all, makes them one."""


@pytest.mark.parametrize("row", LOG, ids=lambda row: row["id"])
def test_a_query_counts_what_it_is_for_and_nothing_else(row: dict[str, Any], ask: Callable[..., Any], rows: Callable[..., Any]) -> None:
    table, changes = FIRING[row["id"]]
    kql = row["query"].replace("{policy_digest}", "sha256:0")
    quiet, loud = rows(table), rows(table, **changes)
    assert len(ask(kql, **{table: [quiet, quiet]})) == (2 if row["id"] in ALWAYS else 0)
    (found,) = ask(kql, **{table: [loud]})
    assert {"TimeGenerated", *row.get("by", ()), *((row["measure"],) if "measure" in row else ())} <= set(found)


@pytest.mark.parametrize("body", [
    {"properties": {"publicNetworkAccessForQuery": "Enabled"}}, {"properties": {"disableLocalAuth": False}},
    {"properties": {"allowSharedKeyAccess": True}}, {"properties": {"networkAcls": {"defaultAction": "Allow"}}},
])
def test_whatever_opens_a_service_is_seen(body: dict[str, Any], ask: Callable[..., Any], rows: Callable[..., Any]) -> None:
    (row,) = RULES["activity_query"]
    for written in (json.dumps(body), json.dumps(body, indent=1)):
        assert ask(row["query"], AzureActivity=[rows("AzureActivity", Properties=json.dumps({"requestbody": written}))])


def test_measures_are_what_they_say(ask: Callable[..., Any]) -> None:
    by_id = {row["id"]: row["query"] for row in RULES["log"]}
    assert ask(by_id["tokens-unusual"])[0]["Tokens"] == 1000
    assert ask(by_id["spend"])[0]["Usd"] == pytest.approx(0.004)


def test_every_alert_is_tried_here() -> None:
    ids = [row["id"] for kind in ("log", "activity_query", "activity", "metric") for row in RULES[kind]]
    assert len(set(ids)) == len(ids)
    assert {row["id"] for row in LOG} == set(FIRING)


@pytest.mark.parametrize("row", LOG, ids=lambda row: row["id"])
def test_azure_takes_the_times(row: dict[str, Any]) -> None:
    minutes = {"PT5M": 5, "PT15M": 15, "PT1H": 60, "P1D": 1440}
    assert minutes[row["every"]] <= minutes[row["window"]]
    assert (row["threshold"] is None) == ("sensitivity" in row)


def made(run: Callable[..., Graph], spec: Callable[..., Spec], **changes: Any) -> tuple[Graph, Site]:
    site = sites(spec(**{"components": {"alerts": True}} | changes))[0]
    return run(alerts, site, (*firewall(site, ()), *key_vault(site, ()))), site


def log_alerts(graph: Graph) -> dict[str, ScheduledQueryRule]:
    return {found.name.partition("north-")[2]: scheduled_query_rules.read(found) for found in graph.of_type(scheduled_query_rules.TYPE)}


def test_they_ask_the_workspace_of_their_region(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    graph, site = made(run, spec)
    assert {view.scopes for view in log_alerts(graph).values()} == {(workspace_id(site),)}
    (health,) = (metric_alerts.read(found) for found in graph.of_type(metric_alerts.TYPE) if "firewall-health" in found.name)
    assert health.scopes[0].endswith("/azureFirewalls/afw-acme-labs-north")


def test_what_is_not_there_is_not_watched(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    graph, _ = made(run, spec)
    assert not {"cluster-exec", "web-attacks", "bastion-sessions", "backups-failed"} & set(log_alerts(graph))
    ingress = {"through": "application-gateway", "from": ["203.0.113.0/24"], "why": "branch offices"}
    more, _ = made(run, spec, components={"alerts": True, "kubernetes": True, "bastion": True}, network={"ingress": [ingress]})
    assert {"cluster-exec", "web-attacks", "bastion-sessions"} <= set(log_alerts(more))


def test_a_gateway_with_another_policy_than_this_one_is_seen(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    graph, site = made(run, spec)
    (criterion,) = log_alerts(graph)["foreign-policy"].criteria
    assert policy_digest(site.spec) in criterion.query


def test_the_line_of_spending_is_the_hubs_budget(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    graph, _ = made(run, spec, hub={"models": ["gpt-4o"], "budget": {"daily_usd": 1000}})
    (criterion,) = log_alerts(graph)["spend"].criteria
    assert (criterion.threshold, criterion.aggregation, criterion.measure) == (800, "Total", "Usd")


def whole_of(spec: Callable[..., Spec], **changes: Any) -> Graph:
    made_of = spec(**{"components": {"alerts": True}} | changes)
    whole = Whole(made_of, sites(made_of))
    return Graph(tuple(whole_alerts(whole, ())))


def test_contacts_are_told(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    contacts = ["soc@example.com", "ops@example.com"]
    graph = whole_of(spec, contacts=contacts)
    (group,) = map(action_groups.read, graph.of_type(action_groups.TYPE))
    assert list(group.emails) == contacts
    regional, _ = made(run, spec, contacts=contacts)
    told = [view.action_groups for view in log_alerts(regional).values()]
    told += [activity_log_alerts.read(found).action_groups for found in graph.of_type(activity_log_alerts.TYPE)]
    assert set(told) == {(group.id,)}


def test_without_contacts_nobody_is_told(spec: Callable[..., Spec]) -> None:
    graph = whole_of(spec)
    assert not graph.of_type(action_groups.TYPE)
    assert {activity_log_alerts.read(found).action_groups for found in graph.of_type(activity_log_alerts.TYPE)} == {()}


def test_what_is_done_to_the_subscription_is_watched_once(spec: Callable[..., Spec]) -> None:
    graph = whole_of(spec)
    found = [activity_log_alerts.read(each) for each in graph.of_type(activity_log_alerts.TYPE)]
    assert {view.scopes for view in found} == {("",)}
    watched = {value for view in found for condition in view.conditions for value in condition.values}
    assert {
        "Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/locks/delete",
        "Microsoft.Authorization/policyAssignments/delete", "Microsoft.Insights/diagnosticSettings/delete",
        "Microsoft.KeyVault/vaults/delete", "ServiceHealth", "Security",
    } <= watched
    assert {each.stamp for each in graph} == {""}


def test_switched_off_there_are_none(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    graph = compose(apply(spec(components={"alerts": False, "kubernetes": False}, contacts=["soc@example.com"])))
    kinds = (scheduled_query_rules.TYPE, metric_alerts.TYPE, activity_log_alerts.TYPE)
    assert not graph.of_type(*kinds)


def test_azure_takes_them(run: Callable[..., Graph], spec: Callable[..., Spec], problems: Callable[..., list[str]]) -> None:
    graph, _ = made(run, spec, contacts=["soc@example.com"], components={"alerts": True, "ddos_protection": True})
    assert problems(graph) == []
    assert problems(whole_of(spec, contacts=["soc@example.com"])) == []

"""Analytics rules: each finds what it is for, and keeps quiet over an ordinary day."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from enclave.audit.query import Table, query
from enclave.compose.events_table import table_columns
from enclave.compose.passes.alerts import contacts_group
from enclave.compose.passes.sentinel import onboarding_id
from enclave.compose.passes.sentinel_rules import DATA, kql, sentinel_rules
from enclave.compose.site import Site, sites
from enclave.graph.model import Graph
from enclave.graph.resources import scheduled_query_rules, sentinel_alert_rules, sentinel_automation_rules
from enclave.spec.models import Security, Spec

RULES = {row["id"]: row for row in DATA["rules"]}
APPLICATION = "33333333-3333-3333-3333-333333333333"
IDENTITY = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme",
            "operators": "44444444-4444-4444-4444-444444444444"}
ALL = {"sentinel": True, "threat_intelligence": True, "behavioral_analytics": True, "defender": True}
Row = dict[str, Any]


def ago(**before: float) -> str:
    return (datetime.now(UTC) - timedelta(**before)).isoformat()


def times(number: int, row: Mapping[str, Any], **before: float) -> list[Row]:
    return [{"TimeGenerated": ago(**before), **row} for _ in range(number)]


CALL = {"Caller": "anna", "CallerIp": "10.0.0.4", "Project": "triage", "Stage": "", "Reason": "", "Deployment": "chat",
        "Location": "swedencentral", "RequestBytes": 9_000, "ResponseBytes": 1_000}
REFUSED = {**CALL, "Kind": "refused", "Stage": "dlp"}
COMPLETED = {**CALL, "Kind": "completed"}
AZURE_CALL = {"ResourceProvider": "MICROSOFT.COGNITIVESERVICES", "Category": "RequestResponse", "Resource": "OAI",
              "CallerIPAddress": "10.0.0.*"}
KEY = {"OperationName": "SecretGet", "CallerIpAddress": "10.0.0.9", "HttpStatusCode": 200, "_ResourceId": "/kv"}
READ = {"OperationName": "GetBlob", "AccountName": "stlake", "CallerIpAddress": "10.0.0.9:4711", "Uri": "https://a/b",
        "ResponseBodySize": 1_000}
GRANT = {"OperationNameValue": "MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE", "ActivityStatusValue": "Success", "Caller": "pipeline",
         "CallerIpAddress": "10.0.0.9"}
SIGN_IN = {"UserPrincipalName": "anna@acme.example", "AppId": APPLICATION, "IPAddress": "192.0.2.4", "Location": "SE", "ResultType": "0"}
DIRECTORY = {"OperationName": "Add user", "Result": "success", "InitiatedBy": {"user": {"userPrincipalName": "eve@acme.example"}}}
ALERT = {"AlertName": "Jailbreak", "AlertSeverity": "High", "ProviderName": "Microsoft Defender for AI", "CompromisedEntity": "oai",
         "Description": "x", "SystemAlertId": "1"}
BEHAVIOUR = {"UserPrincipalName": "anna@acme.example", "SourceIPAddress": "192.0.2.4", "ActivityType": "LogOn", "InvestigationPriority": 2}
INDICATOR = {"ObservableValue": "203.0.113.66", "Confidence": 90, "IsActive": True, "ValidUntil": ago(days=-30)}
NAME = {"SourceIp": "10.0.0.9", "Fqdn": "example.com"}

ORDINARY: Mapping[str, list[Row]] = {
    "EnclaveEvents_CL": [
        *times(60, COMPLETED, days=3), *times(20, COMPLETED, minutes=10), *times(30, COMPLETED, minutes=90),
        *times(200, REFUSED, days=2), *times(5, REFUSED, minutes=10),
    ],
    "AzureDiagnostics": times(40, AZURE_CALL, minutes=90),
    "AZKVAuditLogs": [*times(9, KEY, days=3), *times(9, KEY, minutes=30), *times(3, {**KEY, "HttpStatusCode": 403}, minutes=30)],
    "StorageBlobLogs": [*times(9, READ, days=3), *times(9, READ, minutes=30)],
    "AZFWApplicationRule": times(9, NAME, minutes=30),
    "AzureActivity": [*times(3, GRANT, days=5), *times(3, GRANT, minutes=5)],
    "SigninLogs": [*times(9, SIGN_IN, minutes=30), *times(1, {**SIGN_IN, "Location": "US", "ResultType": "50126"}, minutes=20)],
    "AuditLogs": times(9, DIRECTORY, minutes=5),
    "SecurityAlert": [
        *times(1, {**ALERT, "AlertSeverity": "Low"}, minutes=5),
        *times(1, {**ALERT, "ProviderName": "ASI Scheduled Alerts"}, minutes=5),
    ],
    "BehaviorAnalytics": times(9, BEHAVIOUR, minutes=30),
    "ThreatIntelIndicators": times(2, INDICATOR, days=1),
}
"""Every table on a day on which nothing is wrong."""
INCIDENTS: Mapping[str, tuple[str, list[Row], Mapping[str, Any]]] = {
    "refusals": ("EnclaveEvents_CL", times(25, {**REFUSED, "Caller": "eve"}, minutes=5), {"Caller": "eve", "Refusals": 25}),
    "dlp-findings": ("EnclaveEvents_CL", times(12, {**REFUSED, "Project": "search"}, minutes=20), {"Project": "search", "Refusals": 12}),
    "exfiltration-volume": (
        "EnclaveEvents_CL", times(4, {**COMPLETED, "Caller": "eve", "RequestBytes": 5_000_000}, minutes=20), {"Caller": "eve"}),
    "storage-volume": (
        "StorageBlobLogs", times(3, {**READ, "CallerIpAddress": "10.0.0.66:1", "ResponseBodySize": 600_000_000}, minutes=20),
        {"AccountName": "stlake", "Address": "10.0.0.66"}),
    "foreign-region": (
        "EnclaveEvents_CL", times(1, {**COMPLETED, "Location": "westus"}, minutes=5), {"Project": "triage", "Location": "westus"}),
    "unlogged-calls": ("AzureDiagnostics", times(80, AZURE_CALL, minutes=80), {"Calls": 120, "Recorded": 30}),
    "log-tamper": ("EnclaveEvents_CL", times(1, {**CALL, "Kind": "recovered", "Reason": "torn"}, minutes=5), {"Reason": "torn"}),
    "vault-access": ("AZKVAuditLogs", times(1, {**KEY, "CallerIpAddress": "10.0.0.66"}, minutes=5), {"CallerIpAddress": "10.0.0.66"}),
    "role-escalation": ("AzureActivity", times(1, {**GRANT, "Caller": "eve"}, minutes=5), {"Caller": "eve", "Changes": 1}),
    "evidence-removed": (
        "AzureActivity",
        times(1, {**GRANT, "OperationNameValue": "Microsoft.Insights/diagnosticSettings/delete", "Caller": "eve"}, minutes=5),
        {"Caller": "eve", "Changes": 1}),
    "roles-outside-pim": (
        "AuditLogs", times(1, {**DIRECTORY, "OperationName": "Add member to role outside of PIM (permanent)"}, minutes=5),
        {"Who": "eve@acme.example"}),
    "access-rules-changed": (
        "AuditLogs", times(1, {**DIRECTORY, "OperationName": "Delete conditional access policy"}, minutes=5), {"Who": "eve@acme.example"}),
    "impossible-region": ("SigninLogs", times(1, {**SIGN_IN, "Location": "US"}, minutes=20), {"UserPrincipalName": "anna@acme.example"}),
    "defender-alerts": ("SecurityAlert", times(2, ALERT, minutes=5), {"AlertName": "Jailbreak"}),
    "known-bad": (
        "EnclaveEvents_CL", times(2, {**COMPLETED, "CallerIp": "203.0.113.66"}, minutes=30), {"Seen": "203.0.113.66", "Times": 2}),
    "behaviour": ("BehaviorAnalytics", times(1, {**BEHAVIOUR, "InvestigationPriority": 8}, minutes=5), {"InvestigationPriority": 8}),
}
"""Rule -> the table in which something is wrong, the rows that say so, and part of what the rule says."""


@pytest.fixture
def home(spec: Callable[..., Spec]) -> Site:
    identity = IDENTITY | {"application": APPLICATION, "directory_logs": True}
    components = {"data_collection": True, "alerts": True}
    return sites(spec(security=ALL, identity=identity, components=components, contacts=["soc@acme.example"]))[0]


def asked(site: Site, rule: str, tables: Mapping[str, list[Row]], folder: Path) -> Table:
    text = kql(site, RULES[rule]["query"])
    files = {name: folder / f"{name}.jsonl" for name in tables if name in text}
    for name, path in files.items():
        path.write_text("\n".join(map(json.dumps, tables[name])), encoding="utf-8")
    return query(None, text, files)


def found(site: Site) -> dict[str, Any]:
    graph = Graph(tuple(sentinel_rules(site, ())))
    return {each.name: sentinel_alert_rules.read(each) for each in graph.of_type(sentinel_alert_rules.TYPE)}


@pytest.mark.parametrize("rule", RULES)
def test_an_ordinary_day_is_quiet(rule: str, home: Site, tmp_path: Path) -> None:
    assert asked(home, rule, ORDINARY, tmp_path).rows == []


@pytest.mark.parametrize("rule", RULES)
def test_what_a_rule_is_for_is_found(rule: str, home: Site, tmp_path: Path) -> None:
    table, rows, said = INCIDENTS[rule]
    (alert,) = asked(home, rule, {**ORDINARY, table: [*ORDINARY[table], *rows]}, tmp_path).documents()
    assert {key: alert[key] for key in said} == said
    columns = {*(column for _, column in RULES[rule]["entities"].values()), *RULES[rule]["details"].values()}
    assert columns <= set(alert)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_can_be_made_before_anybody_wrote_to_its_tables(rule: str, home: Site) -> None:
    text = kql(home, RULES[rule]["query"])
    # what Azure makes of a fuzzy union with a table that is not there
    empty, times_ = re.subn(r"union isfuzzy=true \(\w+\), \((datatable\([^)]*\)\[\])\)", r"\1", text)
    assert times_ == text.count("isfuzzy") > 0
    assert query(None, empty).rows == []


def test_the_gateways_table_is_as_its_columns_say() -> None:
    columns = {name: kind.lower() for name, kind in table_columns()}
    assert {name: columns[name] for name in DATA["tables"]["events"]["columns"]} == DATA["tables"]["events"]["columns"]


def test_azures_limits() -> None:
    for row in RULES.values():
        frequency, period = duration(row["frequency"]), duration(row["period"])
        assert timedelta(minutes=5) <= frequency <= period <= timedelta(days=14)
        assert period < timedelta(days=2) or frequency >= timedelta(hours=1)
        assert len(row["entities"]) <= 10
        assert len(row["details"]) <= 20
        assert row["severity"] in ("High", "Medium", "Low", "Informational")
        assert all(re.fullmatch(r"T\d{4}", technique) for technique in row["techniques"])
        needed = row.get("needs", "")
        assert needed in ("", "data_collection", "directory_logs") or needed in Security.model_fields


def duration(text: str) -> timedelta:
    number, unit = re.fullmatch(r"PT?(\d+)([DHM])", text).groups()
    return timedelta(**{{"D": "days", "H": "hours", "M": "minutes"}[unit]: int(number)})


def test_rules_are_where_their_tables_are(spec: Callable[..., Spec], home: Site) -> None:
    other = sites(home.spec)[1]
    assert set(found(home)) == set(RULES)
    assert set(found(other)) == {name for name, row in RULES.items() if not row.get("home")}
    bare = sites(spec(security={"sentinel": True}))[0]
    assert set(found(bare)) == {name for name, row in RULES.items() if not row.get("needs")}
    assert found(sites(spec())[0]) == {}


def test_a_query_says_what_the_file_says(spec: Callable[..., Spec], home: Site) -> None:
    rules = found(home)
    assert "['triage', 'swedencentral', 'triage', 'eastus', 'search', 'swedencentral']" in rules["foreign-region"].query
    assert f"AppId == '{APPLICATION}'" in rules["impossible-region"].query
    anybody = sites(spec(security=ALL, identity=IDENTITY | {"directory_logs": True}))[0]
    assert "AppId ==" not in found(anybody)["impossible-region"].query
    assert all(len(rule.query) < 10_000 for rule in rules.values())


def test_incidents_have_an_owner_and_tasks_and_are_told(home: Site, spec: Callable[..., Spec]) -> None:
    graph = Graph(tuple(sentinel_rules(home, ())))
    (automation,) = map(sentinel_automation_rules.read, graph.of_type(sentinel_automation_rules.TYPE))
    assert automation.owner == IDENTITY["operators"]
    assert len(automation.tasks) == len(DATA["tasks"])
    (told,) = map(scheduled_query_rules.read, graph.of_type(scheduled_query_rules.TYPE))
    assert told.action_groups == contacts_group(home.spec)
    quiet = Graph(tuple(sentinel_rules(sites(spec(security=ALL, components={"alerts": False}))[0], ())))
    assert not quiet.of_type(scheduled_query_rules.TYPE)
    (nobody,) = map(sentinel_automation_rules.read, quiet.of_type(sentinel_automation_rules.TYPE))
    assert nobody.owner == ""


def test_incidents_are_found_when_they_are_new(tmp_path: Path) -> None:
    incidents = tmp_path / "SecurityIncident.jsonl"
    row = {"IncidentNumber": 1, "Title": "x", "Status": "New", "Severity": "High", "CreatedTime": ago(minutes=5)}
    rows = [*times(2, row, minutes=5), *times(1, {**row, "IncidentNumber": 2, "Severity": "Low"}, minutes=5)]
    rows += times(1, {**row, "IncidentNumber": 3, "CreatedTime": ago(days=1)}, minutes=5)
    incidents.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert len(query(None, DATA["incidents"], {"SecurityIncident": incidents}).rows) == 1


def every_resource(site: Site) -> Iterator[Any]:
    yield from sentinel_rules(site, ())


def test_azure_takes_what_is_written(home: Site, problems: Callable[..., list[str]]) -> None:
    made = [*every_resource(home)]
    assert problems(made) == []
    waiting = [each for each in made if each.type in (sentinel_alert_rules.TYPE, sentinel_automation_rules.TYPE)]
    assert {each.depends_on for each in waiting} == {(onboarding_id(home),)}

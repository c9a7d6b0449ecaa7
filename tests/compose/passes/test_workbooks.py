"""Workbooks: every query runs over the tables that the enclave writes, and shows what it should."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.events_table import TABLE
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.passes.workbooks import PAGES, content, security_workbooks
from enclave.compose.site import Site, sites
from enclave.graph.model import Graph
from enclave.graph.resources import workbooks
from enclave.spec.models import Spec

PARTS = [(page["id"], part) for page in PAGES for part in page["parts"]]
TABLES_OF_AZURE = {
    "AZFWApplicationRule": [{}, {"Action": "Deny"}], "AZFWNetworkRule": [{"Action": "Deny"}], "AZFWThreatIntel": [{}],
    "AZFWIdpsSignature": [{}], "AZFWDnsQuery": [{"ResponseCode": "NXDOMAIN"}], "NTANetAnalytics": [{}, {"FlowStatus": "Denied"}],
    "AGWFirewallLogs": [{}], "AzureActivity": [{"OperationNameValue": "MICROSOFT.AUTHORIZATION/LOCKS/DELETE"}], "AZKVAuditLogs": [
        {}, {"OperationName": "KeyPurge"},
    ],
    "StorageBlobLogs": [{"OperationName": "GetBlob"}], "LAQueryLogs": [{}], "MicrosoftAzureBastionAuditLogs": [{}],
    "AKSAuditAdmin": [{"User": {"username": "ada@example.com"}}], "AzureDiagnostics": [{}],
    TABLE: [
        {"Verdicts": [{"stage": "dlp", "outcome": "redact", "scanned_chars": 40, "findings": {"email": 1}}], "CachedTokens": 10},
        {"Kind": "refused", "Stage": "dlp", "Reason": "credit_card"},
        {"Kind": "started"},
    ],
}
"""Table -> rows, as changes of one that is nothing special, that make every part show something."""


@pytest.fixture
def filled(rows: Callable[..., dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [rows(name, **change) for change in changes] for name, changes in TABLES_OF_AZURE.items()}


@pytest.mark.parametrize(("page", "part"), PARTS, ids=[f"{page}-{part['title']}" for page, part in PARTS])
def test_every_query_shows_something(page: str, part: dict[str, Any], ask: Callable[..., Any], filled: dict[str, Any]) -> None:
    found = ask(part["query"], **filled)
    assert found, page
    if part["show"] == "timechart":
        assert "TimeGenerated" in found[0]
    numbers = [value for value in found[0].values() if isinstance(value, int | float)]
    assert part["show"] == "table" or numbers


def of(title: str) -> str:
    (query,) = (part["query"] for _, part in PARTS if part["title"] == title)
    return str(query)


def test_guards_are_counted_from_their_verdicts(ask: Callable[..., Any], filled: dict[str, Any]) -> None:
    assert ask(of("What the guards decided"), **filled) == [{"Guard": "dlp", "Outcome": "redact", "Verdicts": 1, "Characters": 40}]


def test_shares_and_dollars_are_right(ask: Callable[..., Any], filled: dict[str, Any]) -> None:
    (caller,) = ask(of("Callers who are refused most"), **filled)
    assert (caller["Calls"], caller["Refused"], caller["Share"]) == (2, 1, 50.0)
    (spent,) = ask(of("Dollars by project and model"), **{TABLE: [filled[TABLE][0]] * 1000})
    assert (spent["Calls"], spent["Tokens"], spent["Usd"]) == (1000, 1_000_000, 4.0)


def test_failed_calls_are_counted(ask: Callable[..., Any], rows: Callable[..., Any]) -> None:
    found = [rows("AzureDiagnostics"), rows("AzureDiagnostics", ResultSignature="429"), rows("AzureDiagnostics", Category="Audit")]
    (line,) = ask(of("The same calls in Azure's log"), AzureDiagnostics=found)
    assert (line["Model"], line["Calls"], line["Failed"]) == ("gpt-4o", 2, 1)


def made(run: Callable[..., Graph], spec: Callable[..., Spec], **changes: Any) -> tuple[Graph, Site]:
    site = sites(spec(**{"components": {"workbooks": True}} | changes))[0]
    return run(security_workbooks, site), site


def test_they_open_on_the_workspace_and_name_no_id(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    graph, site = made(run, spec)
    found = [workbooks.read(each) for each in graph.of_type(workbooks.TYPE)]
    assert {view.source for view in found} == {workspace_id(site)}
    assert len({view.id for view in found}) == len(PAGES)
    assert "/providers/" not in json.dumps([view.content for view in found])


def test_what_is_not_there_is_not_shown(spec: Callable[..., Spec]) -> None:
    def titles(**changes: Any) -> set[str]:
        site = sites(spec(**changes))[0]
        shown = (item["content"].get("title") for page in PAGES for item in content(page, site)["items"])
        return {title for title in shown if title}

    hidden = {"Sessions through Bastion", "Inside the cluster", "Attacks on the way in"}
    assert not hidden & titles()
    ingress = {"through": "application-gateway", "from": ["203.0.113.0/24"], "why": "branch offices"}
    assert hidden <= titles(components={"bastion": True, "kubernetes": True}, network={"ingress": [ingress]})


def test_names_of_items_are_used_once_and_the_range_reaches_every_query(spec: Callable[..., Spec]) -> None:
    for page in PAGES:
        items = content(page, sites(spec())[0])["items"]
        assert len({item["name"] for item in items}) == len(items)
        queries = [item["content"] for item in items if item["type"] == 3]
        assert {query["timeContextFromParameter"] for query in queries} == {"TimeRange"}
        assert {query["visualization"] for query in queries} <= {"table", "timechart", "barchart", "piechart"}


def test_switched_off_there_are_none(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    assert not made(run, spec, components={"workbooks": False})[0].resources


def test_azure_takes_them(run: Callable[..., Graph], spec: Callable[..., Spec], problems: Callable[..., list[str]]) -> None:
    assert problems(made(run, spec)[0]) == []

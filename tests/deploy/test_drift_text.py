"""Drift reports: breaks first, everything named, no secret shown."""

from __future__ import annotations

import json

from enclave.deploy.compare import ABSENT, Difference
from enclave.deploy.drift import Break, Drift, Report
from enclave.deploy.drift_text import document, render

PLACE = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v"
BREAK = Break(2, "private-endpoints-only", PLACE, "proved", "refuted", "public access is on", "connect to v")
REPORT = Report(
    drifts=(
        Drift("changed", PLACE, "Microsoft.Network/virtualNetworks", (
            Difference("properties.publicNetworkAccess", "Disabled", "Enabled"),
            Difference("properties.adminPassword", "hunter2", "hunter3"),
            Difference("properties.rules[new]", ABSENT, {"name": "new", "sharedKey": "hunter4"}),
        ), breaks=(BREAK,)),
        Drift("removed", f"{PLACE}/subnets/s", "Microsoft.Network/virtualNetworks/subnets"),
        *(Drift("unseen", f"{PLACE}{n}", "A.B/c", why="the export does not list resources of this type") for n in range(3)),
    ),
    together=(Break(5, "egress-only-declared", PLACE, "", "unknown", "no"),),
    also_set=4, not_compared=("/tenant/x",), compared=10,
)


def test_the_text_names_everything_in_order() -> None:
    assert list(render(REPORT, "azure")) == [
        "DRIFT  azure: 1 removed, 1 changed, 3 unseen in 10 resources",
        "",
        "breaks a proof",
        "  ~ changed  Microsoft.Network/virtualNetworks  v (rg)",
        "      properties.publicNetworkAccess: Disabled in the file, Enabled in azure",
        "      properties.adminPassword: (hidden) in the file, (hidden) in azure",
        '      properties.rules[new]: absent in the file, {"name": "new", "sharedKey": "(hidden)"} in azure',
        "      breaks 2 private-endpoints-only, proved -> refuted: v (rg)",
        "        public access is on",
        "        counterexample: connect to v",
        "",
        "broken by several differences together",
        "      breaks 5 egress-only-declared, unknown: v (rg)",
        "        no",
        "",
        "breaks no proof",
        "  - removed  Microsoft.Network/virtualNetworks/subnets  v/s (rg)",
        "",
        "could not be compared (`enclave drift --save` writes an export that has everything)",
        "  ?    3  A.B/c: the export does not list resources of this type",
        "",
        "4 properties are set in azure that the file says nothing of (`--format json` names them)",
        "1 objects outside of resource manager were not compared",
    ]


def test_no_difference_is_one_line() -> None:
    assert list(render(Report((), (), 0, (), 7), "azure")) == ["NO DRIFT  azure: no difference in 7 resources"]


def test_the_document_has_everything_but_secrets() -> None:
    text = json.dumps(document(REPORT))
    assert "hunter" not in text
    found = json.loads(text)
    assert found["drift"] is True
    assert found["resources"][0]["differences"][2] == {
        "path": "properties.rules[new]", "expected": None, "actual": {"name": "new", "sharedKey": "(hidden)"},
    }
    assert found["resources"][0]["breaks"][0]["id"] == "private-endpoints-only"
    assert document(Report((), (), 0, (), 7))["drift"] is False


def test_long_values_are_cut() -> None:
    one = Drift("changed", PLACE, "t", (Difference("properties.query", "x" * 500, "y"),))
    line = next(line for line in render(Report((one,), (), 0, (), 1), "azure") if "query" in line)
    assert len(line) < 200

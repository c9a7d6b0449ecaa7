"""Our SARIF: by the standard's schema, with what code scanning reads, and readable by the gate itself."""

from __future__ import annotations

import json
from typing import Any

from enclave.images.formats import read_report
from enclave.images.show import FORMS


def test_what_blocks_is_an_error_and_what_passes_a_note(made: Any) -> None:
    decision = made.decide(
        made.trivy(
            made.flaw("CVE-2026-1", "CRITICAL", FixedVersion="1.3"), made.flaw("CVE-2026-2"), made.flaw("CVE-2026-1", PkgName="bash")
        ),
        b"",
    )
    (run,) = json.loads(FORMS["sarif"](decision))["runs"]
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [
        ("CVE-2026-1", "error"),
        ("CVE-2026-1", "note"),
        ("CVE-2026-2", "note"),
        ("image-not-shown-to-be-scanned", "error"),
    ]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    assert {rule["id"]: rule["properties"]["security-severity"] for rule in rules} == {
        "CVE-2026-1": "9.5",
        "CVE-2026-2": "3.0",
        "image-not-shown-to-be-scanned": "9.0",
    }
    assert len({json.dumps(one["partialFingerprints"]) for one in run["results"]}) == 4
    assert "respond by 2026-11-22T10:00:00Z" in run["results"][0]["message"]["text"]
    assert run["results"][0]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == f"{made.NAME}@{made.DIGEST}"
    (scan,) = read_report(FORMS["sarif"](decision).encode())
    assert len(scan.weaknesses) == 4
    assert scan.problems == ()
    assert json.loads(FORMS["sarif"](made.decide(made.trivy())))["runs"][0]["results"] == []

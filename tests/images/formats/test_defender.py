"""Defender: rows in every wrapping, images told apart, and every status that says nothing."""

from __future__ import annotations

import json
from typing import Any

from enclave.finding import Severity
from enclave.images.model import Fix, moment


def test_the_same_rows_in_every_wrapping(made: Any, read: Any) -> None:
    rows = [made.row("CVE-2026-1", "High"), made.row("CVE-2026-2"), made.row("CVE-2026-3", digest=made.OTHER)]
    names = ("id", "type", "properties")
    columns = [{"name": name, "type": "string"} for name in names]
    table = {"columns": columns, "rows": [[row[name] for name in names] for row in rows]}
    text = [{**row, "properties": json.dumps(row["properties"])} for row in rows]
    wrappings = [
        rows,
        {"value": rows},
        {"data": rows, "count": 3, "skip_token": None, "total_records": 3},
        {"data": rows, "count": 3, "totalRecords": 3, "resultTruncated": "false", "facets": []},
        {"data": table, "totalRecords": 3},
        table,
        text,
    ]
    for wrapping in wrappings:
        first, second = read(wrapping)
        assert (first.image.name, first.image.digests, second.image.digests) == (made.NAME, (made.DIGEST,), (made.OTHER,))
        assert [[one.id for one in scan.weaknesses] for scan in (first, second)] == [["CVE-2026-1", "CVE-2026-2"], ["CVE-2026-3"]]
        assert (first.time, first.image.pushed, first.problems) == (moment("2026-11-21T09:00:00Z"), moment("2026-11-20"), ())
    for part in ({"skip_token": "x"}, {"$skipToken": "x"}, {"resultTruncated": "true"}, {"totalRecords": 4}, {"total_records": 4}):
        assert all("a part of the answer" in scan.problems[0] for scan in read({"data": rows, **part})), part
    assert all(scan.problems for scan in read({"value": rows, "nextLink": "x"}))


def test_a_fix_that_is_said_to_be_there_without_a_version(made: Any, read: Any) -> None:
    (found,) = read([made.row()])[0].weaknesses
    assert found.seen == moment("2026-11-21T09:00:00Z")
    assert (found.fix, found.fixed_version, found.package, found.published) == (Fix.AVAILABLE, "", "zlib", moment("2026-11-10"))
    for word, fix in (("NoFixAvailable", Fix.NONE), ("WontFix", Fix.NONE), ("Unknown", Fix.UNKNOWN), ("", Fix.UNKNOWN)):
        (found,) = read([made.row(softwareDetails={"packageName": "p", "fixStatus": word, "fixedVersion": None})])[0].weaknesses
        assert found.fix is fix


def test_scores_and_exploits(made: Any, read: Any) -> None:
    details = {
        "cveId": "CVE-2026-1",
        "severity": "Critical",
        "cvss": {"2.0": {"base": 10}, "3.0": {"base": 5.1}, "4.0": None},
        "exploitabilityAssessment": {"isInExploitKit": True},
    }
    (found,) = read([made.row(severity="Low", vulnerabilityDetails=details)])[0].weaknesses
    assert [one.severity for one in found.opinions] == [Severity.LOW, Severity.CRITICAL, Severity.MEDIUM]
    assert found.exploited


def test_a_status_that_says_nothing_is_no_clean_report(made: Any, read: Any) -> None:
    (healthy,) = read([made.row(code="Healthy"), made.row("CVE-2026-2")])
    assert ([one.id for one in healthy.weaknesses], healthy.notes, healthy.problems) == (["CVE-2026-2"], ("1 finding healthy again",), ())
    for code, cause in (("NotApplicable", "OffByPolicy"), ("NotApplicable", ""), ("ScanFailed", ""), ("", ""), ("unheard of", "")):
        (scan,) = read([made.row(code=code, status={"cause": cause})])
        assert "which says nothing" in scan.problems[0], code
    (exempt,) = read([made.row(code="NotApplicable", status={"cause": "Exempt"})])
    assert exempt.weaknesses[0].suppressed == "exempted in Azure"
    assert max(one.severity or 0 for one in exempt.weaknesses[0].opinions) == Severity.HIGH


def test_what_are_no_rows_of_images(made: Any, read: Any) -> None:
    other = {"id": "/subscriptions/0", "type": "microsoft.compute/virtualmachines", "properties": {"additionalData": {}}}
    for document, said in (
        ([], "nothing in it"),
        ({"data": []}, "nothing in it"),
        ([other], "no sub-assessment"),
        ([made.row(), other], "no sub-assessment"),
        ({"data": None}, "does not have the form"),
        ([{}], "no sub-assessment"),
        ([1], "does not have the form"),
        ({"columns": [{"name": "id"}], "rows": [["a", "b"]]}, "do not have all its columns"),
        ([{**made.row(), "properties": "{"}], "not whole JSON"),
    ):
        assert said in "; ".join(read(document)[0].problems), document
    nameless = made.row(artifactDetails={"repositoryName": "team/app"})
    assert read([nameless])[0].image.digests == ()


def test_rows_of_the_scanner_before_defenders_own(made: Any, read: Any) -> None:
    def older(*cves: str, **more: Any) -> dict[str, Any]:
        row = made.row()
        row["properties"] |= {"id": "178652", "status": {"code": "Unhealthy", "severity": "Low"}}
        row["properties"]["additionalData"] = {
            "assessedResourceType": "ContainerRegistryVulnerability", "registryHost": "crbank.azurecr.io", "repositoryName": "team/app",
            "imageDigest": made.DIGEST, "cve": [{"title": cve, "link": "https://x"} for cve in cves], "patchable": True,
            "cvss": {"2.0": {"base": 10.0}, "3.0": {"base": 9.1}}, "publishedTime": "2026-11-10T00:00:00Z", **more,
        }  # fmt: skip
        return dict(row)

    (scan,) = read([older("CVE-2026-1"), older("CVE-2026-2", "CVE-2026-3", patchable=False)])
    assert (scan.image.name, scan.image.digests) == ("crbank.azurecr.io/team/app", (made.DIGEST,))
    one, two = scan.weaknesses
    assert (one.id, one.covers, one.fix, one.published) == ("CVE-2026-1", (), Fix.AVAILABLE, moment("2026-11-10"))
    assert [opinion.severity for opinion in one.opinions] == [Severity.LOW, Severity.CRITICAL]
    assert (two.id, two.covers, two.fix) == ("178652", ("CVE-2026-2", "CVE-2026-3"), Fix.NONE)

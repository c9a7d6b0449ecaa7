"""Individual recommendations: what took the place of sub-assessments. What is missing in a row is a problem, never a finding less."""

from __future__ import annotations

import json
from typing import Any

import pytest

from enclave.finding import Severity
from enclave.images.model import Fix, moment

ID = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/CrBank/providers/Microsoft.Security/assessments/x"


def cve(name: str = "CVE-2026-1000", severity: str | None = "Low", **more: Any) -> dict[str, Any]:
    return {
        "CveId": name, "Severity": severity, "PublishedDate": "2026-11-10T00:00:00Z", "FixStatus": "FixAvailable", "FixedVersion": "1.3",
        "Cvss": [{"Key": "3.1", "Value": {"Base": 3.1}}], "ExploitabilityDetails": {"IsInExploitKit": False}, **more,
    }  # fmt: skip


def update(made: Any, *cves: dict[str, Any], status: str = "Unhealthy", text: bool = True, **properties: Any) -> dict[str, Any]:
    about = {
        "Digest": made.DIGEST, "LastPushedToRegistryUTC": "2026-11-20T00:00:00Z",
        "RepositoryDetails": {"RepositoryName": "team/app", "RegistryHost": "crbank.azurecr.io"},
    }  # fmt: skip
    software = {"SoftwareName": "zlib", "DetectedSoftwareVersions": ["1.2"], "CvesDetails": json.dumps(cves) if text else [*cves]}
    return {
        "id": ID, "type": "microsoft.security/assessments", "timeGenerated": "2026-11-21T09:00:00Z",
        "properties": {
            "displayName": "Update zlib", "status": {"code": status},
            "metadata": {"severity": "High", "recommendationCategory": "SoftwareUpdate"},
            "resourceDetails": {"ResourceType": ".containerimage", "Source": "Azure", "Id": f"repositories-team-app-images-{made.DIGEST}"},
            "resourceAdditionalData": json.dumps(about) if text else about, "additionalData": software, **properties,
        },
    }  # fmt: skip


@pytest.mark.parametrize("text", [True, False])
def test_a_row_for_each_update_and_a_finding_for_each_vulnerability(made: Any, read: Any, text: bool) -> None:
    rows = [update(made, cve(), cve("CVE-2026-2", "High"), text=text), update(made, cve("CVE-2026-3"), text=text)]
    (scan,) = read({"data": rows, "totalRecords": 2})
    assert (scan.image.name, scan.image.digests, scan.image.pushed) == (made.NAME.partition(":")[0], (made.DIGEST,), moment("2026-11-20"))
    assert (scan.time, scan.problems) == (moment("2026-11-21T09:00:00Z"), ())
    assert [one.id for one in scan.weaknesses] == ["CVE-2026-1000", "CVE-2026-2", "CVE-2026-3"]
    found = scan.weaknesses[0]
    assert (found.package, found.version, found.fix, found.fixed_version) == ("zlib", "1.2", Fix.AVAILABLE, "1.3")
    assert found.published == moment("2026-11-10")
    (part,) = read({"data": rows, "totalRecords": 3})
    assert "a part of the answer" in part.problems[0]


def test_the_image_by_its_address_where_nothing_else_says_it(made: Any, read: Any) -> None:
    (scan,) = read([update(made, cve(), resourceAdditionalData=None)])
    assert (scan.image.name, scan.image.digests) == ("crbank.azurecr.io", (made.DIGEST,))
    (nowhere,) = read([update(made, cve(), resourceAdditionalData="", resourceDetails={"ResourceType": ".containerimage"})])
    assert nowhere.image.digests == ()
    assert not made.decide([update(made, cve(), resourceAdditionalData="", resourceDetails={"ResourceType": ".containerimage"})]).passes


def test_what_is_not_rated_counts_as_high_at_least(made: Any, read: Any) -> None:
    def worst(of_all: str, **more: Any) -> list[Severity | None]:
        row = update(made, cve(Cvss=None, **more), metadata={"severity": of_all})
        return [one.severity for one in read([row])[0].weaknesses[0].opinions]

    assert worst("Low", Severity="Unknown") == [None]
    assert worst("Critical", Severity="Unknown") == [Severity.CRITICAL]
    assert worst("Critical", Severity="Low") == [Severity.LOW]
    assert worst("", Severity=None) == [None]
    assert not made.decide([update(made, cve(Cvss=None, Severity="Unknown"), metadata={"severity": "Low"})]).passes


def test_scores_exploits_and_fixes(made: Any, read: Any) -> None:
    def one(**more: Any) -> Any:
        return read([update(made, cve(**more))])[0].weaknesses[0]

    both = [{"Key": "2.0", "Value": {"Base": 10}}, {"Key": "3.1", "Value": {"Base": 9.8}}, {"Key": "4.0", "Value": None}]
    assert [opinion.score for opinion in one(Cvss=both).opinions] == [None, 9.8]
    assert [opinion.score for opinion in one(Cvss=both[:1]).opinions] == [None, 10]
    assert one(ExploitabilityDetails={"IsInExploitKit": "True"}).exploited
    assert not one(ExploitabilityDetails=None).exploited
    for word, fix in (("NoFix", Fix.NONE), ("WillNotFix", Fix.NONE), ("FixAvailable", Fix.AVAILABLE), ("", Fix.UNKNOWN)):
        assert one(FixStatus=word, FixedVersion="").fix is fix


def test_a_row_that_says_nothing_is_no_clean_report(made: Any, read: Any) -> None:
    (healthy,) = read([update(made, status="Healthy")])
    assert (healthy.weaknesses, healthy.problems) == ((), ())
    silent = (update(made, cve(), status=word) for word in ("NotApplicable", ""))
    for row in (update(made), update(made, additionalData=None), *silent):
        assert read([row])[0].problems
        assert not made.decide([row]).passes
    row = update(made, cve())
    row["properties"]["status"] = {"code": "NotApplicable", "cause": "Exempt"}
    (exempt,) = read([row])
    assert (exempt.problems, exempt.weaknesses[0].suppressed) == ((), "exempted in Azure")
    assert not made.decide([row]).passes


@pytest.mark.parametrize("change", [
    {"resourceDetails": {"ResourceType": "microsoft.compute/virtualmachines"}}, {"resourceDetails": None},
    {"additionalData": {"CvesDetails": "[{"}}, {"additionalData": {"CvesDetails": 3}}, {"resourceAdditionalData": "no JSON"},
])  # fmt: skip
def test_rows_about_something_else_and_cut_ones_are_refused(made: Any, read: Any, change: dict[str, Any]) -> None:
    (scan,) = read([update(made, cve(), **change)])
    assert scan.problems
    assert not made.decide([update(made, cve(), **change)]).passes

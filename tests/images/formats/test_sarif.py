"""SARIF: of Trivy, of Grype, of anybody; and runs that did not end well."""

from __future__ import annotations

from typing import Any

from enclave.finding import Severity
from enclave.images.model import Fix, moment

TEXT = "Package: zlib\nInstalled Version: 1.2\nVulnerability CVE-2026-1000\nSeverity: MEDIUM\nFixed Version: 1.3\nLink: [x](https://x)"


def test_what_trivy_writes(made: Any, read: Any) -> None:
    rule = {"id": "CVE-2026-1000", "properties": {"security-severity": "9.8"}, "defaultConfiguration": {"level": "error"}}
    result = {
        "ruleId": "CVE-2026-1000",
        "ruleIndex": 0,
        "level": "warning",
        "message": {"text": TEXT},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "lib/x"}}}],
    }
    (scan,) = read(
        made.sarif(
            result,
            tool={"driver": {"name": "Trivy", "rules": [rule]}},
            invocations=[
                {"executionSuccessful": True, "endTimeUtc": "2026-11-21T10:00:00Z"},
            ],
        )
    )
    (found,) = scan.weaknesses
    assert (scan.image.name, scan.image.digests, scan.time) == (made.NAME, (made.DIGEST,), moment("2026-11-21T10:00:00Z"))
    assert (found.id, found.package, found.version, found.fixed_version, found.fix, found.place) == (
        "CVE-2026-1000",
        "zlib",
        "1.2",
        "1.3",
        Fix.AVAILABLE,
        "lib/x",
    )
    assert [one.severity for one in found.opinions] == [Severity.MEDIUM, Severity.CRITICAL, Severity.MEDIUM]


def test_what_others_write(made: Any, read: Any) -> None:
    grype = {
        "id": "GHSA-2222-3333-4444-left-pad",
        "help": {"text": "Severity: negligible\nPackage: left-pad\nVersion: 1.0\nFix Version: 2.0"},
        "properties": {"security-severity": "8.0"},
    }
    rules = [grype, {"id": "plain"}, {"id": "scored", "properties": {"security-severity": "not a number"}}]
    found = read(
        made.sarif(
            {"ruleId": "GHSA-2222-3333-4444-left-pad"},
            {"ruleIndex": 1},
            {"rule": {"id": "scored"}, "level": "note"},
            {"ruleId": "plain", "kind": "pass"},
            {"ruleId": "gone", "baselineState": "absent"},
            {"ruleId": "plain", "level": "none", "suppressions": [{"kind": "external"}]},
            {"ruleId": "x", "kind": "open", "level": "odd"},
            tool={"driver": {"name": "other", "rules": rules}},
        )
    )[0].weaknesses
    assert [(one.id, one.package, one.aliases) for one in found] == [
        ("GHSA-2222-3333-4444", "left-pad", ("GHSA-2222-3333-4444-left-pad",)),
        ("plain", "", ()),
        ("scored", "", ()),
        ("plain", "", ()),
        ("x", "", ()),
    ]
    rated = [[one.severity for one in weakness.opinions] for weakness in found]
    assert rated == [[Severity.NOTE, Severity.HIGH], [Severity.MEDIUM], [Severity.LOW], [Severity.NOTE], [None]]
    assert found[3].suppressed


def test_what_nobody_knows_is_not_low(made: Any, read: Any) -> None:
    """Trivy writes its unknown severity as the lowest level and the score 0."""
    rule = {"id": "CVE-2026-1", "properties": {"security-severity": "0.0"}, "defaultConfiguration": {"level": "note"}}
    result = {"ruleId": "CVE-2026-1", "level": "note", "message": {"text": "Package: zlib\nSeverity: UNKNOWN"}}
    document = made.sarif(result, tool={"driver": {"name": "Trivy", "rules": [rule]}})
    assert [one.severity for one in read(document)[0].weaknesses[0].opinions] == [None]
    assert not made.decide(document).passes
    for score in ("nan", "inf", "-1", "11"):
        odd = made.sarif({"ruleId": "x", "level": "none", "properties": {"security-severity": score}})
        assert read(odd)[0].weaknesses[0].opinions[0].severity is None, score


def test_runs_that_show_nothing(made: Any, read: Any) -> None:
    failed = [{"executionSuccessful": False}]
    for document, said in (
        (made.sarif(invocations=failed), "did not end well"),
        (made.sarif(invocations=[{"executionSuccessful": True, "toolExecutionNotifications": [{"level": "error"}]}]), "1 error of its own"),
        (made.sarif(invocations=[{"toolConfigurationNotifications": [{"level": "error"}] * 2}]), "2 errors of its own"),
        ({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}}]}, "no `results`"),
        ({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": None}]}, "no `results`"),
        ({"version": "2.1.0", "runs": []}, "without a run"),
        ({"version": "2.1.0", "runs": None}, "without a run"),
        ({**made.sarif(), "version": "2.0.0"}, "unknown version"),
        ({"runs": [{}]}, "does not have the form"),
    ):
        assert said in "; ".join(read(document)[0].problems), said
    assert read(made.sarif(invocations=[{"toolExecutionNotifications": [{"level": "note"}]}]))[0].problems == ()
    both = {"version": "2.1.0", "runs": [*made.sarif()["runs"], *made.sarif(invocations=failed)["runs"]]}
    assert [bool(scan.problems) for scan in read(both)] == [False, True]


def scout(made: Any, rated: str = "CRITICAL", **more: Any) -> dict[str, Any]:
    """What Docker Scout writes: ratings stand in the properties of a rule, results have neither level nor score."""
    properties = {
        "affected_version": "<=1.2", "cvssV3_severity": rated, "fixed_version": "not fixed",
        "purls": ["pkg:apk/alpine/busybox@1.37.0-r30?os_name=alpine"], "tags": [rated], **more.pop("properties", {}),
    }  # fmt: skip
    driver = {"name": "docker scout", "rules": [{"id": "CVE-2026-60876", "name": "OsPackageVulnerability", "properties": properties}]}
    said = "Vulnerability    :CVE-2026-60876\n    Severity         :UNSPECIFIED\n    Fixed version    :not fixed\n"
    return dict(made.sarif({"ruleId": "CVE-2026-60876", "ruleIndex": 0, "message": {"text": said}, **more}, tool={"driver": driver}))


def test_a_rating_that_stands_in_the_rules_properties_only(made: Any, read: Any) -> None:
    (found,) = read(scout(made))[0].weaknesses
    assert max(opinion.severity for opinion in found.opinions if opinion.severity) is Severity.CRITICAL
    assert (found.package, found.version, found.fix, found.fixed_version) == ("busybox", "1.37.0-r30", Fix.NONE, "")
    assert found.purl.startswith("pkg:apk/alpine/busybox@")
    assert not made.decide(scout(made)).passes
    (fixed,) = read(scout(made, properties={"fixed_version": "1.38"}, message=None))[0].weaknesses
    assert (fixed.fix, fixed.fixed_version) == (Fix.AVAILABLE, "1.38")


def test_a_score_of_snyks_rules(made: Any, read: Any) -> None:
    rule = {"id": "SNYK-1", "properties": {"cvssv3_baseScore": 9.8, "security-severity": "null"}}
    result = {"ruleId": "SNYK-1", "level": "note", "message": {"text": "x"}}
    document = made.sarif(result, tool={"driver": {"name": "Snyk", "rules": [rule]}})
    (found,) = read(document)[0].weaknesses
    assert [opinion.severity for opinion in found.opinions] == [Severity.CRITICAL, Severity.LOW]


def test_a_vulnerability_that_is_told_as_information_is_one_all_the_same(made: Any, read: Any) -> None:
    assert len(read(scout(made, kind="informational"))[0].weaknesses) == 1
    assert not made.decide(scout(made, kind="informational")).passes
    said = made.sarif({"ruleId": "scanned", "kind": "informational", "message": {"text": "156 packages"}})
    assert read(said)[0].weaknesses == ()


def test_a_score_that_is_no_number_is_not_taken_for_a_good_one(made: Any, read: Any) -> None:
    for score in ("NaN", "-1", "11", "inf"):
        (found,) = read(scout(made, rated="", properties={"security-severity": score}))[0].weaknesses
        assert found.opinions[-1].severity is None or found.opinions[-1].source == "`level`"
        assert all(opinion.score is None for opinion in found.opinions)

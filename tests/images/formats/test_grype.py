"""Grype: findings with EPSS and known exploitation, what was hidden, and the age of the database."""

from __future__ import annotations

import base64
from typing import Any

from enclave.finding import Severity
from enclave.images.model import Fix, moment


def test_a_finding_with_all_that_is_said_of_it(made: Any, read: Any) -> None:
    (scan,) = read(made.grype(made.match(
        "GHSA-aaaa-bbbb-cccc", "Negligible",
        vulnerability={
            "epss": [{"percentile": value} for value in (0.4, "0.97", "odd", 7, None)], "knownExploited": [{"cve": "CVE-2026-1"}],
            "fix": {"versions": ["1.3", "2.0"], "state": "fixed"},
            "cvss": [{"version": "2.0", "source": "nvd", "metrics": {"baseScore": 10}}, {"version": "3.1", "metrics": {"baseScore": 5.5}}],
        },
        relatedVulnerabilities=[{"id": "CVE-2026-1", "severity": "Critical", "namespace": "nvd:cpe"}],
    )))  # fmt: skip
    (found,) = scan.weaknesses
    assert (found.id, found.aliases, found.fix, found.fixed_version, found.epss) == (
        "GHSA-aaaa-bbbb-cccc",
        ("CVE-2026-1",),
        Fix.AVAILABLE,
        "1.3, 2.0",
        0.97,
    )
    assert found.exploited
    assert [one.severity for one in found.opinions] == [Severity.NOTE, Severity.MEDIUM, Severity.CRITICAL]
    assert (scan.image.digests, scan.image.config) == ((made.DIGEST, made.OTHER), made.CONFIG)
    assert (scan.time, scan.database) == (moment("2026-11-21T10:00:00Z"), moment("2026-11-20T08:00:00Z"))


def test_an_advisory_about_several_vulnerabilities_is_none_of_them(made: Any, read: Any) -> None:
    related = [{"id": "CVE-2026-1", "severity": "Low"}, {"id": "CVE-2026-2", "severity": "Low"}]
    (found,) = read(made.grype(made.match("RHSA-2026:1", relatedVulnerabilities=related)))[0].weaknesses
    assert (found.aliases, found.covers) == ((), ("CVE-2026-1", "CVE-2026-2"))


def test_what_shows_that_it_looked(made: Any, read: Any) -> None:
    def with_descriptor(**parts: Any) -> dict[str, Any]:
        return {**made.grype(), "descriptor": {"name": "grype", "timestamp": "2026-11-21T10:00:00Z", **parts}}

    assert read(made.grype())[0].problems == ()
    assert read(with_descriptor(db={"built": "2026-11-20T08:00:00Z", "schemaVersion": 5, "error": None}))[0].problems == ()
    for document, said in (
        (with_descriptor(), "names no database"),
        (with_descriptor(db=None), "names no database"),
        (with_descriptor(db={}), "when the scanner's database was built"),
        (with_descriptor(db={"built": "2026-11-20T08:00:00Z", "error": "no db"}), "not valid"),
        (with_descriptor(db={"status": {"built": "2026-11-20T08:00:00Z", "valid": False}}), "not valid"),
        ({**made.grype(), "descriptor": None}, "names no database"),
        ({**made.grype(), "distro": None}, "no operating system was recognised"),
        ({**made.grype(), "alertsByPackage": [{"alerts": [{"type": "distro-unknown"}]}]}, "were not examined"),
        ({**made.grype(), "matches": None}, "does not have the form"),
        ({"descriptor": {}, "source": {}}, "no report that is known"),
    ):
        assert said in "; ".join(read(document)[0].problems), said
    assert read({**made.grype(), "alertsByPackage": {}})[0].problems == ()
    (ended,) = read({**made.grype(), "alertsByPackage": [{"alerts": [{"type": "distro-eol"}]}]})[0].weaknesses
    assert ended.kind == "end-of-life"


def test_hidden_findings_come_back_but_those_of_kernel_headers(made: Any, read: Any) -> None:
    headers = {"package": {"name": "linux-libc-dev.*", "upstream-name": "linux.*"}, "match-type": "exact-indirect-match"}
    rules = (
        [{"vex-status": "not_affected"}],
        [{"vulnerability": "CVE-1", "reason": "later"}],
        [headers],
        [{**headers, "vulnerability": "CVE-1"}],
        [],
    )
    ignored = [made.match(f"CVE-2026-{number}", appliedIgnoreRules=[*rule]) for number, rule in enumerate(rules)]
    found = read({**made.grype(), "ignoredMatches": ignored})[0].weaknesses
    assert [one.id for one in found] == ["CVE-2026-0", "CVE-2026-1", "CVE-2026-3", "CVE-2026-4"]
    assert [one.suppressed for one in found][:2] == [
        "hidden in the scanner by VEX (`not_affected`)",
        "hidden in the scanner by a rule (`later`)",
    ]


def test_when_the_image_was_built(made: Any, read: Any) -> None:
    for config, created in (
        (base64.b64encode(b'{"created": "2026-11-01T00:00:00Z"}').decode(), moment("2026-11-01")),
        (base64.b64encode(b"{}").decode(), None),
        ("%%%", None),
        ("e30x", None),
        (None, None),
        ("", None),
    ):
        report = made.grype()
        report["source"]["target"]["config"] = config
        assert read(report)[0].image.created == created


def test_sources_that_are_no_images(made: Any, read: Any) -> None:
    for target in ("/src", None):
        (scan,) = read({**made.grype(), "source": {"type": "directory", "target": target}})
        assert scan.image.digests == ()

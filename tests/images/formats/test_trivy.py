"""Trivy: what it found and where, and above all what shows that it looked."""

from __future__ import annotations

from typing import Any

from enclave.finding import Severity
from enclave.images.model import Fix, moment


def test_an_image_with_findings(made: Any, read: Any) -> None:
    (scan,) = read(
        made.trivy(
            made.flaw(
                "CVE-2026-1",
                "LOW",
                FixedVersion="1.3",
                VendorSeverity={"nvd": 4, "alpine": 1, "odd": 9},
                SeveritySource="alpine",
                CVSS={"nvd": {"V2Score": 10.0, "V3Score": 9.8}, "old": {"V2Score": 5.0}},
                PublishedDate="2026-11-01T00:00:00Z",
            ),
            made.flaw("CVE-2026-2", "UNKNOWN", Status="will_not_fix"),
        )
    )
    assert (scan.tool, scan.problems, scan.image.name) == ("trivy", (), made.NAME)
    assert (scan.image.digests, scan.image.config) == ((made.DIGEST,), made.CONFIG)
    assert scan.time == moment("2026-11-21T10:00:00.123456Z")
    first, second = scan.weaknesses
    assert {(one.source, one.severity, one.score) for one in first.opinions} == {
        ("alpine", Severity.LOW, None),
        ("nvd", Severity.CRITICAL, None),
        ("odd", None, None),
        ("CVSS of nvd", Severity.CRITICAL, 9.8),
        ("CVSS of old", Severity.MEDIUM, 5.0),
    }
    assert (first.fix, first.fixed_version, first.published) == (Fix.AVAILABLE, "1.3", moment("2026-11-01"))
    assert (second.fix, [one.severity for one in second.opinions]) == (Fix.NONE, [None])


def test_clean_and_not_scanned_are_not_the_same(made: Any, read: Any) -> None:
    system = {"OS": {"Family": "alpine", "Name": "3.20"}, "RepoDigests": [f"x@{made.DIGEST}"]}
    clean = [
        made.trivy(),
        {**made.trivy(), "Results": [{"Target": "x", "Class": "os-pkgs", "Type": "alpine", "Vulnerabilities": None}]},
        {**made.trivy(), "Metadata": {"RepoDigests": [f"x@{made.DIGEST}"]}, "Results": [{"Target": "app", "Class": "lang-pkgs"}]},
    ]
    assert [read(document)[0].problems for document in clean] == [()] * 3
    without = {key: value for key, value in made.trivy().items() if key != "Results"}
    for document, said in (
        (without, "no packages were examined"),
        ({**made.trivy(), "Results": None}, "no packages were examined"),
        ({**made.trivy(), "Results": []}, "no packages were examined"),
        ({**made.trivy(), "Results": [{"Target": "Dockerfile", "Class": "config"}]}, "no packages were examined"),
        ({**made.trivy(), "Results": [{"Target": "x", "Class": "secret"}]}, "no packages were examined"),
        ({**made.trivy(), "Metadata": system, "Results": [{"Target": "a", "Class": "lang-pkgs"}]}, "alpine 3.20, were not examined"),
        ({**made.trivy(), "SchemaVersion": 3}, "unknown schema version 3"),
        ({**made.trivy(), "SchemaVersion": "2"}, "does not have the form"),
        ({key: value for key, value in made.trivy().items() if key != "SchemaVersion"}, "names no `SchemaVersion`"),
        ([{"Target": "x", "Vulnerabilities": []}], "without a schema version"),
    ):
        assert said in "; ".join(read(document)[0].problems), said


def test_systems_that_nobody_keeps_any_more(made: Any, read: Any) -> None:
    report = made.trivy()
    report["Metadata"]["OS"]["EOSL"] = True
    (weakness,) = read(report)[0].weaknesses
    assert (weakness.id, weakness.kind, weakness.package, weakness.version) == ("END-OF-LIFE", "end-of-life", "alpine", "3.20")


def test_secrets_misconfigurations_and_what_was_hidden(made: Any, read: Any) -> None:
    report = made.trivy()
    report["Results"] += [
        {"Target": "/app/key", "Class": "secret", "Secrets": [{"RuleID": "private-key", "Severity": "HIGH", "Match": "never shown"}]},
        {
            "Target": "Dockerfile",
            "Class": "config",
            "Misconfigurations": [
                {"ID": "DS002", "AVDID": "AVD-DS-0002", "Severity": "HIGH", "Status": "FAIL"},
                {"ID": "DS026", "Severity": "LOW", "Status": "PASS"},
                {"ID": "DS001", "Severity": "LOW", "Status": "EXCEPTION"},
            ],
        },
        {"Target": "licences", "Class": "license", "Licenses": [{"Severity": "CRITICAL"}]},
        {
            "Target": "x",
            "Class": "lang-pkgs",
            "ExperimentalModifiedFindings": [
                {"Type": "vulnerability", "Status": "ignored", "Source": ".trivyignore", "Finding": made.flaw("CVE-2026-9", "HIGH")},
                {"Type": "secret", "Status": "ignored", "Source": "t", "Finding": {"RuleID": "token", "Severity": "LOW"}},
                {"Type": "license", "Status": "ignored", "Source": "t", "Finding": {"Severity": "LOW"}},
            ],
        },
    ]
    (scan,) = read(report)
    assert [(one.id, one.kind, bool(one.suppressed)) for one in scan.weaknesses] == [
        ("private-key", "secret", False),
        ("DS002", "misconfiguration", False),
        ("DS001", "misconfiguration", True),
        ("CVE-2026-9", "vulnerability", True),
        ("token", "secret", True),
    ]
    assert scan.weaknesses[1].aliases == ("AVD-DS-0002",)
    assert scan.notes == ("1 finding about licences: not judged here",)
    assert "never shown" not in repr(scan)


def test_which_digest_names_the_image(made: Any, read: Any) -> None:
    def digests(name: str, *listed: str) -> tuple[str, ...]:
        report = made.trivy()
        report["ArtifactName"], report["Metadata"]["RepoDigests"] = name, [*listed]
        return read(report)[0].image.digests

    assert digests("r/app:1", f"other/app@{made.OTHER}", f"r/app@{made.DIGEST}") == (made.DIGEST, made.OTHER)
    assert digests(f"r/app@{made.OTHER}", f"r/app@{made.DIGEST}") == (made.OTHER, made.DIGEST)
    assert digests("app.tar") == ()
    assert digests("r/app:1", "r/app@sha256:abc", "r/app") == ()


def test_a_cluster_is_read_object_by_object(made: Any, read: Any) -> None:
    result = made.trivy(made.flaw())["Results"]
    one = {"ImageID": made.CONFIG, "RepoDigests": [f"r/app@{made.DIGEST}"], "RepoTags": ["r/app:1"]}
    report = {"ClusterName": "aks", "Resources": [
        {"Namespace": "ai", "Kind": "Deployment", "Name": "app", "Metadata": [one], "Results": result},
        {"Namespace": "ai", "Kind": "Deployment", "Name": "two", "Metadata": [one, one], "Results": result},
        {"Namespace": "ai", "Kind": "Pod", "Name": "broken", "Error": "cannot pull"},
        {"Namespace": "ai", "Kind": "Pod", "Name": "old", "Results": result},
    ]}  # fmt: skip
    app, two, broken, old = read(report)
    assert (app.image.name, app.image.digests, app.problems) == ("r/app:1", (made.DIGEST,), ())
    assert "2 images" in two.problems[0]
    assert "failed for this object" in broken.problems[1]
    assert (old.image.name, old.image.digests) == ("ai/Pod/old", ())
    assert read({"ClusterName": "aks", "Findings": None})[0].problems

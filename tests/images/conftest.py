"""Small reports of each format, written for these tests, and a gate with a fixed clock."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from enclave.images.formats import read_report
from enclave.images.gate import WITHOUT_A_FILE, Decision, Gate, Report
from enclave.spec.images import Images

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DIGEST = "sha256:" + "a1" * 32
OTHER = "sha256:" + "b2" * 32
CONFIG = "sha256:" + "c3" * 32
NAME = "crbank.azurecr.io/team/app:1.4"


def flaw(name: str = "CVE-2026-1000", severity: str = "LOW", **more: Any) -> dict[str, Any]:
    return {
        "VulnerabilityID": name,
        "PkgName": "zlib",
        "InstalledVersion": "1.2",
        "Severity": severity,
        "PkgIdentifier": {"PURL": "pkg:apk/alpine/zlib@1.2?arch=x86_64&distro=3.20"},
        **more,
    }


def trivy(*flaws: dict[str, Any], time: str = "2026-11-21T10:00:00.123456789Z", digest: str = DIGEST, **more: Any) -> dict[str, Any]:
    result = {"Target": f"{NAME} (alpine 3.20)", "Class": "os-pkgs", "Type": "alpine", **({"Vulnerabilities": [*flaws]} if flaws else {})}
    return {
        "SchemaVersion": 2,
        "CreatedAt": time,
        "ArtifactName": NAME,
        "ArtifactType": "container_image",
        "Metadata": {
            "OS": {"Family": "alpine", "Name": "3.20"},
            "ImageID": CONFIG,
            "RepoDigests": [f"{NAME.rpartition(':')[0]}@{digest}"],
        },
        "Results": [result],
        **more,
    }


def match(name: str = "CVE-2026-1000", severity: str = "Low", **more: Any) -> dict[str, Any]:
    vulnerability = {
        "id": name,
        "severity": severity,
        "namespace": "alpine:distro:alpine:3.20",
        "fix": {"versions": [], "state": "not-fixed"},
    }
    return {
        "vulnerability": vulnerability | more.pop("vulnerability", {}),
        "relatedVulnerabilities": [],
        "artifact": {"name": "zlib", "version": "1.2", "purl": "pkg:apk/alpine/zlib@1.2?arch=x86_64&distro=alpine-3.20"},
        **more,
    }


def grype(*matches: dict[str, Any], digest: str = DIGEST, **more: Any) -> dict[str, Any]:
    return {
        "matches": [*matches],
        "source": {
            "type": "image",
            "target": {
                "userInput": NAME,
                "imageID": CONFIG,
                "manifestDigest": OTHER,
                "repoDigests": [f"{NAME.rpartition(':')[0]}@{digest}"],
            },
        },
        "distro": {"name": "alpine", "version": "3.20"},
        "descriptor": {
            "name": "grype",
            "version": "0.100.0",
            "timestamp": "2026-11-21T10:00:00Z",
            "db": {"status": {"built": "2026-11-20T08:00:00Z", "valid": True}},
        },
        **more,
    }


def row(name: str = "CVE-2026-1000", severity: str = "Low", code: str = "Unhealthy", digest: str = DIGEST, **more: Any) -> dict[str, Any]:
    return {
        "id": "/subscriptions/0/providers/Microsoft.ContainerRegistry/registries/crbank/providers/Microsoft.Security/assessments/"
        "c0b7cfc6-3172-465a-b378-53c7ff2cc0d5/subassessments/1",
        "type": "microsoft.security/assessments/subassessments",
        "properties": {
            "id": name,
            "timeGenerated": "2026-11-21T09:00:00Z",
            "status": {"code": code, "severity": severity, **more.pop("status", {})},
            "additionalData": {
                "assessedResourceType": "AzureContainerRegistryVulnerability",
                "vulnerabilityDetails": {"cveId": name, "severity": severity, "publishedDate": "2026-11-10T00:00:00Z"},
                "artifactDetails": {
                    "registryHost": "crbank.azurecr.io",
                    "repositoryName": "team/app",
                    "digest": digest,
                    "tags": ["1.4"],
                    "lastPushedToRegistryUTC": "2026-11-20T00:00:00Z",
                },
                "softwareDetails": {"packageName": "zlib", "version": "1.2", "fixedVersion": "", "fixStatus": "FixAvailable"},
                **more,
            },
        },
    }


def sarif(*results: dict[str, Any], **run: Any) -> dict[str, Any]:
    about = {"imageName": NAME, "repoDigests": [f"{NAME.rpartition(':')[0]}@{DIGEST}"]}
    return {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Trivy"}}, "results": [*results], "properties": about, **run}]}


def decide(*documents: Any, policy: Images = WITHOUT_A_FILE, now: datetime = NOW, **more: Any) -> Decision:
    """The decision over documents, each a report of its own."""
    reports = [
        Report(f"{number}.json", scan)
        for number, document in enumerate(documents)
        for scan in read_report(document if isinstance(document, bytes) else json.dumps(document).encode())
    ]
    return Gate(policy, now, **more).decide(reports)


@pytest.fixture(scope="session")
def made() -> Any:
    """Makers of reports: `trivy flaw grype match defender row sarif decide`, and what they hold: `NOW DIGEST OTHER CONFIG NAME`."""
    return SimpleNamespace(
        trivy=trivy,
        flaw=flaw,
        grype=grype,
        match=match,
        row=row,
        sarif=sarif,
        decide=decide,
        NOW=NOW,
        DIGEST=DIGEST,
        OTHER=OTHER,
        CONFIG=CONFIG,
        NAME=NAME,
    )


@pytest.fixture(scope="session")
def read() -> Callable[[Any], Any]:
    """The scans of a document."""
    return lambda document: read_report(json.dumps(document).encode())

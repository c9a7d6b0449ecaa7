"""What counts of all statements: the latest of each author, the worst of all, and nothing without author, time and grounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.images.model import Image
from enclave.images.vex import FORMATS, read_vex


def test_statements_that_do_not_count_are_said(said: Callable[..., Any], openvex: Callable[..., Any], image: Image) -> None:
    exact = f"pkg:oci/app@{image.digest}"
    for document, told in (
        (openvex(justification=None), "it needs a justification, and it gives none"),
        (openvex(justification=None, impact_statement="we looked"), "it needs a justification"),
        (openvex(justification="because"), "`because` is none that VEX knows"),
        (openvex(document_author=""), "names no author"),
        (openvex(document_author="  "), "names no author"),
        (openvex(document_timestamp=""), "it has no time"),
        (openvex(timestamp="2026-11-22T00:00:00Z"), "it is from the future (2026-11-22)"),
        (openvex(status="fixed"), "it says of no version"),
    ):
        found = said(document)
        assert (found.status, found.clears) == (None, False)
        assert told in found.why[0], told
    assert said(openvex()).why == ("VEX of Platform Security (`0.json`) says `not_affected` (vulnerable_code_not_present)",)
    assert said(openvex(exact, status="fixed", justification=None)).clears
    both = [{"@id": "pkg:oci/app"}, {"@id": "pkg:oci/other@sha256:" + "b" * 64}]
    assert "it says of no version" in said(openvex(status="fixed", products=both)).why[0]
    assert not said(openvex(vulnerability={"name": "CVE-1"})).why
    assert said(openvex(), authors=("Platform Security",)).clears
    assert "not one of `images.vex_authors`" in said(openvex(), authors=("Somebody",)).why[0]


def test_the_later_statement_of_an_author_takes_the_place_of_the_earlier(said: Callable[..., Any], openvex: Callable[..., Any]) -> None:
    early, late = {"timestamp": "2026-11-02T00:00:00Z"}, {"timestamp": "2026-11-03T00:00:00Z"}
    for first, second, status in (
        (openvex(status="affected", **early), openvex(**late), "not_affected"),
        (openvex(**early), openvex(status="affected", **late), "affected"),
        (openvex(**early), openvex(status="affected", **early), "affected"),
        (openvex(**early), openvex(status="under_investigation", **late), "under_investigation"),
        # one that says no time and makes it worse is the latest
        (openvex(**late), openvex(status="affected", document_timestamp=""), "affected"),
        # one that does not count takes nobody's place
        (openvex(**early), openvex(justification=None, **late), "not_affected"),
        # of others, the worst counts, whenever it was said
        (openvex(**late), openvex(status="affected", document_author="Upstream", **early), "affected"),
        (openvex(**late), openvex(status="affected", document_author="", **early), "affected"),
    ):
        assert said(first, second).status == said(second, first).status == status
    told = said(openvex(), openvex(status="affected", document_author="Upstream")).why
    assert "statements contradict each other: the worst counts" in told


def test_what_is_no_vex(openvex: Callable[..., Any]) -> None:
    import json

    whole = json.dumps(openvex()).encode()
    for bad in (b"", b"[]", b"{}", whole[:-1], b"{" * 10_000, b'{"statements": [{}]}', b'{"document": {}}', b'{"bomFormat": "x"}'):
        with pytest.raises(InputError):
            read_vex("x.json", bad)
    assert [form.id for form in FORMATS] == ["openvex", "csaf", "cyclonedx"]


def test_the_gate_goes_by_it(openvex: Callable[..., Any]) -> None:
    import json
    from datetime import UTC, datetime

    from enclave.images.formats import read_report
    from enclave.images.gate import WITHOUT_A_FILE, Gate, Report
    from enclave.images.vex import Vex

    finding = {
        "VulnerabilityID": "CVE-2026-1000",
        "PkgName": "zlib",
        "Severity": "HIGH",
        "PkgIdentifier": {"PURL": "pkg:apk/alpine/zlib@1.2"},
    }
    report = {
        "SchemaVersion": 2,
        "ArtifactName": "r/app@sha256:" + "a" * 64,
        "Results": [{"Class": "os-pkgs", "Vulnerabilities": [finding]}],
    }
    now = datetime(2026, 11, 21, tzinfo=UTC)
    for document, passes in ((openvex(), True), (openvex(justification=None), False), (openvex(status="affected"), False)):
        gate = Gate(WITHOUT_A_FILE, now, vex=Vex(read_vex("v.json", json.dumps(document).encode()), now))
        result = gate.decide([Report("r.json", read_report(json.dumps(report).encode())[0])]).results[0]
        assert result.passes is passes
        assert any("v.json" in reason for reason in result.judged[0].why)

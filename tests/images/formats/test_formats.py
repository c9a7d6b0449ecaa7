"""Picking the reader: by what a document says of itself, and never a guess."""

from __future__ import annotations

import json
from typing import Any

from enclave.images.formats import FORMATS, read_report


def test_each_report_is_read_by_its_own_reader_whatever_its_file_is_called(made: Any) -> None:
    documents = (made.trivy(), made.grype(), made.sarif(), {"data": [made.row()]}, [made.row()])
    assert [read_report(json.dumps(one).encode())[0].tool for one in documents] == ["trivy", "grype", "Trivy", "defender", "defender"]
    assert [form.id for form in FORMATS] == ["trivy", "grype", "sarif", "defender"]
    bom = b"\xef\xbb\xbf" + json.dumps(made.trivy()).encode()
    assert read_report(bom)[0].problems == ()


def test_what_is_given_by_mistake_is_told_by_name() -> None:
    for document, said in (
        ({"bomFormat": "CycloneDX"}, "--vex"),
        ({"@context": "https://openvex.dev", "statements": []}, "--vex"),
        ({"document": {}, "vulnerabilities": []}, "--vex"),
        ({"spdxVersion": "SPDX-2.3"}, "bill of materials"),
        ({}, "no report that is known"),
        ({"decision": "pass", "reports": []}, "no report that is known"),
    ):
        (scan,) = read_report(json.dumps(document).encode())
        assert (scan.tool, scan.image.digests) == ("", ())
        assert said in scan.problems[0]

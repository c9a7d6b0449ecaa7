"""JUnit XML: well formed whatever names hold, with counts that add up."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from enclave.images.show import FORMS


def test_suites_and_cases(made: Any) -> None:
    odd = made.flaw("CVE-2026-1", "HIGH", PkgName="a\"<&>\x00\x1b]]>'")
    decision = made.decide(made.trivy(odd, made.flaw("CVE-2026-2")), made.trivy(), b"{")
    root = ElementTree.fromstring(FORMS["junit"](decision))
    assert (root.get("tests"), root.get("failures")) == ("5", "2")
    suites = [(suite.get("tests"), suite.get("failures"), len(suite.findall("testcase/failure"))) for suite in root]
    assert suites == [("3", "1", 1), ("1", "0", 0), ("1", "1", 1)]
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.get("message") == "high: high: the worst that may pass is medium"
    assert "respond by 2026-11-24T10:00:00Z" in (failure.text or "")
    names = [case.get("name") or "" for case in root.iter("testcase")]
    assert names[0] == "the image was scanned and may be here"
    assert "a\"<&>\ufffd\ufffd]]>'" in names[1]

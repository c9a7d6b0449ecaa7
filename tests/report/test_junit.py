"""JUnit reports."""

from __future__ import annotations

import pytest

from enclave.errors import InputError
from enclave.report.junit import read_junit

REPORT = """<?xml version="1.0"?><testsuites><testsuite>
<testcase classname="tests.dlp.test_stream" name="a"/><testcase classname="tests.dlp.test_stream.TestCuts" name="b"/>
<testcase classname="tests.audit.test_verify" name="c"><failure message="no"/></testcase>
<testcase classname="tests.audit.test_verify" name="d"/>
<testcase classname="tests.cli.test_up" name="e"><skipped/></testcase>
<testcase file="tests/x/test_y.py" classname="whatever" name="f"><error/></testcase>
</testsuite></testsuites>"""


def test_a_file_passed_when_all_of_its_tests_did() -> None:
    assert read_junit(REPORT, "r.xml") == {
        "tests/dlp/test_stream.py": "passed", "tests/audit/test_verify.py": "1 of 2 failed",
        "tests/cli/test_up.py": "1 of 1 did not run", "tests/x/test_y.py": "1 of 1 failed",
    }  # fmt: skip


@pytest.mark.parametrize("text", [
    "", "no xml", "<testsuites/>", "<a><b></a>",
    '<!DOCTYPE a [<!ENTITY b "c">]><testsuites><testcase classname="&b;"/></testsuites>',
])  # fmt: skip
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"r\.xml"):
        read_junit(text, "r.xml")

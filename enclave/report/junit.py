"""A JUnit report of a test run, by file of tests: `passed`, or what did not."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from enclave.errors import InputError


def read_junit(text: str, name: str) -> Mapping[str, str]:
    """`tests/dlp/test_stream.py` -> `passed`, `2 of 31 failed` or `3 of 31 did not run`. Raises InputError.

    Reads what pytest writes: `classname` is the dotted path of the file, with the class where there is one.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InputError("a JUnit report has no document type", name, "it may hide entities; write it with `pytest --junit-xml FILE`")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314
    except ElementTree.ParseError as error:
        raise InputError(f"not a JUnit report: {error}", name, "write one with `pytest --junit-xml FILE`") from error
    counts: dict[str, list[int]] = {}
    for case in root.iter("testcase"):
        count = counts.setdefault(_file(case), [0, 0, 0])
        count[0] += 1
        if case.find("failure") is not None or case.find("error") is not None:
            count[1] += 1
        elif case.find("skipped") is not None:
            count[2] += 1
    if not counts:
        raise InputError("there is no test in it", name, "write it with `pytest --junit-xml FILE`")
    return {file: _told(*count) for file, count in counts.items()}


def _file(case: ElementTree.Element) -> str:
    if case.get("file"):
        return str(case.get("file"))
    parts = case.get("classname", "").split(".")
    while len(parts) > 1 and not parts[-1].startswith("test_"):
        parts.pop()
    return "/".join(parts) + ".py"


def _told(ran: int, failed: int, skipped: int) -> str:
    if failed:
        return f"{failed} of {ran} failed"
    return f"{skipped} of {ran} did not run" if skipped else "passed"

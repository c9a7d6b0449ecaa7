"""The decision as JUnit XML, which every CI shows: a suite for each image, a case for each finding, a failure for each that blocks."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from enclave.images.gate import Decision, Judged, Result
from enclave.images.show.document import stamp

_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold."""


def render(decision: Decision) -> str:
    """One document. An image without findings has one case, that it was scanned."""
    suites = [_suite(result) for result in decision.results]
    tests, failures = sum(count for count, _, _ in suites), sum(failed for _, failed, _ in suites)
    head = f'<testsuites name="enclave images gate" tests="{tests}" failures="{failures}" errors="0">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *(text for _, _, text in suites), "</testsuites>"])


def _suite(result: Result) -> tuple[int, int, str]:
    name = result.scan.image.name or result.file
    digest = result.scan.image.digest
    full = name if not digest or digest in name else f"{name}@{digest}"
    cases = [_scanned(result, full), *(_case(one, full) for one in result.judged)]
    failures = len(result.blocked) + bool(result.problems)
    head = f'  <testsuite name={_attribute(full)} tests="{len(cases)}" failures="{failures}" errors="0" skipped="0">'
    return len(cases), failures, "\n".join([head, *cases, "  </testsuite>"])


def _scanned(result: Result, image: str) -> str:
    return _element(image, "the image was scanned and may be here", "; ".join(result.problems), "\n".join(result.problems))


def _case(one: Judged, image: str) -> str:
    weakness = one.weakness
    place = f" ({weakness.place})" if weakness.place else ""
    name = f"{weakness.id} {weakness.package} {weakness.version}".strip() + place
    told = [*one.why, *((f"fixed in {weakness.fixed_version}",) if weakness.fixed_version else ())]
    told += [f"respond by {stamp(one.respond_by)}"] if one.respond_by else []
    return _element(image, name, f"{one.label}: {one.why[0] if one.why else 'blocks'}" if one.blocks else "", "\n".join(told))


def _element(image: str, name: str, failure: str, told: str) -> str:
    head = f"    <testcase classname={_attribute(image)} name={_attribute(name)} time=\"0\""
    if not failure:
        return f"{head}/>"
    return f"{head}>\n      <failure message={_attribute(failure)}>{escape(_clean(told))}</failure>\n    </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)

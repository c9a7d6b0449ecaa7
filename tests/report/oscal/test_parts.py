"""What all documents share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from enclave.report.oscal import DOCUMENTS, Assessed
from enclave.report.oscal.parts import nist_id, prop

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")


def walk(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    yield key, value
    for name, item in value.items() if isinstance(value, dict) else ((key, item) for item in value) if isinstance(value, list) else ():
        yield from walk(item, name)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_identifiers_are_unique_nothing_is_empty_and_links_into_the_document_lead_somewhere(
    name: str, good: Assessed, opened: Assessed
) -> None:
    elsewhere = {f"#{document[next(iter(document))]['uuid']}" for document in (make(opened) for make in DOCUMENTS.values())}
    for of in (good, opened):
        document = DOCUMENTS[name](of)
        assert list(document) == [name]
        every = list(walk(document))
        uuids = [value for key, value in every if key == "uuid"]
        assert len(uuids) == len(set(uuids))
        assert [uuid for uuid in uuids if not UUID.match(uuid)] == []
        assert [key for key, value in every if value in ("", [], {}) or (isinstance(value, str) and not value.strip())] == []
        if of is opened:
            links = {value for key, value in every if key in ("href", "source") and str(value).startswith("#")}
            assert links - {f"#{uuid}" for uuid in uuids} - elsewhere == set()


def test_the_same_findings_have_the_same_identifiers(good: Assessed) -> None:
    for make in DOCUMENTS.values():
        assert make(good) == make(good)


def test_clauses_of_nist_by_their_identifiers() -> None:
    wanted = {"SC-7": "sc-7", "SC-7(3)": "sc-7.3", "AC-4(21)": "ac-4.21", "CM.7": None, "SC-7(3)(a)": None, "": None}
    assert {clause: nist_id(clause) for clause in wanted} == wanted


def test_a_property_has_one_line_and_is_never_empty() -> None:
    assert prop("a", " x\n y ")["value"] == "x y"
    assert prop("a", "")["value"] == "none"

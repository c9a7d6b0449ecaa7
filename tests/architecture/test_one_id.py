"""One id names everything: the entry in the room's tuple, its file, its test and its page in the docs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from enclave.dlp import DETECTORS, secrets
from enclave.dlp.identifiers import (
    americas,
    asia_africa_by_label,
    asia_africa_pacific,
    by_label,
    companies,
    devices,
    documents,
    europe_a_to_h,
    europe_by_label,
    europe_i_to_z,
    finance,
    further_states,
    health,
    latin_america,
)
from enclave.gateway.stages import ALL
from enclave.verify import OBLIGATIONS, RULES

TABLES = (
    americas, asia_africa_by_label, asia_africa_pacific, companies, devices, documents, europe_a_to_h, europe_by_label, europe_i_to_z,
    finance, further_states, health, latin_america,
)
ROWS = {
    detector.id
    for detectors in (*(table.DETECTORS for table in (*TABLES, secrets)), by_label.OF_STATES, by_label.OF_COMPANIES)
    for detector in detectors
}
"""Detectors that are rows of a table, or stand beside those."""
ROOMS: tuple[tuple[str, Iterable[str], str, str], ...] = (
    ("detector", (detector.id for detector in DETECTORS), "enclave/dlp/detectors", "docs/detectors"),
    ("obligation", (obligation.id for obligation in OBLIGATIONS), "enclave/verify/obligations", "docs/obligations"),
    ("rule", (rule.id for rule in RULES), "enclave/verify/rules", "docs/rules"),
    ("stage", (stage.id for stage in ALL), "enclave/gateway/stages", "docs/stages"),
)


@pytest.mark.parametrize(("kind", "ids", "folder", "docs"), ROOMS, ids=[room[0] for room in ROOMS])
def test_tuple_file_test_and_page_agree(kind: str, ids: Iterable[str], folder: str, docs: str, root: Path) -> None:
    wanted = list(ids)
    assert wanted
    assert len(set(wanted)) == len(wanted)
    files = {name.replace("-", "_") for name in wanted if name not in ROWS}
    assert {file.stem for file in (root / folder).glob("*.py")} - {"__init__"} == files, kind
    tests = root / folder.replace("enclave/", "tests/", 1)
    assert {file.stem.removeprefix("test_") for file in tests.glob("test_*.py")} >= files, kind
    anchors = {name.replace("_", "-") for name in wanted}
    written = [page for page in (root / docs).glob("*.md") if page.stem != "README"]
    if kind == "detector":  # they are many: each family has a page, and each detector an anchor there
        assert {anchor for page in written for anchor in re.findall('<a id="([^"]+)">', page.read_text(encoding="utf-8"))} == anchors, kind
    else:
        assert {page.stem for page in written} == anchors, kind

"""The pages of the detectors are those that their data gives now."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.dlp import DETECTORS, pages
from enclave.dlp.detector import Detector

WRITTEN = pages.pages()


def test_the_pages_are_current(root: Path) -> None:
    found = {file.name: file.read_text(encoding="utf-8") for file in (root / pages.DIRECTORY).glob("*.md")}
    old = sorted(name for name in {*WRITTEN, *found} if WRITTEN.get(name) != found.get(name))
    assert old == [], "`make pages` writes them anew"


@pytest.mark.parametrize("detector", DETECTORS, ids=[detector.id for detector in DETECTORS])
def test_a_page_tells_source_confidence_and_every_sample(detector: Detector) -> None:
    page = WRITTEN[pages.name(detector)]
    assert page.startswith(f"# `{detector.id}`: {detector.title}\n")
    assert detector.about in page
    assert detector.source in page
    assert [pattern.why for pattern in detector.patterns if pattern.why not in page] == []
    shown = [sample.replace("\n", "\\n") for sample in (*detector.positives, *detector.negatives)]
    assert [sample for sample in shown if sample not in page] == []

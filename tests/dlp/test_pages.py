"""The pages of the detectors are those that their data gives now, and each detector has its place on one."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from enclave.dlp import DETECTORS, pages

WRITTEN = pages.pages()


def test_the_pages_are_current(root: Path) -> None:
    found = {file.name: file.read_text(encoding="utf-8") for file in (root / pages.DIRECTORY).glob("*.md")}
    old = sorted(name for name in {*WRITTEN, *found} if WRITTEN.get(name) != found.get(name))
    assert old == [], "`make pages` writes them anew"


def test_each_detector_has_one_place_and_the_overview_links_it() -> None:
    anchors = Counter(anchor for text in WRITTEN.values() for anchor in re.findall(r'<a id="([^"]+)"></a>', text))
    assert anchors == Counter(pages.anchor(detector) for detector in DETECTORS)
    links = re.findall(r"\]\(([^)#]+)#([^)]+)\)", WRITTEN[pages.OVERVIEW])
    assert len(links) == len(DETECTORS)
    assert [link for link in links if f'<a id="{link[1]}"></a>' not in WRITTEN[link[0]]] == []


def test_a_place_tells_source_confidence_and_every_sample() -> None:
    for title, detectors in pages.families().items():
        parts = WRITTEN[pages.name(title)].split("\n## ")[1:]
        for detector, part in zip(detectors, parts, strict=True):
            shown = [sample.replace("\n", "\\n") for sample in (*detector.positives, *detector.negatives)]
            said = [detector.id, detector.title, detector.about, detector.source, *(pattern.why for pattern in detector.patterns), *shown]
            assert [text for text in said if text not in part] == [], detector.id


def test_pages_of_families_that_are_gone_are_removed(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("x", encoding="utf-8")
    pages.write(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == set(WRITTEN)

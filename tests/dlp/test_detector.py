"""Every detector keeps what its file says: its samples, its docs page, and the shapes that streams rest on."""

from __future__ import annotations

import re

import pytest

from enclave.dlp import DETECTORS
from enclave.dlp.detector import HIGH, LOW, MEDIUM, Detector, begins
from enclave.dlp.scan import Scanner
from enclave.dlp.secrets.samples import EACH, Samples

each_detector = pytest.mark.parametrize("detector", DETECTORS, ids=[detector.id for detector in DETECTORS])


def unmarked(sample: str) -> str:
    return sample.replace("«", "").replace("»", "")


@each_detector
def test_its_true_samples_are_found_exactly(detector: Detector, scanner: Scanner, alone: dict[str, Scanner]) -> None:
    """Another may claim the same value only when it finds it alone too, and is as sure (`cédula` of two countries)."""
    for positive in detector.positives:
        start, end = positive.index("«"), positive.index("»") - 1
        text = unmarked(positive)
        found = alone[detector.id].scan(text)
        assert [(own.entity, own.start, own.end) for own in found] == [(detector.entity, start, end)], positive
        matches = scanner.scan(text)
        assert [(match.start, match.end) for match in matches] == [(start, end)], positive
        assert matches[0] in alone[matches[0].detector].scan(text), positive
        assert matches[0].confidence >= found[0].confidence, positive


@each_detector
def test_its_false_samples_are_not_found(detector: Detector, alone: dict[str, Scanner]) -> None:
    assert [sample for sample in detector.negatives if alone[detector.id].scan(sample)] == []


@each_detector
def test_every_candidate_is_live_at_every_cut_inside_it(detector: Detector) -> None:
    for pattern in detector.patterns:
        opening = re.compile(pattern.shape.opening)
        inside = re.compile(f"[{pattern.shape.alphabet}]*")
        for text in map(unmarked, detector.positives):
            for match in pattern.exact.finditer(text):
                assert inside.fullmatch(match.group()), f"a match has characters outside its alphabet: {text}"
                assert pattern.shape.length is None or len(match.group()) < pattern.shape.length, text
                for cut in range(match.start() + 1, match.end() + 1):
                    assert opening.match(text[:cut], match.start()), f"not live after {cut - match.start()} characters: {text}"


@each_detector
def test_confidence_is_low_medium_or_high_and_explained(detector: Detector) -> None:
    for pattern in detector.patterns:
        stated = {pattern.confidence, pattern.supported} - {None}
        assert stated
        assert stated <= {LOW, MEDIUM, HIGH}
        assert pattern.why
        assert (pattern.supported is None) == (pattern.evidence is None)
        if pattern.confidence and pattern.supported:
            assert pattern.supported > pattern.confidence
    least = EACH if isinstance(detector.positives, Samples) else 8
    assert len(detector.positives) >= least
    assert len(detector.negatives) >= least


@each_detector
def test_open_ended_patterns_have_anchors_of_one_width(detector: Detector) -> None:
    for pattern in detector.patterns:
        if pattern.shape.length is None:
            match = re.search(pattern.anchor, unmarked("".join(detector.positives)))
            assert match is None or len(match.group()) == pattern.reach


def test_an_opening_takes_a_beginning_only_at_the_end() -> None:
    opening = re.compile(begins("sk-", "AKIA"))
    assert [bool(opening.search(text)) for text in ("s", "as", "ask", "sk-x", "A", "AKI")] == [True] * 6
    assert [bool(opening.search(text)) for text in ("sx", "skx", "AKx", "k", "")] == [False] * 5

"""Every detector keeps what its file says: its samples, its docs page, and the shapes that streams rest on."""

from __future__ import annotations

import re

from enclave.dlp import DETECTORS
from enclave.dlp.detector import HIGH, LOW, MEDIUM, begins
from enclave.dlp.scan import Scanner
from enclave.dlp.secrets.samples import EACH, Samples


def unmarked(sample: str) -> str:
    return sample.replace("«", "").replace("»", "")


def test_true_samples_are_found_exactly(scanner: Scanner, alone: dict[str, Scanner]) -> None:
    """Another may claim the same value only when it finds it alone too, and is as sure (`cédula` of two countries)."""
    for detector in DETECTORS:
        for positive in detector.positives:
            start, end = positive.index("«"), positive.index("»") - 1
            text = unmarked(positive)
            found = alone[detector.id].scan(text)
            assert [(own.entity, own.start, own.end) for own in found] == [(detector.entity, start, end)], (detector.id, positive)
            matches = scanner.scan(text)
            assert [(match.start, match.end) for match in matches] == [(start, end)], (detector.id, positive)
            named = found if matches[0].detector == detector.id else alone[matches[0].detector].scan(text)
            assert matches[0] in named, (detector.id, positive)
            assert matches[0].confidence >= found[0].confidence, (detector.id, positive)


def test_false_samples_are_not_found(alone: dict[str, Scanner]) -> None:
    found = [(detector.id, sample) for detector in DETECTORS for sample in detector.negatives if alone[detector.id].scan(sample)]
    assert found == []


def test_every_candidate_is_live_at_every_cut_inside_it() -> None:
    for detector in DETECTORS:
        for pattern in detector.patterns:
            opening = re.compile(pattern.shape.opening)
            inside = re.compile(f"[{pattern.shape.alphabet}]*")
            for text in map(unmarked, detector.positives):
                for match in pattern.exact.finditer(text):
                    where = f"{detector.id}: {text}"
                    assert inside.fullmatch(match.group()), f"a match has characters outside its alphabet: {where}"
                    assert pattern.shape.length is None or len(match.group()) < pattern.shape.length, where
                    for cut in range(match.start() + 1, match.end() + 1):
                        assert opening.match(text[:cut], match.start()), f"not live after {cut - match.start()} characters: {where}"


def test_confidence_is_low_medium_or_high_and_explained() -> None:
    for detector in DETECTORS:
        for pattern in detector.patterns:
            stated = {pattern.confidence, pattern.supported} - {None}
            assert stated, detector.id
            assert stated <= {LOW, MEDIUM, HIGH}, detector.id
            assert pattern.why, detector.id
            assert (pattern.supported is None) == (pattern.evidence is None), detector.id
            if pattern.confidence and pattern.supported:
                assert pattern.supported > pattern.confidence, detector.id
        least = EACH if isinstance(detector.positives, Samples) else 8
        assert min(len(detector.positives), len(detector.negatives)) >= least, detector.id


def test_open_ended_patterns_have_anchors_of_one_width() -> None:
    for detector in DETECTORS:
        for pattern in detector.patterns:
            if pattern.shape.length is None:
                match = re.search(pattern.anchor, unmarked("".join(detector.positives)))
                assert match is None or len(match.group()) == pattern.reach, detector.id


def test_an_opening_takes_a_beginning_only_at_the_end() -> None:
    opening = re.compile(begins("sk-", "AKIA"))
    assert [bool(opening.search(text)) for text in ("s", "as", "ask", "sk-x", "A", "AKI")] == [True] * 6
    assert [bool(opening.search(text)) for text in ("sx", "skx", "AKx", "k", "")] == [False] * 5

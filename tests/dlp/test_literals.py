"""Words that an expression needs: what is found, and that every match of a detector's evidence holds one of them."""

from __future__ import annotations

import re

import pytest

from enclave.dlp import DETECTORS
from enclave.dlp.literals import needed


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("abc", ("abc",)), ("(?<![a-z])(?:visa|amex)s?", ("amex", "visa")), ("ab?cdef", ("cdef",)), (r"(?:card)+[0-9]", ("card",)),
        ("tel|.*", ()), ("[a-z]+", ()), ("(?:card)?", ()), ("a", ()), ("a[bc]d", ()), ("电话[0-9]", ("电话",)), (r"(?=secret)\w+", ()),
        (r"tax[ _]id\Z", ("tax",)), ("x{3}(?:pin|code)", ("code", "pin")),
    ],
)
def test_words_of_an_expression(expression: str, words: tuple[str, ...]) -> None:
    assert needed(expression) == words


def test_evidence_holds_a_word_that_it_needs() -> None:
    seen = 0
    for detector in DETECTORS:
        texts = [sample.replace("«", "").replace("»", "").lower() for sample in detector.positives]
        for evidence in {id(pattern.evidence): pattern.evidence for pattern in detector.patterns if pattern.evidence}.values():
            gates = [re.compile(gate, re.IGNORECASE) for gate in evidence.needed]
            for text in texts:
                place = evidence.words.search(text)
                if place and gates:
                    assert any(gate.search(place[0]) for gate in gates), (detector.id, place[0])
                    seen += 1
    assert seen > 500

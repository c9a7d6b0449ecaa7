"""Recognisers and the scanner together: one set of findings, on whole texts and on streams."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enclave.dlp.recognisers.interface import Labelled, RecogniserFailed, Said, Span
from enclave.dlp.recognisers.look import recognised
from enclave.dlp.redact import redact
from enclave.dlp.scan import Match, Scanner, is_hidden
from enclave.dlp.stream import StreamScanner

HIDE = {"person_name": 80, "organization": 70, "credit_card": 75, "email": 75, "private_key": 75}
ZERO = "\u200b"


@pytest.fixture
def scanner(recogniser: Labelled) -> Scanner:
    return Scanner(HIDE, recognisers=(recogniser,))


def found(scanner: Scanner, text: str) -> list[tuple[str, str, int, str]]:
    return [(text[match.start : match.end], match.entity, match.confidence, match.detector) for match in scanner.scan(text, HIDE)]


def test_its_findings_stand_beside_those_of_the_detectors(scanner: Scanner) -> None:
    assert found(scanner, "Ada Lovelace of Acme pays by card 4111 1111 1111 1111.") == [
        ("Ada Lovelace", "person_name", 85, "gazetteer"), ("Acme", "organization", 70, "gazetteer"),
        ("4111 1111 1111 1111", "credit_card", 85, "credit_card"),
    ]


def test_offsets_hold_in_later_windows_and_disguises_are_read(scanner: Scanner) -> None:
    text = "no one.\n\n" * 300 + f"A{ZERO}da Love{ZERO}lace"
    assert found(scanner, text) == [(f"A{ZERO}da Love{ZERO}lace", "person_name", 85, "gazetteer")]
    assert [entity for _, entity, *_ in found(scanner, r"{\"name\": \"\u0041da\"}")] == ["person_name"]
    assert [entity for _, entity, *_ in found(scanner, "from Ас\u043ce, \u0410da Lovelace")][-1:] == ["person_name"]


def test_values_that_overlap_are_one_place_by_the_documented_precedence(gazetteer: Any) -> None:
    """Values to be hidden first, then the longest, then the surest, then the scanner's own."""
    class Everything:
        def __init__(self, score: float = 0.85) -> None:
            self.score = score

        def find(self, texts: Sequence[str]) -> list[list[Said]]:
            return [[Said(0, len(text), "ALL", self.score)] for text in texts]

    card = "4111 1111 1111 1111"
    both = Scanner(["credit_card", "organization"], recognisers=(Labelled("all", Everything(), {"ALL": "organization"}, 70),))
    assert [match.entity for match in both.scan(f"my card {card}")] == ["organization"]
    assert [match.entity for match in both.scan(f"my card {card}", {"credit_card": 75})] == ["credit_card"]
    hidden = both.scan(f"my card {card}", {"credit_card": 75, "organization": 75})
    assert hidden == [Match(0, 27, "organization", 85, "all")]
    assert both.scan(card)[0].detector == "all", "the surer one"
    first = Scanner(["credit_card", "organization"], recognisers=(Labelled("all", Everything(0.75), {"ALL": "organization"}, 70),))
    assert first.scan(card)[0].detector == "credit_card", "as sure, and the scanner's own"


def test_what_policy_does_not_name_is_not_asked_for(gazetteer: Any, recogniser: Labelled) -> None:
    cards = Scanner(["credit_card"], recognisers=(recogniser,))
    assert cards.scan("Ada Lovelace") == []
    assert cards.recognisers == ()
    assert gazetteer.seen == []
    assert [match.entity for match in Scanner(["organization"], recognisers=(recogniser,)).scan("Ada of Acme")] == ["organization"]


def test_empty_windows_are_not_asked_about(gazetteer: Any, recogniser: Labelled) -> None:
    assert recognised((recogniser,), ["", " \n\n", "Ada"], {"person_name"}) == [[], [], [Span(0, 3, "person_name", 85, "gazetteer")]]
    assert gazetteer.seen == ["Ada"]


def streamed(scanner: Scanner, pieces: Sequence[str]) -> tuple[list[str], list[Match]]:
    stream = StreamScanner(scanner, HIDE)
    released = [*(stream.push(piece) for piece in pieces), stream.finish()]
    return [part.text for part in released], [match for part in released for match in part.matches]


TEXTS = (
    "Ada met Alan.\n\nGrace Hopper wrote to ada@example.com from Acme.",
    f"To A{ZERO}da Lovelace:\n\n4111 1111 1111 1111\n\nInitech",
    "Card 4111 1111\n\n1111 1111 of Grace M. Hopper\n \nAlan",
    "Ada" + " and so on." * 4 + "\n\nGrace",
)


def test_every_cut_and_every_pair_of_cuts_says_what_the_whole_text_says(scanner: Scanner) -> None:
    for text in TEXTS:
        whole = [match for match in scanner.scan(text, HIDE) if is_hidden(match, HIDE)]
        expected = redact(text, whole)
        cuts = range(0, len(text) + 1, 5)
        for first, second in itertools.combinations_with_replacement(cuts, 2):
            texts, matches = streamed(scanner, (text[:first], text[first:second], text[second:]))
            assert "".join(texts) == expected
            assert [match for match in matches if is_hidden(match, HIDE)] == whole
            for part in itertools.accumulate(texts):
                assert expected.startswith(part)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["Ada", " Lovelace", "\n\n", " ", "Acme", "x" * 900, ". ", "4111111111111111", "\n", ZERO]), max_size=14),
       st.integers(1, 700))
def test_generated_texts_in_pieces_of_any_size(scanner: Scanner, parts: list[str], size: int) -> None:
    text = "".join(parts)
    expected = redact(text, [match for match in scanner.scan(text, HIDE) if is_hidden(match, HIDE)])
    assert "".join(streamed(scanner, [text[start : start + size] for start in range(0, len(text), size)])[0]) == expected


def test_a_paragraph_is_held_back_until_it_is_over(scanner: Scanner) -> None:
    stream = StreamScanner(scanner, HIDE)
    assert stream.push("Nothing here. Ada").text == ""
    assert stream.push(" Lovelace.\n").text == ""
    assert stream.push("\nNext").text == "Nothing here. [REDACTED-PERSON_NAME].\n\n"
    assert stream.push("word " * 600).text.startswith("Next")
    assert stream.held <= 3000


def test_a_failure_refuses_whole_texts_and_streams() -> None:
    class Broken:
        id = "broken"
        entities = ("person_name",)

        def find(self, texts: Sequence[str]) -> list[list[Span]]:
            raise RecogniserFailed("broken", "out of order")

    scanner = Scanner(["person_name"], recognisers=(Broken(),))
    with pytest.raises(RecogniserFailed):
        scanner.scan("Ada")
    stream = StreamScanner(scanner, {"person_name": 75})
    assert stream.push("Ada").text == ""
    with pytest.raises(RecogniserFailed):
        stream.finish()

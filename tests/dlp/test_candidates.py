"""Candidates: looking only where words are changes no answer, on whole texts and on the pieces of a stream."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from enclave.dlp import anchors, candidates
from enclave.dlp.anchors import DIGIT, NUMBER, Key
from enclave.dlp.scan import Found, Scanner

ROWS = (
    "ssn 123-45-6789 ", "account 12345678 ", "1234 5678 9012,", "ab12 ", "2024-01-02 ", "swift ",
    "123-45-6789 is my ssn. ", "İssn 219099999 ",
)


def answers(scanner: Scanner, text: str, start: int, *, over: bool) -> list[Found]:
    return scanner.look(text, start, len(text), over=over)


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_gates_change_no_answer(data: st.DataObject, scanner: Scanner, texts: SearchStrategy[str]) -> None:
    rows = st.lists(st.sampled_from(ROWS), max_size=60).map("".join)
    text = data.draw(texts) + data.draw(rows)
    start = data.draw(st.sampled_from((0, len(text) // 2)))
    over = data.draw(st.booleans())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates.Words, "is_worth", lambda *_, few=False: False)
        patch.setattr(candidates.Words, "ranges", lambda *_: [(None, [(0, len(text) + 1_000)])])
        without = answers(scanner, text, start, over=over)
        patch.undo()
        patch.setattr(candidates, "_FEW", -1)
        patch.setattr(anchors, "_LONG", data.draw(st.sampled_from((0, 4_096))))
        patch.setattr(candidates, "_MANY", data.draw(st.sampled_from((0, 24, 200))))
        assert answers(scanner, text, start, over=over) == without


def test_candidates_without_a_word_before_them_are_not_looked_at(scanner: Scanner) -> None:
    text = "order 12345678, " * 100
    gates = candidates.Gates([pattern for _, pattern in scanner.patterns])
    words = candidates.Words(gates, text, 0, len(text), over=True)
    assert words.is_worth(100)
    assert not words.is_worth(1), "looking for words is dearer than one candidate"
    assert len(words.open()) < len(scanner.patterns) / 4
    assert not list(words.ranges(NUMBER))
    few = candidates.Words(gates, "ZIP code 1234, order 5678", 0, 25, over=True)
    assert few.is_worth(1, few=True), "the words around digits are few"
    assert few.ends(few=True).items() <= few.ends().items()
    assert 0 < len(list(few.ranges(DIGIT))) < 4, "a group of anchors for each of its words"


def test_only_the_anchors_whose_words_are_there_are_looked_for(scanner: Scanner) -> None:
    gates = candidates.Gates([pattern for _, pattern in scanner.patterns])

    def of(text: str, *, over: bool = True) -> dict[Key | None, list[tuple[int, int]]]:
        return {key: list(some) for key, some in candidates.Words(gates, text, 0, len(text), over=over).ranges(NUMBER)}

    one, two = of("her BSN " + "x" * 5_000), of("her BSN and PESEL")
    assert one.keys() < two.keys()
    assert all(last < 1_500 for some in one.values() for _, last in some), "far behind the word nothing matters"
    assert None not in two
    assert list(of("her BSN", over=False)) == [None], "words may come that make any matter"


def test_no_word_of_ordinary_prose_opens_the_tables_of_numbers(scanner: Scanner, prose: str) -> None:
    """A gate is what an expression needs, which may be the first letters of a rare word: `has` of `has(?:ł|l)o`."""
    assert [prose[end - 12 : end] for ends in scanner._gates.few(prose).values() for end in ends] == []

from __future__ import annotations

from typing import Any

import pytest

from enclave.dlp.recognisers.interface import Labelled, RecogniserFailed, Span


class Says:
    def __init__(self, *answers: list[Any]) -> None:
        self.answers = answers

    def find(self, texts: Any) -> Any:
        return self.answers


def spans(*answers: list[Any]) -> Any:
    return Labelled("one", Says(*answers), {"PER": "person_name", "PERSON": "person_name"}, 70).find(["Ada Lovelace"])


def test_labels_become_entities_and_scores_a_confidence() -> None:
    assert spans([(0, 3, "PER", 0.29), (4, 12, "PERSON", None), (0, 12, "DATE", 1.0)]) == [
        [Span(0, 3, "person_name", 29, "one"), Span(4, 12, "person_name", 70, "one")]
    ]
    assert spans([(0, 3, "PER", 0.0), (0, 3, "PER", 1)]) == [[Span(0, 3, "person_name", 1, "one"), Span(0, 3, "person_name", 100, "one")]]
    assert Labelled("one", Says([]), {"PER": "person_name", "ORG": "organization"}, 70).entities == ("person_name", "organization")


def test_nonsense_is_a_failure_and_never_an_answer() -> None:
    for answers in (
        ([],) * 2, (), ([(-1, 3, "PER", 0.5)],), ([(3, 3, "PER", 0.5)],), ([(5, 3, "PER", 0.5)],), ([(0, 13, "PER", 0.5)],),
        ([(True, 3, "PER", 0.5)],), ([(0.0, 3, "PER", 0.5)],), ([("0", 3, "PER", 0.5)],), ([(0, 3, "PER", 1.5)],),
        ([(0, 3, "PER", float("nan"))],), ([(0, 3, "PER", -0.1)],),
    ):
        with pytest.raises(RecogniserFailed):
            spans(*answers)
    for strange in ([(0, 3, "PER")], [None], ([(0, 3, "PER", "much")],)):  # what `Limited` makes a failure of
        with pytest.raises((TypeError, ValueError)):
            spans(*strange)

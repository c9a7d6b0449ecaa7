"""Runs of capitalised words: a stream waits for one as long as it can go on, and no longer."""

from __future__ import annotations

import re

import pytest

from enclave.dlp.wording import CAPITALS, MONTHS, WORD, alternatives, beginnings


@pytest.mark.parametrize("text",
["J", "John", "John ", "John S", "John Smith", "Ludwig v", "Ludwig van ", "Ludwig van Beethoven", "Charles de la ", "Acme & C"])
def test_a_run_that_may_go_on(text: str) -> None:
    assert re.match(CAPITALS, text)


@pytest.mark.parametrize("text", ["john", "John went", "John; ", "John\n", "John w", "John (", "Ludwig van went"])
def test_a_run_that_is_over(text: str) -> None:
    assert not re.match(CAPITALS, text)


def test_words_and_months() -> None:
    assert all(re.fullmatch(WORD, word) for word in ("Anna", "J.", "O'Neill", "Jean-Luc", "Žižek", "McDonald"))
    assert not any(re.fullmatch(WORD, word) for word in ("anna", "A-", "Anna,", "4Anna"))
    assert MONTHS["märz"] == MONTHS["marzo"] == MONTHS["mar"] == 3
    assert re.fullmatch(alternatives(("mai",)), "MAI")
    assert re.fullmatch(beginnings(("mai",)), "Ma")
    assert not re.match(beginnings(("mai",)), "Max")

"""The words are small, and none stands for a name and against one at once."""

from __future__ import annotations

from enclave.dlp.name_words import FIELDS, GREETINGS, NOT_NAMES, REGARDS, SALUTATIONS, SAYINGS, TITLES


def test_words_are_small_and_stand_once() -> None:
    for words in (FIELDS, GREETINGS, REGARDS, SALUTATIONS, SAYINGS, TITLES):
        assert all(word == word.lower().strip() for word in words)
        assert len(set(words)) == len(words)
    assert all(word == word.lower() for word in NOT_NAMES)
    assert set(TITLES) <= NOT_NAMES
    assert {"hola", "hi", "bonjour", "dear"} <= NOT_NAMES

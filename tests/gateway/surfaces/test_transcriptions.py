"""Of a transcript goes back what is text in one piece; nothing spells it."""

from __future__ import annotations

import pytest

from enclave.gateway.surfaces.call import BadCallError
from enclave.gateway.surfaces.transcriptions import TRANSCRIBE


def test_nothing_that_spells_the_text_goes_back() -> None:
    document = {
        "text": "a b", "words": [{"word": "a"}], "logprobs": [{"token": "a"}], "language": "en", "more": "x", "duration": 1.0,
        "segments": [{"id": 0, "text": "a b", "tokens": [1, 2], "words": ["a"]}],
    }  # fmt: skip
    assert TRANSCRIBE.is_answer(document)
    assert TRANSCRIBE.kept(document) == {"text": "a b", "language": "en", "duration": 1.0, "segments": [{"id": 0, "text": "a b"}]}
    for other in (
        {},
        {"text": 5},
        {"text": "a", "segments": "x"},
        {"text": "a", "segments": [{"text": 5}]},
        {"text": "a", "segments": [5]},
    ):
        assert not TRANSCRIBE.is_answer(other), other


def test_there_is_no_call_without_a_file() -> None:
    with pytest.raises(BadCallError):
        TRANSCRIBE.read_call({"model": "whisper"})
    with pytest.raises(BadCallError):
        TRANSCRIBE.read_form({"model": "whisper"}, ())

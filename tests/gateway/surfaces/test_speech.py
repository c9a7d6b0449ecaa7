"""What is spoken is charged by its characters, wide ones twice."""

from __future__ import annotations

import pytest

from enclave.gateway.surfaces import speech
from enclave.gateway.surfaces.call import BadCallError


def test_characters_as_they_are_charged() -> None:
    for text, count in (("abc", 3), ("a b", 3), ("日本", 4), ("é", 1), ("한", 2)):
        call = speech.read_call({"input": text})
        assert call.units is not None
        assert call.units({"input": text}).characters == count


def test_what_cannot_be_spoken() -> None:
    for body in (
        {},
        {"input": ""},
        {"input": 5},
        {"input": "x" * 4_097},
        {"input": "x", "response_format": "exe"},
        {"input": "x", "stream_format": "sse"},
    ):
        with pytest.raises(BadCallError):
            speech.read_call(body)

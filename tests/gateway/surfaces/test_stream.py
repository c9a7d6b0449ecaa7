"""What all streams share: what was seen is counted, and what cannot be held back ends the stream."""

from __future__ import annotations

import pytest

from enclave.gateway.guard import Guard
from enclave.gateway.surfaces.chat_stream import ChatStream
from enclave.gateway.surfaces.stream import StreamBlockedError, StreamGarbageError, decoded
from enclave.spec.handling import Action, Handling
from enclave.spec.policy import Policy

GUARD = Guard(Policy(dlp={"email": Handling.of(Action.REDACT, 65)}))


def test_a_name_with_a_value_ends_the_stream_and_is_on_record() -> None:
    stream = ChatStream(GUARD, False)
    stream.whole("f", "x")
    assert stream.verdict().outcome == "pass"
    with pytest.raises(StreamBlockedError) as caught:
        stream.whole("jane.doe@example.com", "x")
    assert caught.value.entities == {"email"}
    verdict = stream.verdict()
    assert (verdict.outcome, verdict.findings) == ("refuse", {"email": 1})


def test_what_stands_beside_is_scanned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, seen = ChatStream(GUARD, False), []
    monkeypatch.setattr(stream, "whole", lambda text, place, counts: seen.append(text))
    for _ in range(3):
        stream.beside({"id": "abc"}, "chunk")
    stream.beside({"id": "abd"}, "chunk")
    assert seen == ["abc", "abd"]


def test_usage_is_looked_for_in_anything() -> None:
    stream = ChatStream(GUARD, False)
    for payload in (b"[DONE]", b'{"usage"', b'["usage"]', b'{"usage":null}', b'{"usage":{"prompt_tokens":3,"completion_tokens":4}}'):
        stream.look_for_usage(payload)
    assert stream.usage is not None
    assert (stream.usage.prompt, stream.usage.completion) == (3, 4)


def test_events_are_objects() -> None:
    assert decoded(b'{"a":1}') == {"a": 1}
    for payload in (b"", b"[1]", b"\xff", b"{", b"[" * 10_000):
        with pytest.raises(StreamGarbageError):
            decoded(payload)

"""What all streams share: what was seen is counted, and what cannot be held back ends the stream."""

from __future__ import annotations

import pytest

from enclave.gateway.guard import WALL, Guard
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


def test_what_stands_beside_is_scanned_once_and_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, heard = [], []
    monkeypatch.setattr(GUARD, "_known", {})
    monkeypatch.setattr(GUARD.scanner, "scan", lambda text: seen.append(text) or [])
    for _ in range(2):  # a second answer says the same of itself
        stream = ChatStream(GUARD, False)
        stream.names, stream.heard = ("gpt-4o-2024-11-20",), lambda _, text: heard.append(text)
        for _ in range(3):
            stream.beside({"id": "abc", "model": "gpt-4o-2024-11-20", "system_fingerprint": "fp"}, "chunk")
        stream.beside({"id": "abd", "model": "gpt-4o"}, "chunk")
    assert seen == [f"abc{WALL}fp", f"abd{WALL}gpt-4o"]
    assert heard == ["abc", "fp", "abd", "gpt-4o"] * 2


def test_whichever_of_what_stands_beside_has_a_value_ends_the_stream() -> None:
    stream = ChatStream(GUARD, False)
    with pytest.raises(StreamBlockedError):
        stream.beside({"id": "abc", "system_fingerprint": "write to jane.doe@example.com"}, "chunk")
    [seen] = stream.verdict().seen
    assert (seen.start, seen.field) == (len("write to "), "chunk")


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

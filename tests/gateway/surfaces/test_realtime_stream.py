"""What a model service says in a session, scanned event by event."""

from __future__ import annotations

import json

import pytest

from enclave.gateway.guard import Guard
from enclave.gateway.surfaces.realtime_ids import Ids
from enclave.gateway.surfaces.realtime_stream import Spoken, encoded
from enclave.gateway.surfaces.stream import StreamBlockedError, StreamGarbageError
from enclave.spec.policy import effective_policies

PLACE = {"response_id": "r", "item_id": "i", "output_index": 0, "content_index": 0}
MAIL = "jane@example.com"


@pytest.fixture
def spoken(document):
    guard = Guard(effective_policies(document.spec)["fraud-triage"])
    return lambda: Spoken(guard, Ids("s"))


def test_every_copy_of_a_text_is_the_one_that_went_on(spoken):
    one = spoken()
    out = []
    for piece in ("write to jane@", "example.com", " today"):
        out += one.said({"type": "response.text.delta", **PLACE, "delta": piece})
    whole = f"write to {MAIL} today"
    out += one.said({"type": "response.text.done", **PLACE, "text": whole})
    part = {"type": "text", "text": whole}
    item = {"id": "i", "type": "message", "content": [part]}
    out += one.said({"type": "response.content_part.done", **PLACE, "part": {**part}})
    out += one.said({"type": "response.output_item.done", "response_id": "r", "output_index": 0, "item": json.loads(json.dumps(item))})
    out += one.said({"type": "conversation.item.done", "previous_item_id": None, "item": json.loads(json.dumps(item))})
    out += one.said({"type": "response.done", "response": {"id": "r", "status": "completed", "output": [item], "usage": None}})
    assert MAIL not in json.dumps(out)
    assert json.dumps(out).count("write to [REDACTED-EMAIL] today") == 5
    assert one.finish_reasons == ("completed",)
    assert one.verdict().findings == {"email": 1}
    names = {event.get("item_id", event.get("item", {}).get("id")) for event in out[:-1]}
    assert len(names) == 1
    assert "i" not in names


def test_sound_secrets_and_pieces_of_texts_go_to_nobody(spoken):
    part = {"type": "audio", "audio": "AAAA", "transcript": "hello", "logprobs": [{"token": MAIL}]}
    picture = {"type": "input_image", "image_url": "data:x"}
    item = {"id": "i", "type": "message", "content": [part, picture], "audio": "BBBB"}
    session = {"id": "s", "client_secret": {"value": "ek"}, "audio": {"output": {"voice": "alloy"}}, "expires_at": 1_700_000_000}
    out = [
        *spoken().said({"type": "conversation.item.retrieved", "item": item}),
        *spoken().said({"type": "session.created", "session": session}),
    ]
    assert out[0]["item"]["content"] == [{"type": "audio", "transcript": "hello"}, {"type": "input_image"}]
    assert out[1]["session"]["audio"] == {"output": {"voice": "alloy"}}
    assert out[1]["session"]["expires_at"] == 1_700_000_000
    said = json.dumps(out)
    assert not [word for word in ("AAAA", "BBBB", "logprobs", MAIL, "data:x") if word in said]


@pytest.mark.parametrize("secret", [{"client_secret": "ek"}, {"client_secret": {"value": "ek-1"}}])
def test_a_secret_never_goes_on_in_any_form(spoken, secret):
    assert "ek" not in json.dumps(spoken().said({"type": "session.created", "session": {"id": "x", **secret}}))


def test_what_is_blocked_and_what_cannot_be_read_ends_the_stream(spoken):
    one = spoken()
    with pytest.raises(StreamBlockedError):
        one.said({"type": "response.output_item.done", "item": {"id": "i", "content": [{"text": "card 4111 1111 1111 1111"}]}})
    assert one.verdict().outcome == "refuse"
    wrong = (
        {"type": "response.text.delta", **PLACE, "delta": 7},
        {"type": "response.text.delta", "delta": "x"},
        {"type": "response.function_call_arguments.done", **PLACE},
    )
    for event in wrong:
        with pytest.raises(StreamGarbageError):
            spoken().said(event)


def test_words_that_come_twice_or_too_late_let_no_sound_go(spoken, monkeypatch):
    one = spoken()
    end = {"type": "response.audio_transcript.done", **PLACE, "transcript": ""}
    one.said({"type": "response.audio.delta", **PLACE, "delta": "AAAA"})
    out = one.said(end)
    assert "AAAA" in json.dumps(out) or one.sounds_dropped == 1
    with pytest.raises(StreamGarbageError):
        one.said(end)
    monkeypatch.setattr("enclave.gateway.surfaces.realtime_stream.MOST_SOUND", 6)
    two = spoken()
    two.said({"type": "response.audio.delta", **PLACE, "delta": "AAAA"})
    with pytest.raises(StreamGarbageError):
        two.said({"type": "response.audio.delta", **PLACE, "delta": "AAAA"})


def test_events_that_nobody_knows_do_not_go_on_and_the_others_are_numbered(spoken):
    for kind in ("response.mcp_call.completed", "rate_limits.updated", "response.text.annotation", "conversation.item.input_audio"):
        assert list(spoken().said({"type": kind, "x": MAIL})) == []
    assert json.loads(encoded({"type": "error"}, 7)) == {"event_id": "event_7", "type": "error"}


def test_a_usage_that_cannot_be_is_noted(spoken):
    one = spoken()
    one.said(
        {
            "type": "response.done",
            "response": {
                "id": "r",
                "status": "incomplete",
                "status_details": {"reason": "max_output_tokens"},
                "usage": {"input_tokens": 1, "output_tokens": 1, "input_token_details": {"audio_tokens": 7}},
            },
        }
    )
    assert one.impossible_usage
    assert one.finish_reasons == ("max_output_tokens",)

"""What realtime events may say, what of them is scanned, and what a response used."""

from __future__ import annotations

import base64

import pytest

from enclave.gateway.surfaces import realtime
from enclave.gateway.surfaces.call import BadCallError
from enclave.gateway.surfaces.realtime_ids import Ids
from enclave.ledger.prices import Usage, UsageError


def test_usage_is_read_with_every_kind_of_token():
    usage = {
        "total_tokens": 200, "input_tokens": 150, "output_tokens": 50,
        "input_token_details": {
            "text_tokens": 60, "audio_tokens": 80, "image_tokens": 10, "cached_tokens": 64,
            "cached_tokens_details": {"text_tokens": 40, "audio_tokens": 24},
        },
        "output_token_details": {"text_tokens": 20, "audio_tokens": 30},
    }  # fmt: skip
    wanted = Usage(prompt=150, cached=64, completion=50, audio_input=80, cached_audio_input=24, audio_output=30, image_input=10)
    assert realtime.read_usage({"usage": usage}) == wanted
    for missing in ({}, {"usage": None}, {"usage": {"input_tokens": 1}}, {"usage": {"input_tokens": True, "output_tokens": 1}}):
        assert realtime.read_usage(missing) is None
    with pytest.raises(UsageError):
        realtime.read_usage({"usage": {"input_tokens": 1, "output_tokens": 1, "output_token_details": {"audio_tokens": 9}}})


def test_every_text_is_scanned_but_ids_and_sound_that_was_decoded():
    part = {"type": "input_audio", "audio": "AAAA", "transcript": "said"}
    item = {"type": "message", "role": "user", "id": "item_1", "content": [part, {"type": "input_text", "text": "hello", "audio": "AAAA"}]}
    event = {"type": "conversation.item.create", "previous_item_id": "item_0", "item": item, "note": "x"}
    attached = list(realtime.item_parts(item, "item"))
    found = [(field.place, field.text) for field in realtime.scanned(event, attached)]
    texts = [text for _, text in found]
    assert {"hello", "said", "x"} <= set(texts)
    assert texts.count("AAAA") == 1  # of the part that is none of sound
    assert not {"item_0", "item_1"} & set(texts)


def test_ids_are_translated_where_they_stand():
    ids = Ids("s")
    own = ids.told("theirs", "item")
    call = ids.told("call_9", "call")
    event = {
        "type": "response.create", "previous_item_id": "root",
        "response": {"input": [{"type": "item_reference", "id": own}, {"type": "function_call_output", "call_id": call, "output": "x"}]},
    }  # fmt: skip
    realtime.translate(event, ids)
    assert event["response"]["input"][0]["id"] == "theirs"
    assert event["response"]["input"][1]["call_id"] == "call_9"
    assert event["previous_item_id"] == "root"


def test_sound_is_base64_in_one_way_only():
    assert realtime.sound_bytes(base64.b64encode(b"12345").decode(), "audio") == 5
    for wrong in (None, 7, "AAA", "AA\nAA", "A-_A", "AAAA=AAA"):
        with pytest.raises(BadCallError):
            realtime.sound_bytes(wrong, "audio")


def test_the_surface_serves_no_calls():
    api = realtime.Api()
    with pytest.raises(BadCallError):
        api.read_call({})
    with pytest.raises(ValueError, match="event"):
        api.outgoing({}, "m", None, 1)
    assert (api.prompt_texts({}), api.default_output(None), list(api.readable({}))) == ((), realtime.MOST_OUTPUT, [])
    assert api.is_answer({"object": "realtime.response"})
    assert not api.is_answer({})
    assert (api.kept({"a": 1}), api.told({"a": 1}), api.spelled({}), api.read_usage({})) == ({"a": 1}, {"a": 1}, (), None)

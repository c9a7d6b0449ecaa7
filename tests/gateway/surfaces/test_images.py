"""A picture goes back when it is one; what stands beside it is scanned, and nothing else goes."""

from __future__ import annotations

import base64

import msgspec

from enclave.gateway.surfaces.images import EDIT, GENERATE

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nrest").decode()


def test_what_a_picture_is() -> None:
    text = base64.b64encode(b"write to jane@example.com").decode()
    assert GENERATE.is_answer({"data": [{"b64_json": PNG}]})
    for item in (
        {"url": "https://example.com/x"},
        {"b64_json": PNG, "url": "x"},
        {"b64_json": text},
        {"b64_json": PNG + "!"},
        {},
        5,
        {"b64_json": 5},
    ):
        assert not GENERATE.is_answer({"data": [item]}), item
    for data in ([], {}, None, [{"b64_json": PNG}] * 11):
        assert not GENERATE.is_answer({"data": data})


def test_only_known_members_go_back() -> None:
    kept = GENERATE.kept({"created": "x", "data": [{"b64_json": PNG, "revised_prompt": "a", "more": "b"}], "usage": {}, "other": "c"})
    assert msgspec.json.decode(msgspec.json.encode(kept)) == {"data": [{"b64_json": PNG, "revised_prompt": "a"}], "usage": {}}
    assert [holder["revised_prompt"] for holder, _, _ in GENERATE.readable(kept)] == ["a"]


def test_what_is_paid_by_the_picture_is_asked_for_itself_and_not_for_an_address() -> None:
    body = {"model": "pictures", "prompt": "x", "response_format": "b64_json"}
    call = GENERATE.read_call(body)
    assert msgspec.json.decode(GENERATE.outgoing(body, "dall-e-3", call, None))["response_format"] == "b64_json"
    assert "response_format" not in msgspec.json.decode(GENERATE.outgoing(body, "gpt-image-1", call, None))
    assert call.units is not None
    assert call.units(body).picture == "standard 1024x1024"


def test_tokens_are_pictures() -> None:
    usage = GENERATE.read_usage({"usage": {"input_tokens": 50, "output_tokens": 272, "input_tokens_details": {"image_tokens": 40}}})
    assert usage is not None
    assert (usage.prompt, usage.image_input, usage.completion, usage.image_output) == (50, 40, 272, 272)
    assert GENERATE.read_usage({"usage": {"input_tokens": "50"}}) is None
    assert GENERATE.read_usage({}) is None
    assert EDIT.TARGET == b"/images/edits"

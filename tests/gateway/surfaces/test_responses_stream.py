"""Streams of responses: nothing that is hidden leaves in any delta or copy, however the stream is cut."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.gateway.guard import Guard
from enclave.gateway.surfaces.responses_stream import TEXTS, ResponseStream
from enclave.gateway.surfaces.stream import StreamBlockedError, StreamGarbageError
from enclave.spec.handling import Action, Handling
from enclave.spec.policy import Policy

MAIL = "jane.doe@example.com"
CARD = "4111-1111-1111-1111"
REDACT = Guard(Policy(dlp={"email": Handling.of(Action.REDACT), "credit_card": Handling.of(Action.BLOCK)}))
RESPONSE: dict[str, Any] = {
    "id": "resp_1", "object": "response", "created_at": 1_767_225_600, "status": "in_progress", "model": "gpt-4o", "output": [],
    "instructions": "Be brief.", "usage": None, "error": None, "previous_response_id": None, "nobody_knows": "it",
}  # fmt: skip
USAGE = {"input_tokens": 20, "output_tokens": 10, "output_tokens_details": {"reasoning_tokens": 4}}


def stream(guard: Guard = REDACT) -> ResponseStream:
    return ResponseStream(guard, lambda answer: answer.update(id=f"sealed {answer['id']}"), lambda item: f"sealed {item}")


def message(text: str, item: str = "msg_1") -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": [{"token": text, "logprob": 0}]}
    return {"id": item, "type": "message", "role": "assistant", "status": "completed", "content": [part]}


def said(pieces: list[str], item: str = "msg_1", index: int = 0, content: int = 0) -> list[dict[str, Any]]:
    """The events of one text."""
    at = {"item_id": item, "output_index": index, "content_index": content}
    text = "".join(pieces)
    part = message(text)["content"][0]
    delta = {"type": "response.output_text.delta", "obfuscation": MAIL, **at}
    return [
        {"type": "response.content_part.added", "part": part | {"text": ""}, **at},
        *(delta | {"delta": piece, "logprobs": [{"token": piece}]} for piece in pieces),
        {"type": "response.output_text.done", "text": text, "logprobs": [{"token": text}], **at},
        {"type": "response.content_part.done", "part": part, **at},
    ]  # fmt: skip


def whole(*pieces: str) -> list[dict[str, Any]]:
    """A usual stream that says these pieces."""
    text = "".join(pieces)
    return [
        {"type": "response.created", "response": RESPONSE},
        {"type": "response.output_item.added", "item": message("") | {"content": []}, "output_index": 0},
        *said(list(pieces)),
        {"type": "response.output_item.done", "item": message(text), "output_index": 0},
        {"type": "response.completed", "response": RESPONSE | {"status": "completed", "output": [message(text)], "usage": USAGE}},
    ]


def through(events: list[dict[str, Any]], guard: ResponseStream | None = None) -> list[dict[str, Any]]:
    """The events that a client gets."""
    guard = guard or stream()
    out = b""
    for event in events:
        payload = json.dumps({"sequence_number": 7, **event}, ensure_ascii=False).encode()
        out += guard.done(payload) if guard.ends(payload) else guard.event(payload)
    frames = [frame.split("\ndata: ") for frame in out.decode().split("\n\n") if frame]
    read = [json.loads(data) for _, data in frames]
    assert [kind.removeprefix("event: ") for kind, _ in frames] == [event["type"] for event in read]
    assert [event["sequence_number"] for event in read] == list(range(len(read)))
    return read


def deltas(events: list[dict[str, Any]], kind: str = "response.output_text") -> str:
    return "".join(event["delta"] for event in events if event["type"] == f"{kind}.delta")


TO_SAY = [f"say to {MAIL} or {MAIL}, soon", MAIL, "nothing to hide", "世界 at a@b.example"]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 60), max_size=6), st.sampled_from(TO_SAY))
def test_deltas_and_all_copies_say_the_same_wherever_it_is_cut(cuts: list[int], text: str) -> None:
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[start:end] for start, end in pairwise(places)]
    events = through(whole(*pieces))
    expected = text.replace(MAIL, "[REDACTED-EMAIL]").replace("a@b.example", "[REDACTED-EMAIL]")
    assert deltas(events) == expected
    by_kind = {event["type"]: event for event in events}
    assert by_kind["response.output_text.done"]["text"] == expected
    assert by_kind["response.content_part.done"]["part"]["text"] == expected
    assert by_kind["response.output_item.done"]["item"]["content"][0]["text"] == expected
    [item] = by_kind["response.completed"]["response"]["output"]
    assert item["content"][0] == {"type": "output_text", "text": expected, "annotations": [], "logprobs": []}
    assert MAIL not in json.dumps(events)
    assert "nobody_knows" not in json.dumps(events)


def test_ids_are_sealed_everywhere_and_usage_is_read() -> None:
    guard = stream()
    events = through(whole("hello"), guard)
    assert guard.usage is not None
    assert (guard.usage.prompt, guard.usage.completion, guard.usage.reasoning) == (20, 10, 4)
    assert {event["response"]["id"] for event in events if "response" in event} == {"sealed resp_1"}
    assert {event["item_id"] for event in events if "item_id" in event} == {"sealed msg_1"}
    assert {event["item"]["id"] for event in events if "item" in event} == {"sealed msg_1"}
    assert events[-1]["response"]["output"][0]["id"] == "sealed msg_1"
    assert guard.chars == 5


@pytest.mark.parametrize("family", TEXTS)
def test_every_kind_of_text_is_scanned_in_its_deltas_and_at_its_end(family: str) -> None:
    member = TEXTS[family][0]
    at = {"item_id": "i", "output_index": 0, "content_index": 0}
    events = through([
        {"type": f"{family}.delta", "delta": "to jane.doe@", **at},
        {"type": f"{family}.delta", "delta": "example.com now", **at},
        {"type": f"{family}.done", member: f"to {MAIL} now", **at},
    ])  # fmt: skip
    assert deltas(events, family) == "to [REDACTED-EMAIL] now"
    assert events[-1][member] == "to [REDACTED-EMAIL] now"
    with pytest.raises(StreamBlockedError):
        through([{"type": f"{family}.delta", "delta": f"pay {CARD} now, and", **at}, {"type": f"{family}.done", member: "", **at}])
    lying = through([{"type": f"{family}.delta", "delta": "x", **at}, {"type": f"{family}.done", member: f"y {MAIL}", **at}])
    assert lying[-1][member] == "y [REDACTED-EMAIL]"


def test_halves_of_a_value_in_two_texts_end_the_stream() -> None:
    first, second = "my card is 4111 1111", "1111 1111, yes"
    events = [*said([first], "msg_1", 0), *said([second], "msg_2", 1)]
    with pytest.raises(StreamBlockedError):
        through(events)
    with pytest.raises(StreamBlockedError):
        through([*said(["my mail is jane.doe@"], "msg_1", 0, 0), *said(["example.com"], "msg_1", 0, 1)])
    fine = through([*said(["one ", "two"], "msg_1", 0), *said(["three, ", MAIL], "msg_2", 1)])
    assert deltas(fine) == "one twothree, [REDACTED-EMAIL]"
    assert fine[-1]["part"]["text"] == "three, [REDACTED-EMAIL]"
    overlapping = [said(["one"], "msg_1", 0)[1], *said(["two"], "msg_2", 1)]
    with pytest.raises(StreamGarbageError, match="overlap"):
        through(overlapping)


def test_what_stands_beside_the_texts_is_scanned() -> None:
    for event in (
        {"type": "response.output_item.done", "output_index": 0, "item": {"id": "x", "type": "brand_new", "deep": [{"er": CARD}]}},
        {"type": "response.output_text.annotation.added", "annotation": {"type": "url_citation", "title": CARD}},
        {"type": "response.failed", "response": RESPONSE | {"status": "failed", "error": {"code": "x", "message": CARD}}},
        {"type": "response.created", "response": RESPONSE | {"metadata": {CARD: "x"}}},
        {"type": "error", "code": "x", "message": f"no: {CARD}", "param": None},
    ):
        with pytest.raises(StreamBlockedError):
            through([event])
        [passed] = through([json.loads(json.dumps(event).replace(CARD, MAIL))])
        assert MAIL not in json.dumps(passed)
    with pytest.raises(StreamBlockedError):
        through([{"type": "response.output_text.delta", "delta": "x", "item_id": CARD, "output_index": 0, "content_index": 0}])


def test_an_answer_that_is_cut_off_gives_what_was_held_before_its_end() -> None:
    at = {"item_id": "m", "output_index": 0, "content_index": 0}
    cut = RESPONSE | {"status": "incomplete", "output": [message("write to jane.doe@exam", "m")]}
    delta = {"type": "response.output_text.delta", "delta": "write to jane.doe@exam", **at}
    events = through([delta, {"type": "response.incomplete", "response": cut}])
    assert events[-1]["type"] == "response.incomplete"
    assert deltas(events) == events[-1]["response"]["output"][0]["content"][0]["text"]


def test_what_nobody_knows_does_not_go_on() -> None:
    unknown = ("response.web_search_call.searching", "response.output_text.brand_new", "response.audio.delta", "keepalive")
    assert through([{"type": kind, "delta": MAIL, "x": MAIL} for kind in unknown]) == []


def test_garbage() -> None:
    at = {"item_id": "m", "output_index": 0, "content_index": 0}
    for event in (
        {"no": "type"}, {"type": 7}, {"type": "response.output_text.delta", "delta": 7, **at},
        {"type": "response.output_text.delta", "delta": "x"}, {"type": "response.output_text.done", **at},
        {"type": "response.output_text.done", "text": ["x"], **at},
    ):  # fmt: skip
        with pytest.raises(StreamGarbageError):
            through([event])
    with pytest.raises(StreamGarbageError):
        through([*said(["x"])[:3], said(["x"])[1]])
    with pytest.raises(StreamGarbageError):
        stream().event(b"\xff")
    with pytest.raises(StreamGarbageError):
        through([{"type": "response.output_text.delta", "delta": "x", "item_id": "m", "output_index": index} for index in range(1000)])
    impossible = stream()
    through([{"type": "response.completed", "response": RESPONSE | {"usage": {"input_tokens": -1, "output_tokens": 5}}}], impossible)
    assert impossible.impossible_usage


BEFORE: dict[str, tuple[dict[str, Any], str, tuple[dict[str, Any], ...]]] = {
    "a part": (
        message("") | {"content": []}, "response.output_text.delta",
        ({"type": "response.content_part.added", "part": {"type": "output_text", "text": MAIL[:11], "annotations": []}},),
    ),
    "a refusal": (
        message("") | {"content": []}, "response.refusal.delta",
        ({"type": "response.content_part.added", "part": {"type": "refusal", "refusal": MAIL[:11]}},),
    ),
    "a message": (message(MAIL[:11]), "response.output_text.delta", ()),
    "a call": (
        {"id": "msg_1", "type": "function_call", "call_id": "c", "name": "f", "arguments": MAIL[:11]},
        "response.function_call_arguments.delta", (),
    ),
    "a custom call": (
        {"id": "msg_1", "type": "custom_tool_call", "call_id": "c", "name": "f", "input": MAIL[:11]},
        "response.custom_tool_call_input.delta", (),
    ),
    "a summary": (
        {"id": "msg_1", "type": "reasoning", "summary": []}, "response.reasoning_summary_text.delta",
        ({"type": "response.reasoning_summary_part.added", "summary_index": 0, "part": {"type": "summary_text", "text": MAIL[:11]}},),
    ),
}  # fmt: skip
"""An item as it is added, and texts that have begun before their first delta."""


@pytest.mark.parametrize("name", BEFORE)
def test_a_text_that_has_begun_before_its_deltas_is_told_by_them_alone(name):
    item, kind, parts = BEFORE[name]
    at = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    events = [
        {"type": "response.created", "response": RESPONSE},
        {"type": "response.output_item.added", "item": item, "output_index": 0},
        *({**part, **at} for part in parts),
        {"type": kind, "delta": MAIL[11:], **at, "summary_index": 0},
    ]
    told = through(events)
    joined = "".join(text for event in told for text in texts_of({key: event[key] for key in ("item", "part", "delta") if key in event}))
    assert MAIL not in joined
    assert MAIL[:11] not in joined
    assert len(told) >= len(events) - 1


def texts_of(node: Any) -> list[str]:
    """Every text below a node but ids and words, in order."""
    if isinstance(node, dict):
        words = ("id", "type", "role", "status", "name", "call_id")
        return [text for key, value in node.items() if key not in words for text in texts_of(value)]
    if isinstance(node, list):
        return [text for value in node for text in texts_of(value)]
    return [node] if isinstance(node, str) else []

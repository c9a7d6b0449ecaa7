"""A stream once more has the numbers that it had, from behind any of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.gateway.guard import Guard
from enclave.gateway.surfaces.responses_replay import ResponseReplay
from enclave.gateway.surfaces.responses_stream import ResponseStream
from enclave.spec.handling import Action, Handling
from enclave.spec.policy import Policy

PLACE = {"item_id": "m", "output_index": 0, "content_index": 0}


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard(Policy(dlp={"email": Handling.of(Action.REDACT)}))


def frames(stream: ResponseStream, said: list[str]) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = [{"type": "response.output_text.delta", **PLACE, "delta": text} for text in said]
    parts.append({"type": "response.output_text.done", **PLACE, "text": "".join(said)})
    out = b"".join(stream.event(json.dumps(part).encode()) for part in parts)
    last = {"type": "response.completed", "response": {"id": "r", "usage": {"input_tokens": 1, "output_tokens": 1}}}
    out += stream.done(json.dumps(last).encode())
    return [json.loads(line[6:]) for line in out.decode().splitlines() if line.startswith("data: ")]


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["hello ", "jane.doe@", "example.com", " and ", "x"]), max_size=12), st.integers(-1, 20))
def test_what_comes_after_a_number_is_what_came_after_it(guard: Guard, said: list[str], after: int) -> None:
    first = ResponseStream(guard, lambda answer: None, str)
    again = ResponseReplay(guard, lambda answer: None, str, after=after)
    assert frames(again, said) == frames(first, said)[after + 1 :]
    assert (first.usage is not None, again.usage) == (True, None)

"""Completions: what is asked, what it may cost, and what goes back, whole and streamed."""

from __future__ import annotations

import json

import pytest

from enclave.gateway.guard import Guard
from enclave.gateway.surfaces import completions
from enclave.gateway.surfaces.call import BadCallError
from enclave.gateway.surfaces.completions import CompletionStream
from enclave.spec.handling import Action, Handling
from enclave.spec.policy import Policy
from enclave.wire.sse import SseParser

REDACT = Guard(Policy(dlp={"email": Handling.of(Action.REDACT, 65)}))


def test_options() -> None:
    call = completions.read_call({"prompt": ["a", "b"], "n": 2, "best_of": 3, "max_tokens": 9, "stream": True})
    assert (call.choices, call.max_tokens, call.stream) == (6, 9, True)
    sent = json.loads(completions.outgoing({"prompt": "a"}, "m", completions.read_call({"prompt": "a"}), 16, "named"))
    assert sent == {"prompt": "a", "model": "named", "max_tokens": 16}
    assert completions.prompt_texts({"prompt": ["a", "b"], "suffix": "z"}) == ("a", "b", "z", "z")
    many, suffix = {"prompt": ["a"] * 100, "n": 2}, {"prompt": "a", "suffix": 7}
    for body, param in (({}, "prompt"), (suffix, "suffix"), (many, "prompt"), ({"prompt": "a", "n": 0}, "n")):
        with pytest.raises(BadCallError) as caught:
            completions.read_call(body)
        assert caught.value.param == param


def test_log_probabilities_do_not_go_back() -> None:
    choice = {"index": 0, "text": "x", "finish_reason": "stop", "logprobs": {"tokens": ["4111"]}}
    document = {"id": "c", "object": "text_completion", "choices": [choice], "else": 1}
    assert completions.kept(document) == {"id": "c", "object": "text_completion", "choices": [choice | {"logprobs": None}]}


def test_a_stream_is_scanned_in_each_text() -> None:
    stream = CompletionStream(REDACT, True)
    out = b""
    for index, text in ((0, "to jane.doe@"), (1, "nothing"), (0, "example.com"), (1, " here")):
        choice = {"index": index, "text": text, "finish_reason": None, "logprobs": {"tokens": [text]}}
        out += stream.event(json.dumps({"id": "c", "choices": [choice]}).encode())
    for index in (0, 1):
        out += stream.event(json.dumps({"id": "c", "choices": [{"index": index, "text": "", "finish_reason": "stop"}]}).encode())
    out += stream.done()
    said = ["", ""]
    for payload in SseParser().feed(out)[:-1]:
        for choice in json.loads(payload)["choices"]:
            said[choice["index"]] += choice["text"]
    assert said == ["to [REDACTED-EMAIL]", "nothing here"]
    assert b"jane" not in out

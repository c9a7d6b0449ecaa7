"""Completions: each prompt is answered, whole and in events alike."""

from __future__ import annotations

import json

import pytest

from enclave.simulator.answer import answer
from enclave.simulator.completions import read
from enclave.simulator.errors import RejectedError


def ask(**body: object) -> list[bytes]:
    reply = answer("POST", "/v1/completions", "", json.dumps({"model": "m", **body}).encode())
    assert reply.status == 200
    return list(reply.frames)


def test_whole_and_in_events() -> None:
    body = {"prompt": ["say: one", "say: two"], "n": 2, "max_tokens": 50}
    document = json.loads(ask(**body)[0])
    texts = [choice["text"] for choice in document["choices"]]
    assert texts == ["[simulated] one"] * 2 + ["[simulated] two"] * 2
    *frames, done = ask(**body, stream=True, stream_options={"include_usage": True})
    assert done == b"data: [DONE]\n\n"
    said = [""] * 4
    for frame in frames:
        for choice in (chunk := json.loads(frame.removeprefix(b"data: ")))["choices"]:
            said[choice["index"]] += choice["text"]
    assert said == texts
    assert chunk["usage"] == document["usage"]
    assert json.loads(ask(prompt="say: one", echo=True)[0])["choices"][0]["text"] == "say: one[simulated] one"
    assert json.loads(ask(prompt="say: " + "word " * 50)[0])["choices"][0]["finish_reason"] == "length"


def test_what_cannot_be_read() -> None:
    options = {"prompt": "x", "stream_options": {}}
    for body, param in (({"prompt": []}, "prompt"), ({"prompt": [1]}, "prompt[0]"), ({}, "prompt"), (options, "stream_options")):
        with pytest.raises(RejectedError) as caught:
            read(json.dumps(body).encode())
        assert str(caught.value.param).startswith(param.partition("[")[0])

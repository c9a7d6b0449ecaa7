"""A stream says the same as the document, in the order of the wire."""

from __future__ import annotations

import json
from typing import Any

import pytest

from enclave.simulator.render import Form, document, frames
from enclave.simulator.script import Call, Completion, Usage

TEXT = Completion(2, (("[simulated]", 3), (" hi", 1)), (), "stop", Usage(9, 8, 0, 0))
CALLS = Completion(1, (), (Call("call_1", "clock", '{"zone": "UTC"}'), Call("call_2", "weather", "{}")), "tool_calls", Usage(9, 8, 0, 0))


def form(*, azure: bool = False, usage: bool = True, logprobs: bool = False) -> Form:
    return Form("chatcmpl-1", "gpt-4o", azure, usage, logprobs)


def events(completion: Completion, how: Form) -> list[dict[str, Any]]:
    *payloads, done = frames(completion, how)
    assert done == b"data: [DONE]\n\n"
    assert all(payload.startswith(b"data: {") and payload.endswith(b"}\n\n") for payload in payloads)
    return [json.loads(payload[6:]) for payload in payloads]


def test_the_order_of_a_stream() -> None:
    role, *rest = events(TEXT, form())
    assert role["choices"][0]["delta"] == {"role": "assistant", "content": "", "refusal": None}
    assert rest[-1]["choices"] == []
    assert rest[-1]["usage"]["total_tokens"] == 17
    assert [event["choices"][0]["finish_reason"] for event in rest[-3:-1]] == ["stop", "stop"]
    assert all(event["usage"] is None and event["system_fingerprint"] == "fp_simulation" for event in rest[:-1])
    for index in (0, 1):
        texts = [event["choices"][0]["delta"].get("content", "") for event in rest[:-1] if event["choices"][0]["index"] == index]
        assert "".join(texts) == "[simulated] hi"


def test_without_usage_no_event_has_it() -> None:
    assert all("usage" not in event for event in events(TEXT, form(usage=False)))
    assert "usage" not in json.loads(document(TEXT, form(usage=False)))


def test_azure_opens_with_the_prompts_filter_and_marks_every_choice() -> None:
    opening, role, content, *_ = events(Completion(1, TEXT.pieces, (), "stop", TEXT.usage), form(azure=True))
    assert (opening["choices"], opening["id"]) == ([], "")
    assert opening["prompt_filter_results"][0]["content_filter_results"]["jailbreak"]["detected"] is False
    assert role["choices"][0]["content_filter_results"] == {}
    assert content["choices"][0]["content_filter_results"]["hate"]["severity"] == "safe"
    whole = json.loads(document(TEXT, form(azure=True)))
    assert whole["prompt_filter_results"]
    assert whole["choices"][1]["content_filter_results"]["violence"]["filtered"] is False


@pytest.mark.parametrize("azure", [True, False])
def test_tool_calls_come_in_pieces_and_add_up(azure: bool) -> None:
    arguments = {0: "", 1: ""}
    names = {}
    for event in events(CALLS, form(azure=azure)):
        for choice in event["choices"]:
            assert not choice["delta"].get("content")
            for call in choice["delta"].get("tool_calls", []):
                arguments[call["index"]] += call["function"]["arguments"]
                if "id" in call:
                    names[call["index"]] = call["function"]["name"]
    message = json.loads(document(CALLS, form(azure=azure)))["choices"][0]["message"]
    assert message["content"] is None
    assert [call["function"]["arguments"] for call in message["tool_calls"]] == list(arguments.values())
    assert [call["function"]["name"] for call in message["tool_calls"]] == list(names.values()) == ["clock", "weather"]


def test_logprobs_say_certainty() -> None:
    content = json.loads(document(TEXT, form(logprobs=True)))["choices"][0]["logprobs"]["content"]
    assert [(token["token"], token["logprob"], bytes(token["bytes"])) for token in content] == [
        ("[simulated]", 0.0, b"[simulated]"), (" hi", 0.0, b" hi"),
    ]  # fmt: skip
    streamed = [event["choices"][0]["logprobs"] for event in events(TEXT, form(logprobs=True)) if event["choices"]]
    assert [entry["content"][0]["token"] for entry in streamed if entry] == ["[simulated]", "[simulated]", " hi", " hi"]

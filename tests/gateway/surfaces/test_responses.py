"""Responses: what is asked of them, and what of an answer goes back."""

from __future__ import annotations

import json

import pytest

from enclave.gateway.surfaces import responses
from enclave.gateway.surfaces.call import BadCallError
from enclave.ledger import tokens


def test_files_are_attachments_wherever_they_stand() -> None:
    picture, file = {"type": "input_image", "image_url": "data:x"}, {"type": "input_file", "file_url": "https://a.test/b.pdf"}
    output = {"type": "function_call_output", "output": [file]}
    items = [{"role": "user", "content": [{"type": "input_text", "text": "x"}, picture]}, output]
    call = responses.read_call({"input": items})
    assert [(found.place, found.part) for found in call.attachments] == [("input[0].content[1]", picture), ("input[1].output[0]", file)]


def test_what_is_refused() -> None:
    wrong = [
        ({}, "input"), ({"input": []}, "input"), ({"input": [7]}, "input[0]"),
        ({"input": [{"role": "tool", "content": "x"}]}, "input[0].role"),
        ({"input": [{"type": "mcp_call"}]}, "input[0]"), ({"input": [{"role": "user", "content": 7}]}, "input[0].content"),
        ({"input": [{"role": "user", "content": [{"type": "input_video"}]}]}, "input[0].content[0]"),
        ({"input": [{"role": "user", "content": [{"type": "input_image", "file_id": "file-1"}]}]}, "input[0].content[0]"),
        ({"input": [{"type": "function_call_output", "output": [{"type": "input_file", "file_id": "f"}]}]}, "input[0].output[0]"),
        ({"input": "x", "instructions": [1]}, "instructions"), ({"input": "x", "previous_response_id": 7}, "previous_response_id"),
        ({"input": "x", "tools": {}}, "tools"), ({"input": "x", "tools": [{"type": "code_interpreter"}]}, "tools[0]"),
        ({"input": "x", "background": 1}, "background"), ({"input": "x", "prompt": {}}, "prompt"),
        ({"input": "x", "tools": [{"type": "programmatic_tool_calling"}]}, "tools[0]"),
        ({"input": [{"type": "additional_tools", "tools": []}]}, "input[0]"),
    ]  # fmt: skip
    for body, param in wrong:
        with pytest.raises(BadCallError) as caught:
            responses.read_call(body)
        assert caught.value.param == param, body


def test_tools_that_the_caller_runs_may_come_in_groups() -> None:
    own = [{"type": "function", "name": "f", "parameters": {}}, {"type": "custom", "name": "c"}]
    group = {"type": "namespace", "name": "crm", "description": "d", "tools": own}
    body = {"input": "x", "tools": [group, *own]}
    responses.read_call(body)
    assert json.loads(responses.outgoing(body, "m", responses.read_call(body), 50))["tools"] == body["tools"]
    for wrong in ({**group, "tools": [*own, {"type": "mcp", "server_url": "u"}]}, {**group, "tools": [group]}, {**group, "tools": None}):
        with pytest.raises(BadCallError) as caught:
            responses.read_call({"input": "x", "tools": [*own, wrong]})
        assert caught.value.param == "tools[2]", wrong
    with pytest.raises(BadCallError, match="`web_search` is none"):
        responses.read_call({"input": "x", "tools": [{"type": "web_search"}]})
    with pytest.raises(BadCallError) as caught:
        responses.read_call({"input": "x", "tools": [{"type": "jane.doe@example.com"}]})
    assert "jane" not in caught.value.message


def test_the_bound_covers_every_text_of_the_prompt() -> None:
    body = {
        "input": [{"role": "user", "content": "a" * 100}], "instructions": "b" * 100, "tools": [{"type": "function", "name": "c" * 100}],
        "text": {"format": {"type": "json_schema", "schema": {"d" * 100: {}}}},
    }  # fmt: skip
    assert tokens.upper_bound(responses.prompt_texts(body)) > 400
    picture = {"type": "input_image", "image_url": "data:image/png;base64," + "A" * 9_000}
    text = {"type": "input_text", "text": "e" * 100}
    seen = {"input": [{"role": "user", "content": [text, picture]}, {"type": "function_call_output", "output": [picture, text]}]}
    assert 200 < tokens.upper_bound(responses.prompt_texts(seen)) < 600, "what is attached is counted by itself"
    sent = json.loads(responses.outgoing(body, "m", responses.read_call(body), 50, "named"))
    assert (sent["model"], sent["max_output_tokens"], sent["input"]) == ("named", 50, body["input"])


def test_what_goes_back() -> None:
    part = {"type": "output_text", "text": "x", "logprobs": [{"token": "4111"}]}
    document = {
        "id": "resp_1", "object": "response", "created_at": 1_767_225_600.5, "completed_at": "4111-1111-1111-1111", "brand_new": 1,
        "output": [{"type": "message", "content": [part]}, {"type": "function_call", "arguments": "{}"}, "odd"],
    }  # fmt: skip
    assert responses.is_answer(document)
    kept = responses.kept(document)
    assert kept["output"][0]["content"][0]["logprobs"] == []
    assert not {"completed_at", "brand_new"} & set(kept)
    assert "created_at" not in responses.told(kept)
    assert ("x", "text", False) in [(holder.get(key), key, acts) for holder, key, acts in responses.readable(kept)]
    assert ("{}", "arguments", True) in [(holder.get(key), key, acts) for holder, key, acts in responses.readable(kept)]
    usage = responses.read_usage({"usage": {"input_tokens": 9, "output_tokens": 5, "input_tokens_details": {"cached_tokens": 4}}})
    assert (usage.prompt, usage.cached, usage.completion) == (9, 4, 5)
    assert responses.read_usage({"usage": {"input_tokens": 9}}) is responses.read_usage({}) is None

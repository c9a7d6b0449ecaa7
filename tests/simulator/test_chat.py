"""Requests that must be refused, with the parameter that is wrong; and every parameter that the official client can send."""

from __future__ import annotations

import json
from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.chat import completion_create_params

from enclave.simulator.chat import ChatRequest, read_chat
from enclave.simulator.errors import RejectedError

USER = {"role": "user", "content": "hello"}
TOOL = {"type": "function", "function": {"name": "look_up"}}


def refused(model: str = "gpt-4o", **request: Any) -> RejectedError:
    with pytest.raises(RejectedError) as caught:
        read_chat(json.dumps({"messages": [USER], **request}).encode(), model)
    assert caught.value.status == 400
    return caught.value


def test_every_parameter_of_the_official_client_is_known() -> None:
    wanted = set(get_type_hints(completion_create_params.CompletionCreateParamsBase))
    assert wanted <= {field.name for field in msgspec.structs.fields(ChatRequest)}


@pytest.mark.parametrize(
    ("request_", "param", "code"),
    [
        ({"messages": []}, "messages", "invalid_value"),
        ({"messages": "hello"}, "messages", "invalid_value"),
        ({"messages": [{"content": "x"}]}, "messages[0].role", "missing_required_parameter"),
        ({"messages": [USER, {"role": "robot", "content": "x"}]}, "messages[1].role", "invalid_value"),
        ({"messages": [{"role": "user", "content": [{"type": "video"}]}]}, "messages[0].content[0].type", "invalid_value"),
        ({"n": 0}, "n", "invalid_value"),
        ({"n": 129}, "n", "invalid_value"),
        ({"temperature": 2.1}, "temperature", "invalid_value"),
        ({"max_tokens": 0}, "max_tokens", "invalid_value"),
        ({"stop": ["a", "b", "c", "d", "e"]}, "stop", "invalid_value"),
        ({"stream": "yes"}, "stream", "invalid_value"),
        ({"stream_options": {"include_usage": True}}, "stream_options", None),
        ({"top_logprobs": 2}, "top_logprobs", None),
        ({"tool_choice": "required"}, "tool_choice", None),
        ({"tools": [{"type": "function", "function": {"name": "a b"}}]}, "tools[0].function.name", "invalid_value"),
        ({"tools": [{"type": "function"}]}, "tools[0].function", "missing_required_parameter"),
        ({"response_format": {"type": "json_schema"}}, "response_format.json_schema", "missing_required_parameter"),
        ({"response_format": {"type": "json_object"}}, "messages", None),
        ({"max_tokens": 5, "max_completion_tokens": 5}, None, "invalid_parameter_combination"),
        ({"project": "fraud-triage"}, "project", "unknown_parameter"),
    ],
)
def test_a_wrong_parameter_is_named(request_: dict[str, Any], param: str | None, code: str | None) -> None:
    error = refused(**request_)
    assert (error.param, error.code) == (param, code)


def test_models_that_think_refuse_max_tokens() -> None:
    assert refused("o4-mini", max_tokens=5).code == "unsupported_parameter"
    assert read_chat(json.dumps({"messages": [USER], "max_completion_tokens": 5}).encode(), "o4-mini").limit == 5


@given(st.binary(max_size=40))
def test_whatever_is_not_json_is_a_rejection(body: bytes) -> None:
    with pytest.raises(RejectedError) as caught:
        read_chat(body, "gpt-4o")
    assert caught.value.status == 400


def test_the_question_is_the_text_of_the_last_user_message() -> None:
    parts = [{"type": "text", "text": "one"}, {"type": "image_url", "image_url": {"url": "data:,"}}, {"type": "text", "text": "two"}]
    messages = [USER, {"role": "user", "content": parts}, {"role": "assistant", "content": "ok"}]
    assert read_chat(json.dumps({"messages": messages}).encode(), "gpt-4o").question == "one\n\ntwo"


def test_nulls_are_absences() -> None:
    request = {"messages": [USER], "stream": None, "n": None, "tools": None, "stop": None, "response_format": None, "tool_choice": None}
    assert read_chat(json.dumps(request).encode(), "gpt-4o").limit is None

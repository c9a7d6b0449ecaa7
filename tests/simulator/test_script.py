"""What is answered: echoes, `say:` lines, limits and stops, tool calls, JSON; with token counts that add up."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.simulator.chat import read_chat
from enclave.simulator.errors import RejectedError
from enclave.simulator.script import MARK, Completion, complete
from enclave.simulator.tokens import count

CITY = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
    "required": ["city", "days"],
}
TOOLS = [
    {"type": "function", "function": {"name": "weather", "description": "the weather", "parameters": CITY}},
    {"type": "function", "function": {"name": "clock"}},
]


def ask(text: str, model: str = "gpt-4o", **parameters: Any) -> Completion:
    messages = parameters.pop("messages", [{"role": "user", "content": text}])
    return complete(read_chat(json.dumps({"messages": messages, **parameters}).encode(), model), model, "key")


def test_it_echoes_the_question() -> None:
    assert ask("write to [REDACTED-EMAIL]").text == "[simulated] you said: write to [REDACTED-EMAIL]"


@given(st.text(max_size=60).filter(lambda text: "\r" not in text))
def test_say_answers_exactly(text: str) -> None:
    answer = ask(f"please\nsay: {text}")
    assert answer.text == MARK + text
    assert answer.usage.completion == count(MARK + text)


@given(st.integers(1, 40), st.sampled_from(["plain words of an answer", "世界 👩‍👩‍👧 héllo 🧿", ""]))
def test_the_limit_is_kept(limit: int, text: str) -> None:
    answer, whole = ask(f"say: {text}", max_tokens=limit), MARK + text
    assert whole.startswith(answer.text)
    assert answer.usage.completion == min(limit, count(whole))
    assert answer.finish == ("stop" if limit >= count(whole) else "length")


def test_stop_ends_before_the_sequence_but_not_in_the_mark() -> None:
    assert ask("say: one two three", stop="two").text == "[simulated] one "
    assert ask("say: one two three", stop=["three", "two"]).text == "[simulated] one "
    assert ask("say: one", stop="simulated").text == "[simulated] one"


def test_every_choice_is_paid_for() -> None:
    one, three = ask("hello").usage, ask("hello", n=3).usage
    assert three.prompt == one.prompt
    assert three.completion == 3 * one.completion


def test_thinking_is_counted_and_comes_out_of_the_limit() -> None:
    answer = ask("say: ok", "o4-mini", reasoning_effort="low")
    assert answer.usage.reasoning == 64
    assert answer.usage.completion == 64 + count(answer.text)
    short = ask("say: ok", "o4-mini", max_completion_tokens=50)
    assert (short.text, short.finish, short.usage.completion, short.usage.reasoning) == ("", "length", 50, 50)


def test_a_long_prompt_with_a_cache_key_is_partly_cached() -> None:
    long = "word " * 1500
    cached = ask(long, prompt_cache_key="k").usage
    assert cached.cached % 128 == 0
    assert cached.prompt - 128 < cached.cached <= cached.prompt
    assert ask(long).usage.cached == ask("word", prompt_cache_key="k").usage.cached == 0


def test_a_prompt_over_the_context_is_refused() -> None:
    with pytest.raises(RejectedError) as caught:
        ask("word " * 130_000)
    assert caught.value.code == "context_length_exceeded"


def test_tools_are_called_when_asked_for() -> None:
    assert ask("hello", tools=TOOLS).calls == ()
    assert ask("call: weather", tools=TOOLS, tool_choice="none").calls == ()
    (call,) = ask("call: weather", tools=TOOLS).calls
    assert json.loads(call.arguments) == {"city": "[simulated]", "days": 1}
    (given_arguments,) = ask('call: weather {"city": "Bern", "days": 3}', tools=TOOLS).calls
    assert given_arguments.arguments == '{"city": "Bern", "days": 3}'
    both = ask("call: weather\ncall: clock\ncall: nothing", tools=TOOLS)
    assert [one.name for one in both.calls] == ["weather", "clock"]
    assert len({one.id for one in both.calls}) == 2
    assert both.finish == "tool_calls"


def test_forced_calls() -> None:
    named = {"type": "function", "function": {"name": "clock"}}
    assert [call.name for call in ask("hello", tools=TOOLS, tool_choice="required").calls] == ["weather"]
    assert [call.name for call in ask("call: weather", tools=TOOLS, tool_choice=named).calls] == ["clock"]
    with pytest.raises(RejectedError):
        ask("hello", tools=TOOLS, tool_choice={"type": "function", "function": {"name": "lost"}})


def test_a_tools_result_is_echoed() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "clock", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": "call: clock"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": "ten past two"},
    ]
    assert ask("", messages=messages, tools=TOOLS).text == "[simulated] the tool said: ten past two"


def test_a_call_is_cut_at_the_limit() -> None:
    answer = ask("call: weather", tools=TOOLS, max_tokens=4)
    assert answer.finish == "length"
    assert answer.usage.completion == 4
    assert '{"city":"[simulated]","days":1}'.startswith(answer.calls[0].arguments)


def test_json_answers() -> None:
    echo = ask("json of hello", response_format={"type": "json_object"}).text
    assert json.loads(echo) == {"simulated": True, "you_said": "json of hello"}
    schema = {"type": "json_schema", "json_schema": {"name": "city", "schema": CITY}}
    assert json.loads(ask("hello", response_format=schema).text) == {"city": "[simulated]", "days": 1}
    assert ask('say: {"city": "Bern"}', response_format=schema).text == '{"city": "Bern"}'
    assert json.loads(ask("say: no JSON here", response_format=schema).text)["city"] == "[simulated]"

"""Chat completions: what a request may say, and the official clients, which need to change nothing but an address."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import openai
import pytest
from pydantic import BaseModel

from enclave.gateway.surfaces import chat, responses
from enclave.gateway.surfaces.chat import BadCallError
from enclave.ledger.prices import Usage, UsageError
from enclave.spec.models import Deployment

USER = {"role": "user", "content": "x"}
VERSION = "2024-10-21"


def test_what_a_call_says():
    call = chat.read_call({"messages": [USER], "stream": True, "stream_options": {"include_usage": True}, "n": 3, "max_tokens": 7})
    assert (call.stream, call.include_usage, call.choices, call.max_tokens) == (True, True, 3, 7)
    call = chat.read_call({"messages": [USER], "stream": None, "n": None, "max_tokens": None, "modalities": ["text"], "audio": None})
    assert (call.stream, call.include_usage, call.choices, call.max_tokens) == (False, False, 1, None)


def part(kind: Any, **more: Any) -> dict:
    return {"messages": [{"role": "user", "content": [{"type": "text", "text": "x"}, {"type": kind} | more]}]}


WRONG: dict[str, tuple[dict, str, str]] = {
    "no messages": ({}, "messages", "invalid_value"),
    "messages is text": ({"messages": "x"}, "messages", "invalid_value"),
    "message is text": ({"messages": ["x"]}, "messages[0]", "invalid_value"),
    "no role": ({"messages": [USER, {"content": "x"}]}, "messages[1].role", "invalid_value"),
    "a role that is none": ({"messages": [{"role": "4111 1111 1111 1111", "content": "x"}]}, "messages[0].role", "invalid_value"),
    "a role of another type": ({"messages": [{"role": ["user"], "content": "x"}]}, "messages[0].role", "invalid_value"),
    "content is a number": ({"messages": [{"role": "user", "content": 7}]}, "messages[0].content", "invalid_value"),
    "part is text": ({"messages": [{"role": "user", "content": ["x"]}]}, "messages[0].content[0]", "unsupported_content"),
    "unknown part": (part("hologram"), "messages[0].content[1]", "unsupported_content"),
    "part without type": (part(None), "messages[0].content[1]", "unsupported_content"),
    "a file by its id": (part("file", file={"file_id": "file-1"}), "messages[0].content[1]", "unsupported_content"),
    "sound by its id": ({"messages": [{"role": "assistant", "audio": {"id": "a"}}]}, "messages[0].audio", "unsupported_content"),
    "audio": ({"messages": [USER], "audio": {"voice": "x"}}, "audio", "unsupported_content"),
    "modalities": ({"messages": [USER], "modalities": ["text", "audio"]}, "modalities", "unsupported_content"),
    "live search": ({"messages": [USER], "search_parameters": {"mode": "on"}}, "search_parameters", "unsupported_content"),
    "data sources as they were": ({"messages": [USER], "dataSources": [{}]}, "dataSources", "unsupported_content"),
    "a tool that runs elsewhere": (
        {"messages": [USER], "tools": [{"type": "custom", "custom": {"name": "f"}}, {"type": "web_search"}]},
        "tools[1]", "unsupported_content",
    ),
    "a dearer tier": ({"messages": [USER], "service_tier": "priority"}, "service_tier", "unsupported_value"),
    "a longer cache": ({"messages": [USER], "prompt_cache_options": {"ttl": "12h"}}, "prompt_cache_options", "unsupported_value"),
    "another model reads": ({"messages": [USER], "moderation": {"model": "m"}}, "moderation", "unsupported_content"),
    "many passes": ({"messages": [USER], "reasoning": {"mode": "pro"}}, "reasoning", "unsupported_value"),
    "web search": ({"messages": [USER], "web_search_options": {}}, "web_search_options", "unsupported_content"),
    "stream is text": ({"messages": [USER], "stream": "true"}, "stream", "invalid_value"),
    "stream is one": ({"messages": [USER], "stream": 1}, "stream", "invalid_value"),
    "options without a stream": ({"messages": [USER], "stream_options": {}}, "stream_options", "invalid_value"),
    "options are a list": ({"messages": [USER], "stream": True, "stream_options": []}, "stream_options", "invalid_value"),
    "include_usage is text": (
        {"messages": [USER], "stream": True, "stream_options": {"include_usage": "y"}}, "include_usage", "invalid_value",
    ),
    "n is zero": ({"messages": [USER], "n": 0}, "n", "invalid_value"),
    "n is many": ({"messages": [USER], "n": 129}, "n", "invalid_value"),
    "n is true": ({"messages": [USER], "n": True}, "n", "invalid_value"),
    "max_tokens is zero": ({"messages": [USER], "max_tokens": 0}, "max_tokens", "invalid_value"),
    "max_tokens is half": ({"messages": [USER], "max_tokens": 1.5}, "max_tokens", "invalid_value"),
    "max_completion_tokens is text": ({"messages": [USER], "max_completion_tokens": "9"}, "max_completion_tokens", "invalid_value"),
    "max_tokens is huge": ({"messages": [USER], "max_tokens": 2**40}, "max_tokens", "invalid_value"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_call_must_not_say(name):
    body, param, code = WRONG[name]
    with pytest.raises(BadCallError) as caught:
        chat.read_call(body)
    assert (caught.value.param, caught.value.code) == (param, code)
    assert "1111" not in caught.value.message


@pytest.mark.parametrize("kind", ["image_url", "input_audio", "file"])
def test_content_that_is_no_text_is_told_with_its_place(kind):
    assert [attachment.place for attachment in chat.read_call(part(kind)).attachments] == ["messages[0].content[1]"]
    assert chat.read_call({"messages": [USER]}).attachments == ()


def test_what_goes_out_has_the_model_the_limit_and_the_rest_untouched():
    body = {"model": "mine", "messages": [USER], "max_tokens": 9, "x": {"y": [1, None, "ü"]}, "stream": True, "stream_options": {"a": 1}}
    before = json.dumps(body)
    sent = json.loads(chat.outgoing(body, "gpt-4o", chat.read_call(body), 5))
    assert sent == body | {"model": "gpt-4o", "max_tokens": 5, "stream_options": {"include_usage": True}}
    assert json.dumps(body) == before
    sent = json.loads(chat.outgoing(body, "o3-mini", chat.read_call(body), 5))
    assert ("max_tokens" in sent, sent["max_completion_tokens"]) == (False, 5)


def test_the_prompt_is_everything_that_the_model_reads():
    body = {
        "messages": [
            USER, {"role": "user", "content": "y", "name": "joe"}, {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]},
        ],
        "tools": [{"type": "function"}], "response_format": {"type": "json_object"}, "user": "not the model's business",
    }
    texts = chat.prompt_texts(body)
    assert texts[0] == "x"
    assert '"joe"' in texts[1]
    assert '"tool_calls"' in texts[2]
    assert '"function"' in texts[3]
    assert '"json_object"' in texts[4]
    assert len(texts) == 5
    (text,) = chat.prompt_texts(part("image_url", image_url={"url": "data:image/png;base64," + "A" * 9_000}))
    assert json.loads(text) == {"role": "user", "content": [{"type": "text", "text": "x"}]}, "what is attached is counted by itself"


def test_usage():
    assert chat.read_usage({}) is None
    assert chat.read_usage({"usage": {"prompt_tokens": True, "completion_tokens": 1}}) is None
    assert chat.read_usage({"usage": {"prompt_tokens": 1, "completion_tokens": 2}}) == Usage(prompt=1, completion=2)
    with pytest.raises(UsageError):
        chat.read_usage({"usage": {"prompt_tokens": -1, "completion_tokens": 2}})


def test_what_is_written_into_a_cache_is_counted_once_and_has_its_price():
    for written, cached, expected in ((30, 0, 30), (0, 60, 0), (30, 60, 30), (70, 60, 40), (100, 0, 100)):
        details = {"cached_tokens": cached, "cache_write_tokens": written}
        read = chat.read_usage({"usage": {"prompt_tokens": 100, "completion_tokens": 2, "prompt_tokens_details": details}})
        assert read == Usage(prompt=100, cached=cached, completion=2, cache_write=expected)
        same = {"usage": {"input_tokens": 100, "output_tokens": 2, "input_tokens_details": details}}
        assert responses.read_usage(same) == read
    for written in (101, -1, 5.0, "5", True, [], float("nan")):
        details = {"cache_write_tokens": written}
        with pytest.raises(UsageError):
            chat.read_usage({"usage": {"prompt_tokens": 100, "completion_tokens": 2, "prompt_tokens_details": details}})


@pytest.mark.parametrize("told", [{"audio_tokens": "5"}, {"audio_tokens": 5.5}, "5", [5], 5])
def test_a_kind_that_is_no_number_is_not_taken_for_text(told: object) -> None:
    for part in ("prompt_tokens_details", "completion_tokens_details"):
        with pytest.raises(UsageError, match="no number"):
            chat.read_usage({"usage": {"prompt_tokens": 100, "completion_tokens": 20, part: told}})


def test_how_long_an_answer_can_be():
    assert chat.default_output(Deployment(model="gpt-4o", version="2024-11-20")) == 16_384
    assert chat.default_output(Deployment(model="gpt-4o", version="2024-05-13")) == 4_096


# the official clients


def clients(w, token: str, kind: str, asynchronous: bool) -> Any:
    azure, plain = (openai.AsyncAzureOpenAI, openai.AsyncOpenAI) if asynchronous else (openai.AzureOpenAI, openai.OpenAI)
    if kind == "azure":
        return azure(azure_endpoint=w.url, azure_ad_token=token, api_version=VERSION, max_retries=0)
    if kind == "azure with api-key":
        return azure(azure_endpoint=w.url, api_key=token, api_version=VERSION, max_retries=0)
    return plain(base_url=w.url + ("/openai/v1" if kind == "openai/v1" else "/v1"), api_key=token, max_retries=0)


KINDS = ("azure", "azure with api-key", "v1", "openai/v1")


class Weather(BaseModel):
    city: str
    degrees: int


TOOL = {"type": "function", "function": {"name": "weather", "description": "x", "parameters": {"type": "object", "properties": {}}}}


@pytest.mark.parametrize("kind", KINDS)
def test_the_asynchronous_client(run, world, fake, kind):
    async def main():
        async with world() as w, clients(w, w.token(), kind, True) as client:
            spoken = fake.spoken("Hello ", "you")
            w.upstream.reply = lambda body: fake.stream(spoken) if body.get("stream") else fake.whole(fake.answer("Hello"))
            messages = [{"role": "user", "content": "hi"}]
            whole = await client.chat.completions.create(model="gpt-4o", messages=messages)
            stream = await client.chat.completions.create(model="gpt-4o", messages=messages, stream=True)
            parts = [choice.delta.content or "" async for chunk in stream for choice in chunk.choices]
            async with client.chat.completions.stream(model="gpt-4o", messages=messages) as events:
                final = await events.get_final_completion()
            with pytest.raises(openai.BadRequestError) as blocked:
                await client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "4111-1111-1111-1111"}])
            with pytest.raises(openai.NotFoundError) as missing:
                await client.chat.completions.create(model="nope", messages=messages)
            return whole, parts, final, blocked.value, missing.value

    whole, parts, final, blocked, missing = run(main)
    assert whole.choices[0].message.content == "Hello"
    assert whole.usage.total_tokens == 30
    assert "".join(parts) == "Hello you" == final.choices[0].message.content
    assert blocked.code == "content_filter"
    assert missing.code == "DeploymentNotFound"
    assert blocked.request_id


@pytest.mark.parametrize("kind", KINDS)
def test_the_synchronous_client(run, world, fake, kind):
    def talk(w, token: str) -> tuple[str, str]:
        with clients(w, token, kind, False) as client:
            messages = [{"role": "user", "content": "hi"}]
            whole = client.chat.completions.create(model="gpt-4o", messages=messages).choices[0].message.content
            stream = client.chat.completions.create(model="gpt-4o", messages=messages, stream=True)
            return whole, "".join(choice.delta.content or "" for chunk in stream for choice in chunk.choices)

    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.stream(fake.spoken("a", " b")) if body.get("stream") else fake.whole(fake.answer("a b"))
            return await asyncio.to_thread(talk, w, w.token())

    assert run(main) == ("a b", "a b")


def test_tools_and_structured_output(run, world, fake):
    async def main():
        async with world() as w, clients(w, w.token(), "v1", True) as client:
            arguments = json.dumps({"city": "Zürich", "note": "mail jane.doe@example.com"}, ensure_ascii=False)
            call = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": arguments}}
            message = {"role": "assistant", "content": None, "tool_calls": [call]}
            choice = {"index": 0, "message": message, "finish_reason": "tool_calls"}
            w.upstream.reply = lambda body: fake.whole(fake.answer(choices=[choice]))
            whole = await client.chat.completions.create(model="gpt-4o", messages=[USER], tools=[TOOL])
            first = call | {"index": 0, "function": {"name": "weather", "arguments": ""}}
            frames = [fake.chunk({"role": "assistant", "content": None, "tool_calls": [first]})]
            parts = [arguments[start : start + 3] for start in range(0, len(arguments), 3)]
            frames += [fake.chunk({"tool_calls": [{"index": 0, "function": {"arguments": part}}]}) for part in parts]
            w.upstream.reply = lambda body: fake.stream(fake.sse(*frames, fake.chunk(finish="tool_calls")))
            async with client.chat.completions.stream(model="gpt-4o", messages=[USER], tools=[TOOL]) as events:
                streamed = await events.get_final_completion()
            w.upstream.reply = lambda body: fake.whole(fake.answer('{"city":"Zürich","degrees":7}'))
            parsed = await client.chat.completions.parse(model="gpt-4o", messages=[USER], response_format=Weather)
            return whole.choices[0], streamed.choices[0], parsed.choices[0].message.parsed, w.upstream.bodies

    whole, streamed, parsed, bodies = run(main)
    for choice in (whole, streamed):
        assert choice.finish_reason == "tool_calls"
        assert choice.message.tool_calls[0].id == "call_1"
        assert choice.message.tool_calls[0].function.name == "weather"
        assert json.loads(choice.message.tool_calls[0].function.arguments) == {"city": "Zürich", "note": "mail [REDACTED-EMAIL]"}
    assert parsed == Weather(city="Zürich", degrees=7)
    assert bodies[2]["response_format"]["json_schema"]["schema"]["properties"].keys() == {"city", "degrees"}


def test_a_blocked_stream_raises_in_the_client(run, world, fake):
    async def main():
        async with world() as w, clients(w, w.token(), "azure", True) as client:
            spoken = fake.spoken("card 4111-1111-", "1111-1111 ok ok ok")
            w.upstream.reply = lambda body: fake.stream([piece for frame in spoken for piece in (frame, 0.01)])
            stream = await client.chat.completions.create(model="gpt-4o", messages=[USER], stream=True)
            heard = ""
            with pytest.raises(openai.APIError) as caught:  # noqa: PT012
                async for chunk in stream:
                    heard += "".join(choice.delta.content or "" for choice in chunk.choices)
            return heard, caught.value

    heard, error = run(main)
    assert "4111" not in heard
    assert error.code == "content_filter"


def test_a_spent_budget_is_not_tried_again_by_the_client(run, world):
    def poor(spec):
        fraud = spec.projects["fraud-triage"]
        changed = fraud.model_copy(update={"budget": fraud.budget.model_copy(update={"daily_usd": 0})})
        return spec.model_copy(update={"projects": {"fraud-triage": changed}})

    async def main():
        async with world(spec=poor) as w, openai.AsyncOpenAI(base_url=w.url + "/v1", api_key=w.token(), max_retries=5) as client:
            with pytest.raises(openai.RateLimitError) as caught:
                await client.chat.completions.create(model="gpt-4o", messages=[USER])
            return caught.value, await w.recorded(1)

    error, records = run(main)
    assert error.type == "insufficient_quota"
    assert len(records) == 1

"""A value that policy hides, planted anywhere in a request or an answer, passes nowhere: as a text, a number, a key, in members that
nobody knows, on every surface, whole and in streams."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest

MAIL, DIGITS = "jane.doe@example.com", 4111111111111111
CARD = "4111 1111 1111 1111"
SECRETS: tuple[Any, ...] = (
    MAIL,
    f"write to {MAIL} now",
    CARD,
    str(DIGITS),
    DIGITS,
    float(DIGITS),
    -DIGITS,
    [MAIL],
    {"x": MAIL},
    {MAIL: 1},
    {CARD: {}},
    {MAIL: MAIL},
    [[{"deep": [DIGITS]}]],
    {"type": "text", "text": MAIL},
    [{"type": "text", "text": MAIL}],
)
NAMES = (
    "x",
    "text",
    "content",
    "id",
    "index",
    "name",
    "type",
    "usage",
    "model",
    "created",
    "finish_reason",
    "reasoning_content",
    "annotations",
    "audio",
    "logprobs",
    "error",
    "status",
    "output_index",
    "sequence_number",
    "delta",
    "message",
    "item_id",
    "system_fingerprint",
    "data",
    "refusal",
    "token",
    "bytes",
    "role",
    "object",
    MAIL,
    CARD,
)
USAGE = {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30, "prompt_tokens_details": {"cached_tokens": 0}}
FILTERS = {"hate": {"filtered": False, "severity": "safe"}, "jailbreak": {"detected": False, "filtered": False}}
LOGPROBS = {"content": [{"token": "a", "logprob": -0.1, "bytes": [97], "top_logprobs": [{"token": "b", "logprob": -2.0, "bytes": [98]}]}]}
CALL = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
MESSAGE = {
    "role": "assistant",
    "content": "hello",
    "refusal": None,
    "annotations": [{"type": "url_citation", "url_citation": {"url": "u", "title": "t"}}],
    "audio": {"id": "a", "data": "", "transcript": "t", "expires_at": 1},
    "tool_calls": [CALL],
    "reasoning_content": "hm",
}
CHAT = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-4o-2024-11-20",
    "system_fingerprint": "fp",
    "usage": USAGE,
    "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": FILTERS}],
    "service_tier": "default",
    "choices": [{"index": 0, "message": MESSAGE, "finish_reason": "stop", "logprobs": LOGPROBS, "content_filter_results": FILTERS}],
}
TEXTS = {
    "id": "cmpl-1",
    "object": "text_completion",
    "created": 1,
    "model": "gpt-4o",
    "usage": USAGE,
    "choices": [
        {"index": 0, "text": "hello", "finish_reason": "stop", "logprobs": {"tokens": ["a"], "token_logprobs": [-0.1], "text_offset": [0]}}
    ],
}
VECTORS = {
    "object": "list",
    "model": "gpt-4o",
    "data": [{"object": "embedding", "index": 0, "embedding": [0.5, -0.5]}],
    "usage": {"prompt_tokens": 4, "total_tokens": 4},
}
PART = {"type": "output_text", "text": "hello", "annotations": [{"type": "file_citation", "index": 1, "filename": "f"}], "logprobs": []}
ITEMS: list[dict[str, Any]] = [
    {"id": "rs_1", "type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}], "encrypted_content": None},
    {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [PART]},
    {"id": "fc_1", "type": "function_call", "call_id": "call_1", "name": "f", "arguments": '{"a": 1}', "status": "completed"},
]
RESPONSE = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1,
    "completed_at": 2,
    "status": "completed",
    "model": "gpt-4o",
    "metadata": {"a": "b"},
    "usage": {"input_tokens": 5, "output_tokens": 5, "input_tokens_details": {"cached_tokens": 0}},
    "error": None,
    "instructions": "be brief",
    "tools": [{"type": "function", "name": "f", "parameters": {"type": "object"}}],
    "text": {"format": {"type": "text"}},
    "output": ITEMS,
}


def chunk(**more: Any) -> dict[str, Any]:
    usual = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o", "system_fingerprint": "fp", "usage": None}
    return usual | {"choices": []} | more


def said(delta: dict[str, Any], finish: str | None = None, **more: Any) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None, **more}


AT = {"item_id": "msg_1", "output_index": 1, "content_index": 0}
STREAMS: dict[str, list[dict[str, Any]]] = {
    "/v1/chat/completions": [
        chunk(prompt_filter_results=[{"prompt_index": 0, "content_filter_results": FILTERS}]),
        chunk(choices=[said({"role": "assistant", "content": "", "refusal": None})]),
        chunk(choices=[said({"reasoning_content": "hm"})]),
        *(chunk(choices=[said({"content": text})]) for text in (" hello ", " my ", " dear ", " friend ")),
        chunk(choices=[said({"content": "!"}, logprobs=LOGPROBS, content_filter_results=FILTERS)]),
        chunk(choices=[said({"tool_calls": [CALL]})]),
        chunk(choices=[said({"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]}), said({"content": "two"}, index=1)]),
        chunk(choices=[said({}, "stop"), said({}, "stop", index=1)]),
        chunk(usage=USAGE),
    ],
    "/v1/completions": [
        {**TEXTS, "usage": None, "choices": [{"index": 0, "text": "hello ", "finish_reason": None, "logprobs": None}]},
        {**TEXTS, "usage": None, "choices": [{"index": 0, "text": "", "finish_reason": "stop"}]},
        {**TEXTS, "choices": []},
    ],
    "/v1/responses": [
        {"type": "response.created", "sequence_number": 0, "response": RESPONSE | {"output": [], "status": "in_progress", "usage": None}},
        {"type": "response.output_item.added", "sequence_number": 1, "item": ITEMS[1] | {"content": []}, "output_index": 1},
        {"type": "response.content_part.added", "part": PART | {"text": ""}, **AT},
        {"type": "response.output_text.delta", "delta": "hello", "logprobs": [], **AT},
        {"type": "response.output_text.annotation.added", "annotation": PART["annotations"][0], "annotation_index": 0, **AT},  # type: ignore[index]
        {"type": "response.output_text.done", "text": "hello", "logprobs": [], **AT},
        {"type": "response.content_part.done", "part": PART, **AT},
        {"type": "response.output_item.done", "item": ITEMS[1], "output_index": 1},
        {"type": "response.function_call_arguments.delta", "delta": '{"a": 1}', "item_id": "fc_1", "output_index": 2},
        {"type": "response.function_call_arguments.done", "arguments": '{"a": 1}', "name": "f", "item_id": "fc_1", "output_index": 2},
        {"type": "response.completed", "response": RESPONSE},
    ],
}
WHOLE = {"/v1/chat/completions": CHAT, "/v1/completions": TEXTS, "/v1/embeddings": VECTORS, "/v1/responses": RESPONSE}
TOOL = {
    "name": "f",
    "description": "d",
    "strict": True,
    "parameters": {"type": "object", "properties": {"a": {"type": "string", "enum": ["b"]}}},
}
ASKED: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {
        "model": "gpt-4o",
        "max_tokens": 50,
        "user": "u",
        "metadata": {"a": "b"},
        "stop": ["x"],
        "logit_bias": {"5": 1},
        "messages": [
            {"role": "system", "content": "be brief"},
            {"role": "user", "name": "n", "content": [{"type": "text", "text": "hello"}]},
            {"role": "assistant", "content": None, "tool_calls": [{key: CALL[key] for key in ("id", "type", "function")}]},
            {"role": "tool", "tool_call_id": "call_1", "content": "done"},
        ],
        "tools": [{"type": "function", "function": TOOL}],
        "prediction": {"type": "content", "content": "x"},
        "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "object", "$defs": {"a": {}}}}},
    },
    "/v1/completions": {"model": "gpt-4o", "prompt": ["a", "b"], "suffix": "c", "stop": ["x"], "max_tokens": 20, "user": "u"},
    "/v1/embeddings": {"model": "gpt-4o", "input": ["a", "b"], "user": "u", "dimensions": 5},
    "/v1/responses": {
        "model": "gpt-4o",
        "instructions": "be brief",
        "metadata": {"a": "b"},
        "max_output_tokens": 50,
        "tools": [{"type": "function", **TOOL}],
        "input": [
            {"role": "user", "content": [{"type": "input_text", "text": "hello"}]},
            {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "call_1", "output": "done"},
        ],
        "text": {"format": {"type": "json_schema", "name": "n", "schema": {"type": "object"}}},
    },
}


@pytest.fixture(params=[12, pytest.param(600, marks=pytest.mark.long)])
def rounds(request):
    """How many documents are tried."""
    return request.param


def planted(document: Any, dice: random.Random) -> Any:
    """A copy with a secret somewhere: instead of a node, as another member or item beside it, or as the name of one."""
    document = copy.deepcopy(document)
    holders, stack = [], [document]
    while stack:
        node = stack.pop()
        if isinstance(node, dict | list):
            holders.append(node)
            stack += node.values() if isinstance(node, dict) else node
    holder, secret = dice.choice(holders), copy.deepcopy(dice.choice(SECRETS))
    way = dice.randrange(4)
    if isinstance(holder, list):
        holder.insert(dice.randint(0, len(holder)), secret)
    elif way == 0 and holder:
        holder[dice.choice(list(holder))] = secret
    elif way == 1 and holder:
        key = dice.choice(list(holder))
        holder[dice.choice((MAIL, CARD, f"{key} {MAIL}"))] = holder.pop(key)
    else:
        holder[dice.choice(NAMES)] = secret
    return document


@pytest.fixture
def strict_world(world):
    """A gateway that hides every number that may be one of a card: nothing around a planted one says what it is."""

    def strict(usual):
        dlp = usual.hub.dlp.model_copy(update={"confidence": 65})
        own = usual.projects["fraud-triage"]
        projects = usual.projects | {"fraud-triage": own.model_copy(update={"budget": own.budget.model_copy(update={"daily_usd": 900.0})})}
        return usual.model_copy(update={"hub": usual.hub.model_copy(update={"dlp": dlp}), "projects": projects})

    return lambda: world(strict)


def leaks(text: str) -> bool:
    return any(secret in text for secret in (MAIL, MAIL.replace("@", "\\u0040"), CARD, str(DIGITS)))


def test_in_requests(run, strict_world, fake, rounds):
    async def main():
        statuses = set()
        async with strict_world() as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            for path, asked in ASKED.items():
                dice = random.Random(f"{path} asks")
                w.upstream.reply = lambda body, path=path: fake.whole(WHOLE[path])
                for _ in range(rounds):
                    body = planted(asked, dice)
                    answer = await w.http.post(path, json=body, headers=headers)
                    statuses.add(answer.status_code)
                    assert answer.status_code < 500, (body, answer.text)
                    assert not leaks(answer.text), (body, answer.text)
            sent = [request.body.decode() + request.query + str(request.headers) for request in w.upstream.requests]
            return statuses, [one for one in sent if leaks(one)], [event for event in await w.recorded(rounds) if leaks(repr(event))]

    statuses, sent, recorded = run(main, 600)
    assert statuses >= {200, 400}
    assert sent == []
    assert recorded == []


def test_in_answers(run, strict_world, fake, rounds):
    async def main():
        statuses = set()
        async with strict_world() as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            for path, whole in WHOLE.items():
                dice = random.Random(f"{path} answers")
                for _ in range(rounds):
                    document = planted(whole, dice)
                    w.upstream.reply = lambda body, document=document: fake.whole(document)
                    answer = await w.http.post(path, json=ASKED[path], headers=headers)
                    statuses.add(answer.status_code)
                    assert not leaks(answer.text + str(answer.headers)), (document, answer.text)
                    assert "internal_error" not in answer.text, (document, answer.text)
            return statuses

    assert run(main, 600) >= {200, 400}


def test_in_streams(run, strict_world, fake, rounds):
    async def main():
        blocked, redacted = 0, 0
        async with strict_world() as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            for path, usual in STREAMS.items():
                dice = random.Random(f"{path} streams")
                body = ASKED[path] | {"stream": True} | ({"n": 2} if "chat" in path else {})
                ends = [] if path == "/v1/responses" else [b"data: [DONE]\n\n"]
                for _ in range(rounds):
                    events = list(usual)
                    place = dice.randrange(len(events))
                    events[place] = planted(events[place], dice)
                    pieces = [b"data: " + json.dumps(one).encode() + b"\n\n" for one in events]
                    w.upstream.reply = lambda body, pieces=pieces + ends: fake.stream(pieces)
                    answer = await w.http.post(path, json=body, headers=headers)
                    assert answer.status_code == 200
                    assert not leaks(answer.text), (events[place], answer.text)
                    assert "internal_error" not in answer.text, (events[place], answer.text)
                    blocked += "content_filter" in answer.text.rpartition("data: {")[2]
                    redacted += "REDACTED" in answer.text
        return blocked, redacted

    blocked, redacted = run(main, 600)
    assert blocked
    assert redacted

"""Bodies and answers that nobody wrote down: nothing hidden gets through, and nothing is a defect, on any surface."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

MAIL = "jane.doe@example.com"
CARD = "4111-1111-1111-1111"
NONSENSE: tuple[Any, ...] = (
    None, True, -1, 2**62, 1.5, "", "x", [], {}, [[]], [{}], {"type": "x"}, [None], ["x", 1], {"id": 7}, "\u0000", "é" * 50,
)  # fmt: skip
PART = {"type": "output_text", "text": f"write to {MAIL} now", "annotations": [{"type": "x", "title": MAIL}], "logprobs": [{"token": MAIL}]}
USAGE = {"input_tokens": 5, "output_tokens": 5, "input_tokens_details": {"cached_tokens": 1}}
RESPONSE: dict[str, Any] = {
    "id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": "gpt-4o", "instructions": f"not to {MAIL}",
    "metadata": {MAIL: MAIL}, "usage": USAGE, "error": None, "previous_response_id": None, "tools": [{"type": "function", "name": "f"}],
    "output": [
        {"id": "rs_1", "type": "reasoning", "summary": [{"type": "summary_text", "text": MAIL}]},
        {"id": "msg_1", "type": "message", "role": "assistant", "content": [PART]},
        {"id": "fc_1", "type": "function_call", "call_id": "c", "name": "f", "arguments": json.dumps({"to": MAIL})},
    ],
}  # fmt: skip
AT = {"item_id": "msg_1", "output_index": 1, "content_index": 0}
EVENTS: list[dict[str, Any]] = [
    {"type": "response.created", "response": RESPONSE | {"output": []}},
    {"type": "response.output_item.added", "item": RESPONSE["output"][1], "output_index": 1},
    {"type": "response.content_part.added", "part": PART, **AT},
    {"type": "response.output_text.delta", "delta": "write to jane.doe@", **AT},
    {"type": "response.output_text.delta", "delta": "example.com now", **AT},
    {"type": "response.output_text.done", "text": f"write to {MAIL} now", **AT},
    {"type": "response.output_item.done", "item": RESPONSE["output"][1], "output_index": 1},
    {"type": "response.completed", "response": RESPONSE},
]
CALLS: dict[str, list[dict[str, Any]]] = {
    "/v1/responses": [
        {"model": "gpt-4o", "input": f"to {MAIL}", "instructions": MAIL, "metadata": {"a": MAIL}, "max_output_tokens": 50},
        {
            "model": "gpt-4o", "tools": [{"type": "function", "name": "f", "description": MAIL, "parameters": {"properties": {MAIL: {}}}}],
            "input": [
                {"role": "user", "content": [{"type": "input_text", "text": MAIL}]},
                {"type": "function_call", "call_id": MAIL, "name": "f", "arguments": MAIL},
                {"type": "function_call_output", "call_id": "c", "output": [{"type": "input_text", "text": MAIL}]},
            ],
        },
    ],
    "/v1/completions": [{"model": "gpt-4o", "prompt": [MAIL, "x"], "suffix": MAIL, "stop": [MAIL], "max_tokens": 20, "user": MAIL}],
    "/v1/embeddings": [{"model": "gpt-4o", "input": [MAIL, "x"], "user": MAIL, "dimensions": 5}],
}  # fmt: skip


def changed(document: Any, dice: random.Random) -> Any:
    """A copy in which one to three nodes are something else, gone, or named otherwise."""
    document = copy.deepcopy(document)
    for _ in range(dice.randint(1, 3)):
        nodes: list[tuple[Any, Any]] = []
        stack = [document]
        while stack:
            node = stack.pop()
            for key in list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
                nodes.append((node, key))
                stack.append(node[key])
        if not nodes:
            return document
        holder, key = dice.choice(nodes)
        kind = dice.randrange(4)
        if kind == 0:
            holder[key] = copy.deepcopy(dice.choice(NONSENSE))
        elif kind == 1:
            del holder[key]
        elif kind == 2 and isinstance(holder, dict):
            holder[f"{key}_"] = holder.pop(key)
        else:
            holder[key] = [holder[key]] if dice.random() < 0.5 else {"deep": holder[key]}
    return document


def test_requests(run, world, fake):
    async def main():
        dice = random.Random(7)
        async with world() as w:
            headers, statuses = {"authorization": f"Bearer {w.token()}"}, set()
            good = {
                "/v1/responses": RESPONSE, "/v1/completions": {"choices": [{"index": 0, "text": "x"}]},
                "/v1/embeddings": {"data": [{"embedding": [0.5]}]},
            }  # fmt: skip
            for path, bodies in CALLS.items():
                w.upstream.reply = lambda body, path=path: fake.whole(good[path])
                for _ in range(60):
                    body = changed(dice.choice(bodies), dice)
                    answer = await w.http.post(path, json=body, headers=headers)
                    statuses.add(answer.status_code)
                    assert answer.status_code < 500, (path, body, answer.text)
                    assert MAIL not in answer.text
            return statuses, [request.body.decode() for request in w.upstream.requests]

    statuses, sent = run(main)
    assert {200, 400} <= statuses
    assert len(sent) > 60
    assert [body for body in sent if MAIL in body] == []


def test_answers_whole_and_streamed(run, world, fake):
    async def main():
        dice = random.Random(11)
        async with world() as w:
            headers, statuses = {"authorization": f"Bearer {w.token()}"}, set()
            body, defects = {"model": "gpt-4o", "input": "x", "max_output_tokens": 50}, []
            for number in range(160):
                is_stream = number % 2 == 1
                if is_stream:
                    events = [changed(event, dice) if dice.random() < 0.3 else event for event in EVENTS]
                    dice.random() < 0.2 and dice.shuffle(events)
                    pieces = [b"data: " + json.dumps(event).encode() + b"\n\n" for event in events]
                    w.upstream.reply = lambda body, pieces=pieces: fake.stream(pieces)
                else:
                    document = changed(RESPONSE, dice)
                    w.upstream.reply = lambda body, document=document: fake.whole(document)
                answer = await w.http.post("/v1/responses", json=body | {"stream": is_stream}, headers=headers)
                statuses.add(answer.status_code)
                assert MAIL not in answer.text, (number, answer.text)
                if "internal_error" in answer.text:
                    defects.append((answer.status_code, (await w.recorded(number + 1, "completed"))[-1].error))
                assert '"resp_1"' not in answer.text, (number, answer.text)
            return statuses, defects

    statuses, defects = run(main)
    assert defects == []
    assert statuses == {200, 502}

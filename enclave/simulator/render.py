"""A completion in the wire's form: one JSON document, or the frames of an event stream. Azure adds its content filter's results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from enclave.simulator.script import Completion, Usage
from enclave.simulator.tokens import pieces

CREATED = 1_767_225_600
"""When every answer was made: 2026-01-01 00:00 UTC, so that equal requests get equal answers."""
FINGERPRINT = "fp_simulation"
DONE = b"data: [DONE]\n\n"
SAFE: dict[str, Any] = {category: {"filtered": False, "severity": "safe"} for category in ("hate", "self_harm", "sexual", "violence")}
PROMPT_SAFE = {**SAFE, "jailbreak": {"filtered": False, "detected": False}}
PROMPT_FILTER = [{"prompt_index": 0, "content_filter_results": PROMPT_SAFE}]


@dataclass(frozen=True)
class Form:
    """How an answer is written: its id and model, whether Azure writes it, and with which extras."""

    id: str
    model: str
    azure: bool
    usage: bool
    """Tell the usage: in the document, and in the stream's last frame."""
    logprobs: bool

    def envelope(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": self.id, "object": kind, "created": CREATED, "model": self.model,
            "system_fingerprint": FINGERPRINT, "choices": choices,
        }  # fmt: skip


def document(completion: Completion, form: Form) -> bytes:
    """The whole answer as `chat.completion`."""
    message: dict[str, Any] = {"role": "assistant", "content": completion.text, "refusal": None, "annotations": []}
    if completion.calls:
        message["content"] = None
        message["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}} for call in completion.calls
        ]
    texts = [piece for piece, _ in completion.pieces]
    choice = {"message": message, "finish_reason": completion.finish, "logprobs": _logprobs(texts) if form.logprobs else None}
    if form.azure:
        choice["content_filter_results"] = SAFE
    answer = form.envelope("chat.completion", [{"index": index, **choice} for index in range(completion.n)])
    if form.azure:
        answer["prompt_filter_results"] = PROMPT_FILTER
    if form.usage:
        answer["usage"] = usage_document(completion.usage)
    return msgspec.json.encode(answer)


def frames(completion: Completion, form: Form) -> Iterator[bytes]:
    """The answer as `chat.completion.chunk` events, `[DONE]` last."""
    if form.azure:
        opening = {"id": "", "object": "", "created": 0, "model": "", "choices": [], "prompt_filter_results": PROMPT_FILTER}
        yield b"data: %b\n\n" % msgspec.json.encode(opening)
    chunk = _Chunk(form)
    start: dict[str, Any] = {"role": "assistant", "content": None if completion.calls else "", "refusal": None}
    for index in range(completion.n):
        yield chunk.frame(index, start)
    for delta in _deltas(completion):
        for index in range(completion.n):
            yield chunk.frame(index, delta)
    for index in range(completion.n):
        yield chunk.frame(index, {}, completion.finish)
    if form.usage:
        ending = {**form.envelope("chat.completion.chunk", []), "usage": usage_document(completion.usage)}
        yield b"data: %b\n\n" % msgspec.json.encode(ending)
    yield DONE


def usage_document(usage: Usage) -> dict[str, Any]:
    """Usage as chat completions tell it."""
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.prompt + usage.completion,
        "prompt_tokens_details": {"audio_tokens": 0, "cached_tokens": usage.cached},
        "completion_tokens_details": {
            "accepted_prediction_tokens": 0, "audio_tokens": 0, "reasoning_tokens": usage.reasoning, "rejected_prediction_tokens": 0,
        },
    }  # fmt: skip


class _Chunk:
    """Writes frames that differ only in their choice: everything around it is encoded once."""

    def __init__(self, form: Form) -> None:
        envelope = msgspec.json.encode(form.envelope("chat.completion.chunk", []))
        self._head = b"data: " + envelope.removesuffix(b"]}")
        self._tail = b'],"usage":null}\n\n' if form.usage else b"]}\n\n"
        self._form = form

    def frame(self, index: int, delta: dict[str, Any], finish: str | None = None) -> bytes:
        content = delta.get("content")
        choice: dict[str, Any] = {"index": index, "delta": delta, "finish_reason": finish, "logprobs": None}
        if self._form.logprobs and content:
            choice["logprobs"] = _logprobs([content])
        if self._form.azure:
            choice["content_filter_results"] = SAFE if content else {}
        return self._head + msgspec.json.encode(choice) + self._tail


def _deltas(completion: Completion) -> Iterator[dict[str, Any]]:
    for piece, _ in completion.pieces:
        yield {"content": piece}
    for number, call in enumerate(completion.calls):
        opening = {"index": number, "id": call.id, "type": "function", "function": {"name": call.name, "arguments": ""}}
        yield {"tool_calls": [opening]}
        for piece, _ in pieces(call.arguments):
            yield {"tool_calls": [{"index": number, "function": {"arguments": piece}}]}


def _logprobs(texts: list[str]) -> dict[str, Any]:
    """A simulated model is certain of every token: log probability 0, no alternatives."""
    tokens = [{"token": text, "logprob": 0.0, "bytes": list(text.encode()), "top_logprobs": []} for text in texts]
    return {"content": tokens, "refusal": None}

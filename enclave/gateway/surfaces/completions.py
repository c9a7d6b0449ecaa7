"""Completions, the older API: prompts, which may be given as tokens, and the texts that follow them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from enclave.gateway.surfaces import chat
from enclave.gateway.surfaces.call import MAX_CHOICES, MAX_TOKENS, BadCallError, Call, count, flag, refuse_extras, stream_options
from enclave.gateway.surfaces.chat_stream import ChatStream
from enclave.gateway.surfaces.token_input import as_texts
from enclave.ledger.prices import Usage
from enclave.spec.models import Deployment

OPERATION = "Completions_Create"
TARGET = b"/completions"
DEFAULT_OUTPUT = 16
"""Tokens of a text when the client sets no limit (OpenAI's API reference, completions)."""


def read_call(body: dict[str, Any]) -> Call:
    """Check a decoded body; tokens become text. Raises BadCallError."""
    prompts, is_rewritten = as_texts(body, "prompt")
    refuse_extras(body)
    if not isinstance(body.get("suffix"), str | None):
        raise BadCallError("`suffix` must be a text", "suffix")
    stream = flag(body, "stream")
    options = stream_options(body, stream)
    each = max(count(body, "n", MAX_CHOICES) or 1, count(body, "best_of", MAX_CHOICES) or 1)
    if prompts * each > MAX_CHOICES:
        raise BadCallError(f"prompts times `n` or `best_of` may be {MAX_CHOICES} at most", "prompt")
    limit = 0 if body.get("max_tokens") == 0 else count(body, "max_tokens", MAX_TOKENS)
    return Call(
        stream=stream, include_usage=flag(options, "include_usage"), choices=prompts * each, max_tokens=limit, is_rewritten=is_rewritten
    )


def default_output(_deployment: Deployment) -> int:
    """Tokens that one choice can have when the client sets no limit."""
    return DEFAULT_OUTPUT


def prompt_texts(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What the model reads: each prompt, and what is to come behind it."""
    given, suffix = body["prompt"], body.get("suffix")
    prompts = (given,) if isinstance(given, str) else tuple(given)
    return prompts if suffix is None else (*prompts, *(suffix,) * len(prompts))


def outgoing(body: Mapping[str, Any], model: str, call: Call, max_tokens: int | None, name: str = "") -> bytes:
    """The body that goes to the upstream: the decoded one, encoded again, with the model's name and the limit."""
    sent = {**body, "model": name or model, "max_tokens": max_tokens if call.max_tokens != 0 else 0}
    if call.stream:
        sent["stream_options"] = {"include_usage": True}
    return msgspec.json.encode(sent)


def is_answer(document: Mapping[str, Any]) -> bool:
    """Whether a document is a completion."""
    return isinstance(document.get("choices"), list)


def read_usage(document: Mapping[str, Any]) -> Usage | None:
    """What the provider counted, or None when it did not say. Raises UsageError for what cannot be true."""
    return chat.read_usage(document)


def kept(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of an answer goes back. Its `logprobs` spell the text in pieces, and never do."""
    answer = chat.kept(document)
    answer["choices"] = [_plain(choice) for choice in document["choices"]]
    return answer


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of that is to be scanned."""
    return chat.told(document)


def spelled(_answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Nothing that stays is told in pieces."""
    return []


def readable(answer: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """The texts."""
    return ((choice, "text", False) for choice in answer["choices"] if isinstance(choice, dict))


def _plain(choice: object) -> object:
    return {**choice, "logprobs": None} if isinstance(choice, dict) else choice


class CompletionStream(ChatStream):
    """Scans the chunks of one answer. Text of a choice stands in the choice itself."""

    def delta(self, choice: Mapping[str, Any]) -> object:
        """What of a choice is text."""
        return {"text": choice.get("text")} if isinstance(choice.get("text"), str) else {}

    def choice(self, index: int, delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
        """A choice that says a text."""
        return {"index": index, "text": delta.get("text", ""), "finish_reason": finish, "logprobs": None}

"""Chat completions: what a request may say, what is sent on, and what of an answer goes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from enclave.gateway.attachments import Attachment
from enclave.gateway.surfaces.call import (
    MAX_CHOICES,
    MAX_TOKENS,
    BadCallError,
    Call,
    cache_writes,
    count,
    detail,
    flag,
    is_time,
    refuse_extras,
    refuse_options,
    refuse_reference,
    stream_options,
    unattached,
)
from enclave.ledger.prices import Usage
from enclave.spec.models import Deployment

OPERATION = "ChatCompletions_Create"
TARGET = b"/chat/completions"

ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
SCANNABLE_PARTS = frozenset({"text", "refusal"})
"""Content parts that are text."""
ATTACHED_PARTS = frozenset({"image_url", "input_audio", "file"})
"""Content parts that are files: what of them nobody can look into is refused where policy says so. Any other part is refused."""
UNSCANNABLE_OPTIONS = ("audio", "web_search_options", "data_sources", "dataSources", "search_parameters")
"""Options that make the model speak, or read where the enclave does not look."""
TOOLS = frozenset({"function", "custom"})
"""Tools that the caller runs. All others, some servers know such, run where the enclave does not look."""
REASONING_PREFIXES = ("o1", "o3", "o4", "gpt-5", "gpt-6")
"""Models that only know `max_completion_tokens`."""
DEFAULT_OUTPUT = 16_384
"""Tokens of an answer when nobody limits it: the largest that gpt-4o and gpt-4o-mini give."""
SMALLER_OUTPUT = {("gpt-4o", "2024-05-13"): 4_096}
"""Model versions that give less than DEFAULT_OUTPUT."""
READ = ("content", "refusal", "reasoning_content", "text")
"""Texts of a message, and of a choice of a completion, that are for people."""
LIMITS = ("max_completion_tokens", "max_tokens")
PREDICTION = "prediction"
READ_TOO = ("tools", "functions", "response_format", "tool_choice", "function_call", PREDICTION)
"""Options that become part of the prompt."""
KEPT = frozenset(
    ("id", "object", "created", "model", "choices", "usage", "system_fingerprint", "service_tier", "prompt_filter_results")
)
"""Members of an answer or a chunk that go back. Nothing else does."""


def read_call(body: Mapping[str, Any]) -> Call:
    """Check a decoded body. Raises BadCallError."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise BadCallError("`messages` must be a list with at least one message", "messages")
    attachments = [part for index, message in enumerate(messages) for part in _check_message(message, f"messages[{index}]")]
    refuse_options(body, UNSCANNABLE_OPTIONS, "what it adds cannot be scanned")
    refuse_extras(body)
    if "tools" in body:
        _check_tools(body["tools"])
    modalities = body.get("modalities")
    if modalities is not None and modalities != ["text"]:
        raise BadCallError("only the modality `text` is allowed here: nothing else can be scanned", "modalities", "unsupported_content")
    stream = flag(body, "stream")
    options = stream_options(body, stream)
    limits = [limit for name in LIMITS if name in body and (limit := count(body, name, MAX_TOKENS)) is not None]
    return Call(
        stream=stream,
        include_usage=flag(options, "include_usage"),
        choices=(count(body, "n", MAX_CHOICES) or 1) if "n" in body else 1,
        max_tokens=min(limits, default=None),
        attachments=tuple(attachments),
        predicted=predicted if body.get(PREDICTION) is not None else None,
    )


def predicted(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What the client says that the answer will be: tokens of it that the answer has not are charged as if it had (OpenAI's API
    reference, `rejected_prediction_tokens`), and no page says that they count for `max_tokens`."""
    return (msgspec.json.encode(body[PREDICTION]).decode(),)


def _check_message(message: object, where: str) -> list[Attachment]:
    """Its parts that are no text."""
    if not isinstance(message, dict):
        raise BadCallError(f"`{where}` must be an object", where)
    if not isinstance(message.get("role"), str) or message["role"] not in ROLES:
        raise BadCallError(f"`{where}.role` must be one of the roles of a message", f"{where}.role")
    if message.get("audio") is not None:
        raise BadCallError("sound of an earlier answer is kept elsewhere: nobody scanned it", f"{where}.audio", "unsupported_content")
    content = message.get("content")
    if content is None or isinstance(content, str):
        return []
    if not isinstance(content, list):
        raise BadCallError(f"`{where}.content` must be a string or a list of parts", f"{where}.content")
    attachments: list[Attachment] = []
    for index, part in enumerate(content):
        kind = part.get("type") if isinstance(part, dict) else None
        place = f"{where}.content[{index}]"
        if isinstance(part, dict) and isinstance(kind, str) and kind in ATTACHED_PARTS:
            refuse_reference(part.get(kind), place)
            attachments.append(Attachment(place, part))
        elif not isinstance(kind, str) or kind not in SCANNABLE_PARTS:
            raise BadCallError("content of this type cannot be scanned and is not allowed here", place, "unsupported_content")
    return attachments


def _check_tools(tools: object) -> None:
    for index, tool in enumerate(tools if isinstance(tools, list) else ()):
        if isinstance(tool, dict) and isinstance(tool.get("type"), str) and tool["type"] not in TOOLS:
            message = "only tools of the types `function` and `custom` are allowed here: others run where nothing can be scanned"
            raise BadCallError(message, f"tools[{index}]", "unsupported_content")


def default_output(deployment: Deployment) -> int:
    """Tokens that one choice can have when the client sets no limit."""
    return SMALLER_OUTPUT.get((deployment.model, deployment.version), DEFAULT_OUTPUT)


def prompt_texts(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What the model reads, one text for each message and each other option that becomes part of the prompt; without what is attached."""
    texts: list[str] = []
    for message in body["messages"]:
        content = message.get("content")
        plain = isinstance(content, str) and len(message) == 2
        texts.append(content if plain else msgspec.json.encode(unattached(message, ("content",), ATTACHED_PARTS)).decode())
    if not body.keys().isdisjoint(READ_TOO):
        texts += [msgspec.json.encode(body[name]).decode() for name in READ_TOO if body.get(name) is not None]
    return tuple(texts)


def outgoing(body: Mapping[str, Any], model: str, call: Call, max_tokens: int | None, name: str = "") -> bytes:
    """The body that goes to the upstream: the decoded one, encoded again, with the model and the limit.

    `name` is what the upstream calls the model, where that is something else.
    """
    sent = {**body, "model": name or model}
    if max_tokens is not None:
        sent.pop("max_tokens", None)
        sent.pop("max_completion_tokens", None)
        reasoning = model.startswith(REASONING_PREFIXES)
        limit = "max_completion_tokens" if reasoning or "max_completion_tokens" in body else "max_tokens"
        sent[limit] = max_tokens
    if call.stream:
        sent["stream_options"] = {"include_usage": True}
    return msgspec.json.encode(sent)


def is_answer(document: Mapping[str, Any]) -> bool:
    """Whether a document is a chat completion."""
    return isinstance(document.get("choices"), list)


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of an answer or a chunk is to be scanned: all that goes back but the time, which looks like a phone number."""
    found = {**document} if document.keys() <= KEPT else {key: value for key, value in document.items() if key in KEPT}
    found.pop("created", None)
    return found


def kept(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of an answer or a chunk goes back."""
    found = {**document} if document.keys() <= KEPT else {key: value for key, value in document.items() if key in KEPT}
    if not is_time(found.get("created", 0)):
        del found["created"]
    return found


def read_usage(document: Mapping[str, Any]) -> Usage | None:
    """What the provider counted, or None when it did not say. Raises UsageError for what cannot be true."""
    usage = document.get("usage")
    if not isinstance(usage, dict):
        return None
    prompt, completion = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if type(prompt) is not int or type(completion) is not int:
        return None
    if usage.get("prompt_tokens_details") is None and usage.get("completion_tokens_details") is None:
        return Usage(prompt=prompt, completion=completion)
    cached = detail(usage, "prompt_tokens_details", "cached_tokens")
    return Usage(
        prompt=prompt,
        cached=cached,
        cache_write=cache_writes(usage, "prompt_tokens_details", prompt, cached),
        completion=completion,
        reasoning=detail(usage, "completion_tokens_details", "reasoning_tokens"),
        audio_input=detail(usage, "prompt_tokens_details", "audio_tokens"),
        audio_output=detail(usage, "completion_tokens_details", "audio_tokens"),
    )


def spelled(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What has `logprobs`: the tokens of a text once more, in pieces."""
    return [choice for choice in answer["choices"] if isinstance(choice, dict) and choice.get("logprobs") is not None]


def readable(answer: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """Texts that a caller reads, or that a program acts on: holder, key, and whether it is such an argument."""
    for choice in answer["choices"]:
        message = choice.get("message") if isinstance(choice, dict) else None
        if not isinstance(message, dict):
            continue
        for key in READ:
            yield message, key, False
        calls = message.get("tool_calls")
        for call in (message, *(calls if isinstance(calls, list) else ())):
            called = call.get("function_call" if call is message else "function") if isinstance(call, dict) else None
            if isinstance(called, dict):
                yield called, "arguments", True

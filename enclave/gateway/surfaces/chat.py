"""Chat completions: what a request may say, what is sent on, and what of an answer goes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from enclave.errors import InputError
from enclave.gateway.attachments import Attachment
from enclave.ledger.prices import Usage
from enclave.spec.models import Deployment

OPERATION = "ChatCompletions_Create"
TARGET = b"/chat/completions"

ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
SCANNABLE_PARTS = frozenset({"text", "refusal"})
"""Content parts that are text."""
ATTACHED_PARTS = frozenset({"image_url", "input_audio", "file"})
"""Content parts that are files: what of them nobody can look into is refused where policy says so. Any other part is refused."""
UNSCANNABLE_OPTIONS = ("audio", "web_search_options")
"""Options that make the model speak, or search where the enclave does not reach."""
MAX_CHOICES = 128
REASONING_PREFIXES = ("o1", "o3", "o4", "gpt-5")
"""Models that only know `max_completion_tokens`."""
DEFAULT_OUTPUT = 16_384
"""Tokens of an answer when nobody limits it: the largest that gpt-4o and gpt-4o-mini give."""
SMALLER_OUTPUT = {("gpt-4o", "2024-05-13"): 4_096}
"""Model versions that give less than DEFAULT_OUTPUT."""
READ = ("content", "refusal", "reasoning_content")
"""Texts of a message that are for people."""
KEPT = frozenset(
    ("id", "object", "created", "model", "choices", "usage", "system_fingerprint", "service_tier", "prompt_filter_results")
)
"""Members of an answer or a chunk that go back. Nothing else does."""


class BadCallError(InputError):
    """The request is not a chat completion that can be served; `param` is the member that is wrong."""

    def __init__(self, message: str, param: str, code: str = "invalid_value") -> None:
        super().__init__(message)
        self.param = param
        self.code = code


class Call(msgspec.Struct, frozen=True):
    """The options that the gateway itself acts on."""

    stream: bool
    include_usage: bool
    """Whether the client asked for the usage chunk of a stream."""
    choices: int
    max_tokens: int | None
    """Of each choice; None: as many as the model likes."""
    attachments: tuple[Attachment, ...] = ()
    """Parts of messages that are no text, each with its place: `messages[0].content[1]`."""


def read_call(body: Mapping[str, Any]) -> Call:
    """Check a decoded body. Raises BadCallError."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise BadCallError("`messages` must be a list with at least one message", "messages")
    attachments = [part for index, message in enumerate(messages) for part in _check_message(message, f"messages[{index}]")]
    for name in UNSCANNABLE_OPTIONS:
        if body.get(name) is not None:
            raise BadCallError(f"`{name}` is not allowed here: what it adds cannot be scanned", name, "unsupported_content")
    modalities = body.get("modalities")
    if modalities is not None and modalities != ["text"]:
        raise BadCallError("only the modality `text` is allowed here: nothing else can be scanned", "modalities", "unsupported_content")
    stream = _flag(body, "stream")
    options = body.get("stream_options")
    if options is not None and (not stream or not isinstance(options, dict)):
        raise BadCallError("`stream_options` is an object, and only for a stream", "stream_options")
    limits = [limit for name in ("max_completion_tokens", "max_tokens") if (limit := _count(body, name, 2**31)) is not None]
    return Call(
        stream=stream,
        include_usage=_flag(options, "include_usage") if options else False,
        choices=_count(body, "n", MAX_CHOICES) or 1,
        max_tokens=min(limits, default=None),
        attachments=tuple(attachments),
    )


def _check_message(message: object, where: str) -> list[Attachment]:
    """Its parts that are no text."""
    if not isinstance(message, dict):
        raise BadCallError(f"`{where}` must be an object", where)
    if not isinstance(message.get("role"), str) or message["role"] not in ROLES:
        raise BadCallError(f"`{where}.role` must be one of the roles of a message", f"{where}.role")
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
            attachments.append(Attachment(place, part))
        elif not isinstance(kind, str) or kind not in SCANNABLE_PARTS:
            raise BadCallError("content of this type cannot be scanned and is not allowed here", place, "unsupported_content")
    return attachments


def _flag(body: Mapping[str, Any], name: str) -> bool:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise BadCallError(f"`{name}` must be true or false", name)
    return bool(value)


def _count(body: Mapping[str, Any], name: str, most: int) -> int | None:
    value = body.get(name)
    if value is not None and (type(value) is not int or not 1 <= value <= most):
        raise BadCallError(f"`{name}` must be a whole number from 1 to {most}", name)
    return value


def default_output(deployment: Deployment) -> int:
    """Tokens that one choice can have when the client sets no limit."""
    return SMALLER_OUTPUT.get((deployment.model, deployment.version), DEFAULT_OUTPUT)


def prompt_texts(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What the model reads, one text for each message and each other option that becomes part of the prompt."""
    texts: list[str] = []
    for message in body["messages"]:
        content = message.get("content")
        plain = isinstance(content, str) and len(message) == 2
        texts.append(content if plain else msgspec.json.encode(message).decode())
    for name in ("tools", "functions", "response_format", "tool_choice", "function_call", "prediction"):
        if body.get(name) is not None:
            texts.append(msgspec.json.encode(body[name]).decode())
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


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of an answer or a chunk is to be scanned: all that goes back but the time, which looks like a phone number."""
    return {key: value for key, value in document.items() if key in KEPT and key != "created"}


def kept(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of an answer or a chunk goes back."""
    return {key: value for key, value in document.items() if key in KEPT and (key != "created" or _is_time(value))}


def _is_time(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**33


def read_usage(document: Mapping[str, Any]) -> Usage | None:
    """What the provider counted, or None when it did not say. Raises UsageError for what cannot be true."""
    usage = document.get("usage")
    if not isinstance(usage, dict):
        return None
    prompt, completion = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if type(prompt) is not int or type(completion) is not int:
        return None
    return Usage(
        prompt=prompt,
        cached=_detail(usage, "prompt_tokens_details", "cached_tokens"),
        completion=completion,
        reasoning=_detail(usage, "completion_tokens_details", "reasoning_tokens"),
    )


def _detail(usage: Mapping[str, Any], part: str, name: str) -> int:
    details = usage.get(part)
    value = details.get(name) if isinstance(details, dict) else None
    return value if type(value) is int else 0

"""Responses: what a request may say, what is sent on, and what of an answer goes back. What is stored is the upstream's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from enclave.gateway.attachments import Attachment
from enclave.gateway.surfaces import chat
from enclave.gateway.surfaces.call import (
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

OPERATION = "Responses_Create"
TARGET = b"/responses"

ROLES = frozenset({"system", "developer", "user", "assistant"})
ITEMS = frozenset(
    ("message", "function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output", "reasoning", "item_reference")
)
"""Items of the input. Any other says what no tool that is allowed here can have said."""
TEXT_PARTS = frozenset({"input_text", "output_text", "refusal", "text", "summary_text", "reasoning_text"})
ATTACHED_PARTS = frozenset({"input_image", "input_file", "input_audio"})
"""Parts that are files: what of them nobody can look into is refused where policy says so. Any other part is refused."""
PARTS = ("content", "output", "summary")
"""Members of an item that may be lists of parts."""
_HOSTED = """
    web_search web_search_preview file_search code_interpreter image_generation mcp computer computer_use_preview local_shell shell
    apply_patch tool_search programmatic_tool_calling
"""
HOSTED = frozenset(_HOSTED.split())
"""Types of such, which a refusal may name."""
NAMESPACE = "namespace"
"""A group of such tools under one name, as coding agents send them."""
ELSEWHERE = ("prompt", "conversation", "context_management", "multi_agent")
"""Members that bring in what is kept elsewhere, which nobody scanned or which may be another project's."""
_MEMBERS = """
    id object created_at completed_at status error incomplete_details instructions max_output_tokens max_tool_calls metadata model output
    parallel_tool_calls previous_response_id prompt_cache_key prompt_cache_options prompt_cache_retention reasoning safety_identifier
    service_tier store temperature text tool_choice tools top_logprobs top_p truncation usage user background content_filters
"""
KEPT = frozenset(_MEMBERS.split())
"""Members of an answer that go back. Nothing else does."""
TIMES = frozenset({"created_at", "completed_at"})


def read_call(body: dict[str, Any]) -> Call:
    """Check a decoded body. Raises BadCallError."""
    given = body.get("input")
    if not isinstance(given, str) and not (isinstance(given, list) and given):
        raise BadCallError("`input` must be a text, or a list with at least one item", "input")
    items = [] if isinstance(given, str) else given
    attachments = [part for index, item in enumerate(items) for part in _check_item(item, f"input[{index}]")]
    refuse_options(body, ELSEWHERE, "what it refers to was not scanned with this request")
    refuse_extras(body)
    if not isinstance(body.get("instructions"), str | None):
        raise BadCallError("`instructions` must be a text", "instructions")
    if not isinstance(body.get("previous_response_id"), str | None):
        raise BadCallError("`previous_response_id` must be the id of a response", "previous_response_id")
    _check_tools(body.get("tools"))
    stream = flag(body, "stream")
    stream_options(body, stream)
    flag(body, "background")
    limit = count(body, "max_output_tokens", MAX_TOKENS)
    return Call(stream=stream, include_usage=True, choices=1, max_tokens=limit, attachments=tuple(attachments))


def _check_item(item: object, where: str) -> list[Attachment]:
    """Its parts that are no text."""
    if not isinstance(item, dict):
        raise BadCallError(f"`{where}` must be an object", where)
    kind = item.get("type", "message")
    if not isinstance(kind, str) or kind not in ITEMS:
        raise BadCallError("items of this type cannot be scanned and are not allowed here", where, "unsupported_content")
    if kind == "message" and (not isinstance(item.get("role"), str) or item["role"] not in ROLES):
        raise BadCallError(f"`{where}.role` must be one of the roles of a message", f"{where}.role")
    return [part for key in PARTS for part in _check_parts(item.get(key), f"{where}.{key}")]


def _check_parts(content: object, where: str) -> list[Attachment]:
    if content is None or isinstance(content, str):
        return []
    if not isinstance(content, list):
        raise BadCallError(f"`{where}` must be a string or a list of parts", where)
    attachments: list[Attachment] = []
    for index, part in enumerate(content):
        kind = part.get("type") if isinstance(part, dict) else None
        place = f"{where}[{index}]"
        if isinstance(part, dict) and isinstance(kind, str) and kind in ATTACHED_PARTS:
            refuse_reference(part, place)
            attachments.append(Attachment(place, part))
        elif not isinstance(kind, str) or kind not in TEXT_PARTS:
            raise BadCallError("content of this type cannot be scanned and is not allowed here", place, "unsupported_content")
    return attachments


def _check_tools(tools: object) -> None:
    if tools is None:
        return
    if not isinstance(tools, list):
        raise BadCallError("`tools` must be a list", "tools")
    for index, tool in enumerate(tools):
        kind = tool.get("type") if isinstance(tool, dict) else None
        inner = tool.get("tools") if isinstance(tool, dict) and kind == NAMESPACE else None
        for one in inner if isinstance(inner, list) else (tool,):
            _check_tool(one, f"tools[{index}]")


def _check_tool(tool: object, where: str) -> None:
    kind = tool.get("type") if isinstance(tool, dict) else None
    if not isinstance(kind, str) or kind not in chat.TOOLS:
        named = f", and `{kind}` is none" if isinstance(kind, str) and kind in HOSTED else ""
        message = f"only tools of the types `function` and `custom` are allowed here{named}: others run where nothing can be scanned"
        raise BadCallError(message, where, "unsupported_content")


def default_output(deployment: Deployment) -> int:
    """Tokens that the answer can have when the client sets no limit."""
    return chat.default_output(deployment)


def prompt_texts(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What the model reads, one text for each item and each other option that becomes part of the prompt; without what is attached."""
    given = body["input"]
    items = [] if isinstance(given, str) else [unattached(item, PARTS, ATTACHED_PARTS) for item in given]
    texts = [given] if isinstance(given, str) else [msgspec.json.encode(item).decode() for item in items]
    for name in ("instructions", "tools", "text", "tool_choice"):
        if body.get(name) is not None:
            texts.append(msgspec.json.encode(body[name]).decode())
    return tuple(texts)


def outgoing(body: Mapping[str, Any], model: str, _call: Call, max_tokens: int | None, name: str = "") -> bytes:
    """The body that goes to the upstream: the decoded one, encoded again, with the model's name and the limit."""
    sent = {**body, "model": name or model}
    if max_tokens is not None:
        sent["max_output_tokens"] = max_tokens
    return msgspec.json.encode(sent)


def is_answer(document: Mapping[str, Any]) -> bool:
    """Whether a document is a response."""
    return (
        document.get("object") == "response"
        and isinstance(document.get("output"), list)
        and isinstance(document.get("id"), str)
        and isinstance(document.get("previous_response_id"), str | None)
    )


def read_usage(document: Mapping[str, Any]) -> Usage | None:
    """What the provider counted, or None when it did not say. Raises UsageError for what cannot be true."""
    usage = document.get("usage")
    if not isinstance(usage, dict):
        return None
    prompt, completion = usage.get("input_tokens"), usage.get("output_tokens")
    if type(prompt) is not int or type(completion) is not int:
        return None
    cached = detail(usage, "input_tokens_details", "cached_tokens")
    return Usage(
        prompt=prompt,
        cached=cached,
        cache_write=cache_writes(usage, "input_tokens_details", prompt, cached),
        completion=completion,
        reasoning=detail(usage, "output_tokens_details", "reasoning_tokens"),
    )


def kept(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of an answer goes back, without log probabilities, which spell the text in pieces."""
    answer = {key: value for key, value in document.items() if key in KEPT and (key not in TIMES or value is None or is_moment(value))}
    unspell(answer.get("output"))
    return answer


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of that is to be scanned: all but the times, which look like phone numbers."""
    return {key: value for key, value in document.items() if key not in TIMES}


def spelled(_answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Nothing that stays is told in pieces."""
    return []


def readable(answer: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """Texts that a caller reads, or that a program acts on: holder, key, and whether it is such an argument."""
    for item in answer["output"]:
        if not isinstance(item, dict):
            continue
        for key in ("arguments", "input"):
            yield item, key, True
        for parts in (item.get("content"), item.get("summary")):
            for part in parts if isinstance(parts, list) else ():
                if isinstance(part, dict):
                    yield part, "text", False
                    yield part, "refusal", False


def unspell(node: object) -> None:
    """Empty every `logprobs` below a node of an answer."""
    stack = [node]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if "logprobs" in node:
                node["logprobs"] = []
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


def is_moment(value: object) -> bool:
    """Whether a time is nothing else: some servers write it with a fraction."""
    return is_time(value) or (type(value) is float and 0 <= value < 2**33)

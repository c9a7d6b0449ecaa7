"""Responses: asked like a chat, answered in items or events, and kept, to be read again and gone on from."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from enclave.simulator.chat import (
    Called,
    ChatRequest,
    Function,
    Given,
    JsonSchema,
    Message,
    Named,
    ResponseFormat,
    Tool,
    ToolCall,
    ToolChoice,
    decode,
)
from enclave.simulator.errors import RejectedError
from enclave.simulator.render import CREATED
from enclave.simulator.script import Completion, Usage, complete
from enclave.simulator.tokens import pieces

ROLES: Any = Literal["system", "developer", "user", "assistant"]
KEPT = 1000
"""Responses that are kept."""


class Format(msgspec.Struct, frozen=True):
    """What kind of text the answer must be."""

    type: Literal["text", "json_object", "json_schema"] = "text"
    name: str = ""
    schema: dict[str, Any] = {}
    strict: bool | None = None
    description: str | None = None


class Text(msgspec.Struct, frozen=True):
    """Options of the text."""

    format: Format = Format()
    verbosity: str | None = None


class ResponsesRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every parameter of a request that this simulator acts on, and others that it only accepts."""

    input: str | Annotated[list[dict[str, Any]], Meta(min_length=1)]
    model: str = ""
    instructions: str | None = None
    previous_response_id: str | None = None
    stream: bool | None = None
    store: bool | None = None
    background: bool | None = None
    max_output_tokens: Annotated[int, Meta(ge=1)] | None = None
    max_tool_calls: Any = None
    tools: list[dict[str, Any]] | None = None
    tool_choice: str | dict[str, Any] | None = None
    text: Text = Text()
    metadata: dict[str, str] | None = None
    include: Any = None
    parallel_tool_calls: Any = None
    prompt_cache_key: str | None = None
    prompt_cache_retention: Any = None
    reasoning: dict[str, Any] | None = None
    safety_identifier: Any = None
    service_tier: Any = None
    stream_options: Any = None
    temperature: float | None = None
    top_logprobs: Any = None
    top_p: float | None = None
    truncation: Any = None
    user: Any = None
    client_metadata: Any = None


@dataclass(frozen=True)
class Kept:
    """A response, what was asked, and the whole conversation with it."""

    document: dict[str, Any]
    items: list[dict[str, Any]]
    messages: list[Message]


class Responses:
    """The responses that one simulator keeps."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def create(self, body: bytes, model: str, key: str, *, usage: bool = True) -> tuple[ResponsesRequest, dict[str, Any], Usage]:
        """Request body -> request, answer, usage. Raises RejectedError (400)."""
        request = decode(body, ResponsesRequest)
        before = self._kept.get(request.previous_response_id or "")
        if request.previous_response_id and before is None:
            code = "previous_response_not_found"
            raise RejectedError(400, f"there is no response `{request.previous_response_id}`", code=code, param="previous_response_id")
        items = [{"role": "user", "content": request.input}] if isinstance(request.input, str) else [*map(self._meant, request.input)]
        messages = [*(before.messages if before else ()), *_messages(items)]
        completion = complete(_chat(request, messages), model, key)
        document = _document(request, completion, model, key, usage)
        if request.store is not False:
            calls = [ToolCall(call.id, Called(call.name, call.arguments)) for call in completion.calls]
            said = Message("assistant", completion.text, tool_calls=calls or None)
            named = [{"id": f"msg_{key}_{number}", "type": "message", **item} for number, item in enumerate(items)]
            self._kept[document["id"]] = Kept(document, named, [*messages, said])
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return request, document, completion.usage

    def _meant(self, item: dict[str, Any]) -> dict[str, Any]:
        """An item, or the one of a kept response that it refers to. Raises RejectedError (400)."""
        if item.get("type") != "item_reference":
            return item
        for kept in self._kept.values():
            for known in (*kept.document["output"], *kept.items):
                if known["id"] == item.get("id"):
                    return dict(known)
        raise RejectedError(400, f"there is no item `{item.get('id')}`", code="not_found", param="input")

    def stored(self, method: str, name: str, operation: str) -> dict[str, Any]:
        """Read, list, cancel or delete one. Raises RejectedError (400, 404, 405)."""
        kept = self._kept.get(name)
        if kept is None:
            raise RejectedError(404, f"there is no response `{name}`", code="not_found")
        if (method, operation) == ("GET", ""):
            return kept.document
        if (method, operation) == ("DELETE", ""):
            del self._kept[name]
            return {"id": name, "object": "response", "deleted": True}
        if (method, operation) == ("GET", "input_items"):
            ids = [item["id"] for item in kept.items]
            return {"object": "list", "data": kept.items, "first_id": ids[0], "last_id": ids[-1], "has_more": False}
        if (method, operation) == ("POST", "cancel"):
            if not kept.document["background"]:
                raise RejectedError(400, "only a response in the background can be cancelled")
            return kept.document | {"status": "cancelled"}
        raise RejectedError(405, f"{method} is nothing for `{operation}`", code="method_not_allowed")


def frames(document: dict[str, Any]) -> Iterator[bytes]:
    """The answer as events."""
    number = 0

    def frame(kind: str, **more: Any) -> bytes:
        nonlocal number
        event = {"type": kind, "sequence_number": number, **more}
        number += 1
        return b"event: %b\ndata: %b\n\n" % (kind.encode(), msgspec.json.encode(event))

    begun = document | {"status": "in_progress", "output": [], "usage": None}
    yield frame("response.created", response=begun)
    yield frame("response.in_progress", response=begun)
    for index, item in enumerate(document["output"]):
        at = {"item_id": item["id"], "output_index": index}
        if item["type"] == "reasoning":
            yield frame("response.output_item.added", item=item, output_index=index)
        elif item["type"] == "function_call":
            yield frame("response.output_item.added", item=item | {"arguments": "", "status": "in_progress"}, output_index=index)
            for piece, _ in pieces(item["arguments"]):
                yield frame("response.function_call_arguments.delta", delta=piece, **at)
            yield frame("response.function_call_arguments.done", arguments=item["arguments"], name=item["name"], **at)
        else:
            yield frame("response.output_item.added", item=item | {"content": [], "status": "in_progress"}, output_index=index)
            [part] = item["content"]
            at["content_index"] = 0
            yield frame("response.content_part.added", part=part | {"text": ""}, **at)
            for piece, _ in pieces(part["text"]):
                yield frame("response.output_text.delta", delta=piece, logprobs=[], obfuscation="x" * 8, **at)
            yield frame("response.output_text.done", text=part["text"], logprobs=[], **at)
            yield frame("response.content_part.done", part=part, **at)
        yield frame("response.output_item.done", item=item, output_index=index)
    yield frame(f"response.{document['status']}", response=document)


def _chat(request: ResponsesRequest, messages: list[Message]) -> ChatRequest:
    """The same as a chat."""
    first = [Message("developer", request.instructions)] if request.instructions else []
    tools = [
        Tool("function", Function(str(tool.get("name")), str(tool.get("description") or ""), tool.get("parameters") or {}))
        for tool in request.tools or () if tool.get("type") == "function"
    ]
    choice: Any = request.tool_choice
    if isinstance(choice, dict):
        choice = ToolChoice("function", Named(str(choice.get("name"))))
    wanted = request.text.format
    schema = JsonSchema(wanted.name, wanted.schema) if wanted.type == "json_schema" else None
    effort = (request.reasoning or {}).get("effort")
    return ChatRequest(
        [*first, *messages], max_completion_tokens=request.max_output_tokens, tools=tools or None, tool_choice=choice if tools else None,
        response_format=ResponseFormat(wanted.type, schema), prompt_cache_key=request.prompt_cache_key, reasoning_effort=effort,
    )


def _messages(items: list[dict[str, Any]]) -> list[Message]:
    """Items of the input as messages of a chat. Raises RejectedError (400)."""
    messages: list[Message] = []
    for number, item in enumerate(items):
        kind = item.get("type", "message")
        try:
            if kind == "message":
                messages.append(Message(msgspec.convert(item.get("role"), ROLES), _text(item)))
            elif kind == "function_call":
                call = ToolCall(str(item["call_id"]), Called(str(item["name"]), str(item["arguments"])))
                messages.append(Message("assistant", tool_calls=[call]))
            elif kind == "custom_tool_call":
                given = ToolCall(str(item["call_id"]), None, "custom", Given(str(item["name"]), str(item["input"])))
                messages.append(Message("assistant", tool_calls=[given]))
            elif kind in ("function_call_output", "custom_tool_call_output"):
                messages.append(Message("tool", str(item["output"]), tool_call_id=str(item["call_id"])))
            elif kind != "reasoning":
                raise RejectedError(400, f"items of type `{kind}` are not simulated", param=f"input[{number}]")
        except (KeyError, msgspec.ValidationError):
            raise RejectedError(400, "an item of the input cannot be read", code="invalid_value", param=f"input[{number}]") from None
    return messages


def _text(item: dict[str, Any]) -> str:
    content = item.get("content")
    parts = content if isinstance(content, list) else [{"text": content}]
    return "\n".join(str(part.get("text") or part.get("refusal") or "") for part in parts)


def _document(request: ResponsesRequest, completion: Completion, model: str, key: str, usage: bool) -> dict[str, Any]:
    output: list[dict[str, Any]] = []
    if completion.usage.reasoning:
        output.append({"id": f"rs_{key}", "type": "reasoning", "summary": []})
    for number, call in enumerate(completion.calls):
        output.append(
            {"id": f"fc_{key}_{number}", "type": "function_call", "call_id": call.id, "name": call.name, "arguments": call.arguments,
             "status": "completed"}
        )  # fmt: skip
    if not completion.calls:
        part = {"type": "output_text", "text": completion.text, "annotations": [], "logprobs": []}
        output.append({"id": f"msg_{key}", "type": "message", "role": "assistant", "status": "completed", "content": [part]})
    cut = completion.finish == "length"
    told = completion.usage
    return {
        "id": f"resp_{key}", "object": "response", "created_at": CREATED, "status": "incomplete" if cut else "completed", "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None, "instructions": request.instructions,
        "max_output_tokens": request.max_output_tokens, "model": model, "output": output, "parallel_tool_calls": True,
        "previous_response_id": request.previous_response_id, "reasoning": {"effort": None, "summary": None},
        "store": request.store is not False, "background": bool(request.background), "temperature": request.temperature or 1.0,
        "text": {"format": {"type": request.text.format.type}}, "tool_choice": request.tool_choice or "auto", "tools": request.tools or [],
        "top_p": request.top_p or 1.0, "truncation": "disabled", "metadata": request.metadata or {}, "user": request.user,
        "usage": {
            "input_tokens": told.prompt, "input_tokens_details": {"cached_tokens": told.cached}, "output_tokens": told.completion,
            "output_tokens_details": {"reasoning_tokens": told.reasoning}, "total_tokens": told.prompt + told.completion,
        } if usage else None,
    }  # fmt: skip

"""Token counts with o200k_base, and the overhead that a chat adds to its texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from rs_bpe.bpe import openai

from enclave.simulator.chat import ChatRequest, Function, Message

# OpenAI's cookbook, "How to count tokens with tiktoken", values for gpt-4o
PER_MESSAGE = 3
PER_NAME = 1
PER_ANSWER = 3
PER_FUNCTION = 7
PER_PROPERTIES = 3
PER_PROPERTY = 3
PER_ENUM = -3
PER_ENUM_ITEM = 3
PER_TOOLS = 12
# OpenAI's vision guide for gpt-4o: low detail, and one 1024 x 1024 picture in high detail. The picture itself is not looked at.
IMAGE_LOW = 85
IMAGE_HIGH = 765


@cache
def tokenizer() -> Any:
    """o200k_base. Loaded once, about 0.2 s."""
    return openai.o200k_base()


@lru_cache(maxsize=4096)
def count(text: str) -> int:
    """Tokens of one text; text that looks like a special token counts as text."""
    return int(tokenizer().count(text))


def pieces(text: str) -> Iterator[tuple[str, int]]:
    """The text cut where a model would, as (text, tokens). A character of several tokens stays whole."""
    decode = tokenizer().decode
    waiting: list[int] = []
    for token in tokenizer().encode(text):
        waiting.append(token)
        if (piece := decode(waiting)) is not None:
            yield piece, len(waiting)
            waiting = []


def prompt_tokens(request: ChatRequest) -> int:
    """Tokens of a whole chat request. Text messages and functions as published; tool calls and schemas as their JSON text."""
    total = PER_ANSWER + sum(_message(message) for message in request.messages)
    if request.tools:
        total += PER_TOOLS + sum(_function(tool.function) for tool in request.tools if tool.function)
    return total + (count(request.schema_text) if request.schema_text else 0)


def _message(message: Message) -> int:
    total = PER_MESSAGE + count(message.role) + count(message.text)
    total += PER_NAME + count(message.name) if message.name else 0
    total += sum(IMAGE_LOW if image.detail == "low" else IMAGE_HIGH for image in message.images)
    calls = message.tool_calls or ()
    total += sum(PER_MESSAGE + count(call.function.name) + count(call.function.arguments) for call in calls if call.function)
    return total + sum(PER_MESSAGE + count(call.custom.name) + count(call.custom.input) for call in calls if call.custom)


def _function(function: Function) -> int:
    total = PER_FUNCTION + count(f"{function.name}:{function.description.removesuffix('.')}")
    properties = function.parameters.get("properties")
    if not isinstance(properties, Mapping) or not properties:
        return total
    total += PER_PROPERTIES
    for key, schema in properties.items():
        facts = schema if isinstance(schema, Mapping) else {}
        total += PER_PROPERTY + count(f"{key}:{facts.get('type', '')}:{str(facts.get('description', '')).removesuffix('.')}")
        if isinstance(values := facts.get("enum"), list):
            total += PER_ENUM + sum(PER_ENUM_ITEM + count(str(value)) for value in values)
    return total

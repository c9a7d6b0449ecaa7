"""What the answer says: every text of every choice is scanned like the request; a stream is scanned as it passes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from enclave.dlp.redact import gone
from enclave.gateway import strict_json
from enclave.gateway.conversations import Conversation
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.guard import Guard
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.surfaces import chat, logprobs
from enclave.gateway.surfaces.chat_stream import StreamGuard


async def run(exchange: Exchange, _runtime: Runtime) -> Exchange | Refusal:
    """Redacts `answer` in place, or sets `guarded` for a stream."""
    if exchange.rules is None or exchange.call is None:
        raise ValueError("answer before access")
    guard = exchange.rules.guard
    if exchange.call.stream:
        exchange.guarded = StreamGuard(guard, exchange.call.include_usage, exchange.conversation)
        return exchange
    exchange.answer = chat.kept(exchange.answer)
    if guard.is_slow:
        return await asyncio.to_thread(_examine, exchange, guard)
    return _examine(exchange, guard)


def _examine(exchange: Exchange, guard: Guard) -> Exchange | Refusal:
    # the tokens of logprobs spell the text in pieces: they stay only beside a text with nothing to hide, and when they spell none
    spelled = {index: choice.pop("logprobs") for index, choice in _choices(exchange.answer) if choice.get("logprobs") is not None}
    told = chat.told(exchange.answer)
    try:
        fields = strict_json.texts(told)
    except strict_json.BadJsonError as error:
        return Refusal("answer", 502, "upstream_garbage", "the model service's answer cannot be read", error=error.message)
    examined = guard.examine(fields, told, exchange.conversation.keep if exchange.conversation else gone)
    exchange.verdicts.append(examined.verdict("answer"))
    exchange.redactions += examined.redactions
    exchange.answer.update(told)
    if examined.blocked:
        entities = " and ".join(f"`{entity}`" for entity in sorted({entity for _, entity in examined.blocked}))
        return Refusal("answer", 400, "content_filter", f"the answer was blocked: policy does not let {entities} pass")
    restored = _restore(exchange.answer, exchange.conversation) if exchange.conversation else 0
    if not examined.redactions and not restored:
        for index, spelled_there in spelled.items():
            read = logprobs.read(spelled_there)
            if read is not None and not any(guard.has_anything_to_hide(text) for text in logprobs.texts(read)):
                exchange.answer["choices"][index]["logprobs"] = logprobs.document(read)
    return exchange


def _restore(answer: dict[str, Any], conversation: Conversation) -> int:
    """Put values back into what the caller reads, and into arguments of tools where policy lets them; gives how many."""
    restored = 0
    for _, choice in _choices(answer):
        message = choice.get("message")
        if not isinstance(message, dict):
            continue
        for holder, key, is_argument in (*((message, key, False) for key in chat.READ), *_arguments(message)):
            restorer = conversation.argument_restorer() if is_argument else conversation.restorer()
            if restorer is not None and isinstance(holder.get(key), str):
                holder[key] = restorer.push(holder[key]) + restorer.finish()
                restored += restorer.restored
    return restored


def _arguments(message: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, bool]]:
    calls = message.get("tool_calls")
    for call in (message, *(calls if isinstance(calls, list) else ())):
        called = call.get("function_call" if call is message else "function") if isinstance(call, dict) else None
        if isinstance(called, dict):
            yield called, "arguments", True


def _choices(answer: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    return [(index, choice) for index, choice in enumerate(answer["choices"]) if isinstance(choice, dict)]


STAGE = Stage("answer", "what the answer says: hide or block what policy names", run)

"""What the answer says: every text of every choice is scanned like the request; a stream is scanned as it passes."""

from __future__ import annotations

from typing import Any

from enclave.gateway import strict_json
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.guard import Guard
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.surfaces import chat
from enclave.gateway.surfaces.chat_stream import StreamGuard


async def run(exchange: Exchange, _runtime: Runtime) -> Exchange | Refusal:
    """Redacts `answer` in place, or sets `guarded` for a stream."""
    if exchange.rules is None or exchange.call is None:
        raise ValueError("answer before access")
    guard = exchange.rules.guard
    if exchange.call.stream:
        exchange.guarded = StreamGuard(guard, exchange.call.include_usage)
        return exchange
    exchange.answer = {key: value for key, value in exchange.answer.items() if key in chat.KEPT}
    return _examine(exchange, guard)


def _examine(exchange: Exchange, guard: Guard) -> Exchange | Refusal:
    # the tokens of logprobs spell the text in pieces that no scanner can read: they stay only beside a text with nothing to hide
    spelled = {index: choice.pop("logprobs") for index, choice in _choices(exchange.answer) if choice.get("logprobs") is not None}
    try:
        fields = strict_json.texts({"choices": exchange.answer["choices"]})
    except strict_json.BadJsonError as error:
        return Refusal("answer", 502, "upstream_garbage", "the model service's answer cannot be read", error=error.message)
    examined = guard.examine(fields, exchange.answer)
    exchange.verdicts.append(examined.verdict("answer"))
    exchange.redactions += examined.redactions
    if examined.blocked:
        entities = " and ".join(f"`{entity}`" for entity in sorted({entity for _, entity in examined.blocked}))
        return Refusal("answer", 400, "content_filter", f"the answer was blocked: policy does not let {entities} pass")
    if not examined.redactions:
        for index, logprobs in spelled.items():
            exchange.answer["choices"][index]["logprobs"] = logprobs
    return exchange


def _choices(answer: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    return [(index, choice) for index, choice in enumerate(answer["choices"]) if isinstance(choice, dict)]


STAGE = Stage("answer", "what the answer says: hide or block what policy names", run)

"""What the answer says: every text of it is scanned like the request; a stream is scanned as it passes."""

from __future__ import annotations

import asyncio
from typing import Any

from enclave.dlp.redact import gone
from enclave.gateway import strict_json
from enclave.gateway.conversations import Conversation
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.guard import Guard
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.dlp import UNINSPECTED
from enclave.gateway.surface import Answers
from enclave.gateway.surfaces import chat, completions, endings, logprobs

IDS = {chat.OPERATION: "chatcmpl-", completions.OPERATION: "cmpl-"}
"""How the ids of answers begin that nobody can ask for again."""


async def run(exchange: Exchange, _runtime: Runtime) -> Exchange | Refusal:
    """Redacts `answer` in place, or sets `guarded` for a stream."""
    if exchange.rules is None or exchange.call is None:
        raise ValueError("answer before access")
    guard = exchange.rules.guard
    if exchange.call.stream and exchange.dialect is not None:
        exchange.guarded = exchange.dialect.stream(exchange)
        exchange.guarded.names, exchange.guarded.id = _names(exchange), own_id(exchange)
        return exchange
    api = exchange.answers or (exchange.dialect.api if exchange.dialect is not None else None)
    if api is None:
        raise ValueError("answer of no surface")
    exchange.answer = api.kept(exchange.answer)
    is_response = exchange.answer.get("object") == "response"
    exchange.finish_reasons = endings.of_response(exchange.answer) if is_response else endings.of_choices(exchange.answer)
    if guard.is_slow:
        return await asyncio.to_thread(_examine, exchange, guard, api)
    return _examine(exchange, guard, api)


def _examine(exchange: Exchange, guard: Guard, api: Answers) -> Exchange | Refusal:
    # the tokens of logprobs spell the text in pieces: they stay only beside a text with nothing to hide, and when they spell none
    spelled = [(holder, holder.pop("logprobs")) for holder in api.spelled(exchange.answer)]
    if spelled:
        exchange.confidence = [sure for _, told in spelled if (sure := logprobs.Confidence().add(told).value) is not None]
    told = api.told(exchange.answer)
    if told.get("model") in _names(exchange):
        del told["model"]
    if told.get("id") and (own := own_id(exchange)):
        exchange.answer["id"] = own
        del told["id"]
    if guard.is_known(told.get("system_fingerprint")):
        del told["system_fingerprint"]
    try:
        fields = strict_json.texts(told)
    except strict_json.BadJsonError as error:
        return Refusal("answer", 502, "upstream_garbage", "the model service's answer cannot be read", error=error.message)
    examined = guard.examine(fields, told, exchange.conversation.keep if exchange.conversation else gone)
    if exchange.call is not None and exchange.call.unseen:
        examined.found.counts[UNINSPECTED] = len(exchange.answer.get("data", ()))
    exchange.verdicts.append(examined.verdict("answer"))
    exchange.redactions += examined.redactions
    exchange.answer.update(told)
    if exchange.rules is not None and exchange.rules.policy.content_safety:
        exchange.answered = [field.text for field in fields]
    if examined.blocked:
        entities = " and ".join(f"`{entity}`" for entity in sorted({entity for _, entity in examined.blocked}))
        return Refusal("answer", 400, "content_filter", f"the answer was blocked: policy does not let {entities} pass")
    restored = restore(exchange.answer, api, exchange.conversation) if exchange.conversation else 0
    if not examined.redactions and not restored:
        for holder, spelled_there in spelled:
            read = logprobs.read(spelled_there)
            if read is not None and not any(guard.has_anything_to_hide(text) for text in logprobs.texts(read)):
                holder["logprobs"] = logprobs.document(read)
                if exchange.answered:
                    exchange.answered += logprobs.texts(read)
    return exchange


def own_id(exchange: Exchange) -> str:
    """What the answer is called instead of what the model service called it: so a caller's answer leads to its record, and no string
    that nobody can read has to be scanned. Empty: its id is needed."""
    prefix = IDS.get(exchange.operation)
    return "" if prefix is None else prefix + exchange.id


def _names(exchange: Exchange) -> tuple[str, ...]:
    """What the deployment's model is called, as the file has it: `gpt-4o`, or with its version `gpt-4o-2024-11-20`."""
    known = exchange.target.deployment if exchange.target is not None else None
    return () if known is None else (known.model, f"{known.model}-{known.version}")


def restore(answer: dict[str, Any], api: Answers, conversation: Conversation) -> int:
    """Put values back into what the caller reads, and into arguments of tools where policy lets them; gives how many."""
    restored = 0
    for holder, key, is_argument in api.readable(answer):
        restorer = conversation.argument_restorer() if is_argument else conversation.restorer()
        if restorer is not None and isinstance(holder.get(key), str):
            holder[key] = restorer.push(holder[key]) + restorer.finish()
            restored += restorer.restored
    return restored


STAGE = Stage("answer", "what the answer says: hide or block what policy names", run)

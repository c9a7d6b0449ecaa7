"""How often, and how much in a minute: what the call will take is taken from the shares of its project, caller and deployment."""

from __future__ import annotations

import math

from enclave.gateway.attachments import about_tokens
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.rates import Rates, Room, headers, limits
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage

BYTES_PER_TOKEN = 4
"""Of English text, about (OpenAI's help, `What are tokens and how to count them`). The count of the provider corrects it."""


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `taken` and `rate_headers`."""
    rules, caller = exchange.rules, exchange.caller
    if rules is None or caller is None:
        raise ValueError("rate before access")
    if not rules.is_rated:
        return exchange
    tokens = _tokens(exchange)
    parts = tuple(
        (limit, 1 if limit.kind == "requests" else tokens)
        for limit in limits(rules.name, rules.policy, caller.id, exchange.deployment)
    )
    rooms = await runtime.rates.take(parts)
    exchange.rate_headers = headers(rooms)
    for room in rooms:
        if room.wait:
            return _refusal(room)
    exchange.taken = parts
    return exchange


def give_back(exchange: Exchange, rates: Rates) -> None:
    """Correct what was taken by what was used, at the end of the call."""
    taken, exchange.taken = exchange.taken, ()
    if not taken:
        return
    usage = exchange.usage
    used = usage.prompt + usage.completion if usage is not None else 0
    for limit, amount in taken:
        if limit.kind == "tokens" and (usage is not None or not exchange.forwarded or not exchange.processed):
            rates.correct(limit, amount, used)


def _tokens(exchange: Exchange) -> int:
    """About what the call will take."""
    if exchange.dialect is None or exchange.call is None:
        return 0
    prompt = sum(map(len, exchange.dialect.api.prompt_texts(exchange.body))) // BYTES_PER_TOKEN + exchange.context
    if exchange.call.attachments and exchange.target is not None:
        model = exchange.target.deployment.model
        prompt += sum(about_tokens(one.part, model) for one in exchange.call.attachments if one.carried is None)
    return max(1, prompt + (exchange.call.max_tokens or 0) * exchange.call.choices)


def _refusal(room: Room) -> Refusal:
    wait = max(1, math.ceil(room.wait))
    message = f"{room.limit.whose} may have {room.limit.most} {room.limit.kind} in a minute; try again in {wait} s"
    return Refusal("rate", 429, "rate_limit_exceeded", message, headers=((b"retry-after", b"%d" % wait),), kind=room.limit.kind)


STAGE = Stage("rate", "how much in a minute: the shares of its project, caller and deployment", run)

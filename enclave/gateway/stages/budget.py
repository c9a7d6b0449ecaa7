"""What it may cost: the worst case is reserved under every ceiling, and the call's admission recorded, before it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from enclave.errors import EnclaveError
from enclave.gateway.ceilings import whose
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.reservations import reservation
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.ledger import tokens
from enclave.ledger.interface import MAX_AMOUNT, Exceeded, Reserved
from enclave.ledger.prices import MILLION, UnknownPriceError

LEAST_ANSWER = 256
"""Tokens. When the budget buys less of an answer than this, it buys none."""
PROMPTS = ("messages", "input", "prompt")
"""Members of a body that are the prompt."""
TRIES = 3
"""How often an answer is made smaller, when others take what was left in between."""
LONGEST_TOKEN = 16
"""Bytes. A prompt that is over its limit even with tokens as long as this is not counted."""


class _Cost:
    """The tokens of one call: the prompt bounded from above, the answer limited."""

    def __init__(self, exchange: Exchange) -> None:
        if exchange.rules is None or exchange.target is None or exchange.call is None or exchange.dialect is None:
            raise ValueError("budget before residency")
        self.call = exchange.call
        self.prices = tuple(target.price for target in (exchange.target, *exchange.alternatives))
        """Of every region that may come to serve it: the dearest must fit."""
        self.deployment = exchange.target.deployment
        self.limit = exchange.rules.policy.request_tokens
        self.texts: Sequence[str] = exchange.dialect.api.prompt_texts(exchange.body)
        self.prompt = tokens.upper_bound(self.texts) + exchange.context
        self.predicted = self.call.predicted(exchange.body) if self.call.predicted is not None else ()
        self.rejected = tokens.upper_bound(self.predicted) if self.predicted else 0
        """Tokens of a prediction, which may be charged for each choice beside its answer."""
        self.context = exchange.context
        self.exact = False
        self.answer = self.call.max_tokens or exchange.dialect.api.default_output(self.deployment)
        """Tokens of each choice."""
        self.least = self.answer if self.call.is_fixed else min(1, self.answer)
        units = self.call.units(exchange.body) if self.call.units is not None else None
        self.beside = max([price.beside_tokens(units) for price in self.prices])
        """Nano-dollars for what is charged by something else. Raises UnknownPriceError where that has no price."""
        self.units = units if self.prices[0].is_by_units else None

    def count(self) -> None:
        """Replace the bound by the exact number, once."""
        if not self.exact:
            self.exact = True
            self.prompt = min(self.prompt, tokens.count(self.texts, self.deployment.model) + self.context)
            if self.predicted:
                self.rejected = min(self.rejected, tokens.count(self.predicted, self.deployment.model))

    def fit(self) -> bool:
        """Make the answer small enough for the limit of one request; whether the prompt leaves room for any."""
        if self.limit is None:
            return True
        if self.call.is_fixed:
            read = self.prompt - (self.context if self.units is not None else 0)
            return read + self.answer * self.call.choices <= self.limit
        if self.prompt > self.limit * LONGEST_TOKEN:
            return False
        # a limit that the client chose is cut only when it must be; one that it did not choose may well be half of the room
        wanted = self.answer * self.call.choices if self.call.max_tokens else self.limit // 2
        if self.prompt + self.rejected * self.call.choices + wanted > self.limit:
            self.count()
        self.answer = min(self.answer, (self.limit - self.prompt) // self.call.choices - self.rejected)
        return self.answer >= self.least

    def amount(self) -> int:
        """The worst case, in nano-dollars."""
        charged = (self.answer + self.rejected) * self.call.choices
        return max(price.worst_case(self.prompt, charged) for price in self.prices) + self.beside

    def shrink(self, remaining: int) -> bool:
        """Make the answer as small as what is left of a budget; whether it is still worth having."""
        if self.call.is_fixed:
            return False
        self.count()
        left = min(
            (remaining - price.worst_case(self.prompt, self.rejected * self.call.choices))
            * MILLION // max(1, price.of(self.prompt).dearest_output * self.call.choices)
            for price in self.prices
        )
        if left < min(LEAST_ANSWER, self.answer):
            return False
        self.answer = min(self.answer, left)
        return True


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `prompt_tokens`, `max_tokens`, `reserved` and `admitted`."""
    try:
        cost = _Cost(exchange)
    except UnknownPriceError as error:
        return Refusal("budget", 403, "price_unknown", error.message)
    exchange.units = cost.units
    if not cost.fit():
        return _too_long(cost, exchange.body)
    wanted = cost.call.max_tokens or cost.answer
    outcome = await _admit(exchange, runtime, cost)
    tries = TRIES
    while isinstance(outcome, Exceeded) and tries and cost.shrink(outcome.remaining):
        tries -= 1
        outcome = await _admit(exchange, runtime, cost)
    if isinstance(outcome, Exceeded):
        exchange.reserved = 0
        return exceeded(outcome)
    exchange.admitted = True
    exchange.warnings = outcome.warnings
    if cost.answer < wanted:  # it may be whole where the prompt, once counted, left room for it
        exchange.clamped = cost.answer
    return exchange


async def _admit(exchange: Exchange, runtime: Runtime, cost: _Cost) -> Reserved | Exceeded:
    amount = cost.amount()
    if amount > MAX_AMOUNT:
        raise EnclaveError("the worst case of this call is more than the ledger takes")
    exchange.reserved, exchange.prompt_tokens, exchange.max_tokens = amount, cost.prompt, cost.answer
    exchange.reservation = exchange.id
    admitted = runtime.recorder.event(exchange, "admitted")
    try:
        return await runtime.journal.admit(reservation(exchange, exchange.id), admitted)
    except EnclaveError:
        exchange.reserved = 0  # the journal gives back what it could not record
        raise


def _too_long(cost: _Cost, body: Mapping[str, Any]) -> Refusal:
    message = f"prompt and answer together may have {cost.limit} tokens (request_tokens); the prompt leaves no room for an answer"
    if cost.context:
        message += f": what is attached or gone on from counts as {cost.context} tokens, the most that the model can read in it"
    param = next((name for name in PROMPTS if name in body), None)
    return Refusal("budget", 400, "request_tokens_exceeded", message, param)


def exceeded(found: Exceeded) -> Refusal:
    """What a caller hears of a budget that does not cover a call."""
    seconds = max(1, int((found.resets_at - datetime.now(UTC)).total_seconds()))
    message = (
        f"the {found.window} budget of {whose(found.scope)} does not cover this request;"
        f" it resets at {found.resets_at:%Y-%m-%dT%H:%M:%SZ}"
    )
    headers = ((b"retry-after", b"%d" % seconds), (b"x-should-retry", b"false"))
    return Refusal("budget", 429, "budget_exceeded", message, headers=headers, kind="insufficient_quota")


STAGE = Stage("budget", "what it may cost: the worst case is reserved under every ceiling", run)

"""Which servers a call is tried on, and how often. Attempts that may be charged have reservations of their own: no ceiling gives way."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from enclave.gateway.endpoints import Endpoint
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.reservations import reserve_again
from enclave.gateway.rules import Target
from enclave.gateway.runtime import Runtime

MOST_TRIES = 4
PATIENCE = 2.0
"""Seconds that a caller is kept waiting for servers that asked for a pause. Longer pauses are for the caller to wait."""


class Failure(msgspec.Struct, frozen=True):
    """An attempt that another server, or the same one a little later, may do better."""

    refusal: Refusal
    """What the caller hears if it was the last."""
    charged: bool = False
    """The server may have done, and charge for, the work."""
    pause: float | None = None
    """Seconds after which the same server may be asked again; None: not for this call."""


Attempt = Callable[[Endpoint, Target], Awaitable[Exchange | Refusal | Failure]]


async def forward(exchange: Exchange, runtime: Runtime, attempt: Attempt) -> Exchange | Refusal:
    """Try the servers that may serve the exchange, in their order, until one answers."""
    rules = exchange.rules
    if rules is None or exchange.target is None:
        raise ValueError("upstream before residency")
    targets = runtime.endpoints.order(rules, (exchange.target, *exchange.alternatives))
    patience, tries = PATIENCE, 0
    last: Failure | None = None
    start = time.perf_counter()
    try:
        while True:
            pauses: list[tuple[float, Target]] = []
            for target in targets:
                endpoint = runtime.endpoints.of(rules.name, target)
                if tries == MOST_TRIES or not endpoint.breaker.begin():
                    continue
                if last is not None and last.charged and not await reserve_again(exchange, runtime):
                    return _told(last)
                tries += 1
                exchange.target, exchange.processed = target, True
                outcome = await attempt(endpoint, target)
                if not isinstance(outcome, Failure):
                    runtime.metrics.attempted(target.region, outcome if isinstance(outcome, Refusal) else None)
                    return outcome
                runtime.metrics.attempted(target.region, outcome.refusal)
                last = outcome
                exchange.notes.append(f"{target.region}: {outcome.refusal.error}")
                if outcome.pause is not None:
                    pauses.append((outcome.pause, target))
            if last is None:
                exchange.forwarded = False
                return _nobody(runtime, exchange, targets)
            pause = min(pauses, key=lambda found: found[0])[0] if pauses else math.inf
            if tries == MOST_TRIES or pause > patience:
                return _told(last)
            patience -= pause
            await asyncio.sleep(pause * random.uniform(1.0, 1.25))  # noqa: S311  so that not all come back at once
            targets = [target for _, target in pauses]
    finally:
        exchange.upstream_seconds = time.perf_counter() - start


def _told(last: Failure) -> Refusal:
    """What the caller hears. What the record needs of it stands in the notes already."""
    return msgspec.structs.replace(last.refusal, error="")


def _nobody(runtime: Runtime, exchange: Exchange, targets: Sequence[Target]) -> Refusal:
    """Every server that may serve the exchange is left alone at the moment."""
    rules = exchange.rules
    waits = [runtime.endpoints.of(rules.name, target).breaker.wait for target in targets] if rules is not None else []
    seconds = max(1, math.ceil(min(waits, default=1)))
    message = "the model service did not answer lately; it is tried again soon"
    return Refusal("upstream", 503, "upstream_unavailable", message, headers=((b"retry-after", b"%d" % seconds),), error="circuit open")

"""What it did cost: the reservation is replaced by the provider's count, or stays whole when nobody can tell."""

from __future__ import annotations

from datetime import UTC, datetime

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stages.stage import Stage
from enclave.ledger.interface import MAX_AMOUNT, Settle


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `settled`. A stream is settled when it ends, by the pipeline."""
    if exchange.guarded is None:
        settle(exchange, runtime)
    return exchange


def settle(exchange: Exchange, runtime: Runtime) -> None:
    """Settle exactly once: harmless without a reservation, or again. The ledger's thread tries until it is written."""
    if not exchange.held:
        return
    exchange.held = False
    exchange.settled = _amount(exchange)
    runtime.ledger.owe(Settle(exchange.id, exchange.settled, datetime.now(UTC)))


def _amount(exchange: Exchange) -> int:
    if exchange.usage is not None and exchange.target is not None:
        return min(MAX_AMOUNT, exchange.target.price.cost(exchange.usage))
    if not exchange.forwarded or not exchange.processed:
        return 0
    exchange.notes.append("usage_missing: the whole reservation is charged")
    return exchange.reserved


STAGE = Stage("settle", "what it did cost: the reservation becomes the provider's count", run)

"""What it did cost: the reservation is replaced by the provider's count, or stays whole when nobody can tell."""

from __future__ import annotations

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.surfaces.call import CHEAP_TIERS
from enclave.ledger.interface import MAX_AMOUNT
from enclave.ledger.prices import UnknownPriceError

ABSURD = 2
"""A usage that costs more than so many times the worst case cannot be true: the model was told where to stop."""


async def run(exchange: Exchange, _runtime: Runtime) -> Exchange | Refusal:
    """Fills in `settled`; the pipeline writes it with the record. A stream is settled when it ends."""
    if exchange.guarded is None:
        settle(exchange)
    return exchange


def settle(exchange: Exchange) -> None:
    """Fills in `settled`. Harmless without a reservation."""
    if exchange.reserved and exchange.settled is None:
        exchange.settled = _amount(exchange)


def _amount(exchange: Exchange) -> int:
    if exchange.units is not None and exchange.target is not None and exchange.forwarded and exchange.processed:
        amount = exchange.target.price.by_units(exchange.units)  # nothing that the provider counts in tokens is a price here
        return exchange.reserved if amount is None else amount
    if exchange.usage is not None and exchange.target is not None:
        try:
            cost = exchange.target.price.cost(exchange.usage)
        except UnknownPriceError:
            exchange.notes.append("price_unknown: the whole reservation is charged")
            return exchange.reserved
        # what a model reads in a picture or a document is known by tables, and a new model may have changed that
        if cost <= MAX_AMOUNT and (cost <= exchange.reserved * ABSURD or (exchange.call is not None and exchange.call.attachments)):
            tier = exchange.answer.get("service_tier") if exchange.guarded is None else exchange.guarded.tier
            if tier is None or tier in CHEAP_TIERS:
                return cost
            exchange.notes.append("tier_unpriced: the whole reservation is charged")
            return max(cost, exchange.reserved)
        exchange.notes.append("usage_absurd: the whole reservation is charged")
        return exchange.reserved
    if not exchange.forwarded or not exchange.processed:
        return 0
    exchange.notes.append("usage_missing: the whole reservation is charged")
    return exchange.reserved


STAGE = Stage("settle", "what it did cost: the reservation becomes the provider's count", run)

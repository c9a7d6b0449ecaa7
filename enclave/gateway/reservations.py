"""What an attempt may cost, held in the ledger under all ceilings of its project, caller and model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from enclave.gateway.exchange import Exchange
from enclave.gateway.runtime import Runtime
from enclave.ledger.interface import Exceeded, Reserve, Settle

LEASE = timedelta(minutes=20)
"""Longer than a call can take."""


def reservation(exchange: Exchange, name: str) -> Reserve:
    """The request for `exchange.reserved`, by a name that no other reservation has."""
    if exchange.rules is None or exchange.caller is None or exchange.target is None:
        raise ValueError("budget before residency")
    model = exchange.target.deployment.model
    labels = {"project": exchange.rules.name, "model": model}
    return Reserve(name, exchange.reserved, exchange.rules.ceilings.of(exchange.caller.id, model), datetime.now(UTC), labels, LEASE)


async def reserve_again(exchange: Exchange, runtime: Runtime) -> bool:
    """The same amount once more, on record before another attempt leaves; the attempt before is charged in full, for nobody knows.

    Returns whether the budget covers it. Raises EnclaveError when it cannot be written.
    """
    last = exchange.reservation.removeprefix(exchange.id).removeprefix(".")
    name = f"{exchange.id}.{int(last or 1) + 1}"
    event = runtime.recorder.event(exchange, "admitted")
    # what the attempts before came to stands in the record of the end, once
    again = msgspec.structs.replace(event, id=f"{name}-admitted", reserved_nanousd=exchange.reserved, settled_nanousd=0)
    outcome = await runtime.journal.admit(reservation(exchange, name), again)
    if isinstance(outcome, Exceeded):
        return False
    runtime.journal.owe(Settle(exchange.reservation, exchange.reserved, datetime.now(UTC)), None)
    exchange.lost += exchange.reserved
    exchange.reservation = name
    return True

"""What the log recorded, by Azure's meters, for `enclave budget reconcile`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from enclave.ledger.invoice import Amount, Difference, Invoice
from enclave.ledger.meters import HOURLY, PROVISIONED, Kind, Meter
from enclave.ledger.prices import MILLION, Price, PriceTable, UnknownPriceError, month_and_day

if TYPE_CHECKING:
    from enclave.audit.event import Event
    from enclave.spec.models import Spec

PROVISIONED_SKUS = frozenset(PROVISIONED.values())
HEADS = ("model", "version", "deployed as", "meter", "tokens recorded", "billed", "difference", "USD recorded", "billed", "difference")


def recorded(events: Iterable[Event], spec: Spec, prices: PriceTable, first: date, last: date) -> tuple[dict[Meter, Amount], int]:
    """Tokens and nano-dollars of the calls that ended between two days (UTC), and how many calls no meter can be told for.

    A call without a usage is one of those: its reservation was charged, and its tokens are not known.
    """
    tokens: dict[tuple[Meter, Price | None], int] = {}
    known: dict[tuple[str, str, str, str], Price | None] = {}
    untold = 0
    for event in events:
        if event.kind != "completed" or not first.isoformat() <= event.time[:10] <= last.isoformat() or not event.settled_nanousd:
            continue
        project = spec.projects.get(event.project)
        deployment = project.deployments.get(event.deployment) if project is not None else None
        if deployment is not None and deployment.sku in PROVISIONED_SKUS:
            continue  # paid by the hour, whatever was called
        if deployment is None or not event.prompt_tokens + event.completion_tokens:
            untold += 1
            continue
        counts: tuple[tuple[Kind, int], ...] = (
            ("input", event.prompt_tokens - event.cached_tokens), ("cached input", event.cached_tokens), ("output", event.completion_tokens)
        )  # fmt: skip
        called = (event.model, deployment.sku, event.location, event.model_version)
        if called not in known:
            known[called] = _price(prices, *called)
        price = found.of(event.prompt_tokens) if (found := known[called]) is not None else None
        for kind, count in counts:
            if count:
                key = (Meter(event.model, month_and_day(event.model_version), deployment.sku, kind), price)
                tokens[key] = tokens.get(key, 0) + count
    amounts: dict[Meter, Amount] = {}
    for (meter, price), count in tokens.items():
        amount = amounts.setdefault(meter, Amount())
        amount.tokens += count
        amount.nanousd += _cost(price, meter.kind, count)
    hours = 24 * ((last - first).days + 1)
    for one in commitments(spec, prices):
        amount = amounts.setdefault(Meter("", "", one.sku, HOURLY), Amount())
        amount.tokens += one.units * hours
        amount.nanousd += one.units * hours * (one.hour or 0)
    return amounts, untold


class Commitment(NamedTuple):
    """Provisioned units of one deployment in one region, which cost by the hour, used or not."""

    project: str
    deployment: str
    sku: str
    location: str
    units: int
    hour: int | None
    """Nano-dollars for one unit; None where the table has no price."""


def commitments(spec: Spec, prices: PriceTable) -> list[Commitment]:
    """What the file commits to: every provisioned deployment in every region that may serve its project."""
    found = []
    for name, project in spec.projects.items():
        for key, one in project.deployments.items():
            for region in dict.fromkeys((project.region, *project.failover_regions)) if one.sku in PROVISIONED_SKUS else ():
                location = spec.regions[region].location
                price = _price(prices, one.model, one.sku, location, one.version or "")
                found.append(Commitment(name, key, one.sku, location, one.capacity, price.hour if price is not None else None))
    return found


def _price(prices: PriceTable, model: str, sku: str, location: str, version: str) -> Price | None:
    try:
        return prices.price(model, sku, location, version)
    except UnknownPriceError:
        return None


def _cost(price: Price | None, kind: Kind, count: int) -> int:
    if price is None:
        return 0
    each = {"input": price.input, "cached input": price.cached_input, "output": price.output}[kind]
    return -(-count * each // MILLION)


def document(invoice: Invoice, differences: list[Difference], untold: int) -> dict[str, Any]:
    """Both sides as one JSON document, in tokens and nano-dollars."""
    return {
        "from": invoice.first.isoformat(),
        "to": invoice.last.isoformat(),
        "meters": [
            {
                "model": one.meter.model, "version": one.meter.version, "sku": one.meter.sku, "meter": one.meter.kind,
                _counted(one.meter): {"recorded": one.recorded.tokens, "billed": one.billed.tokens, "difference": one.tokens},
                "nanousd": {"recorded": one.recorded.nanousd, "billed": one.billed.nanousd, "difference": one.nanousd},
            }
            for one in differences
        ],
        "not_understood": [{"meter": name, "nanousd": cost} for name, cost in sorted(invoice.unread.items())],
        "calls_without_a_meter": untold,
    }  # fmt: skip


def _counted(meter: Meter) -> str:
    return "hours" if meter.kind == HOURLY else "tokens"


def table(differences: list[Difference]) -> list[str]:
    """Both sides as lines of text."""
    rows = [HEADS, *(_row(one) for one in differences)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) if at < 4 else cell.rjust(width) for at, (cell, width) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
    return lines


def _row(one: Difference) -> tuple[str, ...]:
    counts = (one.recorded.tokens, one.billed.tokens, one.tokens)
    money = (one.recorded.nanousd, one.billed.nanousd, one.nanousd)
    usd = (f"{Decimal(amount) / 10**9:.4f}" for amount in money)
    return (one.meter.model or "any", one.meter.version, one.meter.sku, one.meter.kind, *(f"{count:,}" for count in counts), *usd)

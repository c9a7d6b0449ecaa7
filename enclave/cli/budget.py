"""`enclave budget`: what was spent, what is held, what is left, against the ceilings of the file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from enclave.errors import InputError

if TYPE_CHECKING:
    from enclave.ledger.interface import WindowTotal
    from enclave.spec.models import Spec

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.command()
def report(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    data: Annotated[Path, typer.Option("--data", help="data directory of the gateway")] = Path(".enclave"),
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="json prints one document, in nano-dollars")] = "text",
) -> None:
    """Show the hub, each project, caller and model that has a ceiling, today and this month in the file's time zone."""
    from contextlib import closing

    from enclave.cli.ledgers import file_of, price_table, shared_ledger
    from enclave.cli.reconcile import commitments
    from enclave.ledger.prices import PriceTable
    from enclave.ledger.sqlite import SqliteStore
    from enclave.spec.load import load

    document = load(spec)
    now = datetime.now(UTC)
    path = file_of(data)
    totals: list[WindowTotal] = []
    shared = shared_ledger(document.spec)
    if shared is not None:
        with closing(shared):
            totals = shared.report(now)
    elif path.exists():
        with SqliteStore(path) as store:
            totals = store.report(now)
    else:
        typer.echo(f"{path}: there is no ledger yet; nothing was spent", err=True)
    rows = lines(document.spec, totals)
    why = forecasts(rows, data, now, document.spec.hub.budget.time_zone or "UTC")
    if why:
        typer.echo(f"no forecasts: {why}", err=True)
    units = commitments(document.spec, price_table(document.spec, spec, None) or PriceTable.load())
    if form == "json":
        where = document.spec.ledger.redis if document.spec.ledger is not None and shared is not None else str(path)
        told = {"time": now.isoformat(), "ledger": where, "windows": rows, "provisioned": [one._asdict() for one in units]}
        typer.echo(json.dumps(told, indent=2))
    else:
        _print(rows)
        for one in units:
            cost = "no price" if one.hour is None else f"{_usd(one.units * one.hour * 24)} USD a day, used or not"
            typer.echo(f"{one.project}/{one.deployment} in {one.location}: {one.units} units of {one.sku}, {cost}")


@app.command("open")
def open_(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    data: Annotated[Path, typer.Option("--data", help="data directory of the gateway, where its ledger is a file")] = Path(".enclave"),
) -> None:
    """Begin the ledger in the file's Redis, or accept a ledger as it is after a loss. Nothing else does either."""
    from contextlib import closing

    from enclave.cli.ledgers import file_of, shared_ledger
    from enclave.ledger.sqlite import accept
    from enclave.spec.load import load

    document = load(spec)
    shared = shared_ledger(document.spec)
    if shared is None:
        begins, notes = accept(file_of(data)), list[str]()
    else:
        with closing(shared):
            begins, notes = shared.set_up(), shared.notes()
    typer.echo(f"the ledger of `{document.spec.name}` {'begins' if begins else 'is accepted as it is'}")
    for note in notes:
        typer.echo(note, err=True)


@app.command()
def reconcile(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    *,
    invoice: Annotated[Path, typer.Option(help="export of actual or amortized cost from Azure's Cost Management, CSV")],
    data: Annotated[Path, typer.Option("--data", help="data directory of the gateway, with its log")] = Path(".enclave"),
    prices: Annotated[Path | None, typer.Option(help="answer of Azure's retail prices, JSON; else the program's own table")] = None,
    tolerance: Annotated[float, typer.Option(min=0, help="share of a meter's tokens by which both sides may differ")] = 0.01,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="json prints one document, in nano-dollars")] = "text",
) -> None:
    """Compare what the log recorded with what Azure bills, by model and meter, for the days of the invoice (UTC).

    The answer is no (1) when a meter differs by more than the tolerance, or a meter of an AI service was not understood.
    """
    from enclave.audit.read import events
    from enclave.cli import reconcile as sides
    from enclave.ledger.invoice import compare, read_invoice
    from enclave.ledger.prices import PriceTable
    from enclave.ledger.retail import read_retail
    from enclave.spec.load import load

    document = load(spec)
    billed = read_invoice(invoice)
    table = read_retail(prices)[0] if prices is not None else PriceTable.load()
    own, untold = sides.recorded(events(data), document.spec, table, billed.first, billed.last)
    differences = compare(billed, own)
    if form == "json":
        typer.echo(json.dumps(sides.document(billed, differences, untold), indent=2))
    else:
        typer.echo("\n".join(sides.table(differences)))
        for name, cost in sorted(billed.unread.items()):
            typer.echo(f"not understood: meter `{name}`, {_usd(cost)} USD", err=True)
        if untold:
            typer.echo(f"{untold} calls were charged at their reservation, or are of a deployment that the file no longer has", err=True)
    if billed.unread or any(abs(one.tokens) > tolerance * max(one.recorded.tokens, one.billed.tokens) for one in differences):
        raise typer.Exit(1)


def lines(spec: Spec, totals: list[WindowTotal]) -> list[dict[str, Any]]:
    """The hub and each project of the file, daily and monthly, in nano-dollars; then scopes that only the ledger knows."""
    from enclave.ledger.calendar import WindowName
    from enclave.spec.policy import effective_policies, hub_policy

    policies = {"hub": hub_policy(spec.hub)} | {f"project/{name}": policy for name, policy in effective_policies(spec).items()}
    limits: dict[tuple[str, WindowName], int | None] = {}
    for scope, policy in policies.items():
        limits[scope, "daily"] = policy.daily_nanousd
        limits[scope, "monthly"] = policy.monthly_nanousd
    found = {(total.scope, total.window): total for total in totals}
    for key in sorted(found):
        # ceilings of callers and models have their limit in the ledger, as it was last used
        limits.setdefault(key, found[key].limit if "caller/" in key[0] or "model/" in key[0] else None)
    return [_line(scope, window, limit, found.get((scope, window))) for (scope, window), limit in limits.items()]


def _line(scope: str, window: str, limit: int | None, total: WindowTotal | None) -> dict[str, Any]:
    settled, reserved, calls = (total.settled, total.reserved, total.count) if total is not None else (0, 0, 0)
    return {
        "scope": scope,
        "window": window,
        "limit_nanousd": limit,
        "settled_nanousd": settled,
        "reserved_nanousd": reserved,
        "left_nanousd": None if limit is None else max(0, limit - settled - reserved),
        "calls": calls,
        "resets_at": total.resets_at.isoformat() if total is not None else None,
    }


def forecasts(rows: list[dict[str, Any]], data: Path, now: datetime, zone: str) -> str:
    """Adds to the hub's rows and projects' what their windows will have cost at their end, by the log; else says why there is none."""
    from enclave.cli.hours import hours_of
    from enclave.ledger.calendar import period, period_end
    from enclave.ledger.forecast import Hours, forecast

    why, hours = "", Hours()
    try:
        hours = hours_of(data, now)
    except InputError as error:
        why = error.message
    for row in rows:
        found = None
        if hours.first and (row["scope"] == "hub" or (row["scope"].startswith("project/") and row["scope"].count("/") == 1)):
            end = period_end(row["window"], period(row["window"], now, zone), zone).timestamp()
            spent, limit = row["settled_nanousd"], row["limit_nanousd"]
            found = forecast(hours.of(row["scope"]), hours.first, now.timestamp(), end, spent, limit=limit)
        row["forecast"] = None if found is None else {
            "expected_nanousd": found.expected, "low_nanousd": found.low, "high_nanousd": found.high, "method": found.method,
            "days": found.days,
            "reached_at": None if found.reached_at is None else datetime.fromtimestamp(found.reached_at, UTC).isoformat(timespec="minutes"),
        }  # fmt: skip
    return why


def _print(rows: list[dict[str, Any]]) -> None:
    heads = ("scope", "window", "limit", "settled", "reserved", "left", "calls", "at its end", "in 8 of 10 cases")
    table = [
        (
            row["scope"], row["window"], _usd(row["limit_nanousd"]), _usd(row["settled_nanousd"]), _usd(row["reserved_nanousd"]),
            _usd(row["left_nanousd"]), str(row["calls"]), *_outlook(row["forecast"]),
        )
        for row in rows
    ]  # fmt: skip
    widths = [max(len(line[i]) for line in (heads, *table)) for i in range(len(heads))]
    for line in (heads, *table):
        cells = (text.ljust(width) if i < 2 else text.rjust(width) for i, (text, width) in enumerate(zip(line, widths, strict=True)))
        typer.echo("  ".join(cells).rstrip())


def _outlook(found: dict[str, Any] | None) -> tuple[str, str]:
    """What is expected, and between what; cents are enough."""
    if found is None:
        return "", ""
    reached = f", ceiling about {found['reached_at'][:16]}" if found["reached_at"] else ""
    between = "" if found["low_nanousd"] is None else f"{found['low_nanousd'] / 1e9:.2f} to {found['high_nanousd'] / 1e9:.2f}"
    return f"{found['expected_nanousd'] / 1e9:.2f}{reached}", between


def _usd(nano: int | None) -> str:
    """Dollars with at least two and at most nine decimals."""
    if nano is None:
        return "none"
    whole, _, fraction = f"{Decimal(nano).scaleb(-9):f}".partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"

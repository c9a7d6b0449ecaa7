"""Azure's invoice beside what the gateway recorded: tokens and dollars of each model and meter, and what differs.

The file is a Cost Management export of actual or amortized cost, CSV. Its columns have other names in other agreements (Microsoft Learn,
`cost-management-billing/dataset-schema`, cost and usage details): they are found by any of them, whatever their case.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec

from enclave.errors import InputError
from enclave.ledger.meters import HOURLY, HOURS, UNITS, Meter, provisioned_sku, read_meter

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "usagedate", "usagedatetime"),
    "meter": ("metername",),
    "category": ("metercategory",),
    "unit": ("unitofmeasure",),
    "quantity": ("quantity", "usagequantity", "consumedquantity"),
    "cost": ("costinusd", "costinbillingcurrency", "cost", "pretaxcost"),
}
"""What is read -> its names: of Enterprise Agreements, Microsoft Customer Agreements and pay-as-you-go."""
CURRENCY = ("billingcurrency", "billingcurrencycode", "currency", "currencycode")
CATEGORIES = ("openai", "foundry", "cognitive services", "ai services")
"""A meter of such a category that cannot be read is told; meters of other services are none of ours."""
DATES = ("%m/%d/%Y", "%Y-%m-%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y %H:%M:%S")


class Amount(msgspec.Struct):
    """Tokens, or hours of units where the meter counts those, and nano-dollars."""

    tokens: int = 0
    nanousd: int = 0


class Invoice(msgspec.Struct, frozen=True):
    """What Azure bills for models."""

    first: date
    last: date
    meters: dict[Meter, Amount]
    unread: dict[str, int]
    """Meters of AI services that were not understood -> nano-dollars."""


class Difference(msgspec.Struct, frozen=True):
    """One meter on both sides."""

    meter: Meter
    recorded: Amount
    billed: Amount

    @property
    def tokens(self) -> int:
        """More tokens billed than recorded; negative: fewer."""
        return self.billed.tokens - self.recorded.tokens

    @property
    def nanousd(self) -> int:
        """More nano-dollars billed than recorded; negative: fewer."""
        return self.billed.nanousd - self.recorded.nanousd


def read_invoice(path: Path) -> Invoice:
    """An export. Raises InputError with the line that cannot be read."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return _read(csv.DictReader(file), path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = (getattr(error, "strerror", None) or "not CSV in UTF-8").lower()
        raise InputError(f"cannot read the invoice: {reason}", str(path)) from error


def compare(invoice: Invoice, recorded: Mapping[Meter, Amount]) -> list[Difference]:
    """Every meter of either side. A meter without a version is held against all versions of its model."""
    undated = {msgspec.structs.replace(meter, version="") for meter in invoice.meters if not meter.version}
    own: dict[Meter, Amount] = {}
    for meter, amount in recorded.items():
        plain = msgspec.structs.replace(meter, version="")
        kept = own.setdefault(plain if plain in undated else meter, Amount())
        kept.tokens += amount.tokens
        kept.nanousd += amount.nanousd
    meters = sorted({*own, *invoice.meters})
    return [Difference(meter, own.get(meter, Amount()), invoice.meters.get(meter, Amount())) for meter in meters]


def _read(rows: csv.DictReader[str], path: Path) -> Invoice:
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    found = {key: next((names[name] for name in choices if name in names), None) for key, choices in COLUMNS.items()}
    missing = sorted(COLUMNS[key][0] for key, name in found.items() if name is None and key != "category")
    if missing:
        raise InputError(f"the invoice has no column {', '.join(f'`{name}`' for name in missing)}", str(path), "export actual cost as CSV")
    currency = next((names[name] for name in CURRENCY if name in names), None) if "costinusd" not in names else None
    meters: dict[Meter, Amount] = {}
    hours: dict[Meter, Decimal] = {}
    unread: dict[str, int] = {}
    days: list[date] = []
    for row in rows:
        cell = {key: (row.get(name) or "").strip() if name else "" for key, name in found.items()}
        meter = read_meter(cell["meter"])
        sku = provisioned_sku(cell["meter"])
        is_ours = any(word in cell["category"].lower() for word in CATEGORIES)
        if not is_ours and (cell["category"] or (meter is None and sku is None)):
            continue
        where = f"{path}:{rows.line_num}"
        if currency is not None and (row.get(currency) or "").upper() not in ("", "USD"):
            raise InputError(f"the invoice is in `{row[currency]}`", where, "export with the column `costInUsd`")
        days.append(_date(cell["date"], where))
        cost = int(_number(cell["cost"], where) * 10**9)
        if sku is not None and cell["unit"].upper() in HOURS:
            of_units = Meter("", "", sku, HOURLY)
            hours[of_units] = hours.get(of_units, Decimal(0)) + _number(cell["quantity"], where)
            meters.setdefault(of_units, Amount()).nanousd += cost
            continue
        unit = UNITS.get(cell["unit"].upper())
        if meter is None or unit is None:
            unread[cell["meter"]] = unread.get(cell["meter"], 0) + cost
            continue
        amount = meters.setdefault(meter, Amount())
        amount.tokens += int(_number(cell["quantity"], where) * unit)
        amount.nanousd += cost
    for of_units, count in hours.items():
        meters[of_units].tokens = round(count)  # parts of an hour are charged by the minute
    if not days:
        raise InputError("the invoice has no meter of a model", str(path), "export the subscription in which the models are deployed")
    return Invoice(min(days), max(days), meters, unread)


def _date(text: str, where: str) -> date:
    for form in DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day of the invoice has no time
        except ValueError:
            continue
    raise InputError(f"`{text}` is not a date", where)


def _number(text: str, where: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise InputError(f"`{text}` is not a number", where) from error
    if not number.is_finite():
        raise InputError(f"`{text}` is not a number", where)
    return number



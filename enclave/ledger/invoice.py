"""Azure's invoice beside what the gateway recorded: tokens and dollars of each model and meter, and what differs.

The file is a Cost Management export of actual or amortized cost, or one in the FOCUS schema, CSV, packed or not, or a folder or a zip with
the parts of one. Its columns have other names in other agreements (Microsoft Learn, `cost-management-billing/dataset-schema`, cost and
usage details): they are found by any of them, whatever their case.
"""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import chain
from pathlib import Path
from typing import TextIO

import msgspec

from enclave.errors import InputError
from enclave.ledger.days import days
from enclave.ledger.exports import Part, counted, expected, parts
from enclave.ledger.meters import HOURLY, HOURS, UNITS, Meter, provisioned_sku, read_meter

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "usagedate", "usagedatetime", "chargeperiodstart"),
    "meter": ("metername", "x_skumetername"),
    "category": ("metercategory", "x_skumetercategory"),
    "unit": ("unitofmeasure", "unit", "x_pricingunitdescription"),
    "quantity": ("quantity", "usagequantity", "pricingquantity", "consumedquantity"),
    "charge": ("chargetype", "chargecategory"),
    "cost": ("costinusd", "x_billedcostinusd", "costinbillingcurrency", "billedcost", "cost", "pretaxcost", "extendedcost"),
}
"""What is read -> its names without spaces: of Enterprise and Microsoft Customer Agreements, pay-as-you-go, and FOCUS 1.0 and 1.2."""
IN_DOLLARS = ("costinusd", "x_billedcostinusd")
FOCUS = "pricingquantity"
"""A column that only FOCUS has. There a quantity is in the unit of the price, and `consumedquantity` counts single tokens."""
PERIODS = ("billingperiodstartdate", "billingperiodenddate", "billingperiodstart", "billingperiodend")
"""Days in the form of the others, which tell whether the month stands first."""
CURRENCY = ("billingcurrency", "billingcurrencycode", "currency", "currencycode")
TOO_MANY_DIGITS = 15
"""Of units or dollars, before the point: nobody is billed that in a line."""
CATEGORIES = ("openai", "foundry", "cognitive services", "ai services")
"""A meter of such a category that cannot be read is told; meters of other services are none of ours."""
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}([.,][0-9]{3})+")
"""`1.012` may be a bit more than one, or a thousand and twelve."""


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
    """An export, or a folder with its partitions. Raises InputError with the line that cannot be read."""
    found = _Sums()
    runs: dict[date, str] = {}
    rows = expected(path)
    for part in parts(path):
        try:
            with part.open() as text:
                own = _read(_lines(text), part, found, rows)
        except (OSError, EOFError, zlib.error, UnicodeError, csv.Error) as error:
            reason = str(getattr(error, "strerror", None) or "").lower() or "not CSV in UTF-8 or UTF-16"
            raise InputError(f"cannot read the invoice: {reason}", part.name) from error
        _only_once(own, part.folder, runs)
        found.days |= own
    for meter, tokens in found.tokens.items():
        found.meters[meter].tokens = round(tokens)
    for of_units, count in found.hours.items():
        found.meters[of_units].tokens = round(count)  # parts of an hour are charged by the minute
    if not found.days:
        raise InputError("the invoice has no meter of a model", str(path), "export the subscription in which the models are deployed")
    return Invoice(min(found.days), max(found.days), found.meters, found.unread)


def _only_once(charged: Iterable[date], folder: str, runs: dict[date, str]) -> None:
    """An export to date writes all of the month again each day, into a folder of its own: taken together they would count double."""
    for day in sorted(charged):
        if runs.setdefault(day, folder) != folder:
            what = f"`{runs[day]}` has charges of {day.isoformat()}, too: both are runs of one export, or exports of two kinds"
            raise InputError(what, folder, "give the folder of one of them")


def _lines(text: TextIO) -> csv.DictReader[str]:
    """The rows; a spreadsheet may have put semicolons or tabs between the columns, as it does where a comma is in every number."""
    first = text.readline()
    mark = max((",", ";", "\t"), key=first.count)
    return csv.DictReader(chain([first], text), delimiter=mark)


class _Sums:
    """What was read so far."""

    def __init__(self) -> None:
        self.days: set[date] = set()
        self.meters: dict[Meter, Amount] = {}
        self.tokens: dict[Meter, Decimal] = {}
        """As they are counted: a thousandth of a unit is a token, and a part of one is only rounded at the end."""
        self.hours: dict[Meter, Decimal] = {}
        self.unread: dict[str, int] = {}


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


def _read(rows: csv.DictReader[str], part: Part, sums: _Sums, whole: Mapping[str, int]) -> set[date]:
    """The days of a part, whose amounts are added."""
    names = {re.sub(r"\s", "", name or "").lower(): name for name in rows.fieldnames or ()}
    found = {key: next((names[name] for name in choices if name in names), None) for key, choices in COLUMNS.items()}
    missing = sorted(COLUMNS[key][0] for key, name in found.items() if name is None and key not in {"category", "charge"})
    if missing:
        raise InputError(f"the invoice has no column {', '.join(f'`{name}`' for name in missing)}", part.name, "export actual cost as CSV")
    currency = next((names[name] for name in CURRENCY if name in names), None) if not {*IN_DOLLARS} & {*names} else None
    single = names.get("consumedquantity") if FOCUS in names else None
    is_export = getattr(rows.reader.dialect, "delimiter", ",") == ","
    quantities = [name for name in (found["quantity"], found["cost"], single) if name]
    lines: Iterable[dict[str, str]] = rows if is_export else _with_points(rows, quantities, part.name)
    charged: dict[str, str] = {}
    beside: set[str] = set()
    count = 0
    for row in lines:
        count += 1
        beside.update((row.get(names[name]) or "").strip() for name in PERIODS if name in names)
        cell = {key: (row.get(name) or "").strip() if name else "" for key, name in found.items()}
        where = f"{part.name}:{rows.line_num}"
        code = (row.get(currency) or "").strip().upper() if currency is not None else ""
        if _charge(cell, (row.get(single) or "").strip() if single else "", code, where, sums):
            charged.setdefault(cell["date"], where)
    counted(part, count, whole)
    return set(days(charged, beside, is_export=is_export).values())


def _charge(cell: Mapping[str, str], consumed: str, currency: str, where: str, sums: _Sums) -> bool:
    """Adds a row; whether it is one of a model."""
    meter = read_meter(cell["meter"])
    sku = provisioned_sku(cell["meter"])
    is_ours = any(word in cell["category"].lower() for word in CATEGORIES)
    if not is_ours and (cell["category"] or (meter is None and sku is None)):
        return False
    if currency not in {"", "USD"}:
        raise InputError(f"the invoice is in `{currency}`", where, "export with the column `costInUsd`")
    cost = int(_number(cell["cost"], where) * 10**9)
    # a credit or an adjustment of a meter is money, and may be of no quantity (FOCUS, `PricingQuantity`)
    quantity = cell["quantity"] or ("0" if cell["charge"].lower() not in {"", "usage"} else "")
    if sku is not None and cell["unit"].upper() in HOURS:
        of_units = Meter("", "", sku, HOURLY)
        sums.hours[of_units] = sums.hours.get(of_units, Decimal(0)) + _number(quantity, where)
        sums.meters.setdefault(of_units, Amount()).nanousd += cost
        return True
    unit = UNITS.get(cell["unit"].upper())
    if meter is None or unit is None:
        sums.unread[cell["meter"]] = sums.unread.get(cell["meter"], 0) + cost
        return True
    tokens = _number(quantity, where) * unit
    if consumed:
        _hold(tokens, _number(consumed, where), where)
    sums.tokens[meter] = sums.tokens.get(meter, Decimal(0)) + tokens
    sums.meters.setdefault(meter, Amount()).nanousd += cost
    return True


def _hold(tokens: Decimal, consumed: Decimal, where: str) -> None:
    """Both quantities of FOCUS are of the same tokens. If they are not, one of them is not what we take it for."""
    if abs(tokens - consumed) > max(abs(tokens), abs(consumed)) / 100:
        what = f"the invoice counts {consumed:f} consumed and {tokens:f} priced tokens of one meter"
        raise InputError(what, where, "export actual or amortized cost instead of FOCUS")


def _with_points(rows: csv.DictReader[str], names: Iterable[str], name: str) -> Iterator[dict[str, str]]:
    """Rows with `1.5` for `1,5`. Raises InputError where one number has a comma and another a point: `1.012` may be a thousand then.

    And where all that have one could be thousands.
    """
    marks: set[str] = set()
    is_decimal, unclear = False, ""
    for row in rows:
        for column in names:
            text = row[column] or ""
            own = {",", "."} & {*text}
            if len(own) == 1:  # what has both is no number
                marks |= own
                row[column] = text.replace(",", ".")
                if _THOUSANDS.fullmatch(text.strip()):
                    unclear = text
                else:
                    is_decimal = True
            if len(marks) > 1:
                hint = "export again, with one mark for decimals and none for thousands"
                raise InputError(f"some numbers have a comma and others a point, as `{text}`", f"{name}:{rows.line_num}", hint)
        yield row
    if unclear and not is_decimal:
        hint = "export again, with one mark for decimals and none for thousands"
        raise InputError(f"`{unclear}` may be thousands, or have three decimals", name, hint)


def _number(text: str, where: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise InputError(f"`{text}` is not a number", where) from error
    if not number.is_finite() or number.adjusted() >= TOO_MANY_DIGITS:
        raise InputError(f"`{text}` is not a number", where)
    return number



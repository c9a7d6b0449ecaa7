"""Azure's retail prices as a price table: the answer of `prices.azure.com/api/retail/prices`, kept in a file.

The format: Microsoft Learn, `rest/api/cost-management/retail-prices/azure-retail-prices`. Only prices of consumption in US dollars are
taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec

from enclave.errors import InputError
from enclave.ledger.meters import HOURS, Kind, is_long, long_prompt, per_million, provisioned_sku, read_meter
from enclave.ledger.prices import File, Long, PriceTable, Row, Source, Unit


class Item(msgspec.Struct, rename="camel"):
    """One price. What else the format has is not looked at."""

    meter_name: str
    retail_price: Decimal
    unit_of_measure: str
    arm_region_name: str = ""
    currency_code: str = "USD"
    type: str = "Consumption"
    effective_start_date: str = ""
    effective_end_date: str | None = None
    """Only of a price that ends."""
    product_name: str = ""


class Page(msgspec.Struct):
    """An answer of the interface, or several that were put together."""

    items: list[Item] = msgspec.field(name="Items")
    next_page: str | None = msgspec.field(name="NextPageLink", default=None)


def load_prices(path: Path, text: str | None = None) -> PriceTable:
    """The table of a file, which is an answer of Azure's retail prices or has the form of `prices.json`. Raises InputError.

    It stands for itself: what it does not have has no price, whatever the program's own table says. `text` is what the file says, where
    somebody has read it already.
    """
    content = _content(path) if text is None else text.encode()
    try:
        found = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        if "Items" not in found:
            return PriceTable.of(msgspec.json.decode(content, type=File), str(path))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"not a price table: {error}", str(path)) from error
    return _retail(content, path)[0]


def read_retail(path: Path) -> tuple[PriceTable, list[str]]:
    """The table, and the meters that were not understood or lack input or output. Raises InputError."""
    return _retail(_content(path), path)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read the prices: {(error.strerror or '').lower()}", str(path)) from error


def _holds(prices: Sequence[tuple[str, Decimal]], today: str) -> Decimal:
    """Of the prices of one meter with their dates, what it costs: the newest that holds, or one that is to come and is dearer, since nobody
    reads the list again on that day."""
    begun = [each for each in prices if each[0] <= today]
    newest = max(begun)[0] if begun else ""
    return max(price for day, price in prices if day >= newest)


def _retail(content: bytes, path: Path) -> tuple[PriceTable, list[str]]:
    today = datetime.now(UTC).date().isoformat()
    try:
        page = msgspec.json.decode(content, type=Page)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"not an answer of Azure's retail prices: {error}", str(path), "keep the whole answer, with `Items`") from error
    if page.next_page:
        # of the dearest among versions, and of tiers and dates, the rest may be on the next
        raise InputError("only one page of Azure's retail prices, and there are more", str(path), "put the `Items` of all pages together")
    found: dict[tuple[str, str, str, str], dict[Kind, dict[bool, list[tuple[str, Decimal]]]]] = {}
    left: set[str] = set()
    units: dict[tuple[str, str], list[tuple[str, Decimal]]] = {}
    for item in page.items:
        is_ours = item.type == "Consumption" and item.currency_code == "USD" and "openai" in (item.product_name or "openai").lower()
        has_ended = bool(item.effective_end_date) and str(item.effective_end_date)[:10] < today
        said, place = (item.effective_start_date[:10], item.retail_price), item.arm_region_name.lower() or "*"
        if not item.retail_price or not is_ours or has_ended:
            left.add(item.meter_name)  # what costs nothing today is no price, either
        elif (sku := provisioned_sku(item.meter_name)) is not None and item.unit_of_measure.strip().upper() in HOURS:
            units.setdefault((sku, place), []).append(said)
        elif (meter := read_meter(item.meter_name)) is None or (price := per_million(item.retail_price, item.unit_of_measure)) is None:
            left.add(item.meter_name)
        else:
            kinds = found.setdefault((meter.model, meter.version, meter.sku, place), {})
            kinds.setdefault(meter.kind, {}).setdefault(is_long(item.meter_name), []).append((said[0], price))
    rows = []
    for (model, version, sku, location), kinds in found.items():
        if "input" not in kinds or ("output" not in kinds and not model.startswith("text-embedding")):
            left.update(f"{model} {version} {sku} {kind}, alone" for kind in kinds)
            continue
        over = long_prompt(model)
        both = {kind: {is_long: _holds(prices, today) for is_long, prices in lengths.items()} for kind, lengths in kinds.items()}
        # where nobody says how long a long prompt is, every one costs the dearest
        text = {kind: f"{each.get(False, max(each.values())) if over else max(each.values()):f}" for kind, each in both.items()}
        beyond = {kind: f"{max(each.values()):f}" for kind, each in both.items()}
        rows.append(Row(
            model=model, sku=sku, locations=(location,), versions=(version,) if version else (), input=text["input"],
            output=text.get("output", "0"), cached_input=text.get("cached input", ""), cache_write=text.get("cache write", ""),
            audio_input=text.get("audio input", ""), cached_audio_input=text.get("cached audio input", ""),
            audio_output=text.get("audio output", ""), source="retail",
            long=Long(
                over=over, input=beyond["input"], output=beyond.get("output", "0"), cached_input=beyond.get("cached input", ""),
                cache_write=beyond.get("cache write", ""),
            ) if over and beyond != text else None,
        ))  # fmt: skip
    others = sorted({item.currency_code for item in page.items} - {"USD"})
    if others and not rows and not units:
        what = f"no price of a model in US dollars, only prices in {', '.join(others)}"
        raise InputError(what, str(path), "ask the interface for `currencyCode='USD'`")
    as_of = max((item.effective_start_date[:10] for item in page.items if item.effective_start_date[:10] <= today), default="")
    sources = {"retail": Source(title=f"Azure Retail Prices API, `{path.name}`", seen=as_of)}
    own = PriceTable.own()
    hours = tuple(
        Unit(sku=sku, locations=(location,), hour=f"{_holds(prices, today):f}", source="retail")
        for (sku, location), prices in units.items()
    )
    file = File(
        as_of=as_of, sources=sources | own.sources, zones={}, rows=tuple(rows), units=hours, throughput=own.throughput if hours else ()
    )
    return PriceTable.of(file, str(path)), sorted(left)

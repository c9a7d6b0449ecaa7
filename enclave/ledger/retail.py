"""Azure's retail prices as a price table: the answer of `prices.azure.com/api/retail/prices`, kept in a file.

The format: Microsoft Learn, `rest/api/cost-management/retail-prices/azure-retail-prices`. Only prices of consumption in US dollars are
taken.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import msgspec

from enclave.errors import InputError
from enclave.ledger.meters import Kind, per_million, provisioned_sku, read_meter
from enclave.ledger.prices import File, PriceTable, Row, Source, Unit


class Item(msgspec.Struct, rename="camel"):
    """One price. What else the format has is not looked at."""

    meter_name: str
    retail_price: Decimal
    unit_of_measure: str
    arm_region_name: str = ""
    currency_code: str = "USD"
    type: str = "Consumption"
    effective_start_date: str = ""


class Page(msgspec.Struct):
    """An answer of the interface, or several that were put together."""

    items: list[Item] = msgspec.field(name="Items")


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
    except msgspec.MsgspecError as error:
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


def _retail(content: bytes, path: Path) -> tuple[PriceTable, list[str]]:
    try:
        page = msgspec.json.decode(content, type=Page)
    except msgspec.MsgspecError as error:
        raise InputError(f"not an answer of Azure's retail prices: {error}", str(path), "keep the whole answer, with `Items`") from error
    found: dict[tuple[str, str, str, str], dict[Kind, tuple[str, Decimal]]] = {}
    left: set[str] = set()
    units: dict[tuple[str, str], tuple[str, Decimal]] = {}
    for item in page.items:
        is_ours = item.type == "Consumption" and item.currency_code == "USD"
        sku = provisioned_sku(item.meter_name) if is_ours and item.unit_of_measure.strip().lower() == "1 hour" else None
        if sku is not None:
            place = (sku, item.arm_region_name.lower() or "*")
            units[place] = max(units.get(place, ("", Decimal(0))), (item.effective_start_date, item.retail_price))
            continue
        meter = read_meter(item.meter_name)
        price = per_million(item.retail_price, item.unit_of_measure)
        if meter is None or price is None or not is_ours:
            left.add(item.meter_name)
            continue
        kinds = found.setdefault((meter.model, meter.version, meter.sku, item.arm_region_name.lower() or "*"), {})
        known = kinds.get(meter.kind)
        if known is None or item.effective_start_date >= known[0]:  # of two dates the later, which holds until there is another
            kinds[meter.kind] = (item.effective_start_date, price)
    rows = []
    for (model, version, sku, location), kinds in found.items():
        if "input" not in kinds or ("output" not in kinds and not model.startswith("text-embedding")):
            left.update(f"{model} {version} {sku} {kind}, alone" for kind in kinds)
            continue
        text = {kind: f"{price:f}" for kind, (_, price) in kinds.items()}
        rows.append(Row(
            model=model, sku=sku, locations=(location,), versions=(version,) if version else (), input=text["input"],
            output=text.get("output", "0"), cached_input=text.get("cached input", ""), cache_write=text.get("cache write", ""),
            audio_input=text.get("audio input", ""), cached_audio_input=text.get("cached audio input", ""),
            audio_output=text.get("audio output", ""), source="retail",
        ))  # fmt: skip
    as_of = max((item.effective_start_date[:10] for item in page.items), default="")
    sources = {"retail": Source(title=f"Azure Retail Prices API, `{path.name}`", seen=as_of)}
    own = PriceTable.own()
    hours = tuple(Unit(sku=sku, locations=(location,), hour=f"{hour:f}", source="retail") for (sku, location), (_, hour) in units.items())
    file = File(
        as_of=as_of, sources=sources | own.sources, zones={}, rows=tuple(rows), units=hours, throughput=own.throughput if hours else ()
    )
    return PriceTable.of(file, str(path)), sorted(left)

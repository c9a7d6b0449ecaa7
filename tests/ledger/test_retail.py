"""Azure's retail prices as a price table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.ledger.prices import OWN, Price, PriceTable, UnknownPriceError
from enclave.ledger.retail import load_prices, read_retail


def item(meter: str, price: float, region: str = "westeurope", **more: Any) -> dict[str, Any]:
    """One price as the interface gives it."""
    return {
        "currencyCode": "USD", "tierMinimumUnits": 0.0, "retailPrice": price, "unitPrice": price, "armRegionName": region,
        "location": "EU West", "effectiveStartDate": "2026-08-01T00:00:00Z", "meterId": "x", "meterName": meter, "skuName": meter,
        "productName": "Azure OpenAI", "serviceName": "Foundry Models", "unitOfMeasure": "1K", "type": "Consumption",
        "isPrimaryMeterRegion": True, "armSkuName": meter,
    } | more  # fmt: skip


def write(tmp_path: Path, *items: dict[str, Any]) -> Path:
    file = tmp_path / "retail.json"
    file.write_text(json.dumps({"BillingCurrency": "USD", "Items": items, "NextPageLink": None, "Count": len(items)}), encoding="utf-8")
    return file


def test_meters_become_prices_of_a_model_a_type_and_a_region(tmp_path: Path) -> None:
    file = write(
        tmp_path, item("gpt 4o 1120 Inp regnl Tokens", 0.00275), item("gpt 4o 1120 Outp regnl Tokens", 0.011),
        item("gpt 4o 1120 cached Inp regnl Tokens", 0.001375), item("gpt 4o 1120 Inp regnl Tokens", 0.0033, "northeurope"),
        item("gpt 4o 1120 Outp regnl Tokens", 0.0132, "northeurope"), item("text-embedding-3-small-regional Tokens", 0.000022),
        item("gpt 4o 1120 Inp regnl Tokens", 9, "northeurope", type="Reservation"), item("gpt 4o ft hosting", 3),
        item("gpt 4o 1120 Outp glbl Tokens", 0.01), item("gpt 4o 1120 Inp glbl Tokens", 0.0025, currencyCode="EUR"),
    )
    table, left = read_retail(file)
    price = table.price("gpt-4o", "Standard", "westeurope", "2024-11-20")
    assert (price.input, price.cached_input, price.output, table.as_of) == (2_750_000_000, 1_375_000_000, 11_000_000_000, "2026-08-01")
    assert table.price("gpt-4o", "Standard", "northeurope", "2024-11-20").cached_input == 3_300_000_000
    assert table.price("text-embedding-3-small", "Standard", "westeurope", "1").output == 0
    for model, sku, version in (("gpt-4o", "GlobalStandard", "2024-11-20"), ("gpt-4o", "Standard", "2024-08-06"), ("o3", "Standard", "")):
        with pytest.raises(UnknownPriceError):
            table.price(model, sku, "westeurope", version)
    assert left == [
        "gpt 4o 1120 Inp glbl Tokens", "gpt 4o 1120 Inp regnl Tokens", "gpt 4o ft hosting", "gpt-4o 1120 GlobalStandard output, alone",
    ]


def test_what_would_leave_prices_out_is_told(tmp_path: Path) -> None:
    both = item("o3 0416 Inp glbl", 0.002), item("o3 0416 Outp glbl", 0.008)
    file = write(tmp_path, *both)
    file.write_text(file.read_text().replace('"NextPageLink": null', '"NextPageLink": "https://prices.example/?$skip=1000"'))
    with pytest.raises(InputError, match="only one page"):
        load_prices(file)
    with pytest.raises(InputError, match="no price of a model in US dollars, only prices in EUR"):
        load_prices(write(tmp_path, *(each | {"currencyCode": "EUR"} for each in both)))


def test_what_has_ended_and_reservations_and_plans_are_no_prices(tmp_path: Path) -> None:
    plan = {"savingsPlan": [{"unitPrice": 0.0001, "retailPrice": 0.0001, "term": "1 Year"}]}
    ended = {"effectiveStartDate": "2026-01-01T00:00:00Z", "effectiveEndDate": "2026-06-30T23:59:59Z"}
    unit, per_month = "Provisioned Managed Regional Unit", {"unitOfMeasure": "1 Hour", "reservationTerm": "1 Month", "type": "Reservation"}
    file = write(
        tmp_path, item("o3 0416 Inp glbl", 0.002, **plan), item("o3 0416 Outp glbl", 0.008),
        item("o3 0416 cached Inp glbl", 0.0001, **ended), item("o3 0416 Inp glbl", 0.0018, tierMinimumUnits=1e6),
        item(unit, 259, **per_month), item(unit, 2.0, unitOfMeasure="1 Hour"),
        item("o3 0416 Inp glbl", 0.001, type="DevTestConsumption"),
    )
    price = load_prices(file).price("o3", "GlobalStandard", "westeurope", "2025-04-16")
    assert (price.input, price.cached_input) == (2_000_000_000, 2_000_000_000)
    assert load_prices(file).price("gpt-4o", "ProvisionedManaged", "westeurope").hour == 2 * 10**9


def test_of_two_dates_the_later_holds(tmp_path: Path) -> None:
    new, old = ({"effectiveStartDate": f"2026-0{month}-01T00:00:00Z"} for month in (9, 2))
    file = write(
        tmp_path, item("o3 0416 Inp glbl", 0.002, **new), item("o3 0416 Inp glbl", 0.01, **old), item("o3 0416 Outp glbl", 0.008, **new)
    )
    assert read_retail(file)[0].price("o3", "GlobalStandard", "westeurope", "2025-04-16").input == 2_000_000_000


def test_what_is_announced_and_dearer_holds_already(tmp_path: Path) -> None:
    def dated(price: float, year: int) -> dict[str, Any]:
        return item("5.4 mini Inp Gl 1M Tokens", price, effectiveStartDate=f"{year}-06-01T00:00:00Z", unitOfMeasure="1M")

    out = item("5.4 mini Opt Gl 1M Tokens", 4.5, unitOfMeasure="1M")
    for prices, holds in (
        ([dated(0.9, 2025), dated(0.7, 2026), dated(0.8, 2999)], 800_000_000),
        ([dated(0.1, 2999), dated(0.7, 2026)], 700_000_000),
        ([dated(0.7, 2999)], 700_000_000),
    ):
        assert read_retail(write(tmp_path, out, *prices))[0].price("gpt-5.4-mini", "GlobalStandard", "westeurope").input == holds


def test_long_prompts_have_a_price_of_their_own_where_their_length_is_known_and_else_every_prompt_costs_it(tmp_path: Path) -> None:
    def prices(model: str) -> Price:
        items = []
        for kind, price in (("Inp", 1), ("Cd Inp", 0.1), ("Cd Wr", 1.25), ("Opt", 6)):
            for length, factor, day in (("LongCo", 2, "2026-01-01"), ("ShortCo", 1, "2026-02-01")):
                items.append(item(f"{model} {length} {kind} Std Gl 1M Tokens", price * factor, unitOfMeasure="1M", effectiveStartDate=day))
        return read_retail(write(tmp_path, *items))[0].price(f"gpt-{model.replace(' ', '-')}", "GlobalStandard", "westeurope")

    def kinds(price: Price | None) -> tuple[int | None, ...]:
        assert price is not None
        return price.input, price.cached_input, price.cache_write, price.output

    short, long = (10**9, 10**8, 125 * 10**7, 6 * 10**9), (2 * 10**9, 2 * 10**8, 25 * 10**8, 12 * 10**9)
    known, unknown = prices("5.6 luna"), prices("9.9 luna")
    assert (kinds(known), known.short, kinds(known.long)) == (short, 272_000, long)
    assert (kinds(unknown), unknown.long) == (long, None)


def test_one_length_alone_is_the_price_of_both(tmp_path: Path) -> None:
    unit = {"unitOfMeasure": "1M", "productName": "Azure OpenAI GPT5"}
    file = write(
        tmp_path, item("5.4 inp Dz 1M Tokens", 2.75, **unit), item("5.4 cd inp Dz 1M Tokens", 0.275, **unit),
        item("5.4 longco inp Dz 1M Tokens", 5.5, **unit), item("5.4 longco opt Dz 1M Tokens", 24.75, **unit),
    )  # fmt: skip
    price = read_retail(file)[0].price("gpt-5.4", "DataZoneStandard", "westeurope")
    assert price.long is not None
    assert [(one.input, one.cached_input, one.output) for one in (price, price.long)] == [
        (2_750_000_000, 275_000_000, 24_750_000_000), (5_500_000_000, 275_000_000, 24_750_000_000),
    ]  # fmt: skip


def test_other_makers_and_what_costs_nothing_are_left(tmp_path: Path) -> None:
    _, left = read_retail(write(
        tmp_path, item("5.2 Inp Gl Tokens", 0.1, productName="Azure Grok Models"), item("gpt 5 Inp Gl Tokens", 0),
        item("Provisioned Managed Data Zone Unit", 1.2, unitOfMeasure="1/Hour", productName="Azure Grok Models"),
    ))
    assert left == ["5.2 Inp Gl Tokens", "Provisioned Managed Data Zone Unit", "gpt 5 Inp Gl Tokens"]


def test_what_is_no_price_list_is_told(tmp_path: Path) -> None:
    for text in ("[]", "{}", "{", '{"Items": [{"meterName": 1}]}'):
        (tmp_path / "x.json").write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            read_retail(tmp_path / "x.json")
    with pytest.raises(InputError):
        read_retail(tmp_path / "none.json")
    with pytest.raises(InputError, match="is not a price"):
        read_retail(write(tmp_path, item("o3 Inp glbl", -1), item("o3 Outp glbl", 1)))


def test_units_caches_and_audio(tmp_path: Path) -> None:
    file = write(
        tmp_path, item("Provisioned Managed Regional Unit", 2, unitOfMeasure="1 Hour"),
        item("Provisioned Managed Global Unit", 1, "", unitOfMeasure="1/Hour"),
        item("Provisioned Managed Data Zone Unit", 1.1, unitOfMeasure="1 Hour", type="Reservation"),
        item("gpt 4o 1217 Aud Inp glbl", 0.04), item("gpt 4o 1217 Inp glbl", 0.0025), item("gpt 4o 1217 Outp glbl", 0.01),
        item("gpt 4o 1217 Aud Outp glbl", 0.08), item("gpt 4o 1217 Cache Write Inp glbl", 0.003),
    )
    table, left = read_retail(file)
    price = table.price("gpt-4o", "GlobalStandard", "westeurope", "2024-12-17")
    assert (price.audio_input, price.audio_output, price.cache_write) == (40_000_000_000, 80_000_000_000, 3_000_000_000)
    assert table.price("gpt-4.1", "ProvisionedManaged", "westeurope").input == 11_111_111_112
    assert table.price("gpt-4.1", "GlobalProvisionedManaged", "anywhere").output == 4 * 5_555_555_556
    for sku, place in (("DataZoneProvisionedManaged", "westeurope"), ("ProvisionedManaged", "eastus")):
        with pytest.raises(UnknownPriceError):
            table.price("gpt-4.1", sku, place)
    assert left == ["Provisioned Managed Data Zone Unit"]


def test_a_file_stands_for_itself_in_either_form(tmp_path: Path) -> None:
    retail = load_prices(write(tmp_path, item("o3 0416 Inp glbl", 0.002), item("o3 0416 Outp glbl", 0.008)))
    assert retail.price("o3", "GlobalStandard", "westeurope").output == 8_000_000_000
    with pytest.raises(UnknownPriceError):
        retail.price("gpt-4o", "GlobalStandard", "x")
    own = tmp_path / "own.json"
    own.write_bytes(OWN.read_bytes())
    assert load_prices(own).as_of == PriceTable.load().as_of
    for broken in ("", "[]", "{}", '{"Items": 1}'):
        own.write_text(broken)
        with pytest.raises(InputError):
            load_prices(own)
    with pytest.raises(InputError, match="cannot read"):
        load_prices(tmp_path / "none.json")


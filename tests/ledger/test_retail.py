"""Azure's retail prices as a price table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.ledger.prices import UnknownPriceError
from enclave.ledger.retail import read_retail


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


def test_of_two_dates_the_later_holds(tmp_path: Path) -> None:
    new, old = ({"effectiveStartDate": f"2026-0{month}-01T00:00:00Z"} for month in (9, 2))
    file = write(
        tmp_path, item("o3 0416 Inp glbl", 0.002, **new), item("o3 0416 Inp glbl", 0.01, **old), item("o3 0416 Outp glbl", 0.008, **new)
    )
    assert read_retail(file)[0].price("o3", "GlobalStandard", "westeurope", "2025-04-16").input == 2_000_000_000


def test_what_is_no_price_list_is_told(tmp_path: Path) -> None:
    for text in ("[]", "{}", "{", '{"Items": [{"meterName": 1}]}'):
        (tmp_path / "x.json").write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            read_retail(tmp_path / "x.json")
    with pytest.raises(InputError):
        read_retail(tmp_path / "none.json")
    with pytest.raises(InputError, match="is not a price"):
        read_retail(write(tmp_path, item("o3 Inp glbl", -1), item("o3 Outp glbl", 1)))

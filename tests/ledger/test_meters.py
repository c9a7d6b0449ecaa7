"""Azure's names of meters, as its price list and its bills have them."""

from __future__ import annotations

from decimal import Decimal

from enclave.ledger.meters import Meter, per_million, read_meter

READ = {
    "gpt 4o 1120 Inp glbl": ("gpt-4o", "1120", "GlobalStandard", "input"),
    "gpt 4o 1120 Inp regnl Tokens": ("gpt-4o", "1120", "Standard", "input"),
    "gpt 4o 1120 Inp Data Zone": ("gpt-4o", "1120", "DataZoneStandard", "input"),
    "gpt-4o-0806-Outp-regnl": ("gpt-4o", "0806", "Standard", "output"),
    "gpt-4o-mini-0718-cached-Inp-glbl Tokens": ("gpt-4o-mini", "0718", "GlobalStandard", "cached input"),
    "gpt 4o 0513 Input global Tokens": ("gpt-4o", "0513", "GlobalStandard", "input"),
    "gpt 4.1 mini cached Inp DZ 1M Tokens": ("gpt-4.1-mini", "", "DataZoneStandard", "cached input"),
    "gpt 5 cache write Inp glbl Tokens": ("gpt-5", "", "GlobalStandard", "cache write"),
    "o3 mini 0131 Batch Outp glbl": ("o3-mini", "0131", "GlobalBatch", "output"),
    "text-embedding-3-large-glbl Tokens": ("text-embedding-3-large", "", "GlobalStandard", "input"),
    "text embedding 3 small DZ Tokens": ("text-embedding-3-small", "", "DataZoneStandard", "input"),
    "gpt-4o-1120-Aud-Inp-glbl": ("gpt-4o", "1120", "GlobalStandard", "audio input"),
}


def test_names_are_read() -> None:
    assert {name: read_meter(name) for name in READ} == {name: Meter(*parts) for name, parts in READ.items()}


def test_what_is_not_for_tokens_or_not_understood_is_not_guessed() -> None:
    for name in (
        "gpt-4o ft hosting", "Provisioned Managed Global Unit", "Standard Images", "gpt 4o glbl Tokens", "gpt 4o Inp Outp glbl", "Inp glbl",
        "gpt 4o Inp glbl DZ", "gpt-4o-aud-txt-inp glbl", "", "Data Stored", "Standard Text Records", "gpt 4o batch Inp regnl",
        "gpt-4o-rt Inp", "gpt 4o 0513 1120 Inp glbl", "gpt 4o cached Outp glbl",
    ):
        assert read_meter(name) is None, name


def test_a_price_of_a_unit_is_one_of_a_million_tokens() -> None:
    assert per_million(Decimal("0.00275"), "1K") == Decimal("2.75")
    assert per_million(Decimal("2.75"), "1M") == Decimal("2.75")
    assert per_million(Decimal(1), "1 Hour") is None

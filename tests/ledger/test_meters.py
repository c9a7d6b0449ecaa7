"""Azure's names of meters, as its price list and its bills have them."""

from __future__ import annotations

from decimal import Decimal

from enclave.ledger.meters import Meter, is_long, per_million, provisioned_sku, read_meter

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
    "GPT 5 Mini Inpt DZone 1M Tokens": ("gpt-5-mini", "", "DataZoneStandard", "input"),
    "GPT 5 Nano outpt Glbl 1M Tokens": ("gpt-5-nano", "", "GlobalStandard", "output"),
    "GPT 5 cchd Inpt Glbl 1M Tokens": ("gpt-5", "", "GlobalStandard", "cached input"),
    "gpt-5-codex-ccchd-inp-glbl Tokens": ("gpt-5-codex", "", "GlobalStandard", "cached input"),
    "gpt 5 pro out glbl Tokens": ("gpt-5-pro", "", "GlobalStandard", "output"),
    "GPT 5.1 chat opt Dz 1M Tokens": ("gpt-5.1-chat", "", "DataZoneStandard", "output"),
    "5.4 inp Gl 1M Tokens": ("gpt-5.4", "", "GlobalStandard", "input"),
    "5.4 mini cd Inp Gl 1M Tokens": ("gpt-5.4-mini", "", "GlobalStandard", "cached input"),
    "5.4 Batch opt Dz 1M Tokens": ("gpt-5.4", "", "DataZoneBatch", "output"),
    "5.1 codex max inp Gl 1M Tokens": ("gpt-5.1-codex-max", "", "GlobalStandard", "input"),
    "5.6 luna ShortCo Inp Std DZ 1M Tokens": ("gpt-5.6-luna", "", "DataZoneStandard", "input"),
    "5.6 luna LongCo Opt Std Gl 1M Tokens": ("gpt-5.6-luna", "", "GlobalStandard", "output"),
    "5.6 luna ShortCo Cd Wr Std DZ 1M Tokens": ("gpt-5.6-luna", "", "DataZoneStandard", "cache write"),
    "5.4 longco cd inp Gl 1M Tokens": ("gpt-5.4", "", "GlobalStandard", "cached input"),
    "6-astra ShortCo Opt Std Gl 1M Tokens": ("gpt-6-astra", "", "GlobalStandard", "output"),
    "gpt 4o mini0718 BatchOutp DataZone Tokens": ("gpt-4o-mini", "0718", "DataZoneBatch", "output"),
    "gpt-4o-mini-0718-Inp-glbl Tokens": ("gpt-4o-mini", "0718", "GlobalStandard", "input"),
    "o4-mini 0416 cached Inp glbl Tokens": ("o4-mini", "0416", "GlobalStandard", "cached input"),
    "o3 mini 0131 input Data Zone Tokens": ("o3-mini", "0131", "DataZoneStandard", "input"),
    "embedding-ada-glbl Tokens": ("text-embedding-ada-002", "", "GlobalStandard", "input"),
}
"""Names of the retail price list, and of bills, as several public readers of both quote them."""


def test_names_are_read() -> None:
    assert {name: read_meter(name) for name in READ} == {name: Meter(*parts) for name, parts in READ.items()}


def test_what_is_not_for_tokens_or_not_understood_is_not_guessed() -> None:
    for name in (
        "gpt-4o ft hosting", "Provisioned Managed Global Unit", "Standard Images", "gpt 4o glbl Tokens", "gpt 4o Inp Outp glbl", "Inp glbl",
        "gpt 4o Inp glbl DZ", "gpt-4o-aud-txt-inp glbl", "", "Data Stored", "Standard Text Records", "gpt 4o batch Inp regnl",
        "gpt-4o-rt Inp", "gpt 4o 0513 1120 Inp glbl", "gpt 4o cached Outp glbl", "5.4 pp inp Gl 1M Tokens", "5 mini pp Inp Gl 1M Tokens",
        "5.1 pp cd inp Dz 1M Tokens", "54 nano Inp Flex Gl 1M Tokens", "FW GLM 5.2 Inp DZ Tokens", "K2.5 Thinking Outp DZ Tokens",
        "4.6 Outp DZ L Tokens", "V3.1 Inp DZone Tokens", "gpt 4.1 weirdly-worded glbl Tokens", "gpt 4o tcrb d aud inp glbl Tokens",
        "o4-mini-ft model grader output Tokens", "Sora 2 pro glbl Second", "gpt-transcribe Gl Unit", "5.4 mini Gl 1M Tokens",
    ):
        assert read_meter(name) is None, name


def test_a_price_of_a_unit_is_one_of_a_million_tokens() -> None:
    assert per_million(Decimal("0.00275"), "1K") == Decimal("2.75")
    assert per_million(Decimal("2.75"), "1M") == Decimal("2.75")
    assert per_million(Decimal(1), "1 Hour") is None


def test_long_prompts_have_meters_of_their_own() -> None:
    assert is_long("5.6 luna LongCo Inp Std DZ 1M Tokens")
    assert is_long("5.4 pro longco opt Gl 1M Tokens")
    assert not any(map(is_long, ("5.6 luna ShortCo Inp Std DZ 1M Tokens", "GPT 5.1 inp Gl 1M Tokens", "")))


def test_names_of_a_list_of_2026() -> None:
    read: dict[str, tuple[str, str, str, str] | None] = {
        "5.4 opt Dz 1M Tokens": ("gpt-5.4", "", "DataZoneStandard", "output"),
        "5.6 sol ShortCo Cd Wr Std Gl 1M Tokens": ("gpt-5.6-sol", "", "GlobalStandard", "cache write"),
        "5.2 chat 0210 inp Gl 1M Tokens": ("gpt-5.2-chat", "0210", "GlobalStandard", "input"),
        "gpt-5-codex-ccchd-inp-glbl Tokens": ("gpt-5-codex", "", "GlobalStandard", "cached input"),
        "o3-deep research 0626-inp-cchd-glbl 1M Tokens": ("o3-deep-research", "0626", "GlobalStandard", "cached input"),
        "gpt 4o 1120 Batch Outp DZ Tokens": ("gpt-4o", "1120", "DataZoneBatch", "output"),
        "gpt 5 pro out dzone Tokens": ("gpt-5-pro", "", "DataZoneStandard", "output"),
        # of other services, of training, or of calls that asked for a priority
        "o4 mini dev RFT inp glb Tokens": None, "gpt-4.1-ft mdl grdr inpt Tokens": None, "5.6 luna ShortCo Inp PP DZ 1M Tokens": None,
        "gpt4o rtime cached audio inp dzone Tokens": None, "gpt4o mn trscb txt in dz 1215 1M Tokens": None,
        "Image 2 img inp Gl 1M Tokens": None,
    }  # fmt: skip
    assert {name: read_meter(name) for name in read} == {name: what and Meter(*what) for name, what in read.items()}
    assert provisioned_sku("Provisioned Managed Regional Unit") == "ProvisionedManaged"
    assert provisioned_sku("Provisioned Throughput - Overage Unit") is None

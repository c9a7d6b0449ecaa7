"""Azure's invoice, in the columns of every agreement."""

from __future__ import annotations

import gzip
import re
from datetime import date
from pathlib import Path

import pytest

from enclave.errors import InputError
from enclave.ledger.invoice import Amount, compare, read_invoice
from enclave.ledger.meters import Meter

INPUT = Meter("gpt-4o", "1120", "DataZoneStandard", "input")
EA = """InvoiceSectionName,Date,MeterCategory,MeterName,UnitOfMeasure,Quantity,EffectivePrice,CostInBillingCurrency,BillingCurrency
x,11/20/2026,Foundry Models,gpt 4o 1120 Inp Data Zone Tokens,1K,12.5,0.00275,0.034375,USD
x,11/21/2026,Foundry Models,gpt 4o 1120 Inp Data Zone Tokens,1K,0.5,0.00275,0.001375,USD
x,11/21/2026,Storage,Data Stored,1 GB/Month,7,1,7,USD
x,11/21/2026,Foundry Models,gpt 4o ft hosting,1 Hour,1,3,3,USD
"""


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "invoice.csv"
    file.write_text(text, encoding="utf-8-sig")
    return file


def test_tokens_and_dollars_of_each_meter(tmp_path: Path) -> None:
    invoice = read_invoice(write(tmp_path, EA))
    assert (invoice.first, invoice.last) == (date(2026, 11, 20), date(2026, 11, 21))
    assert invoice.meters == {INPUT: Amount(13_000, 35_750_000)}
    assert invoice.unread == {"gpt 4o ft hosting": 3 * 10**9}


def test_columns_of_other_agreements(tmp_path: Path) -> None:
    customer = "date,meterCategory,meterName,unitOfMeasure,quantity,costInBillingCurrency,costInUsd,billingCurrency\n"
    customer += "2026-11-20,Cognitive Services,gpt 4o 1120 Inp Data Zone,1M,0.013,0.03,0.03575,EUR\n"
    payg = "UsageDateTime,MeterCategory,MeterName,UnitOfMeasure,UsageQuantity,PreTaxCost,Currency\n"
    payg += "2026-11-20T00:00:00Z,Azure OpenAI,gpt 4o 1120 Inp Data Zone,1K,13,0.03575,USD\n"
    for text in (customer, payg):
        assert read_invoice(write(tmp_path, text)).meters == {INPUT: Amount(13_000, 35_750_000)}


FOCUS = """BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ConsumedQuantity,ConsumedUnit,EffectiveCost,PricingQuantity,\
PricingUnit,ServiceName,x_BilledCostInUsd,x_PricingBlockSize,x_PricingUnitDescription,x_SkuMeterCategory,x_SkuMeterName
0.03,EUR,Usage,2026-11-20T00:00:00Z,12500,Units,0.03,12.5,1K,Azure OpenAI,0.034375,1000,1K,Foundry Models,gpt 4o 1120 Inp Data Zone Tokens
0.001,EUR,Usage,2026-11-21T00:00Z,500,Units,0.001,0.5,1K,Azure OpenAI,0.001375,1000,1K,Foundry Models,gpt 4o 1120 Inp Data Zone Tokens
7,EUR,Tax,2026-11-21T00:00Z,,,7,,,,8,,,,
""".replace("\\\n", "")


def test_focus(tmp_path: Path) -> None:
    invoice = read_invoice(write(tmp_path, FOCUS))
    assert (invoice.first, invoice.last, invoice.meters) == (date(2026, 11, 20), date(2026, 11, 21), {INPUT: Amount(13_000, 35_750_000)})
    with pytest.raises(InputError, match="counts 12 consumed and 12500"):
        read_invoice(write(tmp_path, FOCUS.replace(",12500,", ",12,")))


def test_a_credit_of_no_quantity_is_money(tmp_path: Path) -> None:
    header, first, *_ = FOCUS.splitlines(keepends=True)
    cells = dict(zip(header.strip().split(","), first.strip().split(","), strict=True))
    assert cells["ChargeCategory"] == "Usage"
    credit = cells | {"ChargeCategory": "Credit", "PricingQuantity": "", "ConsumedQuantity": ""}
    credit = {name: "-1" if "cost" in name.lower() else cell for name, cell in credit.items()}
    whole, less = read_invoice(write(tmp_path, FOCUS)), read_invoice(write(tmp_path, FOCUS + ",".join(credit.values()) + "\n"))
    assert [amount.tokens for amount in less.meters.values()] == [amount.tokens for amount in whole.meters.values()]
    assert sum(amount.nanousd for amount in less.meters.values()) == sum(amount.nanousd for amount in whole.meters.values()) - 10**9
    usage = ",".join((credit | {"ChargeCategory": "Usage"}).values())
    with pytest.raises(InputError, match="`` is not a number"):
        read_invoice(write(tmp_path, FOCUS + usage + "\n"))


def test_what_a_spreadsheet_saved_with_semicolons(tmp_path: Path) -> None:
    rows = EA.replace("11/20/2026", "20.11.2026").replace("11/21/2026", "21.11.2026").replace(",", ";").replace(".5;", ",5;")
    invoice = read_invoice(write(tmp_path, rows.replace("0.0", "0,0")))
    assert (invoice.first, invoice.meters) == (date(2026, 11, 20), {INPUT: Amount(13_000, 35_750_000)})
    focus = re.sub(r"(?<=[0-9])[.](?=[0-9])", ",", FOCUS.replace(",", ";"))
    assert read_invoice(write(tmp_path, focus)).meters == {INPUT: Amount(13_000, 35_750_000)}
    with pytest.raises(InputError, match=r"`1\.234,5` is not a number"):
        read_invoice(write(tmp_path, EA.replace(",", ";").replace("12.5", "1.234,5")))
    with pytest.raises(InputError, match=r"some numbers have a comma and others a point"):  # `1.234` may be a thousand, or one and a bit
        read_invoice(write(tmp_path, rows.replace("0.0", "0,0").replace("12,5", "1.234")))


def test_numbers_that_may_be_thousands_are_told(tmp_path: Path) -> None:
    rows = EA.replace(",", ";").replace("12.5", "1.012").replace(";0.5;", ";2;").replace("0.034375", "34").replace("0.001375", "2")
    with pytest.raises(InputError, match=r"`1\.012` may be thousands, or have three decimals"):
        read_invoice(write(tmp_path, rows))
    assert read_invoice(write(tmp_path, rows.replace(";34;", ";34.5;"))).meters == {INPUT: Amount(3_012, 36_500_000_000)}


def test_names_of_columns_with_spaces(tmp_path: Path) -> None:
    older = "Date,Meter Category,Meter Name,Unit Of Measure,Consumed Quantity,ExtendedCost\n"
    older += "11/20/2026,Azure OpenAI,gpt 4o 1120 Inp Data Zone,1K,13,0.03575\n"
    assert read_invoice(write(tmp_path, older)).meters == {INPUT: Amount(13_000, 35_750_000)}


@pytest.mark.parametrize("day", ["2026-11-21T00:00:00.0000000Z", "2026-11-21T00:00:00+00:00", "2026-11-21"])
def test_days_as_they_are_exported(tmp_path: Path, day: str) -> None:
    assert read_invoice(write(tmp_path, EA.replace("11/21/2026", day).replace("11/20/2026", day))).last == date(2026, 11, 21)


def test_credits_are_taken_off(tmp_path: Path) -> None:
    refund = "x,11/21/2026,Foundry Models,gpt 4o 1120 Inp Data Zone Tokens,1K,-2.5,0.00275,-0.006875,USD\n"
    invoice = read_invoice(write(tmp_path, EA + refund))
    assert invoice.meters == {INPUT: Amount(10_500, 28_875_000)}
    with pytest.raises(InputError, match="the invoice is in `EUR`"):
        read_invoice(write(tmp_path, EA + refund.replace("USD", "EUR")))


def test_partitions_and_packed_files(tmp_path: Path) -> None:
    header, first, *rest = EA.splitlines(keepends=True)
    folder = tmp_path / "export" / "20261101-20261130" / "run"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    (folder / "part_0_0001.csv").write_text(header + first, encoding="utf-8-sig")
    (folder / "part_1_0001.csv.gz").write_bytes(gzip.compress((header + "".join(rest)).encode()))
    whole = read_invoice(write(tmp_path, EA))
    assert read_invoice(tmp_path / "export") == whole
    (tmp_path / "packed").write_bytes(gzip.compress(EA.encode()))
    assert read_invoice(tmp_path / "packed") == whole
    for damaged in (gzip.compress(EA.encode())[:-20], gzip.compress(EA.encode())[:40] + b"xxxx" + gzip.compress(EA.encode())[44:]):
        (tmp_path / "packed").write_bytes(damaged)
        with pytest.raises(InputError, match="cannot read the invoice"):
            read_invoice(tmp_path / "packed")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no meter of a model"):
        read_invoice(tmp_path / "empty")


def test_runs_of_one_export_are_not_added_up(tmp_path: Path) -> None:
    header, first, *_ = EA.splitlines(keepends=True)
    for run in ("20261101-20261130/aa", "20261101-20261130/bb"):
        (tmp_path / run).mkdir(parents=True)
        (tmp_path / run / "part_0_0001.csv").write_text(header + first)
    with pytest.raises(InputError, match=r"aa` has charges of 2026-11-\d\d, too") as error:
        read_invoice(tmp_path)
    assert error.value.where.endswith("bb")
    once = read_invoice(tmp_path / "20261101-20261130" / "aa")
    october = tmp_path / "20261001-20261031" / "cc"
    october.mkdir(parents=True)
    (october / "part_0_0001.csv").write_text(header + first.replace("11/", "10/"))
    (tmp_path / "20261101-20261130" / "bb" / "part_0_0001.csv").unlink()
    both = read_invoice(tmp_path)
    assert {meter: amount.tokens for meter, amount in both.meters.items()} == {
        meter: 2 * amount.tokens for meter, amount in once.meters.items()
    }, "two months are two exports"


def test_parts_of_tokens_are_not_lost_line_by_line(tmp_path: Path) -> None:
    header, first, *_ = EA.splitlines(keepends=True)
    lines = first.replace("12.5", "0.0009999") * 1000  # a thousand lines of 0.9999 tokens
    [amount] = read_invoice(write(tmp_path, header + lines)).meters.values()
    assert amount.tokens == 1000


def test_both_sides_of_every_meter_are_compared(tmp_path: Path) -> None:
    output = Meter("gpt-4o", "1120", "DataZoneStandard", "output")
    found = compare(read_invoice(write(tmp_path, EA)), {INPUT: Amount(12_000, 33_000_000), output: Amount(10, 110_000)})
    assert [(one.meter.kind, one.tokens, one.nanousd) for one in found] == [("input", 1000, 2_750_000), ("output", -10, -110_000)]


def test_a_meter_without_a_version_is_held_against_all_versions(tmp_path: Path) -> None:
    undated = EA.replace("gpt 4o 1120", "gpt 4o")
    older = Meter("gpt-4o", "0806", "DataZoneStandard", "input")
    [one] = compare(read_invoice(write(tmp_path, undated)), {INPUT: Amount(12_000, 1), older: Amount(1_000, 1)})
    assert (one.meter.version, one.tokens) == ("", 0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("MeterName,", "Nothing,"), "no column `metername`"), (("12.5", "many"), "`many` is not a number"),
        (("12.5", "nan"), "`nan` is not a number"), (("12.5", "1e999999999"), "`1e999999999` is not a number"),
        (("11/20/2026", "yesterday"), "`yesterday` is not a date"), (("0.034375,USD", "0.034375,EUR"), "is in `EUR`"),
        (("Foundry Models", "Storage"), "no meter of a model"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_invoice(write(tmp_path, EA.replace(*change)))
    with pytest.raises(InputError):
        read_invoice(tmp_path / "none.csv")

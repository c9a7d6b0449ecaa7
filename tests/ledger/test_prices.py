"""Prices are exact, sourced, and never zero by accident."""

from __future__ import annotations

import json
from datetime import date
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.errors import InputError
from enclave.ledger.prices import File, PriceTable, Row, Source, Units, UnknownPriceError, Usage, UsageError
from enclave.spec.load import load

TABLE = PriceTable.load()


def test_a_published_price_is_carried_over_exactly() -> None:
    price = TABLE.price("gpt-4o", "DataZoneStandard", "westeurope", "2024-11-20")
    assert (price.input, price.cached_input, price.output) == (2_750_000_000, 1_375_000_000, 11_000_000_000)
    assert price.basis == "meter"


def test_names_compare_without_case() -> None:
    assert TABLE.price("GPT-4o-Mini", "datazonestandard", "WestEurope") == TABLE.price("gpt-4o-mini", "DataZoneStandard", "westeurope")


@pytest.mark.parametrize(
    ("model", "sku", "location", "version"),
    [
        ("gpt-9", "Standard", "eastus", ""),
        ("gpt-4o", "ProvisionedManaged", "qatarcentral", ""),
        ("gpt-4o", "DataZoneProvisionedManaged", "uksouth", ""),
        ("gpt-4o", "DataZoneStandard", "japaneast", ""),
        ("gpt-4o", "Standard", "eastus", "2031-01-01"),
        ("", "", "", ""),
    ],
)
def test_what_has_no_price_is_refused(model: str, sku: str, location: str, version: str) -> None:
    with pytest.raises(UnknownPriceError) as caught:
        TABLE.price(model, sku, location, version)
    assert f"`{sku}` in `{location}`" in caught.value.message
    assert caught.value.exit_code == 2


def test_a_row_that_names_the_region_goes_before_the_general_one() -> None:
    here = TABLE.price("text-embedding-3-large", "Standard", "canadaeast")
    elsewhere = TABLE.price("text-embedding-3-large", "Standard", "westeurope")
    assert (here.basis, elsewhere.basis) == ("meter", "upper bound")
    assert here.input < elsewhere.input


def test_without_a_version_the_dearest_one_counts() -> None:
    by_version = [TABLE.price("gpt-4o", "GlobalStandard", "eastus", v) for v in ("2024-05-13", "2024-08-06", "2024-11-20")]
    assert TABLE.price("gpt-4o", "GlobalStandard", "eastus") == max(by_version, key=lambda price: price.output)


def test_every_row_has_a_source_with_a_date_and_a_price_that_is_not_zero(root: Path) -> None:
    document = json.loads((root / "enclave" / "ledger" / "prices.json").read_text())
    for source in document["sources"].values():
        assert date.fromisoformat(source["seen"]) <= date.fromisoformat(document["as_of"])
    seen = set()
    for row in document["rows"]:
        units = [*row.get("images", {}).values(), *(row[key] for key in ("minute", "characters", "gigabyte_day") if key in row)]
        assert all(Decimal(usd) > 0 for usd in units or [row["input"]]), row
        assert units or Decimal(row["output"]) > 0 or row["model"].startswith("text-embedding"), row
        assert row["source"] in document["sources"]
        for location in row["locations"]:
            for version in row.get("versions", [""]):
                key = (row["model"], version, row["sku"], location)
                assert key not in seen, f"two rows for {key}"
                seen.add(key)


def test_every_deployment_of_the_example_has_a_price(bank: Path) -> None:
    spec = load(bank).spec
    for project in spec.projects.values():
        for deployment in project.deployments.values():
            TABLE.price(deployment.model, deployment.sku, spec.regions[project.region].location, deployment.version)


tokens = st.integers(0, 10**7)


@given(prompt=tokens, cached=tokens, completion=tokens)
def test_a_cost_is_the_exact_sum_rounded_up_once(prompt: int, cached: int, completion: int) -> None:
    cached = min(cached, prompt)
    price = TABLE.price("gpt-4o-mini", "DataZoneStandard", "westeurope")
    cost = price.cost(Usage(prompt, cached, completion))
    dollars = (Decimal("0.165") * (prompt - cached) + Decimal("0.0825") * cached + Decimal("0.66") * completion) / 10**6
    assert cost == (dollars * 10**9).to_integral_value(ROUND_CEILING)
    assert cost <= price.worst_case(prompt, completion)


@pytest.mark.parametrize(
    ("prompt", "cached", "completion", "reasoning"),
    [(-1, 0, 0, 0), (10, 11, 0, 0), (10, -1, 0, 0), (0, 0, -5, 0), (0, 0, 5, 6), (10**10, 0, 0, 0), (0, 0, 10**18, 0)],
)
def test_a_usage_that_cannot_be_true_is_not_priced(prompt: int, cached: int, completion: int, reasoning: int) -> None:
    with pytest.raises(UsageError):
        Usage(prompt, cached, completion, reasoning)


def _file(tmp_path: Path, **row: object) -> Path:
    whole = {"model": "m", "sku": "Standard", "locations": ["*"], "input": "1", "output": "2", "source": "s"} | row
    path = tmp_path / "prices.json"
    sources = {"s": {"title": "t", "seen": "2026-01-01"}}
    path.write_text(json.dumps({"as_of": "2026-01-01", "sources": sources, "zones": {}, "rows": [whole]}))
    return path


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"input": "free"}, "not a price"),
        ({"input": "-1"}, "not a price"),
        ({"input": "NaN"}, "not a price"),
        ({"output": "0.0000000001"}, "not a price"),
        ({"source": "hearsay"}, "not among the sources"),
        ({"locations": ["@moon"]}, "not among the zones"),
        ({"colour": "red"}, "not a price table"),
        ({"input": 1.5}, "not a price table"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(tmp_path: Path, row: dict[str, object], message: str) -> None:
    path = _file(tmp_path, **row)
    with pytest.raises(InputError) as caught:
        PriceTable.load(path)
    assert message in caught.value.message
    assert caught.value.where.startswith(str(path))


def test_a_table_of_ones_own_is_read(tmp_path: Path) -> None:
    assert PriceTable.load(_file(tmp_path)).price("m", "standard", "anywhere").cost(Usage(1, 0, 1)) == 3000


def test_a_missing_table_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the price table: no such file"):
        PriceTable.load(tmp_path / "none.json")


KINDS_ROW = {
    "input": "2", "cached_input": "1", "output": "8", "cache_write": "2.5", "audio_input": "40", "cached_audio_input": "4",
    "audio_output": "80", "image_input": "10", "image_output": "40",
}  # fmt: skip


PRICED = File(
    as_of="2026-01-01", sources={"s": Source(title="t", seen="2026-01-01")}, zones={},
    rows=(Row(model="m", sku="Standard", locations=("*",), source="s", **KINDS_ROW),),
)  # fmt: skip


def table(tmp_path: Path, rows: list[dict[str, object]], **more: object) -> PriceTable:
    whole = [{"model": "m", "sku": "Standard", "locations": ["*"], "input": "1", "output": "2", "source": "s"} | row for row in rows]
    path = tmp_path / "table.json"
    sources = {"s": {"title": "t", "seen": "2026-01-01"}}
    path.write_text(json.dumps({"as_of": "2026-01-01", "sources": sources, "zones": {}, "rows": whole} | more))
    return PriceTable.load(path)


def test_tokens_of_every_kind_have_their_own_price(tmp_path: Path) -> None:
    price = table(tmp_path, [KINDS_ROW]).price("m", "Standard", "x")
    for usage, micro in (
        (Usage(100, cache_write=30), 70 * 2 + 30 * 2.5),
        (Usage(100, cached=20, audio_input=50, cached_audio_input=10, completion=30, audio_output=20),
         40 * 2 + 10 + 10 * 4 + 40 * 40 + 10 * 8 + 20 * 80),
        (Usage(100, image_input=100, completion=50, image_output=50), 100 * 10 + 50 * 40),
        (Usage(100, completion=10, reasoning=10), 100 * 2 + 80),
    ):
        assert price.cost(usage) == int(micro * 1000), usage
        assert price.cost(usage) <= price.worst_case(usage.prompt, usage.completion)
    assert (price.dearest_input, price.dearest_output) == (40_000_000_000, 80_000_000_000)


def test_a_kind_without_a_price_is_never_free(tmp_path: Path) -> None:
    price = table(tmp_path, [{}]).price("m", "Standard", "x")
    assert price.cost(Usage(100, cache_write=100)) == price.cost(Usage(100))
    said = ({"audio_input": 1}, {"image_input": 1}, {"audio_output": 1}, {"image_output": 1})
    for usage in (Usage(10, completion=9, **kind) for kind in said):
        with pytest.raises(UnknownPriceError, match="tokens"):
            price.cost(usage)


def test_kinds_that_cannot_be_true_are_refused() -> None:
    for wrong in (
        {"prompt": 10, "audio_input": 11}, {"prompt": 10, "cached": 6, "cache_write": 5}, {"prompt": 10, "image_input": -1},
        {"prompt": 10, "audio_input": 2, "cached": 5, "cached_audio_input": 3}, {"prompt": 10, "completion": 5, "audio_output": 6},
        {"prompt": 10, "audio_input": 6, "image_input": 5}, {"prompt": 10, "cached_audio_input": 1, "audio_input": 1},
    ):
        with pytest.raises(UsageError):
            Usage(**wrong)


@given(st.integers(0, 500), st.integers(0, 500), st.data())
def test_the_worst_case_covers_any_mixture(prompt: int, completion: int, data: st.DataObject) -> None:
    price = PriceTable.of(PRICED, "x").price("m", "Standard", "x")
    left, parts = prompt, {}
    for kind in ("cached", "cache_write", "audio_input", "image_input"):
        parts[kind] = data.draw(st.integers(0, left))
        left -= parts[kind]
    said = data.draw(st.integers(0, completion))
    drawn = data.draw(st.integers(0, completion - said))
    usage = Usage(prompt=prompt, completion=completion, audio_output=said, image_output=drawn, **parts)
    assert 0 <= price.cost(usage) <= price.worst_case(prompt, completion)


def test_units_by_the_hour_cost_what_they_do_when_they_are_used_in_full(tmp_path: Path) -> None:
    units = [{"sku": "ProvisionedManaged", "locations": ["westeurope"], "hour": "2", "source": "s"}]
    speed = [{"model": "gpt-4.1", "minute": 3000, "output_weight": 4, "source": "s"}]
    known = table(tmp_path, [], units=units, throughput=speed)
    price = known.price("gpt-4.1", "ProvisionedManaged", "westeurope")
    assert price.basis == "at full use"
    hour = price.cost(Usage(3000 * 60))
    assert 0 <= hour - 2 * 10**9 <= 1000
    assert abs(price.cost(Usage(0, completion=3000 * 60 // 4)) - hour) <= 1000
    for model, sku, location in (("gpt-4.1", "ProvisionedManaged", "eastus"), ("o3", "ProvisionedManaged", "westeurope")):
        with pytest.raises(UnknownPriceError):
            known.price(model, sku, location)
    with pytest.raises(InputError):
        table(tmp_path, [], units=[units[0] | {"source": "nobody"}], throughput=speed)


def test_pictures_sound_and_speech_are_charged_by_what_they_are() -> None:
    cases: tuple[tuple[str, Units, int | None], ...] = (
        ("dall-e-3", Units(images=2, picture="standard 1024x1024"), 80_000_000),
        ("dall-e-3", Units(images=1, picture="hd 1792x1024"), 120_000_000),
        ("dall-e-3", Units(seconds=1), None),
        ("whisper", Units(seconds=61), 6_100_000),
        ("whisper", Units(images=1, picture="x"), None),
        ("tts", Units(characters=3), 45_000),
        ("tts-hd", Units(characters=4096), 122_880_000),
        ("tts", Units(), 0),
    )
    for model, units, nano in cases:
        assert TABLE.price(model, "Standard", "swedencentral").by_units(units) == nano, (model, units)
    assert TABLE.price("gpt-4o", "GlobalStandard", "swedencentral").by_units(Units(images=1)) is None


def test_a_batch_costs_half_where_no_row_says_what_it_costs() -> None:
    whole, half = (TABLE.price("gpt-4o", sku, "swedencentral", "2024-11-20") for sku in ("GlobalStandard", "GlobalBatch"))
    assert (half.input * 2, half.cached_input * 2, half.output * 2) == (whole.input, whole.cached_input, whole.output)
    assert half.source == "batch-2026-11"
    own = PriceTable.own()
    row = Row("gpt-4o", "GlobalBatch", ("*",), "9", "9", "batch-2026-11")
    table = PriceTable.of(msgspec.structs.replace(own, rows=(*own.rows, row)), "file")
    assert table.price("gpt-4o", "GlobalBatch", "swedencentral").input == 9_000_000_000


def test_what_is_kept_costs_by_bytes_and_seconds_rounded_up() -> None:
    price = TABLE.price("vector-store", "Standard", "westeurope")
    assert price.keeping(10**9, 86_400) == 110_000_000
    assert price.keeping(10**9 // 2, 7 * 86_400) == 385_000_000
    assert (price.keeping(1, 1), price.keeping(0, 86_400), price.keeping(10**6, 0)) == (1, 0, 0)
    with pytest.raises(UnknownPriceError):
        TABLE.price("gpt-4o", "GlobalStandard", "westeurope").keeping(1, 1)
    with pytest.raises(UnknownPriceError):  # nobody chats with it for nothing
        price.beside_tokens(None)


def test_a_long_prompt_costs_the_long_price_all_of_it_and_a_bound_of_its_tokens_is_a_bound_of_its_price() -> None:
    price = PriceTable.load().price("gpt-5.4", "GlobalStandard", "swedencentral", "2026-03-05")
    assert price.cost(Usage(prompt=272_000, completion=1_000)) == 272_000 * 2_500 + 1_000 * 15_000
    assert price.cost(Usage(prompt=272_001, cached=1, completion=1_000)) == 272_000 * 5_000 + 500 + 1_000 * 22_500
    assert price.worst_case(272_001, 1_000) == 272_001 * 5_000 + 1_000 * 22_500
    assert all(
        price.cost(Usage(prompt=prompt, cached=cached, completion=7)) <= price.worst_case(bound, 7)
        for bound in (0, 271_999, 272_000, 272_001, 500_000)
        for prompt in {0, bound // 2, bound}
        for cached in {0, prompt}
    )


@pytest.mark.parametrize("long", [{"over": 0, "input": "5", "output": "22.5"}, {"over": 9, "input": "2", "output": "22.5"}])
def test_a_long_prompt_that_is_cheaper_than_a_short_one_is_refused(long: dict[str, object], tmp_path: Path) -> None:
    row = {"model": "m", "sku": "Standard", "locations": ["*"], "input": "2.5", "output": "15", "source": "s", "long": long}
    file = tmp_path / "prices.json"
    file.write_text(json.dumps({"as_of": "2026-11-22", "sources": {"s": {"title": "t", "seen": "2026-11-22"}}, "zones": {}, "rows": [row]}))
    with pytest.raises(InputError, match="long prompts"):
        PriceTable.load(file)

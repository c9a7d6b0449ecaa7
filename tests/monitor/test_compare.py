"""Comparisons of whole files: what drifts is named, what does not is left alone, odd data has defined results."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from enclave.errors import InputError
from enclave.monitor.compare import Answer, Question, chosen, compare

Files = Callable[..., tuple[Path, Path]]


def table(random: Any, rows: int, **changed: Any) -> dict[str, Any]:
    return {
        "amount": random.lognormal(size=rows), "age": random.normal(40, 10, rows).round(), "kind": random.choice(list("abcd"), rows),
        "new": random.random(rows) < 0.4, **changed,
    }  # fmt: skip


def alerts(answer: Answer) -> set[tuple[str, str]]:
    return {(one.column, one.detector) for one in answer.results if one.alert}


def test_one_shifted_column_is_named(files: Files) -> None:
    random = np.random.default_rng(0)
    analysis = table(random, 600)
    analysis["age"] = analysis["age"] + np.where(np.arange(600) >= 400, 12, 0)
    answer = compare(Question(*files(table(random, 1000), analysis), chunk="200"))
    assert {(one.chunk, one.column) for one in answer.results if one.alert and one.column == "age"} == {("[400:599]", "age")}
    assert [one.rows for one in answer.chunks] == [200, 200, 200]
    for one in answer.results:
        if one.alert and one.detector in ("kolmogorov_smirnov", "jensen_shannon"):
            assert one.value is not None
            assert one.threshold is not None
            assert one.value > one.threshold


def test_the_same_question_has_the_same_answer(files: Files) -> None:
    random = np.random.default_rng(1)
    paths = files(table(random, 200), table(random, 100))
    assert compare(Question(*paths)).results == compare(Question(*paths)).results


def test_quality(files: Files) -> None:
    random = np.random.default_rng(2)
    analysis = {name: list(column) for name, column in table(random, 300).items()}
    analysis["age"][:60] = [None] * 60
    analysis["amount"][:20] = [1e6] * 10 + ["broken"] * 10
    analysis["kind"][:30] = ["never seen"] * 30
    answer = compare(Question(*files(table(random, 900), analysis)))
    wanted = {("age", "missing_values"), ("amount", "type_errors"), ("amount", "out_of_range"), ("kind", "unseen_categories")}
    assert wanted <= alerts(answer)
    assert not any(column == "new" for column, _ in alerts(answer))


def test_schema_changes_are_alerts_whatever_chance_does(files: Files) -> None:
    random = np.random.default_rng(3)
    analysis = table(random, 200, amount=["n/a?"] * 200, more=range(200))
    del analysis["kind"]
    answer = compare(Question(*files(table(random, 300), dict(reversed(analysis.items())))))
    assert {("kind", "missing_column"), ("amount", "changed_type")} == alerts(answer)
    assert any("`more`" in note for note in answer.notes)


def test_odd_data_has_defined_results(files: Files) -> None:
    random = np.random.default_rng(11)
    odd: dict[str, Callable[[int], Any]] = {
        "constant": lambda n: np.full(n, 3.0),
        "huge": lambda n: random.normal(size=n) * 1e300,
        "tiny": lambda n: random.normal(size=n) * 1e-300,
        "infinite": lambda n: np.where(random.random(n) < 0.3, np.inf, random.normal(size=n)),
        "empty": lambda n: [None] * n,
        "one": lambda n: ["x"] * n,
        "holes": lambda n: [None if one < 0.9 else one for one in random.random(n)],
    }
    for rows in (1, 150):
        reference, analysis = ({name: make(n) for name, make in odd.items()} for n in (150, rows))
        answer = compare(Question(*files(reference, analysis), chunk="60", detectors=("all",)))
        assert alerts(answer) == set(), rows
        assert all(one.value is None or math.isfinite(one.value) for one in answer.results)


def test_no_rows(files: Files) -> None:
    paths = files({"a": [1, 2, 3]}, {"a": []})
    answer = compare(Question(*paths))
    assert (answer.results, answer.notes) == ((), ("the analysis has no row that could be compared",))
    with pytest.raises(InputError, match="no rows"):
        compare(Question(paths[1], paths[0]))


def test_names_of_detectors() -> None:
    assert [one.id for one in chosen(("KS", "PopulationStabilityIndex", "chi2", "ks"))] == [
        "kolmogorov_smirnov", "population_stability", "chi_squared",
    ]  # fmt: skip
    assert len(chosen(("all",))) > len(chosen(())) == len(chosen(("default",)))
    with pytest.raises(InputError, match="no detector `magic`"):
        chosen(("magic",))


def test_rates_that_are_none(files: Files) -> None:
    paths = files({"a": [1, 2, 3]}, {"a": [1, 2]})
    for rate in (0.0, 1.0, -0.1):
        with pytest.raises(InputError, match="false-alarm rate"):
            compare(Question(*paths, rate=rate))


def test_long_files_are_sampled_for_thresholds_only(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    analysis = table(random, 4000)
    analysis["age"][2000:] += 3
    analysis["kind"] = [None if i == 0 else one for i, one in enumerate(analysis["kind"])]
    paths = files(table(random, 4000), analysis, "parquet")
    full = compare(Question(*paths, chunk="2000"))
    for name, value in (("WORK", 1), ("RANKED", 100)):
        monkeypatch.setattr(f"enclave.monitor.subjects.{name}", value)
    quick = compare(Question(*paths, chunk="2000"))
    for one, two in zip(full.results, quick.results, strict=True):
        if one.detector in ("jensen_shannon", "chi_squared", "missing_values", "reconstruction_error"):
            assert one.value == pytest.approx(two.value), one
        if one.threshold is not None and one.detector in ("kolmogorov_smirnov", "chi_squared"):
            assert two.threshold == pytest.approx(one.threshold, rel=0.35), one
    assert {(one.chunk, one.column) for one in quick.results if one.alert} >= {("[2000:3999]", "age")}
    assert not any(one.alert for one in quick.results if one.chunk == "[0:1999]")


def test_a_small_drift_that_lasts_is_accumulated(files: Files) -> None:
    random = np.random.default_rng(9)
    moved = random.normal(size=1600)
    moved[400:] += 0.17
    paths = files({"x": random.normal(size=2000)}, {"x": moved}, "parquet")
    answer = compare(Question(*paths, chunk="100", detectors=("ks", "wasserstein")))
    found = [one for one in answer.results if one.alert]
    assert found
    starts = [one.name for one in answer.chunks]
    for one in found:
        assert one.detector == "accumulated", "no chunk shows it by itself"
        assert (one.column, one.by in {"kolmogorov_smirnov", "wasserstein"}) == ("x", True)
        assert starts.index(one.since) < starts.index(one.chunk)
        assert one.value is not None
        assert one.threshold is not None
        assert one.value > one.threshold


def test_of_the_newest_chunk_where_there_is_none(files: Files) -> None:
    random = np.random.default_rng(3)
    paths = files(table(random, 100), {"amount": [1.0, 2.0], "when": ["", ""]})
    answer = compare(Question(*paths, timestamp="when", chunk="day", newest=True))
    assert (answer.chunks, answer.results) == ((), ())
    assert "no row that could be compared" in answer.notes[0]


def test_of_the_newest_chunk_only(files: Files) -> None:
    random = np.random.default_rng(7)
    moved = random.normal(size=900)
    moved[:300] += 1
    paths = files({"x": random.normal(size=900)}, {"x": moved}, "parquet")
    every, last = (compare(Question(*paths, chunk="300", newest=newest)) for newest in (False, True))
    assert {one.chunk for one in every.results if one.alert and one.detector != "accumulated"} == {"[0:299]"}
    assert {one.chunk for one in last.results} == {"[600:899]"}
    plain = [one.threshold for one in last.results if one.detector == "kolmogorov_smirnov"]
    wide = [one.threshold for one in every.results if one.detector == "kolmogorov_smirnov"]
    assert plain[0] is not None
    assert wide[2] is not None
    assert plain[0] < wide[2]


def test_columns_that_come_to_go_together_and_one_that_spreads_are_named(files: Files) -> None:
    random = np.random.default_rng(5)
    reference, analysis = table(random, 600), table(random, 300)
    analysis["age"] = (40 + 7.5 * np.log(analysis["amount"]) + 6.6 * random.normal(size=300)).round()
    answer = compare(Question(*files(reference, analysis), chunk="100", seed=1))
    assert {"[0:99]", "[100:199]", "[200:299]"} == {one.chunk for one in answer.results if one.alert and one.column == "*"}
    assert ("*", "correlation") in alerts(answer)
    analysis = table(random, 300, age=random.normal(40, 16, 300).round())
    assert ("age", "klotz") in alerts(compare(Question(*files(reference, analysis), chunk="100", seed=1)))


def test_at_rates_beyond_permutations_heavy_tails_are_left_out_unless_they_are_named(files: Files) -> None:
    random = np.random.default_rng(6)
    paths = files(table(random, 300), table(random, 100))

    def looked_at(rate: float, *detectors: str) -> set[str]:
        return {one.detector for one in compare(Question(*paths, rate=rate, detectors=detectors)).results}

    assert "reconstruction_error" in looked_at(0.05)
    assert looked_at(0.05) - looked_at(0.0005) == {"reconstruction_error"}
    assert looked_at(0.0005, "pca") == {"reconstruction_error"}

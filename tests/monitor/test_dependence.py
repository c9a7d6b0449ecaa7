"""How many rows go together: found where they do, in both files, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enclave.monitor.compare import Question, compare
from enclave.monitor.dependence import LAGS, Dependence, autocorrelations, needed


def chained(random: np.random.Generator, rows: int, share: float) -> np.ndarray[Any, Any]:
    """AR(1): each row goes with the one before."""
    values = random.normal(size=rows)
    for k in range(1, rows):
        values[k] = share * values[k - 1] + np.sqrt(1 - share**2) * values[k]
    return values


def test_autocorrelations_are_those_of_the_definition() -> None:
    series = np.random.default_rng(1).normal(size=300)
    centred = series - series.mean()
    plain = [float(centred[k:] @ centred[:-k] / (centred @ centred)) for k in range(1, 8)]
    assert autocorrelations(series, 7) == pytest.approx(plain)
    assert len(autocorrelations(np.full(100, 3.7), 5)) == 0
    assert len(autocorrelations(np.empty(0), 0)) == 0


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_blocks_are_as_long_as_the_formula_of_a_chain_says(share: float) -> None:
    """Of AR(1) G is 2 a / (1 - a)^2 and g (1 + a) / (1 - a); blocks lose 2 % of the variance."""
    expected = 2 * share / (1 - share) ** 2 / ((1 + share) / (1 - share)) / 0.02
    found = [needed(chained(np.random.default_rng(seed), 5_000, share)) for seed in range(8)]
    assert np.median(found) == pytest.approx(expected, rel=0.4)


def test_rows_that_do_not_go_together_need_no_blocks() -> None:
    found = [needed(np.random.default_rng(seed).normal(size=2_000)) for seed in range(100)]
    assert sum(one > 1 for one in found) <= 3
    against = np.tile([1.0, -1.0], 500) + np.random.default_rng(0).normal(size=1_000)
    assert needed(against) == 1.0, "neighbours that differ make means waver less"


def dependence(reference: np.ndarray[Any, Any], analysis: np.ndarray[Any, Any]) -> int:
    found = Dependence(*np.split(np.arange(len(reference) + len(analysis)), [len(reference)]))
    found.numbers(np.concatenate([reference, analysis]))
    return found.block(len(reference) + len(analysis))


def test_it_counts_where_both_files_have_it() -> None:
    random = np.random.default_rng(3)
    chain, plain = chained(random, 3_000, 0.6), random.normal(size=3_000)
    assert dependence(chain, chained(random, 1_000, 0.6)) > 20
    assert dependence(np.sort(plain), random.normal(size=1_000)) == 1, "a file that was sorted"
    assert dependence(plain, np.concatenate([plain[:500], plain[:500] + 3])) == 1, "drift is no dependence"
    assert dependence(chain, plain[:20]) > 20, "of so few nothing can be told"
    assert dependence(chain[:40], chain[:1_000]) == 1
    assert dependence(np.full(500, 1.0), np.full(500, 1.0)) == 1
    assert dependence(np.full(500, np.nan), plain) == 1


def test_spread_that_goes_together_counts_as_well() -> None:
    random = np.random.default_rng(5)
    loud = np.exp(chained(random, 6_000, 0.9)) * random.normal(size=6_000)
    assert needed(loud) == 1.0 or needed(loud) < 50
    assert dependence(loud[:4_000], loud[4_000:]) > 20


def test_yes_and_no_and_categories() -> None:
    random = np.random.default_rng(7)
    state = chained(random, 4_000, 0.9) > 0.5
    found = Dependence(*np.split(np.arange(4_000), [3_000]))
    found.marks(random.random(4_000) < 0.3)
    found.marks(np.arange(4_000) < 10)
    assert found.block(4_000) == 1
    found.categories(np.where(state, 0, random.integers(1, 4, 4_000)).astype(np.int32))
    assert 20 < found.block(4_000) <= 200, "twenty blocks at least"
    assert found.is_too_long == (found._longest > 200)
    found.categories(np.full(4_000, -1, dtype=np.int32))


def test_chains_longer_than_what_is_looked_at_are_bounded() -> None:
    season = np.sin(np.arange(9_000) / 9_000 * 6 * np.pi)
    assert needed(season) > 1
    assert dependence(season[:6_000], season[6_000:]) == 450
    assert LAGS < 6_000


@pytest.mark.parametrize("block", [None, 1])
def test_the_stated_rate_holds_for_chains_without_being_asked(tmp_path: Path, block: int | None) -> None:
    """A few streams here; `bench/monitor.py depend` has more."""
    drifted, notes = 0, []
    for seed in range(100, 106):
        random = np.random.default_rng(seed)
        table = pa.table({"x": chained(random, 2_100, 0.6), "y": chained(random, 2_100, 0.6)})
        paths = tmp_path / "reference.parquet", tmp_path / "analysis.parquet"
        pq.write_table(table[:1_500], paths[0])
        pq.write_table(table[1_500:], paths[1])
        answer = compare(Question(*paths, chunk="100", block=block, seed=seed))
        drifted += answer.drifted
        notes.append(any("depend on those before" in note for note in answer.notes))
    assert all(notes) is (block is None)
    assert drifted <= 2 if block is None else drifted >= 5


def test_a_sample_of_many_rows_is_not_judged_by_all_of_them(tmp_path: Path) -> None:
    """Kolmogorov-Smirnov of all rows has a limit of rows that do not go together."""
    table = pa.table({f"x{i}": np.repeat(np.random.default_rng(i).normal(size=5_000), 10) for i in range(10)})
    paths = tmp_path / "reference.parquet", tmp_path / "analysis.parquet"
    pq.write_table(table[:35_000], paths[0])
    pq.write_table(table[35_000:], paths[1])
    assert compare(Question(*paths, chunk="5000", detectors=("ks",), block=1)).drifted
    assert not compare(Question(*paths, chunk="5000", detectors=("ks",))).drifted

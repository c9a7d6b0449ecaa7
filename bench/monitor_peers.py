"""What NannyML and river make of the streams of `bench/monitor.py delay`; runs in the environment of `make monitor-peers`.

    .venv-monitor/bin/python bench/monitor_peers.py STREAMS.npz CHUNK FIRST OUT.json

STREAMS holds (streams, columns, rows) numbers; the last columns are codes of categories. OUT has the limits that each peer has by itself,
and of each stream a number for each chunk, which alarms above a limit. NannyML: the largest distance of any column's value from the mean
of the reference's chunks, in their standard deviations. ADWIN: the negative logarithm of the smallest delta, of steps of a twentieth, at
which it has found drift in any column by then. Page-Hinkley: the largest of what it compares with its threshold. Whatever alarms in the
reference, where nothing can have drifted, is forgiven.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
warnings.filterwarnings("ignore")

from nannyml import (  # noqa: E402
    DataReconstructionDriftCalculator,
    SummaryStatsAvgCalculator,
    SummaryStatsStdCalculator,
    UnivariateDriftCalculator,
)
from river.drift import ADWIN, PageHinkley  # noqa: E402

NUMBERS = ("kolmogorov_smirnov", "jensen_shannon", "wasserstein", "hellinger")
CATEGORIES = ("chi2", "jensen_shannon", "l_infinity", "hellinger")
TOGETHER = (("kolmogorov_smirnov", "chi2"), ("jensen_shannon", "jensen_shannon"), ("wasserstein", "l_infinity"), ("hellinger", "hellinger"))
MOMENTS = {"averages": SummaryStatsAvgCalculator, "standard deviations": SummaryStatsStdCalculator}
ADWIN_STEPS = np.arange(0.0, 6.01, 0.05)
ADWIN_DELTA, PAGE_THRESHOLD = 0.002, 50.0
"""What river has by itself."""


def deviations(known: pd.Series, found: pd.Series, *, is_two_sided: bool = False) -> np.ndarray:
    """(chunks,) in standard deviations of the reference's chunks; NannyML alarms above three."""
    off = ((found - known.mean()) / (known.std(ddof=0) or 1.0)).to_numpy()
    return np.abs(off) if is_two_sided else off


def nannyml(table: np.ndarray, numbers: int, first: int, chunk: int) -> dict[str, np.ndarray]:
    names = [f"n{i}" if i < numbers else f"c{i}" for i in range(len(table))]
    frame = pd.DataFrame({
        name: table[i] if i < numbers else [f"v{int(value)}" for value in table[i]] for i, name in enumerate(names)
    })

    def parts(calculator: object) -> tuple[pd.DataFrame, pd.DataFrame]:
        result = calculator.fit(frame[:first]).calculate(frame[first:])
        return result.filter(period="reference").to_df(), result.filter(period="analysis").to_df()

    univariate = UnivariateDriftCalculator(
        column_names=names, continuous_methods=list(NUMBERS), categorical_methods=list(CATEGORIES), chunk_size=chunk
    )
    known, found = parts(univariate)
    answer = {}
    for number, category in TOGETHER:
        keys = [(name, number if i < numbers else category, "value") for i, name in enumerate(names)]
        title = f"NannyML, {number} and {category}" if number != category else f"NannyML, {number}"
        answer[title] = np.max([deviations(known[key], found[key]) for key in keys], axis=0)
    for title, calculator in MOMENTS.items():
        known, found = parts(calculator(column_names=names[:numbers], chunk_size=chunk))
        each = [deviations(known[(name, "value")], found[(name, "value")], is_two_sided=True) for name in names[:numbers]]
        answer[f"NannyML, {title}"] = np.max(each, axis=0)
    known, found = parts(DataReconstructionDriftCalculator(column_names=names, chunk_size=chunk))
    key = ("reconstruction_error", "value")
    answer["NannyML, reconstruction error"] = deviations(known[key], found[key], is_two_sided=True)
    return answer


def first_row(column: list[float], delta: float, first: int, best: int) -> int:
    """Of the first alarm after the reference; `best` when there is none before."""
    detector = ADWIN(delta=delta)
    for i, value in enumerate(column[:best]):
        detector.update(value)
        if i >= first and detector.drift_detected:
            return i
    return best


def adwin(table: np.ndarray, first: int, chunk: int) -> np.ndarray:
    columns, rows = table.tolist(), table.shape[1]
    found = np.full((rows - first) // chunk, -1.0)
    for step in ADWIN_STEPS:
        row = rows
        for column in columns:
            row = first_row(column, 10.0**-step, first, row)
        if row == rows:
            break
        found[(row - first) // chunk :] = step
    return found


def page_hinkley(table: np.ndarray, first: int, chunk: int) -> np.ndarray:
    """One run for all limits: what the detector compares with its limit is kept, and never found too large."""
    seen = np.zeros(table.shape[1])
    pair = [0.0, 0.0]

    def kept(up: float, down: float) -> bool:
        pair[:] = up, down
        return False

    for column in table:
        detector = PageHinkley()
        detector._test_drift = kept
        for i, value in enumerate(column):
            pair[:] = 0.0, 0.0
            detector.update(float(value))
            seen[i] = max(seen[i], *pair)
    return seen[first:].reshape(-1, chunk).max(axis=1)


def main() -> None:
    streams, chunk, first, out = np.load(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    found: list[dict[str, np.ndarray]] = []
    for table in streams["tables"]:
        scaled = (table - table[:, :first].mean(axis=1, keepdims=True)) / table[:, :first].std(axis=1, keepdims=True)
        found.append({
            **nannyml(table, int(streams["numbers"]), first, chunk),
            "river, ADWIN": adwin(scaled, first, chunk),
            "river, Page-Hinkley": page_hinkley(scaled, first, chunk),
        })
        if len(found) % 100 == 0:
            print(f"NannyML and river: {len(found)} of {len(streams['tables'])} streams", file=sys.stderr, flush=True)
    limits = {name: 3.0 for name in found[0] if name.startswith("NannyML")}
    limits |= {"river, ADWIN": -float(np.log10(ADWIN_DELTA)), "river, Page-Hinkley": PAGE_THRESHOLD}
    values = {name: [one[name].tolist() for one in found] for name in found[0]}
    out.write_text(json.dumps({"limits": limits, "values": values}))


if __name__ == "__main__":
    main()

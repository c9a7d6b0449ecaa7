"""What NannyML and river make of the streams of `bench/monitor.py delay`; runs in the environment of `make monitor-peers`.

    .venv-monitor/bin/python bench/monitor_peers.py STREAMS.npz CHUNK FIRST OUT.json

STREAMS holds (streams, columns, rows) numbers; the last columns are codes of categories. Of each stream OUT has, for NannyML, the largest
distance of any column's value from its reference chunks' mean in their standard deviations, by method and chunk; for river, the row of the
first alarm in any column by the detector's limit, rows of the reference included.
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

from nannyml import UnivariateDriftCalculator  # noqa: E402
from river.drift import ADWIN, PageHinkley  # noqa: E402

NUMBERS = ("kolmogorov_smirnov", "jensen_shannon", "wasserstein", "hellinger")
CATEGORIES = ("chi2", "jensen_shannon", "l_infinity", "hellinger")
TOGETHER = (("kolmogorov_smirnov", "chi2"), ("jensen_shannon", "jensen_shannon"), ("wasserstein", "l_infinity"), ("hellinger", "hellinger"))
ADWIN_LIMITS = [10.0**-power for power in np.arange(0, 8.1, 0.5)]
PAGE_LIMITS = [float(limit) for limit in range(20, 400, 4)]


def nannyml(table: np.ndarray, numbers: int, first: int, chunk: int) -> dict[str, list[float]]:
    names = [f"n{i}" if i < numbers else f"c{i}" for i in range(len(table))]
    frame = pd.DataFrame({
        name: table[i] if i < numbers else [f"v{int(value)}" for value in table[i]] for i, name in enumerate(names)
    })
    calculator = UnivariateDriftCalculator(
        column_names=names, continuous_methods=list(NUMBERS), categorical_methods=list(CATEGORIES), chunk_size=chunk
    )
    result = calculator.fit(frame[:first]).calculate(frame[first:])
    known, found = (result.filter(period=period).to_df() for period in ("reference", "analysis"))
    answer = {}
    for number, category in TOGETHER:
        worst = np.zeros(len(found))
        for i, name in enumerate(names):
            key = (name, number if i < numbers else category, "value")
            mean, spread = known[key].mean(), known[key].std(ddof=0)
            worst = np.maximum(worst, ((found[key] - mean) / (spread or 1.0)).to_numpy())
        answer[f"{number} and {category}" if number != category else number] = worst.tolist()
    return answer


def adwin(table: np.ndarray, limit: float) -> int:
    rows = []
    for column in table:
        detector = ADWIN(delta=limit)
        for i, value in enumerate(column):
            detector.update(float(value))
            if detector.drift_detected:
                rows.append(i)
                break
    return min(rows, default=-1)


def page_hinkley(table: np.ndarray) -> list[int]:
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
    rows = np.searchsorted(np.maximum.accumulate(seen), PAGE_LIMITS, side="right")
    return [int(row) if row < table.shape[1] else -1 for row in rows]


def main() -> None:
    streams, chunk, first, out = np.load(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    answers = []
    for table in streams["tables"]:
        scaled = (table - table[:, :first].mean(axis=1, keepdims=True)) / table[:, :first].std(axis=1, keepdims=True)
        answers.append({
            "nannyml": nannyml(table, int(streams["numbers"]), first, chunk),
            "ADWIN": [adwin(scaled, limit) for limit in ADWIN_LIMITS],
            "Page-Hinkley": page_hinkley(scaled),
        })
    out.write_text(json.dumps(answers))


if __name__ == "__main__":
    main()

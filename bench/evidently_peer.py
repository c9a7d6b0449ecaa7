"""What Evidently makes of the streams of `bench/monitor.py delay`; runs in the environment of `make monitor-peers`.

    .venv-monitor/bin/python bench/evidently_peer.py STREAMS.npz CHUNK FIRST OUT.json

STREAMS holds (streams, columns, rows) numbers; the last columns are codes of categories. OUT has the limits that Evidently has by itself,
and of each stream a number for each chunk, the worst of its columns, which alarms above a limit: one minus the p-value of what it
chooses for data of this size, and the distances that it chooses from a thousand rows on.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

os.environ["DO_NOT_TRACK"] = "1"
warnings.filterwarnings("ignore")

from evidently.legacy.calculations.stattests import get_stattest  # noqa: E402
from evidently.legacy.core import ColumnType  # noqa: E402

RULES = (
    ("Evidently, its choice for up to 1,000 rows", (None, None)),
    ("Evidently, Wasserstein and Jensen-Shannon, its choice for more", ("wasserstein", "jensenshannon")),
    ("Evidently, PSI", ("psi", "psi")),
    ("Evidently, Hellinger", ("hellinger", "hellinger")),
)
"""And what it is asked for: of numbers, of categories."""
KINDS = (ColumnType.Numerical, ColumnType.Categorical)


def scores(column: np.ndarray, kind: ColumnType, method: str | None, first: int, chunk: int) -> tuple[list[float], float]:
    """(chunks,) and the limit above which Evidently tells drift."""
    series = pd.Series(column if kind is ColumnType.Numerical else [f"v{int(value)}" for value in column])
    found, limit = [], 0.0
    for start in range(first, len(series), chunk):
        reference, current = series[:first].copy(), series[start : start + chunk].copy()
        test = get_stattest(reference, current, kind, method)
        result = test(reference, current, kind, None)
        is_p = test.name in ("ks", "chisquare", "z")
        value = 1 - result.drift_score if is_p else result.drift_score
        limit = 1 - result.actual_threshold if is_p else result.actual_threshold
        found.append(float(value))
    return found, limit


def main() -> None:
    streams, chunk, first, out = np.load(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    numbers = int(streams["numbers"])
    values: dict[str, list[list[float]]] = {title: [] for title, _ in RULES}
    limits: dict[str, float] = {}
    for done, table in enumerate(streams["tables"], start=1):
        for title, methods in RULES:
            each = [scores(column, KINDS[i >= numbers], methods[i >= numbers], first, chunk) for i, column in enumerate(table)]
            values[title].append(np.max([found for found, _ in each], axis=0).tolist())
            limits[title] = each[0][1]
        if done % 100 == 0:
            print(f"Evidently: {done} of {len(streams['tables'])} streams", file=sys.stderr, flush=True)
    out.write_text(json.dumps({"limits": limits, "values": values}))


if __name__ == "__main__":
    main()

"""False alarms of `monitor compare` on driftless streams, its delay beside the rules of others, and what one comparison costs.

    python bench/monitor.py alarms [--streams 1000] [--first 0]     realised rate of driftless analyses, by kind of stream
    python bench/monitor.py delay  [--streams 60]                   chunks from the drift to the first alert
    python bench/monitor.py cost   [--rows 1000000] [--columns 100] CPU and memory of one comparison

The rules of others are applied to the same values (which equal NannyML's and scipy's): Evidently's for small data (p < 0.05 in any column),
fixed thresholds of PSI and Jensen-Shannon; then each statistic with that fixed limit at which its own rate of false alarms on the
driftless streams is the stated one.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.stats import chi2, kstwobign

from enclave.monitor.compare import Question, compare

RATE = 0.05
Column = Callable[[np.random.Generator, int], Any]
COLUMNS: dict[str, Column] = {
    "normal": lambda r, n: r.normal(size=n),
    "cauchy": lambda r, n: r.standard_cauchy(n),
    "lognormal": lambda r, n: r.lognormal(sigma=1.5, size=n),
    "poisson": lambda r, n: r.poisson(1.0, n).astype(float),
    "mixture": lambda r, n: np.where(r.random(n) < 0.1, r.normal(8, 1, n), r.normal(size=n)),
    "gaps": lambda r, n: np.where(r.random(n) < 0.1, np.nan, r.normal(size=n)),
    "boolean": lambda r, n: r.random(n) < 0.3,
    "categories": lambda r, n: r.choice(list("abcdefgh"), n, p=[0.5, 0.2, 0.1, 0.1, 0.05, 0.03, 0.015, 0.005]),
    "many": lambda r, n: np.array([f"c{i}" for i in r.zipf(1.6, n) % 300]),
    "constant": lambda r, n: np.full(n, 7.0),
}
KINDS: dict[str, tuple[str, ...]] = {
    "numbers": ("normal", "lognormal", "mixture"),
    "heavy tails": ("cauchy", "lognormal"),
    "discrete": ("poisson", "boolean", "categories", "many"),
    "mixed": ("normal", "cauchy", "poisson", "gaps", "boolean", "categories", "many", "constant"),
}
SIZES = ((400, 100, 4, 4), (1000, 50, 6, 3), (300, 300, 1, 12), (1500, 150, 8, 5), (600, 30, 5, 10))
"""Rows of the reference, rows of a chunk, chunks, columns."""


def stream(seed: int) -> tuple[str, dict[str, Any], int, int]:
    """Kind, columns with the reference first, rows of the reference, rows of a chunk. Some columns depend on others."""
    random = np.random.default_rng(seed)
    kind = list(KINDS)[seed % len(KINDS)]
    reference, chunk, chunks, columns = SIZES[(seed // len(KINDS)) % len(SIZES)]
    rows = reference + chunk * chunks
    names = KINDS[kind]
    table: dict[str, Any] = {}
    for i in range(columns):
        name = names[i % len(names)]
        table[f"{name}{i}"] = COLUMNS[name](random, rows)
    first = next((value for name, value in table.items() if name.startswith("normal")), None)
    if first is not None and columns > 3:
        table["copy"] = first + 0.3 * random.normal(size=rows)
    return kind, table, reference, chunk


def write(table: dict[str, Any], reference: int, folder: Path) -> tuple[Path, Path]:
    """Two Parquet files."""
    whole = pa.table(table)
    paths = folder / "reference.parquet", folder / "analysis.parquet"
    pq.write_table(whole.slice(0, reference), paths[0])
    pq.write_table(whole.slice(reference), paths[1])
    return paths


def alarms(streams: int, first: int) -> None:
    """The share of driftless analyses with any alert."""
    hits: dict[str, list[bool]] = {}
    begin = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + streams):
            kind, table, reference, chunk = stream(seed)
            paths = write(table, reference, Path(folder))
            answer = compare(Question(*paths, chunk=str(chunk), rate=RATE, seed=seed))
            hits.setdefault(kind, []).append(answer.drifted)
            if (seed - first) % 100 == 99:
                every = [hit for found in hits.values() for hit in found]
                print(f"{len(every):5} streams  {np.mean(every):.4f}", file=sys.stderr, flush=True)
    every = [hit for found in hits.values() for hit in found]
    print(f"stated {RATE}, {time.process_time() - begin:.0f} s CPU")
    for kind, found in {**hits, "all": every}.items():
        error = np.sqrt(np.mean(found) * (1 - np.mean(found)) / len(found))
        print(f"{kind:12} {len(found):5} streams  realised {np.mean(found):.4f} +- {error:.4f}")


Values = dict[str, np.ndarray[Any, Any]]
ONSET, LAST = 3, 8
"""The drift begins with this chunk, of so many."""
DRIFTS: dict[str, Callable[[dict[str, Any], int], None]] = {
    "mean +0.3 sd": lambda t, at: t["n0"].__setitem__(slice(at, None), t["n0"][at:] + 0.3),
    "spread x1.35": lambda t, at: t["n0"].__setitem__(slice(at, None), t["n0"][at:] * 1.35),
    "a category +12 %": lambda t, at: t["c0"].__setitem__(
        slice(at, None), np.where(np.random.default_rng(at + len(t["c0"])).random(len(t["c0"]) - at) < 0.12, "c", t["c0"][at:])
    ),
}


def measured(seed: int, drift: str | None, folder: Path) -> tuple[Values, np.ndarray[Any, Any]]:
    """(chunks,) largest of each statistic over the columns, the first three chunks being further reference; and our alerts by chunk."""
    random = np.random.default_rng(seed)
    reference, chunk = 1000, 200
    rows = reference + chunk * LAST
    table: dict[str, Any] = {f"n{i}": random.normal(size=rows) for i in range(3)}
    table |= {f"c{i}": random.choice(list("abcd"), rows, p=[0.5, 0.3, 0.15, 0.05]) for i in range(2)}
    if drift is not None:
        DRIFTS[drift](table, reference + chunk * ONSET)
    paths = write(table, reference, folder)
    names = ("ks", "js", "psi", "wasserstein", "chi2", "l_infinity")
    answer = compare(Question(*paths, chunk=str(chunk), rate=RATE, seed=seed, detectors=names))
    order = {one.name: i for i, one in enumerate(answer.chunks)}
    found: Values = {}
    alerts = np.zeros(LAST, dtype=bool)
    size = np.sqrt(reference * chunk / (reference + chunk))
    for one in answer.results:
        at = order[one.chunk]
        alerts[at] |= one.alert
        if one.value is None:
            continue
        statistics = {one.detector: one.value}
        if one.detector == "kolmogorov_smirnov":
            statistics["1 - p"] = float(1 - kstwobign.sf(size * one.value))
        elif one.detector == "chi_squared":
            statistics["1 - p"] = float(chi2.cdf(one.value, 3))
        for name, value in statistics.items():
            column = found.setdefault(name, np.zeros(LAST))
            column[at] = max(column[at], value)
    return found, alerts


def waited(alerts: np.ndarray[Any, Any]) -> float:
    """Chunks from the onset to the first alert, that one included; one more than there are when there is none."""
    hits = np.flatnonzero(alerts[ONSET:])
    return float(hits[0] + 1 if len(hits) else LAST - ONSET + 1)


def delay(streams: int) -> None:
    """A table: false alarms on driftless streams, and the mean delay by kind of drift."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        null = [measured(seed, None, folder) for seed in range(streams)]
        drifted = {drift: [measured(10_000 + seed, drift, folder) for seed in range(streams // 2)] for drift in DRIFTS}
    rules: dict[str, Callable[[Values, np.ndarray[Any, Any]], np.ndarray[Any, Any]]] = {
        "enclave, stated 0.05": lambda _, ours: ours,
        "p < 0.05 in any column (Evidently, small data)": lambda v, _: v["1 - p"] > 0.95,
        "PSI > 0.1": lambda v, _: v["population_stability"] > 0.1,
        "PSI > 0.2": lambda v, _: v["population_stability"] > 0.2,
        "Jensen-Shannon > 0.1 (Evidently, NannyML)": lambda v, _: v["jensen_shannon"] > 0.1,
    }
    for statistic in ("kolmogorov_smirnov", "jensen_shannon", "population_stability", "wasserstein", "chi_squared", "1 - p"):
        limit = float(np.quantile([values[statistic].max() for values, _ in null], 1 - RATE))
        rules[f"{statistic} at an equal rate"] = lambda v, _, s=statistic, at=limit: v[s] > at
    print(f"{'rule':50} false alarms  " + "  ".join(f"{drift:>16}" for drift in DRIFTS))
    for title, rule in rules.items():
        alarms_of = np.mean([rule(*one).any() for one in null])
        delays = [np.mean([waited(rule(*one)) for one in drifted[drift]]) for drift in DRIFTS]
        print(f"{title:50} {alarms_of:12.3f}  " + "  ".join(f"{one:16.2f}" for one in delays))


def cost(rows: int, columns: int) -> None:
    """One comparison of a long and wide file."""
    with tempfile.TemporaryDirectory() as folder:
        code = (
            "import sys, numpy as np, pyarrow as pa, pyarrow.parquet as pq\n"
            "rows, columns, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]\n"
            "r = np.random.default_rng(0)\n"
            "for name, n in (('reference', rows // 2), ('analysis', rows - rows // 2)):\n"
            "    w = None\n"
            "    for part in range(10):\n"
            "        size = n // 10\n"
            "        t = pa.table({f'f{i}': r.normal(size=size) if i % 10 else r.choice(list('abcdef'), size) for i in range(columns)})\n"
            "        w = w or pq.ParquetWriter(f'{folder}/{name}.parquet', t.schema)\n"
            "        w.write_table(t)\n"
            "    w.close()\n"
        )
        subprocess.run([sys.executable, "-c", code, str(rows), str(columns), folder], check=True)
        begin = time.process_time()
        question = Question(Path(folder) / "reference.parquet", Path(folder) / "analysis.parquet", chunk=str(rows // 20), rate=RATE)
        answer = compare(question)
        spent = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{rows} rows x {columns} columns: {spent:.1f} s CPU, {peak:.2f} GB, {len(answer.results)} comparisons, drift {answer.drifted}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("alarms", "delay", "cost", "all"), nargs="?", default="all")
    parser.add_argument("--streams", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=100)
    options = parser.parse_args()
    if options.what in ("alarms", "all"):
        alarms(options.streams or 1000, options.first)
    if options.what in ("delay", "all"):
        delay(options.streams or 60)
    if options.what in ("cost", "all"):
        cost(options.rows, options.columns)


if __name__ == "__main__":
    main()

"""False alarms of `monitor compare` on driftless streams, its delay beside the rules of others, and what one comparison costs.

    python bench/monitor.py alarms [--streams 1000] [--first 0]     realised rate of driftless analyses, by kind of stream
    python bench/monitor.py delay  [--streams 200]                  chunks from the drift to the first alert
    python bench/monitor.py cost   [--rows 1000000] [--columns 100] CPU and memory of one comparison

The rules of others on the same streams: Evidently's for small data (p < 0.05 in any column), fixed thresholds of PSI and Jensen-Shannon,
NannyML and river themselves (`make monitor-peers`); then each with that limit at which its own rate of false alarms on the driftless
streams is the stated one, or the next lower one.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.stats import chi2, kstwobign

from enclave.monitor.columns import Categorical, Layout, numeric
from enclave.monitor.compare import Question, compare
from enclave.monitor.detectors import chi_squared, jensen_shannon, kolmogorov_smirnov, population_stability

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
                kinds = ", ".join(f"{name} {sum(found)} of {len(found)}" for name, found in hits.items())
                print(f"{seed + 1 - first:5} streams: {kinds}", file=sys.stderr, flush=True)
    every = [hit for found in hits.values() for hit in found]
    print(f"stated {RATE}, {time.process_time() - begin:.0f} s CPU")
    for kind, found in {**hits, "all": every}.items():
        error = np.sqrt(np.mean(found) * (1 - np.mean(found)) / len(found))
        print(f"{kind:12} {len(found):5} streams  realised {np.mean(found):.4f} +- {error:.4f}")


Values = dict[str, np.ndarray[Any, Any]]
Tables = np.ndarray[Any, Any]
REFERENCE, CHUNK, ONSET, LAST = 1000, 200, 3, 12
"""Rows of the reference and of a chunk; the drift begins with this chunk from 0, of so many."""
NUMBERS, CATEGORIES = 3, 2


def added(table: Tables, at: int, random: np.random.Generator, size: float) -> None:
    table[0, at:] += size


def slope(table: Tables, at: int, random: np.random.Generator) -> None:
    table[0, at:] += np.arange(table.shape[1] - at) / CHUNK * 0.06


def spread(table: Tables, at: int, random: np.random.Generator, factor: float) -> None:
    table[0, at:] *= factor


def category(table: Tables, at: int, random: np.random.Generator, share: float) -> None:
    table[NUMBERS, at:] = np.where(random.random(table.shape[1] - at) < share, 2, table[NUMBERS, at:])


def together(table: Tables, at: int, random: np.random.Generator) -> None:
    table[1, at:] = 0.5 * table[0, at:] + np.sqrt(0.75) * table[1, at:]


DRIFTS: dict[str, Callable[..., None]] = {
    "mean +0.3 sd": lambda *a: added(*a, 0.3),
    "mean +0.15 sd": lambda *a: added(*a, 0.15),
    "mean +0.06 sd a chunk": slope,
    "spread x1.35": lambda *a: spread(*a, 1.35),
    "spread x1.15": lambda *a: spread(*a, 1.15),
    "a category +12 %": lambda *a: category(*a, 0.12),
    "a category +6 %": lambda *a: category(*a, 0.06),
    "correlation 0.5": together,
}


def tables(first: int, streams: int, drift: str | None) -> Tables:
    """(streams, columns, rows): three columns of numbers, two of codes of categories, the reference first."""
    found = []
    for seed in range(first, first + streams):
        random = np.random.default_rng(seed)
        rows = REFERENCE + CHUNK * LAST
        codes = random.choice(4, size=(CATEGORIES, rows), p=[0.5, 0.3, 0.15, 0.05])
        table = np.concatenate([random.normal(size=(NUMBERS, rows)), codes])
        if drift is not None:
            DRIFTS[drift](table, REFERENCE + CHUNK * ONSET, random)
        found.append(table)
    return np.stack(found)


def ours(table: Tables, seed: int, folder: Path) -> np.ndarray[Any, Any]:
    """(chunks,) whether anything alerts."""
    columns: dict[str, Any] = {f"n{i}": column for i, column in enumerate(table[:NUMBERS])}
    columns |= {f"c{i}": np.array(list("abcd"))[column.astype(int)] for i, column in enumerate(table[NUMBERS:])}
    answer = compare(Question(*write(columns, REFERENCE, folder), chunk=str(CHUNK), rate=RATE, seed=seed))
    order = {one.name: i for i, one in enumerate(answer.chunks)}
    alerts = np.zeros(LAST, dtype=bool)
    for one in answer.results:
        alerts[order[one.chunk]] |= one.alert
    return alerts


def single(table: Tables) -> Values:
    """(chunks,) largest of each statistic over the columns: what rules with fixed limits look at."""
    found: Values = {name: np.zeros(LAST) for name in ("PSI", "Jensen-Shannon", "1 - p of the surest column")}
    labels = np.repeat(np.arange(LAST + 1, dtype=np.int16), [REFERENCE, *[CHUNK] * LAST])
    size = np.sqrt(REFERENCE * CHUNK / (REFERENCE + CHUNK))
    for i, column in enumerate(table):
        split: Any
        if i < NUMBERS:
            split = numeric("x", column, LAST, exact=True).split(labels, Layout(LAST))
            sure = 1 - kstwobign.sf(size * kolmogorov_smirnov.measure(split))
        else:
            split = Categorical("x", column.astype(np.int32), 4).split(labels, Layout(LAST))
            sure = chi2.cdf(chi_squared.measure(split), 3)
        for name, values in (
            ("PSI", population_stability.measure(split)), ("Jensen-Shannon", jensen_shannon.measure(split)),
            ("1 - p of the surest column", sure),
        ):  # fmt: skip
            found[name] = np.maximum(found[name], values)
    return found


def peers(what: Tables, folder: Path, *, is_asked: bool) -> list[dict[str, Any]]:
    """Of each stream, from the environment of the peers; nothing when it is not there."""
    python = Path(__file__).resolve().parent.parent / ".venv-monitor" / "bin" / "python"
    if not is_asked:
        return [{} for _ in what]
    if not python.exists():
        print("not run: NannyML and river (`make monitor-peers`)", file=sys.stderr)
        return [{} for _ in what]
    np.savez(folder / "streams.npz", tables=what, numbers=NUMBERS)
    script = Path(__file__).with_name("monitor_peers.py")
    files = [str(folder / name) for name in ("streams.npz", "out.json")]
    subprocess.run([str(python), str(script), files[0], str(CHUNK), str(REFERENCE), files[1]], check=True)
    found: list[dict[str, Any]] = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return found


def first_chunk(alerts: np.ndarray[Any, Any]) -> float:
    """The first chunk that alerts; infinite when none does."""
    hits = np.flatnonzero(alerts)
    return float(hits[0]) if len(hits) else np.inf


def chunk_of(row: int) -> float:
    """Of a row of the stream; before the analysis: the first chunk."""
    return np.inf if row < 0 else max(float((row - REFERENCE) // CHUNK), 0.0)


def delay(streams: int, *, with_peers: bool) -> None:
    """A table: false alarms on driftless streams, and the mean delay in chunks by kind of drift, the chunk of the onset counting as 1."""
    runs = {None: tables(0, streams, None), **{drift: tables(10_000, streams // 2, drift) for drift in DRIFTS}}
    firsts: dict[str, dict[str | None, list[float]]] = {}
    raw: dict[str, dict[str | None, list[Any]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for drift, what in runs.items():
            for i, (table, peer) in enumerate(zip(what, peers(what, folder, is_asked=with_peers), strict=True)):
                firsts.setdefault(f"enclave, stated {RATE}", {}).setdefault(drift, []).append(first_chunk(ours(table, i, folder)))
                values = single(table)
                for title, statistic, limit in FIXED:
                    firsts.setdefault(title, {}).setdefault(drift, []).append(first_chunk(values[statistic] > limit))
                for statistic, series in {**values, **{f"NannyML, {k}": v for k, v in peer.get("nannyml", {}).items()}}.items():
                    raw.setdefault(statistic, {}).setdefault(drift, []).append(np.asarray(series))
                for detector in ("ADWIN", "Page-Hinkley"):
                    if detector in peer:
                        raw.setdefault(f"river, {detector}", {}).setdefault(drift, []).append(peer[detector])
            print(f"{drift}: done", file=sys.stderr, flush=True)
    for statistic, of in raw.items():
        firsts |= _equalised(statistic, of)
    table_of(firsts)


FIXED = (
    ("p < 0.05 in any column (Evidently, small data)", "1 - p of the surest column", 0.95),
    ("PSI > 0.1", "PSI", 0.1),
    ("PSI > 0.2", "PSI", 0.2),
    ("Jensen-Shannon > 0.1 (Evidently, NannyML)", "Jensen-Shannon", 0.1),
)


def _equalised(statistic: str, of: dict[str | None, list[Any]]) -> dict[str, dict[str | None, list[float]]]:
    """First alarms with that limit at which the driftless streams have the stated rate, or the next one below."""
    if statistic.startswith("river"):
        ladders = {drift: np.array([[chunk_of(row) for row in rows] for rows in each]) for drift, each in of.items()}
        rates = np.isfinite(ladders[None]).mean(axis=0)
        at = int(np.flatnonzero(rates <= RATE)[0]) if (rates <= RATE).any() else len(rates) - 1
        return {f"{statistic} at an equal rate": {drift: list(ladder[:, at]) for drift, ladder in ladders.items()}}
    limit = float(np.quantile([series.max() for series in of[None]], 1 - RATE))
    found = {drift: [first_chunk(series > limit) for series in each] for drift, each in of.items()}
    if not statistic.startswith("NannyML"):
        return {f"{statistic} at an equal rate": found}
    fixed = {drift: [first_chunk(series > 3) for series in each] for drift, each in of.items()}
    return {f"{statistic}, 3 deviations": fixed, f"{statistic} at an equal rate": found}


def table_of(firsts: dict[str, dict[str | None, list[float]]]) -> None:
    """Delays count from the onset; alarms before it are no finding, and what is not found counts as one chunk more than there are."""
    most = LAST - ONSET + 1
    print(f"{'rule':62} false alarms  " + "  ".join(f"{drift:>21}" for drift in DRIFTS))
    for title, of in firsts.items():
        delays = [[most if not np.isfinite(at) else at - ONSET + 1 for at in of[drift] if at >= ONSET] for drift in DRIFTS]
        cells = [f"{np.mean(each):13.2f} +- {np.std(each) / np.sqrt(len(each)):4.2f}" if each else f"{'-':>21}" for each in delays]
        print(f"{title:62} {np.mean(np.isfinite(of[None])):12.3f}  " + "  ".join(cells))


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
    parser.add_argument("--alone", action="store_true", help="without NannyML and river")
    options = parser.parse_args()
    if options.what in ("alarms", "all"):
        alarms(options.streams or 1000, options.first)
    if options.what in ("delay", "all"):
        delay(options.streams or 200, with_peers=not options.alone)
    if options.what in ("cost", "all"):
        cost(options.rows, options.columns)


if __name__ == "__main__":
    main()

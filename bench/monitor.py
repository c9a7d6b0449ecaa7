"""False alarms of `monitor compare` on driftless streams, its delay beside the rules of others, and what one comparison costs.

    python bench/monitor.py alarms [--streams 1000] [--first 0] [--dealings 8]     realised rate of driftless analyses, by kind of stream
    python bench/monitor.py depend [--streams 200]                  the same where rows depend on those before, or on the weekday
    python bench/monitor.py delay  [--streams 400] [--drifted 100]  chunks from the drift to the first alert
    python bench/monitor.py cost   [--rows 1000000] [--columns 100] CPU and memory of one comparison

Beside it NannyML, Evidently and river themselves (`make monitor-peers`) and fixed limits of PSI and Jensen-Shannon on the same streams:
each with its own limit, then with the limit at which its rate of false alarms on the driftless streams is ours. Delays are means and
medians in chunks of the streams that had no alarm before the drift, and the share in which it was found.
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
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, repeat
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from enclave.monitor.columns import Categorical, Layout, numeric
from enclave.monitor.compare import Question, compare
from enclave.monitor.detectors import jensen_shannon, population_stability

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


TOLERATED = 0.2
"""How far the realised rate may be from the stated one, of that."""


def dealt(seed: int, dealings: int) -> tuple[str, list[bool]]:
    """Kind of a stream, and whether each dealing of its rows had any alert; the first is the order in which they came."""
    kind, table, reference, chunk = stream(seed)
    found, random = [], np.random.default_rng((seed, 1))
    with tempfile.TemporaryDirectory() as folder:
        for dealing in range(dealings):
            order = random.permutation(len(next(iter(table.values())))) if dealing else slice(None)
            paths = write({name: values[order] for name, values in table.items()}, reference, Path(folder))
            found.append(compare(Question(*paths, chunk=str(chunk), rate=RATE, seed=seed)).drifted)
    return kind, found


def alarms(streams: int, first: int, dealings: int) -> None:
    """The share of driftless analyses with any alert.

    A thousand of them have an error of 0.7 %, which decides nothing about a fifth of 5 %. So the rows of each stream are dealt to reference
    and analysis as often as `dealings`: every dealing is driftless, too, and another one.
    """
    hits: dict[str, list[list[bool]]] = {}
    begin = time.perf_counter()
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        seeds = range(first, first + streams)
        for done, (kind, found) in enumerate(pool.map(dealt, seeds, repeat(dealings), chunksize=5), 1):
            hits.setdefault(kind, []).append(found)
            if done % 100 == 0:
                every = np.mean([*chain(*hits.values())], axis=1)
                so_far = f"{every.mean():.4f} +- {every.std() / np.sqrt(done):.4f}"
                kinds = ", ".join(f"{name} {np.sum(found)} of {np.size(found)}" for name, found in hits.items())
                print(f"{done:5} streams: {so_far}, {kinds}", file=sys.stderr, flush=True)
    print(f"stated {RATE}, {time.perf_counter() - begin:.0f} s by the clock")
    for kind, each in {**hits, "all": [*chain(*hits.values())]}.items():
        rates = np.mean(each, axis=1)
        error = rates.std() / np.sqrt(len(rates))
        as_they_came = f", {np.mean(each, axis=0)[0]:.4f} as they came" if dealings > 1 else ""
        print(f"{kind:12} {len(rates):5} streams, {np.size(each):5} dealings  realised {rates.mean():.4f} +- {error:.4f}{as_they_came}")
    low, high = rates.mean() - 1.96 * error, rates.mean() + 1.96 * error
    is_in = low >= RATE * (1 - TOLERATED) and high <= RATE * (1 + TOLERATED)
    is_out = high < RATE * (1 - TOLERATED) or low > RATE * (1 + TOLERATED)
    said = "yes" if is_in else "no" if is_out else "not decided: more streams, or dealings"
    print(f"95 % interval {low:.4f} to {high:.4f}; within {TOLERATED:.0%} of the stated rate: {said}")


WEEK = 7
DEPENDENT: dict[str, tuple[float, bool, int, int | None]] = {
    "AR(1) 0.5, `--block 1`": (0.5, False, 100, 1),
    "AR(1) 0.5": (0.5, False, 100, None),
    "AR(1) 0.2": (0.2, False, 100, None),
    "AR(1) 0.8": (0.8, False, 100, None),
    "weekly season, chunks of a week": (0.0, True, 50 * WEEK, None),
    "weekly season, chunks of a day": (0.0, True, 50, None),
}
"""How much rows go with the row before, or by the weekday; rows of a chunk, and of a block."""


def depend(streams: int) -> None:
    """The share of driftless analyses with any alert where rows are not exchangeable: 50 rows a day, six weeks of reference, four more."""
    for title, (chained, is_weekly, chunk, block) in DEPENDENT.items():
        found = []
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(streams):
                random = np.random.default_rng(seed)
                rows = 50 * WEEK * 10
                table: dict[str, Any] = {}
                for i in range(3):
                    values = random.normal(size=rows)
                    if chained:
                        for k in range(1, rows):
                            values[k] = chained * values[k - 1] + np.sqrt(1 - chained**2) * values[k]
                    if is_weekly:
                        values += np.where(np.arange(rows) // 50 % WEEK >= 5, 1.0, 0.0)
                    table[f"x{i}"] = values
                paths = write(table, 50 * WEEK * 6, Path(folder))
                found.append(compare(Question(*paths, chunk=str(chunk), rate=RATE, block=block, seed=seed)).drifted)
        print(f"{title:40} {len(found):5} streams  realised {np.mean(found):.4f}", flush=True)


Values = dict[str, np.ndarray[Any, Any]]
Raw = dict[str, dict[str | None, np.ndarray[Any, Any]]]
"""By rule and kind of drift (None: no drift) of each stream (streams, chunks) what alarms above a limit."""
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
    """(chunks,) largest of each distance over the columns: what rules with fixed limits look at."""
    found: Values = {name: np.zeros(LAST) for name in FIXED}
    labels = np.repeat(np.arange(LAST + 1, dtype=np.int16), [REFERENCE, *[CHUNK] * LAST])
    for i, column in enumerate(table):
        split: Any
        if i < NUMBERS:
            split = numeric("x", column, LAST, exact=True).split(labels, Layout(LAST))
        else:
            split = Categorical("x", column.astype(np.int32), 4).split(labels, Layout(LAST))
        for name, detector in (("PSI, tenths", population_stability), ("Jensen-Shannon, base 2", jensen_shannon)):
            found[name] = np.maximum(found[name], detector.measure(split))
    return found


FIXED = {"PSI, tenths": 0.1, "Jensen-Shannon, base 2": 0.1}
"""The limits that are usual for them."""
PEERS = ("monitor_peers.py", "evidently_peer.py")


def peers(runs: dict[str | None, Tables], keep: Path) -> tuple[dict[str, float], Raw]:
    """Limits of their own, and what they make of the streams; from `keep` where it holds that. Nothing without their environment."""
    python = Path(__file__).resolve().parent.parent / ".venv-monitor" / "bin" / "python"
    limits: dict[str, float] = {}
    raw: Raw = {}
    if not python.exists():
        print("not run: NannyML, Evidently and river (`make monitor-peers`)", file=sys.stderr)
        return limits, raw
    streams, running = keep / f"streams-{'-'.join(str(len(what)) for what in list(runs.values())[:2])}.npz", []
    np.savez(streams, tables=np.concatenate(list(runs.values())), numbers=NUMBERS)
    for script in PEERS:
        out = streams.with_suffix(f".{script}.json")
        if not out.exists():
            words = [python, Path(__file__).with_name(script), streams, CHUNK, REFERENCE, out]
            running.append(subprocess.Popen([str(word) for word in words]))
    if any(process.wait() for process in running):
        raise SystemExit("a peer did not end well")
    for script in PEERS:
        found = json.loads(streams.with_suffix(f".{script}.json").read_text(encoding="utf-8"))
        limits |= found["limits"]
        for title, series in found["values"].items():
            bounds = np.cumsum([len(what) for what in runs.values()])[:-1]
            raw[title] = dict(zip(runs, np.split(np.array(series), bounds), strict=True))
    return limits, raw


def first_chunks(values: np.ndarray[Any, Any], limit: float) -> np.ndarray[Any, Any]:
    """(streams, chunks) -> (streams,) the first chunk above the limit; infinite when none is."""
    hits = values > limit
    return np.where(hits.any(axis=1), hits.argmax(axis=1), np.inf)


def delay(streams: int, drifted: int, *, with_peers: bool, keep: Path | None) -> None:
    """A table: false alarms on driftless streams, and the delay in chunks by kind of drift, the chunk of the onset counting as 1.

    A limit that is taken from 400 streams is off by a fiftieth, and a mean delay of 100 by a twentieth: who is level wants more of both.
    """
    runs: dict[str | None, Tables] = {None: tables(0, streams, None)}
    runs |= {drift: tables(10_000, drifted, drift) for drift in DRIFTS}
    firsts: dict[str, dict[str | None, Any]] = {OURS: {}}
    with tempfile.TemporaryDirectory() as name:
        limits, raw = peers(runs, keep or Path(name)) if with_peers else ({}, {})
        for drift, what in runs.items():
            alerts = np.array([ours(table, i, Path(name)) for i, table in enumerate(what)], dtype=float)
            firsts[OURS][drift] = first_chunks(alerts, 0.5)
            for title, series in zip(FIXED, zip(*(single(table).values() for table in what), strict=True), strict=True):
                raw.setdefault(title, {})[drift] = np.array(series)
            print(f"{drift}: done", file=sys.stderr, flush=True)
    rate = max(float(np.isfinite(firsts[OURS][None]).mean()), RATE)
    for title, of in raw.items():
        own = (limits | FIXED)[title]
        firsts[f"{title}, its own limit"] = {drift: first_chunks(values, own) for drift, values in of.items()}
        equal = float(np.quantile(of[None].max(axis=1), 1 - rate, method="inverted_cdf"))
        firsts[f"{title}{EQUAL}"] = {drift: first_chunks(values, equal) for drift, values in of.items()}
    table_of(firsts)


OURS, EQUAL = f"enclave, stated {RATE}", ", equal rate"


def table_of(firsts: dict[str, dict[str | None, Any]]) -> None:
    """Delays count from the onset; an alarm before it is no finding, and what is not found counts as one chunk more than there are."""
    most = LAST - ONSET + 1
    print("| rule | false alarms | " + " | ".join(DRIFTS) + " |")
    print("|---" * (len(DRIFTS) + 2) + "|")
    best: dict[str, tuple[float, str]] = dict.fromkeys(DRIFTS, (float(most), ""))
    delays: dict[str, dict[str, Any]] = {}
    for title, of in firsts.items():
        cells = []
        for drift in DRIFTS:
            each = of[drift][of[drift] >= ONSET] - ONSET + 1
            if not len(each):
                cells.append("-")
                continue
            each = delays.setdefault(title, {})[drift] = np.minimum(each, most)
            cells.append(f"{each.mean():.2f} / {np.median(each):g} / {np.mean(each < most):.0%}")
            if title.endswith(EQUAL):
                best[drift] = min(best[drift], (float(each.mean()), title))
        print(f"| {title} | {np.mean(np.isfinite(of[None])):.3f} | " + " | ".join(cells) + " |")
    for drift, (mean, title) in best.items():
        if (one := delays[OURS].get(drift)) is None:
            continue  # every stream had an alarm before the drift
        print(f"{drift}: {one.mean():.2f} +- {one.std() / np.sqrt(len(one)):.2f}", end="")
        if title:
            pairs = np.stack([firsts[OURS][drift], firsts[title][drift]])
            pairs = np.minimum(pairs[:, (pairs >= ONSET).all(axis=0)] - ONSET + 1, most)
            off, error = pairs[0] - pairs[1], (pairs[0] - pairs[1]).std() / np.sqrt(pairs.shape[1])
            print(f", the best peer {mean:.2f} ({title}); stream by stream {off.mean():+.3f} +- {error:.3f}", end="")
        print()


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
    parser.add_argument("what", choices=("alarms", "depend", "delay", "cost", "all"), nargs="?", default="all")
    parser.add_argument("--streams", type=int, default=0)
    parser.add_argument("--drifted", type=int, default=0, help="streams of each kind of drift; a quarter of the others without it")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--dealings", type=int, default=8)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=100)
    parser.add_argument("--alone", action="store_true", help="without NannyML, Evidently and river")
    parser.add_argument("--keep", type=Path, help="a folder where the peers' answers are kept, and taken from the next time")
    options = parser.parse_args()
    if options.what in ("alarms", "all"):
        alarms(options.streams or 1000, options.first, options.dealings)
    if options.what in ("depend", "all"):
        depend(options.streams or 200)
    if options.what in ("delay", "all"):
        streams = options.streams or 400
        delay(streams, options.drifted or streams // 4, with_peers=not options.alone, keep=options.keep)
    if options.what in ("cost", "all"):
        cost(options.rows, options.columns)


if __name__ == "__main__":
    main()

"""CPU and wall time of one record of the log, by batch, against a JSON line and an fsync for each, in the same run.

    python bench/audit.py [--records 8192] [--rounds 5] [--directory DIR] [--large 10000000]

Then what 64 writers wait for a record (`audit_writers.py`), how many records a second `verify` checks and how long the seed's query
takes. The best round counts; DIR should lie on the disk that matters. With `--large`, only a log of that many records: how long its
columns, queries over it and its verification take (ten million need 15 GB; about five minutes on two quiet cores).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from audit_writers import writers

from enclave.audit.checkpoint import Checkpoint, sign
from enclave.audit.columns import compact
from enclave.audit.event import Event, Verdict, decode, encode, timestamp
from enclave.audit.files import write_file
from enclave.audit.log import AuditLog
from enclave.audit.merkle import WIDTH, leaf_hash, perfect
from enclave.audit.note import read_signer
from enclave.audit.query import query
from enclave.audit.record import GENESIS, Record, chain, segment_path, segments
from enclave.audit.record import write as write_record
from enclave.audit.tiles import Level, Tiles, bundle
from enclave.audit.tree import Tree
from enclave.audit.verify import verify

EVENT = Event(
    id="0" * 32,
    time="2026-11-21T09:30:00.000000Z",
    kind="completed",
    request_id="1" * 32,
    caller="2" * 36,
    roles=("user",),
    project="fraud-triage",
    deployment="gpt-4o",
    model="gpt-4o",
    model_version="2024-11-20",
    region="europe",
    location="westeurope",
    operation="ChatCompletions_Create",
    path="/openai/deployments/gpt-4o/chat/completions",
    status=200,
    verdicts=(Verdict("dlp", "pass", 1400), Verdict("budget", "pass")),
    prompt_tokens=1000,
    completion_tokens=100,
    reserved_nanousd=12_345_678,
    settled_nanousd=1_234_567,
    duration_ms=412.345,
    caller_ip="10.0.0.1",
    request_bytes=1500,
    response_bytes=800,
    prompt_sha256="a" * 64,
    answer_sha256="b" * 64,
    policy_digest="sha256:" + "c" * 64,
)
VARYING = b"id|time|kind|request_id|caller|deployment|model|status|prompt_tokens|duration_ms|prompt_sha256|answer_sha256"
FIXED = re.sub(rb'"(%b)":("?)[^",]+' % VARYING, rb'"\1":\2' + b"\0", encode(EVENT)).split(b"\0")
"""What is the same in all events of a large log, around what differs."""
MODELS = (b"gpt-4o", b"gpt-4o-mini", b"o3", b"gpt-5")
SPAN = WIDTH * WIDTH
"""Records of a whole tile of the second level."""
SEED = """AzureDiagnostics
| where ResourceProvider == "MICROSOFT.COGNITIVESERVICES"
| where Category == "RequestResponse"
| project TimeGenerated, OperationName, CallerIPAddress, DurationMs, ResultSignature, properties_s
| order by TimeGenerated desc
| take 100"""

PERCENTILES = """EnclaveEvents
| where Kind == "completed"
| summarize percentiles(DurationMs, 50, 95, 99) by Model, bin(TimeGenerated, 1h)"""

SERIES = """EnclaveEvents
| where Kind == "completed"
| make-series Calls = count() default = 0 on TimeGenerated step 1h by Model"""

GAPS = """EnclaveEvents
| where Caller endswith "00"
| order by TimeGenerated asc
| extend Gap = TimeGenerated - prev(TimeGenerated)
| top 10 by Gap desc
| project TimeGenerated, Gap"""


def large(directory: Path, records: int, rounds: int) -> None:
    """Make a large log, its columns, ask, and check it."""
    started = time.perf_counter()
    build(directory, records)
    print(f"a log of {records:,} records, written by {os.cpu_count()} processes: {time.perf_counter() - started:.0f} s", flush=True)
    cpu, wall = measure(lambda: compact(directory), records, 1)
    print(f"columns: {wall * records / 1e6:.0f} s, {cpu:.1f} us of CPU and {wall:.1f} us a record", flush=True)
    for name, kql, aim in (
        ("the seed's query", SEED, 1.0), ("percentiles by model and hour", PERCENTILES, 2.0),
        ("a series by model, make-series", SERIES, None), ("the longest gaps, prev", GAPS, None),
    ):  # fmt: skip
        cpu, wall = measure(lambda k=kql: query(directory, k), 1, rounds)
        told = "" if aim is None else f", aim {aim:.0f} s: {'met' if wall / 1e6 < aim else 'NOT MET'}"
        print(f"{name}: {wall / 1e6:.2f} s, {cpu / 1e6:.2f} s of CPU{told}", flush=True)
    for cores in sorted({1, len(os.sched_getaffinity(0))}):
        cpu, wall = measure(lambda n=cores: checked(directory, records, n), records, 1)
        told = "met" if 1e6 / wall > 200_000 else "NOT MET"
        print(f"verify, processes {cores}: {1e6 / wall:,.0f} records/s, {1e6 / cpu:,.0f} of CPU time, aim 200,000: {told}")
    print(f"in all {time.perf_counter() - started:.0f} s")


def checked(directory: Path, records: int, processes: int) -> None:
    """Verify, and be sure that it was all of it."""
    report = verify(directory, processes=processes)
    assert report.ok, report.problems[:3]
    assert report.records == records


def build(directory: Path, records: int) -> None:
    """A log as a gateway leaves it: whole tiles are written side by side, what is left over by the tree itself, the last line is there."""
    with AuditLog.open(directory):
        pass
    log = directory / "log"
    whole = records // SPAN
    with ProcessPoolExecutor() as pool:
        digests = list(pool.map(write_span, [log] * whole, range(whole)))
    if whole:
        path = Tiles(log).path(2, 0, whole)
        path.parent.mkdir(parents=True)
        path.write_bytes(b"".join(digests))
    tree = Tree(log, whole * SPAN)
    last = events(whole * SPAN, records)
    tree.grow(last)
    assert all(encode(decode(each)) == each for each in last[:300]), "no event has another form than the log gives it"
    signer = read_signer(directory / "keys" / "log.key")
    write_file(log / "checkpoint", sign(Checkpoint(signer.name, tree.size, tree.root()), [signer]))
    for _, segment in segments(log / "wal"):
        segment.unlink()
    event = (last or events(records - 1, records))[-1]
    line = Record(records, GENESIS, event, chain(GENESIS, event))
    segment_path(log / "wal", 2).write_bytes(write_record(line))  # a later segment begins with the last record of the one before


def write_span(log: Path, number: int) -> bytes:
    """Write 65,536 entries with their tiles; the hash of their tree."""
    tiles, above = Tiles(log), []
    for at in range(number * WIDTH, (number + 1) * WIDTH):
        entries = events(at * WIDTH, (at + 1) * WIDTH)
        leaves = [leaf_hash(entry) for entry in entries]
        files: tuple[tuple[Level, bytes], ...] = (("entries", bundle(entries)), (0, b"".join(leaves)))
        for level, data in files:
            path = tiles.path(level, at, WIDTH)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        above.append(perfect(leaves))
    path = tiles.path(1, number, WIDTH)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(above))
    return perfect(above)


def events(start: int, stop: int) -> list[bytes]:
    """Canonical events: hashes and ids that nothing can press, times that go on. What differs is put into what does not, since to encode
    each would take most of the time."""
    chance, found, first = random.Random(start), [], datetime(2026, 10, 1, tzinfo=UTC)
    for number in range(start, stop):
        noise, model = chance.randbytes(96).hex().encode(), MODELS[number % 4]
        # refused is one in 97, an error one in 50
        values = (
            noise[:32], timestamp(first + timedelta(milliseconds=400 * number)).encode(), b"completed" if number % 97 else b"refused",
            noise[32:64], b"%036d" % (number % 500), model, model, b"200" if number % 50 else b"429", b"%d" % (number % 3000 + 1),
            repr(round(chance.lognormvariate(6, 1) + 0.001, 3)).encode(), noise[:64], noise[64:128], b"",
        )  # fmt: skip
        found.append(b"".join([each for pair in zip(FIXED, values, strict=True) for each in pair]))
    return found


def ours(directory: Path, records: int, batch: int) -> None:
    with AuditLog.open(directory) as log:
        for _ in range(records // batch):
            log.append([EVENT] * batch)


def naive(path: Path, records: int) -> None:
    document = msgspec.to_builtins(EVENT)
    with path.open("a") as file:
        for _ in range(records):
            file.write(json.dumps(document) + "\n")
            file.flush()
            os.fsync(file.fileno())


def used() -> float:
    """Seconds of CPU of this process and of those that it waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def measure(work: Callable[[], object], count: int, rounds: int) -> tuple[float, float]:
    """The best CPU and the best wall time of one, in microseconds."""
    cpu, wall = [], []
    for _ in range(rounds):
        started, before = time.perf_counter(), used()
        work()
        wall.append((time.perf_counter() - started) / count * 1e6)
        cpu.append((used() - before) / count * 1e6)
    return min(cpu), min(wall)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=8192)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--directory", type=Path)
    parser.add_argument("--large", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.directory) as directory:
        root = Path(directory)
        if arguments.large:
            large(root / "large", arguments.large, arguments.rounds)
            return
        few = max(64, arguments.records // 16)
        peer, peer_wall = measure(lambda: naive(root / "naive.jsonl", few), few, arguments.rounds)
        print(f"{'append':<34}{'CPU us':>9}{'wall us':>9}{'CPU, of naive':>15}{'records/s':>11}")
        print(f"{'naive, JSON line and fsync':<34}{peer:>9.1f}{peer_wall:>9.1f}{1:>15.2f}{1e6 / peer_wall:>11.0f}")
        for batch in (1, 16, 64):
            count = few if batch == 1 else arguments.records
            cpu, wall = measure(lambda b=batch, c=count: ours(root / f"log-{b}", c, b), count, arguments.rounds)
            print(f"{f'batches of {batch}':<34}{cpu:>9.1f}{wall:>9.1f}{cpu / peer:>15.2f}{1e6 / wall:>11.0f}")
        writers(root, EVENT, arguments.rounds * 4)
        shutil.rmtree(root / "log-1")
        ours(root / "log", 100_000, 1000)
        cpu, _ = measure(lambda: verify(root / "log"), 100_000, arguments.rounds)
        print(f"verify: {1e6 / cpu:.0f} records/s of CPU time")
        _, wall = measure(lambda: query(root / "log", SEED), 1, arguments.rounds)
        print(f"the seed's query over 100,000 records: {wall / 1e6:.2f} s")


if __name__ == "__main__":
    main()

"""CPU and wall time of one record of the log, by batch, against a JSON line and an fsync for each, in the same run.

    python bench/audit.py [--records 8192] [--rounds 5] [--directory DIR] [--large 10000000]

Then how many records a second `verify` checks and how long the seed's query takes. The best round counts; DIR should lie on
the disk that matters. With `--large`, only queries over a log of that many records, written straight into the tree (ten million
take some minutes and 10 GB).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from enclave.audit.checkpoint import Checkpoint, sign
from enclave.audit.columns import compact
from enclave.audit.event import Event, Verdict, encode, timestamp
from enclave.audit.files import write_file
from enclave.audit.log import AuditLog
from enclave.audit.note import read_signer
from enclave.audit.query import query
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
    """Make a large log, its columns, and ask."""
    with AuditLog.open(directory):
        pass
    tree, chance = Tree(directory / "log", 0), random.Random(1)
    while tree.size < records:
        numbers = range(tree.size, min(records, tree.size + 65_536))
        tree.grow([encode(some(number, chance)) for number in numbers])
    signer = read_signer(directory / "keys" / "log.key")
    write_file(directory / "log" / "checkpoint", sign(Checkpoint(signer.name, tree.size, tree.root()), [signer]))
    cpu, wall = measure(lambda: compact(directory), records, 1)
    print(f"columns of {records:,} records: {cpu:.1f} us of CPU and {wall:.1f} us a record")
    for name, kql, aim in (
        ("the seed's query", SEED, 1.0), ("percentiles by model and hour", PERCENTILES, 2.0),
        ("a series by model, make-series", SERIES, None), ("the longest gaps, prev", GAPS, None),
    ):  # fmt: skip
        cpu, wall = measure(lambda k=kql: query(directory, k), 1, rounds)
        told = "" if aim is None else f", aim {aim:.0f} s: {'met' if wall / 1e6 < aim else 'NOT MET'}"
        print(f"{name}: {wall / 1e6:.2f} s, {cpu / 1e6:.2f} s of CPU{told}")


def some(number: int, chance: random.Random) -> Event:
    """One of many events: hashes and ids that nothing can press, times that go on."""
    noise = chance.randbytes(96).hex()
    model = ("gpt-4o", "gpt-4o-mini", "o3", "gpt-5")[number % 4]
    time = timestamp(datetime(2026, 10, 1, tzinfo=UTC) + timedelta(milliseconds=400 * number))
    return msgspec.structs.replace(
        EVENT, id=noise[:32], time=time, request_id=noise[32:64], model=model, deployment=model, caller=f"{number % 500:036d}",
        kind="completed" if number % 97 else "refused", status=200 if number % 50 else 429, prompt_tokens=number % 3000,
        duration_ms=round(chance.lognormvariate(6, 1), 3), prompt_sha256=noise[:64], answer_sha256=noise[64:128],
    )  # fmt: skip


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


def measure(work: Callable[[], object], count: int, rounds: int) -> tuple[float, float]:
    """The best CPU and the best wall time of one, in microseconds."""
    cpu, wall = [], []
    for _ in range(rounds):
        started, used = time.perf_counter(), time.process_time()
        work()
        wall.append((time.perf_counter() - started) / count * 1e6)
        cpu.append((time.process_time() - used) / count * 1e6)
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
        shutil.rmtree(root / "log-1")
        ours(root / "log", 100_000, 1000)
        cpu, _ = measure(lambda: verify(root / "log"), 100_000, arguments.rounds)
        print(f"verify: {1e6 / cpu:.0f} records/s of CPU time")
        _, wall = measure(lambda: query(root / "log", SEED), 1, arguments.rounds)
        print(f"the seed's query over 100,000 records: {wall / 1e6:.2f} s")


if __name__ == "__main__":
    main()

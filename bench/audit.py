"""CPU and wall time of one record of the log, by batch, against a JSON line and an fsync for each, in the same run.

    python bench/audit.py [--records 8192] [--rounds 5] [--directory DIR]

Then how many records a second `verify` checks and how long the seed's query takes. The best round counts; DIR should lie on
the disk that matters.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from enclave.audit.event import Event, Verdict
from enclave.audit.log import AuditLog
from enclave.audit.query import query
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
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.directory) as directory:
        root = Path(directory)
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

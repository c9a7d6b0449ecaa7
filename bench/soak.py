"""A soak: the gateway at half of its load for some minutes, with faults on every side, and the books compared at the end.

    python bench/soak.py [--minutes 10] [--workers 2] [--rate 0] [--kill]

The simulator answers as the model: with 429 and 500, answers that break off, garbage, answers without usage. Clients stream, go away
in the middle, send what is blocked, is no JSON or has no token. `SIGHUP` comes at a third of the time; with `--kill` a worker is killed
at half of it. Exit status 1 when a request that a client had an answer to is not in the log once with the same status, when ledger and
log differ, or when the simulator's bill is not what the log knows and what was charged in full.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import msgspec
import uvloop

from enclave.audit.read import events
from enclave.gateway.rules import project_rules
from enclave.ledger.prices import PriceTable, Usage
from enclave.spec.load import load
from enclave.wire.client import Client, UpstreamError
from enclave.wire.message import Headers

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "bench" / "gateway.yaml"
FAULTS = ("status-429@0.01", "status-500@0.01", "drop-mid-stream@0.01", "garbage@0.01", "no-usage@0.01")
MIX = {"whole": 60, "stream": 24, "abort": 6, "blocked": 4, "garbage": 3, "nobody": 3}
"""What clients do, in parts of a hundred."""
MOST_OPEN = 256


class Soak:
    """Sends requests at a rate, and remembers what became of each."""

    def __init__(self, port: int, token: str, seed: int) -> None:
        self._client = Client(f"http://127.0.0.1:{port}/v1", read_seconds=30.0)
        self._token = token
        self._random = random.Random(seed)
        self.answers: dict[str, tuple[str, int]] = {}
        """Request id -> what the client did, and the status it got."""
        self.sent: Counter[str] = Counter()
        self.unanswered: Counter[str] = Counter()
        self.open = self.late = 0

    async def run(self, rate: float, seconds: float) -> None:
        """Send so many a second."""
        began, number = time.perf_counter(), 0
        kinds, weights = list(MIX), list(MIX.values())
        running: set[asyncio.Task[None]] = set()
        while time.perf_counter() - began < seconds:
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            number += 1
            if self.open >= MOST_OPEN:
                self.late += 1
                continue
            task = asyncio.get_running_loop().create_task(self.one(self._random.choices(kinds, weights)[0]))
            running.add(task)
            task.add_done_callback(running.discard)
        if running:
            await asyncio.wait(running, timeout=60)
        await self._client.close()

    async def some(self, requests: int) -> None:
        """So many, one after the other."""
        for _ in range(requests):
            await self.one("whole")

    async def one(self, kind: str) -> None:
        """One request, to its end or until the client goes."""
        self.open += 1
        self.sent[kind] += 1
        try:
            response = await self._client.request("POST", b"/chat/completions", self._headers(kind), self._body(kind))
            name = (response.header(b"x-enclave-request-id") or b"").decode()
            self.answers[name or f"?{len(self.answers)}"] = (kind, response.status)
            if kind == "abort":
                await response.chunk()
                response.close()
            else:
                await response.read()
        except UpstreamError as error:
            self.unanswered[f"{kind}: {type(error).__name__}"] += 1
        finally:
            self.open -= 1

    def _headers(self, kind: str) -> Headers:
        token = "nobody" if kind == "nobody" else self._token
        return ((b"content-type", b"application/json"), (b"authorization", f"Bearer {token}".encode()))

    def _body(self, kind: str) -> bytes:
        if kind == "garbage":
            return b'{"model": "gpt-4o", "messages": [{]}'
        text = "charge 4111 1111 1111 1111" if kind == "blocked" else f"case {self._random.randrange(10**6)}: what does the bank ask for? "
        document = {"model": "gpt-4o", "max_tokens": 200, "messages": [{"role": "user", "content": text * self._random.randint(1, 12)}]}
        return msgspec.json.encode(document | ({"stream": True} if kind in ("stream", "abort") else {}))


def started(stack: ExitStack, *arguments: str) -> tuple[subprocess.Popen[str], int]:
    """A process of ours that says where it listens."""
    process = subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    stack.callback(process.wait, 60)
    stack.callback(process.terminate)
    line = process.stdout.readline() if process.stdout else ""
    return process, int(line.rsplit(":", 1)[1])


def workers_of(parent: int) -> list[int]:
    """Children that serve: those that listen. What takes the log elsewhere is a child, too."""
    children = [Path("/proc") / child for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening = {f"socket:[{row[9]}]" for row in rows if row[3] == "0A"}
    return [int(child.name) for child in children if listening & {os.readlink(one) for one in (child / "fd").iterdir()}]


async def disturb(parent: int, seconds: float, *, kill: bool) -> None:
    """Reload at a third of the time; kill a worker at half of it."""
    await asyncio.sleep(seconds / 3)
    os.kill(parent, signal.SIGHUP)
    await asyncio.sleep(seconds / 6)
    if kill and (workers := workers_of(parent)):
        os.kill(workers[-1], signal.SIGKILL)


async def soak(port: int, parent: int, token: str, options: argparse.Namespace) -> tuple[Soak, float]:
    """Find the load that it takes, then half of it for the time."""
    rate = options.rate
    first = Soak(port, token, 1)
    if not rate:
        began = time.perf_counter()
        await asyncio.gather(*(first.some(50) for _ in range(32)))
        rate = 800 / (time.perf_counter() - began)
    main = Soak(port, token, 2)
    main.answers |= first.answers
    main.sent += first.sent
    disturbing = asyncio.get_running_loop().create_task(disturb(parent, options.minutes * 60, kill=options.kill))
    await main.run(rate, options.minutes * 60)
    await disturbing
    return main, rate


async def bill(port: int) -> dict[str, int]:
    """What the simulator served."""
    client = Client(f"http://127.0.0.1:{port}")
    document = json.loads(await (await client.request("GET", b"/simulator/bill", ())).read())
    await client.close()
    (line,) = document["models"].values()
    return {key: int(value) for key, value in line.items()}


def books(data: Path, found: Soak, billed: dict[str, int], *, kill: bool) -> list[str]:
    """Compare clients, log, ledger and bill; what is wrong."""
    ended: dict[str, list[int]] = {}
    admitted: dict[str, int] = {}
    known = settled = full = 0
    why: Counter[str] = Counter()
    price = next(iter(project_rules(load(SPEC), PriceTable.load())["bench"].targets.values())).price
    for event in events(data):
        if event.kind == "admitted":
            admitted[event.request_id] = event.reserved_nanousd
        elif event.kind in ("completed", "refused") and event.request_id:
            ended.setdefault(event.request_id, []).append(event.status)
            settled += event.settled_nanousd
            why[event.reason.partition(":")[0] or "answered"] += 1
            usage = Usage(event.prompt_tokens, event.cached_tokens, event.completion_tokens)
            if event.prompt_tokens:
                known += price.cost(usage)
                full += event.settled_nanousd - price.cost(usage)
            else:
                full += event.settled_nanousd
    report = subprocess.run(
        [sys.executable, "-m", "enclave.cli.main", "budget", "report", str(SPEC), "--data", str(data), "--format", "json"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    rows = [row for row in json.loads(report.stdout)["windows"] if row["scope"] == "hub" and row["window"] == "monthly"]
    ledger = int(rows[0]["settled_nanousd"])
    open_calls = {name: reserved for name, reserved in admitted.items() if name not in ended}
    cost = price.cost(Usage(billed["prompt_tokens"], billed["cached_tokens"], billed["completion_tokens"]))
    print(f"as the log has it: {dict(why.most_common())}")
    print(f"log: {len(ended)} requests ended, {len(admitted)} admitted, {len(open_calls)} admitted without an end")
    print(f"nano-dollars: log {settled}, ledger {ledger}; bill {cost}, known to the log {known}, charged in full {full}")
    problems = [f"{name} ({kind}, {status}) is in the log as {ended.get(name)}" for name, (kind, status) in found.answers.items()
                if ended.get(name) != [status] and not (kill and name in open_calls)]
    if open_calls and not kill:
        problems.append(f"{len(open_calls)} calls were admitted and never ended")
    if not 0 <= ledger - settled <= (sum(open_calls.values()) if kill else 0):
        problems.append("ledger and log differ")
    if not 0 <= cost - known <= full + sum(open_calls.values()):
        problems.append("the bill is not what is known and what was charged in full")
    return problems


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rate", type=float, default=0, help="requests a second; 0: half of what it takes")
    parser.add_argument("--kill", action="store_true", help="kill a worker at half of the time")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        data = Path(name) / "data"
        faults = [part for fault in FAULTS for part in ("--fault", fault)]
        _, model = started(stack, "enclave.simulator", "--port", "0", "--delta-ms", "2", *faults)
        serve = ("enclave.cli.main", "serve", str(SPEC), "--port", "0", "--data", str(data), "--workers", str(options.workers))
        gateway, port = started(stack, *serve, "--upstream", f"http://127.0.0.1:{model}/v1")
        issue = [sys.executable, "-m", "enclave.cli.main", "token", "issue", str(SPEC), "--project", "bench", "--role", "user"]
        issue += ["--ttl", "1h", "--data", str(data)]
        token = subprocess.run(issue, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()
        found, rate = uvloop.run(soak(port, gateway.pid, token, options))
        gateway.terminate()
        gateway.wait(180)
        billed = uvloop.run(bill(model))
        statuses = Counter(status for _, status in found.answers.values())
        print(f"{options.minutes:g} minutes at {rate:.0f} requests a second, {options.workers} workers")
        print(f"sent {sum(found.sent.values())}: {dict(found.sent)}; {found.late} left out, as {MOST_OPEN} were open")
        print(f"answered {len(found.answers)}, by status {dict(sorted(statuses.items()))}; without an answer {dict(found.unanswered)}")
        problems = books(data, found, billed, kill=options.kill)
        for problem in problems[:20]:
            print("!!", problem)
        print(f"{len(problems)} problems" if problems else "nothing lost: clients, log, ledger and bill agree")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()

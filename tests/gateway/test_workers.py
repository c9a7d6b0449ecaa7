"""Real processes: killed, replaced, told to stop, sharing one port and one budget."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from enclave.audit.read import events
from enclave.audit.verify import verify
from enclave.errors import EnclaveError, InputErrors
from enclave.gateway import workers as workers_module
from enclave.gateway.endpoints import Upstream
from enclave.gateway.issuer import Issuer
from enclave.gateway.workers import Service, serve
from enclave.ledger.prices import PriceTable, Usage
from enclave.ledger.sqlite import SqliteStore
from enclave.spec.load import load
from tests.gateway.model import Model, running

PRICE = PriceTable.load().price("gpt-4o", "DataZoneStandard", "westeurope", "2024-11-20")
Deadline = Callable[..., AbstractContextManager[None]]
COST = PRICE.cost(Usage(prompt=20, completion=10))


@pytest.fixture
def model() -> Iterator[Model]:
    with running() as one:
        yield one


class Served:
    """One `enclave serve`."""

    def __init__(self, deadline: Deadline, spec: Path, data: Path, upstream: int, *options: str) -> None:
        command = [sys.executable, "-m", "enclave.cli.main", "serve", str(spec), "--data", str(data), "--port", "0", *options]
        self.process = subprocess.Popen(
            [*command, "--upstream", f"http://127.0.0.1:{upstream}/v1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        with deadline(self.process):
            line = self.process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), line + self.process.stderr.read()
        self.port = int(line.rsplit(":", 1)[1])
        self.children: list[int] = []
        """The workers that it had when it was killed."""
        self.url = f"http://127.0.0.1:{self.port}"

    @property
    def workers(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(120)
        self.process.stdout.close()
        self.process.stderr.close()
        return status

    def kill(self) -> None:
        self.children = self.workers
        self.process.kill()
        self.process.wait(10)
        self.process.stdout.close()
        self.process.stderr.close()


@pytest.fixture
def served(bank: Path, tmp_path: Path, model: Model, deadline: Deadline) -> Iterator[Callable[..., Served]]:
    running: list[Served] = []

    def start(*options: str, spec: Path = bank) -> Served:
        running.append(Served(deadline, spec, tmp_path / "data", model.server_address[1], *options))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.kill()


def token(bank: Path, data: Path) -> str:
    return Issuer.open(load(bank).spec, data).issue("fraud-triage", "user", "jane")[0]


async def hammer(url: str, token: str, callers: int, enough: Callable[[list[int]], bool], pause: float = 0.0) -> list[int]:
    """Statuses of the answers until there are enough; a connection that breaks ends its caller."""
    statuses: list[int] = []
    end = time.monotonic() + 60

    async def one(http: httpx.AsyncClient) -> None:
        body = {"model": "gpt-4o", "max_tokens": 50, "messages": [{"role": "user", "content": "x"}]}
        while time.monotonic() < end and not enough(statuses):
            try:
                statuses.append((await http.post(f"{url}/v1/chat/completions", json=body, headers={"api-key": token})).status_code)
            except httpx.HTTPError:
                return
            await asyncio.sleep(pause)

    async with httpx.AsyncClient(timeout=100, trust_env=False, verify=False) as http:
        await asyncio.gather(*(one(http) for _ in range(callers)))
    return statuses


def killed_after(one: Served, answers: int) -> Callable[[list[int]], bool]:
    """Kills the gateway when there are so many answers, in the middle of others."""

    def enough(statuses: list[int]) -> bool:
        if len(statuses) >= answers and one.process.poll() is None:
            one.kill()
        return False

    return enough


def open_answer(one: Served, model: Model, caller: str) -> tuple[threading.Thread, list[int]]:
    """A call whose answer the model has not given yet, and where its status will be."""
    model.delay = 1.0
    before = model.calls
    answers: list[int] = []
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}]}

    def ask() -> None:
        answers.append(httpx.post(f"{one.url}/v1/chat/completions", json=body, headers={"api-key": caller}, timeout=100).status_code)

    thread = threading.Thread(target=ask)
    thread.start()
    for _ in range(1000):
        if model.calls > before:
            break
        time.sleep(0.01)
    return thread, answers


def gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_killed_under_load_the_log_verifies_and_the_ledger_has_lost_nothing(served, bank, tmp_path, model):
    """And its successor, told to stop, lets an open answer end."""
    data = tmp_path / "data"
    first = served()
    caller = token(bank, data)
    answered = asyncio.run(hammer(first.url, caller, 8, killed_after(first, 40))).count(200)
    assert answered >= 40
    second = served()
    thread, answers = open_answer(second, model, caller)
    assert second.stop() == 0
    thread.join()
    assert answers == [200]
    report = verify(data)
    assert report.ok, report.problems
    recorded = list(events(data))
    assert recorded[-1].kind == "stopped"
    assert recorded[-2].kind == "completed"
    admitted = {event.request_id for event in recorded if event.kind == "admitted"}
    completed = {event.request_id for event in recorded if event.kind == "completed"}
    assert completed <= admitted
    assert len(admitted) > answered
    store = SqliteStore(data / "ledger.sqlite")
    totals = {total.scope: total for total in store.report(datetime.now(UTC)) if total.window == "daily"}
    store.close()
    assert totals["hub"].count == totals["project/fraud-triage"].count >= len(admitted)
    assert totals["hub"].settled >= len(completed) * COST
    assert totals["hub"].settled + totals["hub"].reserved >= (answered + 1) * COST


@pytest.mark.long
def test_killed_again_and_again_no_call_leaves_without_a_record(served, bank, tmp_path, model):
    data, dice, answered = tmp_path / "data", random.Random(5), 0
    for turn in range(8):
        one = served("--workers", "2") if turn % 2 else served()
        answered += asyncio.run(hammer(one.url, token(bank, data), 8, killed_after(one, dice.randrange(1, 60)))).count(200)
        for worker in one.children:
            assert gone(worker)
        report = verify(data)
        assert report.ok, report.problems
        admitted = {event.request_id for event in events(data) if event.kind == "admitted"}
        assert answered <= model.calls <= len(admitted)
    assert answered > 50


def test_two_workers_keep_one_ceiling(served, bank, tmp_path, model, unused_port):
    limit = PRICE.worst_case(20, 50) * 12
    text = bank.read_text(encoding="utf-8").replace("budget: {daily_usd: 100}", f"budget: {{daily_usd: {limit // 1000 / 10**6:.6f}}}")
    spec = tmp_path / "enclave.yaml"
    spec.write_text(text, encoding="utf-8")
    model.delay = 0.05
    operations = f"http://127.0.0.1:{unused_port()}"
    both = served("--workers", "2", "--metrics-port", operations.rpartition(":")[2], spec=spec)
    assert len(both.workers) == 3  # and what runs beside them
    caller = token(spec, tmp_path / "data")
    statuses = asyncio.run(hammer(both.url, caller, 24, lambda statuses: statuses.count(429) > 48, pause=0.02))
    assert set(statuses) == {200, 429}
    assert statuses.count(200) == model.calls
    assert httpx.get(f"{operations}/readyz").status_code == 200
    for _ in range(300):  # whichever worker is asked counts for both
        told = httpx.get(f"{operations}/metrics").text
        counted = re.findall(r'enclave_requests_total\{operation="ChatCompletions_Create".*\} (\d+)', told)
        if sum(map(int, counted)) == len(statuses):
            break
        time.sleep(0.1)
    assert sum(map(int, counted)) == len(statuses)
    assert both.stop() == 0
    store = SqliteStore(tmp_path / "data" / "ledger.sqlite")
    [total] = [one for one in store.report(datetime.now(UTC)) if one.scope != "hub" and one.window == "daily"]
    store.close()
    assert total.settled == model.calls * COST
    assert total.reserved == 0
    assert total.settled <= limit
    recorded = list(events(tmp_path / "data"))
    assert [event.reason for event in recorded if event.kind == "started"] == ["worker 1 of 2", "worker 2 of 2"]
    assert sorted(event.reason for event in recorded if event.kind == "stopped") == ["worker 1 of 2", "worker 2 of 2"]
    assert verify(tmp_path / "data").ok


def test_a_worker_that_dies_is_replaced_open_answers_end_and_workers_do_not_outlive_their_parent(served, bank, tmp_path, model):
    both = served("--workers", "2")
    first, second, _ = sorted(both.workers)
    os.kill(first, signal.SIGKILL)
    for _ in range(1200):
        if len(both.workers) == 3 and first not in both.workers:
            break
        time.sleep(0.05)
    assert second in both.workers
    caller = token(bank, tmp_path / "data")
    assert set(asyncio.run(hammer(both.url, caller, 4, lambda statuses: len(statuses) >= 12))) == {200}
    workers = both.workers
    thread, answers = open_answer(both, model, caller)
    both.kill()
    thread.join()
    assert answers == [200]
    assert all(gone(pid) for pid in workers)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", both.port))
    assert [event.kind for event in events(tmp_path / "data")].count("stopped") == 2
    assert verify(tmp_path / "data").ok


def test_the_log_goes_on_from_where_its_companion_was_killed_and_no_caller_notices(served, bank, tmp_path, model):
    out, spec = tmp_path / "out.jsonl", tmp_path / "enclave.yaml"
    spec.write_text(bank.read_text() + f"\nsinks:\n  file: {{jsonl: {{file: {out}}}}}\n")
    one = served("--workers", "2", spec=spec)

    def rows() -> list[int]:
        return [json.loads(line)["RecordNumber"] for line in out.read_text().splitlines()] if out.exists() else []

    def arrived(count: int) -> bool:
        end = time.monotonic() + 120
        while len({*rows()}) < count and time.monotonic() < end:
            time.sleep(0.05)
        return len({*rows()}) >= count

    caller = token(bank, tmp_path / "data")
    assert asyncio.run(hammer(one.url, caller, 1, lambda statuses: len(statuses) >= 3)) == [200] * 3
    assert arrived(8)  # two starts, three calls with two records each
    # the workers were started first
    companion = max(one.workers)
    os.kill(companion, signal.SIGKILL)
    assert asyncio.run(hammer(one.url, caller, 1, lambda statuses: len(statuses) >= 2)) == [200] * 2
    assert arrived(12)
    found = rows()
    assert list(dict.fromkeys(found)) == list(range(1, len({*found}) + 1))
    assert one.stop() == 0
    assert len({*rows()}) >= 12


def test_sinks_come_and_go_with_the_file(served, bank, tmp_path, deadline):
    out, spec, plain = tmp_path / "out.jsonl", tmp_path / "enclave.yaml", bank.read_text()
    spec.write_text(plain)
    one = served("--workers", "1", spec=spec)

    def told(text: str) -> None:
        before = set(one.workers)
        spec.write_text(text)
        one.process.send_signal(signal.SIGHUP)
        with deadline(one.process):
            assert any(line.startswith("the file as it is now serves") for line in one.process.stderr)
        end, same = time.monotonic() + 120, 0
        while same < 3:  # the kernel's list may lack a child for a moment in which another one ends
            assert time.monotonic() < end, (before, one.workers)
            now = set(one.workers)
            same = same + 1 if len(now) == 2 and not before & now else 0  # a worker, and what runs beside it
            time.sleep(0.05)

    told(plain + f"\nsinks:\n  file: {{jsonl: {{file: {out}}}}}\n")
    with deadline(one.process):
        while not out.exists():
            time.sleep(0.05)
    told(plain)
    assert one.stop() == 0


def test_a_file_that_cannot_be_served_is_said_before_anything_starts(bank, tmp_path):
    text = bank.read_text(encoding="utf-8").replace('version: "2024-11-20", sku: Standard', 'version: "1", sku: Standard')
    spec = tmp_path / "enclave.yaml"
    spec.write_text(text, encoding="utf-8")
    service = Service(load(spec), tmp_path / "data", None, "127.0.0.1", 0, 1)
    with pytest.raises(InputErrors, match="no price"):
        serve(service, lambda port: None)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("workers", ["1", pytest.param("2", marks=pytest.mark.long)])
def test_the_file_is_read_again_without_losing_an_answer(served, bank, tmp_path, model, deadline, workers):
    """New calls go by the new file, an open answer ends, and a file that is no good changes nothing."""
    spec = tmp_path / "enclave.yaml"
    text = bank.read_text(encoding="utf-8")
    spec.write_text(text, encoding="utf-8")
    one = served("--workers", workers, spec=spec)
    caller = token(bank, tmp_path / "data")

    def told(what: str) -> bool:
        one.process.send_signal(signal.SIGHUP)
        with deadline(one.process):
            return any(what in line for line in one.process.stderr)

    def ask() -> int:
        body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "write to jane@example.com"}]}
        return httpx.post(f"{one.url}/v1/chat/completions", json=body, headers={"api-key": caller}, timeout=100).status_code

    assert ask() == 200
    before = set(one.workers)
    thread, answers = open_answer(one, model, caller)
    dlp = "{block: [credit_card, us_ssn, api_key], redact: [email, phone]}"
    assert dlp in text
    spec.write_text(text.replace(dlp, "{block: [credit_card, us_ssn, api_key, email], redact: [phone]}"), encoding="utf-8")
    assert told("the file as it is now serves from here on")
    assert len(set(one.workers) - before) in (int(workers), int(workers) + 1)  # and what runs beside them, when it is there again
    thread.join()
    assert answers == [200]
    model.delay = 0.0
    assert all(gone(pid) for pid in before)
    assert [ask() for _ in range(8)] == [400] * 8
    end = time.monotonic() + 120
    while len(one.workers) != int(workers) + 1 and time.monotonic() < end:
        time.sleep(0.05)
    serving = set(one.workers)
    spec.write_text(text.replace("name: contoso-bank", "name: another-bank"), encoding="utf-8")
    assert told("the file is not taken, what served before goes on: another name or another ledger needs another start")
    assert set(one.workers) == serving
    assert ask() == 400
    assert one.stop() == 0


def test_an_order_to_stop_that_comes_just_before_a_fork_leaves_nobody_behind(bank, tmp_path, monkeypatch):
    """A child that was forked after the order would never be told, and the parent would wait for it for ever."""
    service = Service(load(bank), tmp_path, "http://127.0.0.1:9/v1", "127.0.0.1", 0, 1, companion=lambda _stop: None)
    for begin in (lambda parent: parent._start(1), lambda parent: parent._accompany(service.companion, 0.0)):
        parent = workers_module._Parent(service)

        def blocked(how, _signals, parent=parent):
            if how == signal.SIG_BLOCK:
                parent._stop(signal.SIGTERM, None)

        with monkeypatch.context() as patch:
            patch.setattr(workers_module.signal, "pthread_sigmask", blocked)
            patch.setattr(workers_module.os, "fork", lambda: pytest.fail("forked"))
            begin(parent)
        assert parent._children == {}
        assert parent._companion == -1


@pytest.mark.parametrize("deaths", [1, workers_module.DEATHS])
def test_a_worker_that_is_killed_while_it_starts_is_started_again_until_it_is_too_often(bank, tmp_path, monkeypatch, capsys, deaths):
    """As the kernel does it on a machine without memory. The others serve on meanwhile."""
    started: list[int] = []

    def start(self: object, number: int) -> None:
        started.append(number)
        if len(started) <= deaths:
            raise workers_module._NotStartedError(number, -9)

    monkeypatch.setattr(workers_module._Parent, "_start", start)
    parent = workers_module._Parent(Service(load(bank), tmp_path, Upstream("http://127.0.0.1:1/v1"), "127.0.0.1", 0, 2))
    parent._children = {2**22 + 1: 1, 2**22 + 2: 2}
    if deaths == 1:
        parent._died(2**22 + 1, signal.SIGKILL)
        assert started == [1, 1]
        assert capsys.readouterr().err == "worker 1 ended (-9); starting another\n" * 2
    else:
        with pytest.raises(EnclaveError, match="again and again"):
            parent._died(2**22 + 1, signal.SIGKILL)
        assert len(started) == deaths - 1
    for end in parent._life:
        os.close(end)


def test_an_order_to_stop_reaches_the_others_when_one_has_just_been_waited_for(bank, tmp_path):
    """It comes between the wait for a dead worker and its being struck off; who does that swallows errors of files."""
    parent = workers_module._Parent(Service(load(bank), tmp_path, None, "127.0.0.1", 0, 1))
    gone, lives = subprocess.Popen(["true"]), subprocess.Popen(["sleep", "60"])
    gone.wait()
    parent._children = {gone.pid: 1, lives.pid: 2}
    try:
        parent._stop(signal.SIGTERM, None)
        assert lives.wait(60) == -signal.SIGTERM
    finally:
        lives.kill()
        lives.wait()


def test_an_order_reaches_a_companion_that_is_just_about_to_wait():
    """The handler runs in the thread that waits, with the event's lock held: it must not want the same lock."""

    def companion(stop: threading.Event) -> None:
        with stop._cond:
            signal.raise_signal(signal.SIGTERM)
        stop.wait()

    life = os.pipe()
    child = os.fork()
    if child == 0:
        workers_module._be_companion(companion, 0.0, life[0])
    end = time.monotonic() + 60
    try:
        while (ended := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < end:
            time.sleep(0.02)
        assert ended == (child, 0)
    finally:
        if ended[0] == 0:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        for one in life:
            os.close(one)


def test_a_companion_stands_back_for_the_workers():
    """Threads of its own, too: each has a priority of its own."""
    said, say = os.pipe()

    def companion(_stop: threading.Event) -> None:
        thread = threading.Thread(target=lambda: os.write(say, bytes([os.getpriority(os.PRIO_PROCESS, threading.get_native_id())])))
        thread.start()
        thread.join()

    life = os.pipe()
    before = os.getpriority(os.PRIO_PROCESS, 0)
    child = os.fork()
    if child == 0:
        workers_module._be_companion(companion, 0.0, life[0])
    os.waitpid(child, 0)
    assert os.read(said, 1)[0] == min(19, before + workers_module.COMPANION_NICE)
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
    for one in (*life, said, say):
        os.close(one)


@pytest.mark.parametrize("looks", [workers_module.LOOKS - 1, workers_module.LOOKS, workers_module.LOOKS + 5])
def test_a_worker_that_hangs_is_ended_once_and_for_nothing_else(bank, tmp_path, monkeypatch, capsys, looks):
    """Looks that come sooner than a second after the last do not count, nor does the time in which nobody looked."""
    parent = workers_module._Parent(Service(load(bank), tmp_path, Upstream("http://127.0.0.1:1/v1"), "127.0.0.1", 0, 2))
    now, killed = [1_000.0], []
    monkeypatch.setattr(workers_module.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(workers_module.os, "kill", lambda child, number: killed.append((child, number)))
    hangs, lives = workers_module.Pulse(), workers_module.Pulse()
    parent._children, parent._pulses = {2**22 + 1: 1, 2**22 + 2: 2}, {2**22 + 1: hangs, 2**22 + 2: lives}
    hangs._memory[0] = 7
    parent._look()
    for look in range(looks):
        lives._memory[0] = look % 200 + 1
        parent._look()
        now[0] += 3_600.0 if look == 5 else 1.5
        parent._look()
    assert killed == ([] if looks < workers_module.LOOKS else [(2**22 + 1, signal.SIGKILL)])
    assert capsys.readouterr().err == ("" if not killed else "worker 1 hangs; ending it\n")
    for end in parent._life:
        os.close(end)


@pytest.mark.long
def test_a_worker_that_stands_still_is_replaced(served, bank, tmp_path, model):
    both = served("--workers", "2")
    first, second, _ = sorted(both.workers)
    os.kill(first, signal.SIGSTOP)
    for _ in range(6 * workers_module.LOOKS * 10):
        if len(both.workers) == 3 and first not in both.workers:
            break
        time.sleep(0.1)
    assert second in both.workers
    caller = token(bank, tmp_path / "data")
    assert set(asyncio.run(hammer(both.url, caller, 4, lambda statuses: len(statuses) >= 12))) == {200}
    workers = both.workers
    both.kill()
    assert all(gone(pid) for pid in workers)
    assert verify(tmp_path / "data").ok

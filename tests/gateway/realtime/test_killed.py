"""A worker that is killed in the middle of a session: the log says what had no end, and the budget holds what it may have cost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import websockets
from websockets.sync.client import connect

from enclave.audit.query import query
from enclave.audit.read import events
from enclave.audit.verify import verify
from enclave.gateway import reservations
from enclave.gateway.issuer import Issuer
from enclave.ledger.sqlite import SqliteStore
from enclave.spec.load import load

LIVE = """
      live: {model: gpt-realtime, version: "2025-08-28", sku: GlobalStandard, capacity: 1}
    unsafe_allow_global_processing: {reason: tests}
    surfaces: [realtime]
"""
ITEM = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "fault: stall"}]}
OPEN = """
EnclaveEvents
| where Kind == "admitted"
| join kind=leftanti (EnclaveEvents | where Kind == "completed") on RequestId
| project RequestId, Operation, ReservedNanousd
"""
"""What was begun and has no end, as `docs/how-to/ask-the-log.md` asks for it."""


def spec(bank: Path, folder: Path) -> Path:
    """The bank, with sessions, and a budget of a day that one response takes as a whole, at its worst."""
    text = bank.read_text().replace("models: [gpt-4o,", "surfaces: [realtime]\n  models: [gpt-realtime, gpt-4o,")
    last = '      gpt-4o-mini: {model: gpt-4o-mini, version: "2024-07-18", sku: DataZoneStandard, capacity: 100}\n'
    assert last in text
    path = folder / "enclave.yaml"
    path.write_text(text.replace(last, last + LIVE.lstrip("\n"), 1).replace("daily_usd: 100}", "daily_usd: 0.01}"))
    return path


@contextmanager
def running(deadline, *command: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A program that says where it listens."""
    with subprocess.Popen([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True) as process:
        try:
            with deadline(process):
                line = process.stdout.readline()
            assert line.startswith("listening on "), line
            yield process, line.split()[-1]
        finally:
            process.terminate()
            process.wait(60)


def children(pid: int) -> set[int]:
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def waited(what):
    for _ in range(600):
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("it took too long")


def asked(ws, until: str) -> list[dict]:
    """A response is asked for; the events up to one of a kind."""
    seen = []
    for event in ({"type": "conversation.item.create", "item": ITEM}, {"type": "response.create"}):
        ws.send(json.dumps(event))
    while not seen or seen[-1]["type"] != until:
        seen.append(json.loads(ws.recv(60)))
    return seen


@pytest.mark.long
def test_a_session_whose_worker_is_killed_is_told_as_without_an_end_and_stays_within_its_budget(bank, tmp_path, deadline):
    file, data = spec(bank, tmp_path), tmp_path / "data"
    caller = Issuer.open(load(file).spec, data).issue("fraud-triage", "user", "jane")[0]
    headers = {"authorization": f"Bearer {caller}"}
    with (
        running(deadline, "enclave.simulator", "--port", "0") as (_, model),
        running(
            deadline,
            "enclave.cli.main",
            "serve",
            str(file),
            "--data",
            str(data),
            "--port",
            "0",
            "--workers",
            "2",
            "--upstream",
            f"{model}/v1",
        ) as (gateway, url),
    ):
        place = url.replace("http", "ws") + "/v1/realtime?model=live"
        with connect(place, additional_headers=headers, compression=None) as ws:
            asked(ws, "response.created")
            killed = children(gateway.pid)
            for worker in killed:
                os.kill(worker, signal.SIGKILL)
            with pytest.raises(websockets.ConnectionClosed):
                asked(ws, "never")
        waited(lambda: len(children(gateway.pid) - killed) == len(killed))
        with connect(place, additional_headers=headers, compression=None) as ws:
            refused = asked(ws, "error")[-1]["error"]
        assert refused["code"] == "budget_exceeded", "what the killed one may have cost is still held"
    assert verify(data).ok
    begun = {event.request_id: event for event in events(data) if event.kind == "admitted"}
    ended = {event.request_id for event in events(data) if event.kind == "completed"}
    told = {event["RequestId"]: (event["Operation"], event["ReservedNanousd"]) for event in query(data, OPEN).documents()}
    held = sum(event.reserved_nanousd for event in begun.values())
    assert sorted(begun[name].operation for name in begun.keys() - ended) == ["Realtime_Connect", "Realtime_Respond"]
    assert told == {name: (begun[name].operation, begun[name].reserved_nanousd) for name in begun.keys() - ended}
    store = SqliteStore(data / "ledger.sqlite")
    try:
        now = datetime.now(UTC)
        assert spent(store, now) == (0, held)
        assert store.expire(now) == 0
        assert store.expire(now + reservations.LEASE + timedelta(seconds=1)) == 1
        assert spent(store, now) == (held, 0)
        assert 0 < held <= 10_000_000
    finally:
        store.close()


def spent(store: SqliteStore, now: datetime) -> tuple[int, int]:
    """What is settled, and what is held, of the project's day."""
    return next((one.settled, one.reserved) for one in store.report(now) if (one.scope, one.window) == ("project/fraud-triage", "daily"))

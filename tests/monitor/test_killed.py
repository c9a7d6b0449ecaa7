"""What was acknowledged is there whatever kills the monitor, or fills its disk; and what drift sets off is set off once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.audit.read import events
from enclave.errors import EnclaveError
from enclave.monitor import service as room
from enclave.monitor.service import MAY_RUN, Service, tick
from enclave.monitor.store import files, write
from enclave.monitor.triggers import FIRED, Kind, Trigger
from enclave.monitor.watching import Found, History, Watch

DAY = datetime(2026, 11, 20, tzinfo=UTC)
LATER = DAY + timedelta(days=5)
NAMED: Kind = "webhook"
UNNAMED: Kind = "batch_endpoint"


def service(data: Path, kind: Kind) -> Service:
    """One model whose day drifted, and what that sets off."""
    random = np.random.default_rng(0)
    pq.write_table(pa.table({"x": random.normal(size=400)}), data / "reference.parquet")
    times = pa.array([DAY] * 200, pa.timestamp("us", "UTC"))
    drifted = {"id": [str(i) for i in range(200)], "time": times, "received": times, "version": [""] * 200, "x": random.normal(2, 1, 200)}
    write(data / "telemetry" / "risk" / "m" / "predictions" / f"{DAY:%Y-%m-%d}", pa.table(drifted))
    watch = Watch("risk", "m", data / "reference.parquet", rate=0.3, days=3, detectors=("ks",))
    return Service(data, (watch,), (Trigger("retrain", kind, "http://127.0.0.1:9"),), lambda _: "")


def ticked(watched: Service) -> list[Found]:
    log = AuditLog.open(watched.data)
    try:
        return tick(watched, log, LATER)
    finally:
        log.close()


class Killed(BaseException):
    """Nothing of ours is done after it, as after `kill -9`."""


def kinds(data: Path) -> list[str]:
    return [event.kind for event in events(data) if event.kind in ("drift_detected", "retraining_triggered")]


@pytest.mark.parametrize(("kind", "fires", "outcome"), [(NAMED, 2, FIRED), (UNNAMED, 1, MAY_RUN)])
def test_killed_while_it_sets_off(kind: Kind, fires: int, outcome: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has a name is set off again, which does what one does; what has none is not."""
    watched, fired = service(tmp_path, kind), list[str]()

    def fire(_: Trigger, found: Found, __: object) -> str:
        fired.append(found.period)
        if len(fired) == 1:
            raise Killed
        return FIRED

    monkeypatch.setattr(room, "fire", fire)
    with pytest.raises(Killed):
        ticked(watched)
    assert [one.left for one in History(tmp_path).all()] == ["fire"]
    assert [[dict(one.triggers) for one in ticked(watched)] for _ in range(3)] == [[{"retrain": outcome}], [], []]
    assert len(fired) == fires
    [found] = History(tmp_path).all()
    assert (dict(found.triggers), found.left, found.drift) == ({"retrain": outcome}, "", True)
    assert kinds(tmp_path) == ["drift_detected", "retraining_triggered"]


def test_without_triggers_and_what_nobody_watches_sets_off_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched, fired = service(tmp_path, NAMED), list[str]()

    def fire(_: Trigger, found: Found, __: object) -> str:
        fired.append(found.model)
        return "\u2028" * 500

    monkeypatch.setattr(room, "fire", fire)
    assert [(one.left, dict(one.triggers)) for one in ticked(replace(watched, triggers=()))] == [("", {})]
    history = History(tmp_path)
    period = (DAY + timedelta(days=1)).isoformat()
    for model in ("calls of gpt", "m"):  # begun, and the monitor was killed
        history.add(Found(LATER.isoformat(), "risk", model, period, 5, True, 0.1, left="log"), 2_000)
    assert [one.model for one in ticked(watched)] == ["calls of gpt", "m"]
    assert fired == ["m"], "what is compared of the log's calls has no model to train"
    assert [one.left for one in history.all()] == [""] * 3
    assert history.all()[-1].triggers == {"retrain": "\u2028" * 200}
    assert kinds(tmp_path) == ["drift_detected", "drift_detected", "drift_detected", "retraining_triggered"]


@pytest.mark.parametrize("fails", ["log", "history"])
def test_a_disk_that_stays_full_has_nothing_set_off_twice(fails: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched, fired = service(tmp_path, UNNAMED), list[str]()

    def fire(_: Trigger, found: Found, __: object) -> str:
        fired.append(found.period)
        return FIRED

    monkeypatch.setattr(room, "fire", fire)
    log, full, append, real = AuditLog.open(tmp_path), True, AuditLog.append, History.add

    def appended(self: AuditLog, told: list[Event]) -> object:
        if full and fails == "log":
            raise EnclaveError("no space left on device")
        return append(self, told)

    def add(self: History, found: Found, room: int = 0) -> tuple[int, int]:
        if full and fails == "history":
            raise OSError(28, "No space left on device")
        return real(self, found, room)

    monkeypatch.setattr(History, "add", add)
    monkeypatch.setattr(AuditLog, "append", appended)
    try:
        for _ in range(3):
            with pytest.raises(EnclaveError, match=r"m of risk: .*o space left"):
                tick(watched, log, LATER)
        assert fired == []
        full = False
        assert [dict(one.triggers) for one in tick(watched, log, LATER)] == [{"retrain": FIRED}]
        assert tick(watched, log, LATER) == []
    finally:
        log.close()
    assert len(fired) == 1
    assert kinds(tmp_path) == ["drift_detected", "retraining_triggered"]


def test_a_line_is_changed_in_its_place_or_not_at_all(tmp_path: Path) -> None:
    history = History(tmp_path)
    one, other = (Found("2026-11-20", "risk", model, "2026-11-19", 5, True, 0.01, left="log") for model in ("m", "\xf1 \n\u2028"))
    first = history.add(one, 100)
    history.add(other)
    before = history.path.stat().st_size

    def stand() -> list[tuple[str, str, dict[str, str]]]:
        return [(each.model, each.left, dict(each.triggers)) for each in history.all()]

    history.change(first, replace(one, left="", triggers={"a": FIRED}))
    told = [("m", "", {"a": FIRED}), (other.model, "log", {})]
    assert stand() == told
    with pytest.raises(ValueError, match="no room"):
        history.change(first, replace(one, error="x" * 900))
    assert stand() == told
    assert history.path.stat().st_size == before


TAKING = """
import asyncio, os, resource, signal, sys
from pathlib import Path
import numpy as np, pyarrow as pa
from enclave.monitor.store import Store
data, most = Path(sys.argv[1]), int(sys.argv[2])
if most:  # what is written fails in its middle, as on a disk that is full
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

async def run():
    kept, number = Store(data), 0
    for _ in range(20):
        batches = []
        for _ in range(4):
            ids = [f"{os.getpid()}-{number + i}" for i in range(50)]
            batches.append((number, pa.table({"id": ids, "x": np.random.default_rng(number).normal(size=50)})))
            number += 50
        parts = [kept.add("risk", f"m{i % 2}", "predictions", {"2026-11-20": table}) for i, (_, table) in enumerate(batches)]
        for (first, _), outcome in zip(batches, await asyncio.gather(*parts, return_exceptions=True)):
            if outcome is None:
                os.write(1, f"{os.getpid()} {first}\\n".encode())

asyncio.run(run())
"""


@pytest.mark.long
@pytest.mark.parametrize("what", ["killed", "full"])
def test_what_was_acknowledged_is_there(what: str, tmp_path: Path) -> None:
    """Processes take batches until they are killed, or cannot write files of more than so many bytes; they say what they acknowledged."""
    told: list[str] = []
    for turn, most in enumerate((1, 40, 200, 800, 3_000, 5_000)):
        command = [sys.executable, "-c", TAKING, str(tmp_path), str(most if what == "full" else 0)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            if what == "killed":
                # somewhere in what comes next
                told += [process.stdout.readline() for _ in range(4 * turn + 1)]
                process.send_signal(signal.SIGKILL)
            told += process.stdout.readlines()
        assert process.returncode == (-signal.SIGKILL if what == "killed" else 0)
    kept = {
        name
        for model in ("m0", "m1")
        for path in files(tmp_path / "telemetry" / "risk" / model, "predictions")
        for name in pq.read_table(path)["id"].to_pylist()
    }
    assert len(told) > 20, "something was acknowledged"
    for line in told:
        process_id, number = line.split()
        assert {f"{process_id}-{int(number) + i}" for i in range(50)} <= kept, line
    if what == "full":
        assert not list(tmp_path.rglob("*.unfinished")), "nothing half written stays"
        assert len(kept) == 50 * len(told), "what was refused is not there"


def test_a_history_of_before_is_read(tmp_path: Path) -> None:
    """Lines that were written when nothing was said of what is left."""
    history = History(tmp_path)
    history.path.parent.mkdir(parents=True)
    old = {"time": "t", "project": "risk", "model": "m", "period": "p", "rows": 1, "drift": True, "rate": 0.1}
    history.path.write_text(json.dumps(old) + "\n{torn")
    history.add(Found("t", "risk", "n", "p", 1, False, 0.1))
    assert [(one.model, one.left) for one in history.all()] == [("m", ""), ("n", "")]

"""The service: what it finds is logged before anything is set off, and looked at once."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enclave.audit.log import AuditLog
from enclave.audit.read import stored
from enclave.errors import EnclaveError
from enclave.monitor import service as room
from enclave.monitor import watching
from enclave.monitor.intake import Intake
from enclave.monitor.service import Service, serve, tick
from enclave.monitor.store import Store, write
from enclave.monitor.triggers import FIRED, Trigger
from enclave.monitor.watching import History, Watch

DAY = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def service(tmp_path: Path) -> Service:
    random = np.random.default_rng(0)
    pq.write_table(pa.table({"x": random.normal(size=400)}), tmp_path / "reference.parquet")
    for day in (0, 1):
        at = DAY + timedelta(days=day)
        times = pa.array([at] * 200, pa.timestamp("us", "UTC"))
        table = pa.table(
            {
                "id": [f"{day}-{i}" for i in range(200)],
                "time": times,
                "received": times,
                "version": [""] * 200,
                "x": random.normal(2, 1, 200),
            }
        )
        write(tmp_path / "telemetry" / "risk" / "m" / "predictions" / f"{at:%Y-%m-%d}", table)
    watch = Watch("risk", "m", tmp_path / "reference.parquet", rate=0.3, days=3, detectors=("ks",))
    return Service(tmp_path, (watch,), (Trigger("retrain", "webhook", "http://127.0.0.1:9"),), lambda _: "")


def test_drift_is_logged_and_sets_off_its_trigger_once(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    fired: list[str] = []
    monkeypatch.setattr(room, "fire", lambda trigger, found, _: fired.append(found.period) or FIRED)
    log = AuditLog.open(service.data)
    try:
        found = tick(service, log, DAY + timedelta(days=5))
        assert [one.drift for one in found] == [True, True]
        assert fired == [DAY.isoformat()]
        assert tick(service, log, DAY + timedelta(days=5)) == []
    finally:
        log.close()
    kinds = [json.loads(entry.event)["kind"] for entry in stored(service.data)]
    assert [kind for kind in kinds if kind in ("drift_detected", "retraining_triggered")] == [
        "drift_detected",
        "retraining_triggered",
        "drift_detected",
    ]
    assert [dict(one.triggers) for one in History(service.data).all()] == [{"retrain": FIRED}, {}]


def test_a_model_that_cannot_be_looked_at_is_due_still_and_hides_no_other(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = replace(service, watches=(replace(service.watches[0], model="other"), *service.watches))
    shutil.copytree(tmp_path / "telemetry" / "risk" / "m", tmp_path / "telemetry" / "risk" / "other")
    real = watching.look

    def full(watch: Watch, *rest: Any, **more: Any) -> Any:
        if watch.model == "other":
            raise OSError(28, "No space left on device")
        return real(watch, *rest, **more)

    monkeypatch.setattr(room, "fire", lambda *_: FIRED)
    monkeypatch.setattr(room, "look", full)
    log = AuditLog.open(service.data)
    try:
        with pytest.raises(EnclaveError, match=r"other of risk: .*No space left"):
            tick(both, log, DAY + timedelta(days=5))
        assert [one.model for one in History(service.data).all()] == ["m", "m"]
        monkeypatch.setattr(room, "look", real)
        assert [one.model for one in tick(both, log, DAY + timedelta(days=5))] == ["other", "other"]
    finally:
        log.close()


def test_whatever_goes_wrong_it_looks_again(service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    looked = threading.Semaphore(0)

    def broken(*_: object) -> None:
        looked.release()
        raise ValueError("odd data")

    async def run() -> None:
        task = asyncio.create_task(room._watch(service, AuditLog.__new__(AuditLog)))
        for _ in range(3):
            assert await asyncio.to_thread(looked.acquire, timeout=60)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    monkeypatch.setattr(room, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(room, "tick", broken)
    asyncio.run(run())
    assert "the monitor: odd data; it is tried again" in capsys.readouterr().err


def test_it_serves_until_it_is_told_to_stop(service: Service, tmp_path: Path) -> None:
    async def authorise(_: bytes) -> list[str]:
        return ["risk"]

    async def run() -> int:
        stop, bound = asyncio.Event(), asyncio.get_running_loop().create_future()
        quiet = Service(service.data, (), (), service.token_for)
        intake = Intake(Store(tmp_path / "other"), authorise)
        task = asyncio.create_task(serve(quiet, intake, ("127.0.0.1", 0), bound.set_result, stop.wait()))
        port = await bound
        body = json.dumps({"project": "risk", "model": "m", "predictions": [{"id": "a", "features": {"x": 1}}]}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/telemetry/predictions", body, {"authorization": "Bearer t"})
        status = await asyncio.to_thread(lambda: urllib.request.urlopen(request).status)
        stop.set()
        await task
        return int(status)

    assert asyncio.run(run()) == 202

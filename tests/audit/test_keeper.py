"""While a gateway runs its log is looked after, by one process, and a gateway that ends does not wait for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import enclave.audit.anchoring as anchoring_module
import enclave.audit.keeper as module
import enclave.audit.log as log_module
from enclave.audit.anchoring import Pace
from enclave.audit.anchors.file import FileAnchor
from enclave.audit.changes import Configuration
from enclave.audit.event import Event, timestamp
from enclave.audit.keeper import Duties, Keeper
from enclave.audit.log import AuditLog
from enclave.audit.read import events
from enclave.audit.retention import Days, Retention
from enclave.audit.verify import verify

SEED = Retention(Days(365, 90))


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _old(count: int) -> list[Event]:
    time = timestamp(datetime.now(UTC) - timedelta(days=100))
    return [Event(id=f"e{n}", time=time, kind=("admitted", "completed")[n % 2]) for n in range(count)]


def test_it_anchors_and_deletes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, anchor = tmp_path / "data", FileAnchor(tmp_path / "anchors")
    monkeypatch.setattr(anchoring_module, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(module, "FIRST_SECONDS", 0.01)
    monkeypatch.setattr(log_module, "SIGN_SECONDS", 0.02)
    with AuditLog.open(data) as log:
        log.append(_old(300))
        log.checkpoint()
        keepers = [Keeper(data, log, Duties(SEED, [FileAnchor(tmp_path / "anchors")], Pace(0.0, 10))) for _ in range(2)]
        for keeper in keepers:
            keeper.start()
        _until(lambda: {"anchored", "pruned"} <= {event.kind for event in events(data)})
        for keeper in keepers:
            keeper.close()
        assert [keeper.problem for keeper in keepers] == ["", ""]
    report = verify(data, anchors=[anchor])
    assert report.ok, report.problems
    assert [event.details["count"] for event in events(data) if event.kind == "pruned"] == ["150"]


def test_who_ends_does_not_wait_for_a_deletion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(module, "REST_SECONDS", 1e6)
    with AuditLog.open(tmp_path / "data") as log:
        log.append(_old(300))
        log.checkpoint()
        keeper = Keeper(tmp_path / "data", log, Duties(SEED))
        keeper.start()
        keeper.close()
    assert verify(tmp_path / "data").ok


def test_what_cannot_be_deleted_is_said_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(module, "PRUNE_SECONDS", 0.01)
    monkeypatch.setattr(module, "REST_SECONDS", 0.0)
    data = tmp_path / "data"
    with AuditLog.open(data) as log:
        log.append(_old(300))
        log.checkpoint()
        bundle = data / "log" / "tile" / "entries" / "000"
        bundle.rename(bundle.with_name("away"))
        keeper = Keeper(data, log, Duties(SEED))
        keeper.start()
        _until(lambda: "damaged" in keeper.problem)
        bundle.with_name("away").rename(bundle)
        _until(lambda: keeper.problem == "")
        keeper.close()
    assert verify(data).ok


def test_what_changed_is_on_record_when_it_has_begun(tmp_path: Path) -> None:
    with AuditLog.open(tmp_path) as log:
        for digest in ("sha256:1", "sha256:2", "sha256:2"):
            keeper = Keeper(tmp_path, log, Duties(SEED, configuration=Configuration(digest, {})))
            keeper.start()
            keeper.close()
    assert [event.kind for event in events(tmp_path)] == ["configuration_changed"]

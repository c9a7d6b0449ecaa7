"""What was erased is on record, once at least, however often the one who erases is killed; the log itself stays whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import enclave.audit.erase as module
from enclave.audit.content import Content, ContentStore, Erased, Item
from enclave.audit.erase import erase
from enclave.audit.event import AuditUnavailable, Event
from enclave.audit.log import AuditLog
from enclave.audit.read import events
from enclave.audit.verify import verify

KEY = bytes(32)
TIME = "2026-11-21T09:30:00.000000Z"


def _make(data: Path, calls: int) -> tuple[AuditLog, ContentStore]:
    log, store = AuditLog.open(data), ContentStore(data, KEY)
    items = [Item(f"call-{n}", ("zoe", "grace")[n % 2], TIME, Content(b"a secret", b"another")) for n in range(calls)]
    said = store.keep(items)
    log.append([Event(id=each.id, time=TIME, kind="completed", content_commitment=of) for each, of in zip(items, said, strict=True)])
    return log, store


def _erased(data: Path) -> list[dict[str, str]]:
    return [event.details for event in events(data) if event.kind == "erased"]


def test_the_log_says_what_was_erased_and_not_of_whom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    log, store = _make(tmp_path, 8)
    committed = {event.id: event.content_commitment for event in events(tmp_path)}
    assert erase(store, log, record="call-1") == 1
    assert erase(store, log, record="call-1") == 0
    assert erase(store, log, caller="zoe") == 4
    said = _erased(tmp_path)
    assert said[0] == {"scope": "record", "count": "1", "commitments": committed["call-1"]}
    assert [each["count"] for each in said[1:]] == ["3", "1"]
    assert set(" ".join(each["commitments"] for each in said).split()) == {committed[f"call-{n}"] for n in (0, 1, 2, 4, 6)}
    assert "zoe" not in json.dumps(said)
    log.close()
    assert verify(tmp_path).ok
    with pytest.raises(Erased):
        store.read("call-2")
    assert store.read("call-3")[1] == committed["call-3"]


def test_an_erasure_that_could_not_be_recorded_is_recorded_with_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, store = _make(tmp_path, 8)

    def full(*_: object) -> None:
        raise AuditUnavailable("the log cannot be written")

    with monkeypatch.context() as patch:
        patch.setattr(AuditLog, "append", full)
        with pytest.raises(AuditUnavailable):
            erase(store, log, caller="zoe")
    with pytest.raises(Erased):
        store.read("call-0")
    assert _erased(tmp_path) == []
    assert erase(store, log, caller="nobody") == 0
    assert [each["count"] for each in _erased(tmp_path)] == ["4"]
    log.close()
    assert verify(tmp_path).ok

"""What differs from the last start is recorded once, and before it is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.audit.changes import FILE, Configuration, record_changes
from enclave.audit.event import AuditUnavailable
from enclave.audit.log import AuditLog
from enclave.audit.read import events
from enclave.errors import EnclaveError

FIRST = Configuration("sha256:1", {"hub.daily_usd": "1000", "projects.risk.daily_usd": "10"})
SECOND = Configuration("sha256:2", {"hub.daily_usd": "2000", "hub.monthly_usd": "9"}, {"audit.content": "encrypted"})


def _said(data: Path) -> list[tuple[str, str, dict[str, str]]]:
    return [(event.kind, event.policy_digest, event.details) for event in events(data)]


def test_changes(tmp_path: Path) -> None:
    with AuditLog.open(tmp_path) as log:
        record_changes(tmp_path, log, FIRST)
        record_changes(tmp_path, log, FIRST)
        assert _said(tmp_path) == []
        for _ in range(3):  # workers of one start
            record_changes(tmp_path, log, SECOND)
    assert _said(tmp_path) == [
        ("configuration_changed", "sha256:2", {"before": "sha256:1", "after": "sha256:2"}),
        ("configuration_changed", "sha256:2", {"setting": "audit.content", "before": "none", "after": "encrypted"}),
        ("budget_changed", "sha256:2", {"ceiling": "hub.daily_usd", "before": "1000", "after": "2000"}),
        ("budget_changed", "sha256:2", {"ceiling": "hub.monthly_usd", "before": "none", "after": "9"}),
        ("budget_changed", "sha256:2", {"ceiling": "projects.risk.daily_usd", "before": "10", "after": "none"}),
    ]


def test_what_could_not_be_recorded_is_recorded_at_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise AuditUnavailable("the log cannot be written")

    with AuditLog.open(tmp_path) as log:
        record_changes(tmp_path, log, FIRST)
        with monkeypatch.context() as patch:
            patch.setattr(AuditLog, "append", full)
            with pytest.raises(AuditUnavailable):
                record_changes(tmp_path, log, SECOND)
        record_changes(tmp_path, log, SECOND)
        assert len(_said(tmp_path)) == 5
        (tmp_path / FILE).write_text("{")
        record_changes(tmp_path, log, FIRST)
        assert _said(tmp_path)[5][2] == {"before": "unreadable", "after": "sha256:1"}
        (tmp_path / FILE).unlink()
        (tmp_path / FILE).mkdir()
        with pytest.raises(EnclaveError, match="configuration cannot be noted"):
            record_changes(tmp_path, log, SECOND)

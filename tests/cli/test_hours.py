"""Hours out of a real log: by project, whole ones only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from enclave.audit.event import Event, timestamp
from enclave.audit.log import AuditLog
from enclave.cli.hours import hours_of
from enclave.ledger.forecast import HOUR, KEPT_HOURS, Hours

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
HERE = int(NOW.timestamp() // HOUR)


def test_what_each_hour_cost(tmp_path: Path) -> None:
    assert hours_of(tmp_path, NOW) == Hours()
    events = [
        Event(id=f"{number}", time=timestamp(NOW - timedelta(hours=ago)), kind="completed", project=project, settled_nanousd=amount)
        for number, (ago, project, amount) in enumerate(
            [(KEPT_HOURS + 3, "a", 9), (50, "b", 0), (49.2, "a", 3), (49.1, "a", 4), (2, "b", 5), (0.1, "a", 6)]
        )
    ]
    with AuditLog.open(tmp_path) as log:
        log.append(events[1:])
    known = HERE - 50
    wanted = {"a": {HERE - 49: 7, HERE: 6}, "b": {HERE - 2: 5}}
    found = hours_of(tmp_path, NOW)
    assert (found.first, found.projects) == (known + 1, wanted)
    assert (found.of("hub"), found.of("project/b"), found.of("caller/x")) == ({HERE - 49: 7, HERE: 6, HERE - 2: 5}, wanted["b"], {})

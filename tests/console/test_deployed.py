"""What runs against the file: as it was found, how long ago, and never taken for good when it cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from enclave.console.deployed import FILE, OLD_HOURS, deployed

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (None, ("never", 0, False)),
        ('{"time": "2026-11-21T10:00:00Z", "drift": false}', ("same", 2, False)),
        ('{"time": "2026-11-21T11:00:00+01:00", "drift": true, "differences": 2, "breaks": ["1 title"]}', ("drifted", 2, False)),
        ('{"time": "2026-11-01T12:00:00Z", "drift": false}', ("same", 480, True)),
        ('{"time": "2026-11-22T12:00:00Z", "drift": false}', ("same", 0, False)),
        ('{"time": "yesterday", "drift": false}', ("unreadable", 0, False)),
        ('{"drift": false}', ("unreadable", 0, False)),
        ("[]", ("unreadable", 0, False)),
        ('{"time": "2026-11-21T10:00:00Z", "drift": "no"}', ("unreadable", 0, False)),
    ],
)
def test_it_is_told_as_it_was_found(tmp_path: Path, text: str | None, wanted: tuple[str, int, bool]) -> None:
    if text is not None:
        (tmp_path / FILE).write_text(text)
    found = deployed(tmp_path, NOW)
    assert (found["state"], found["hours"], found["old"]) == wanted
    assert found["old"] == (found["hours"] > OLD_HOURS)

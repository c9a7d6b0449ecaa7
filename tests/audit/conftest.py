"""Small logs to tamper with."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from enclave.audit.event import Event, Verdict
from enclave.audit.log import AuditLog


def event(number: int, **fields: object) -> Event:
    """An event with a few fields of every kind."""
    whole: dict[str, object] = {
        "id": f"event-{number}",
        "time": f"2026-11-21T09:30:{number % 60:02d}.000000Z",
        "kind": "completed",
        "request_id": f"request-{number}",
        "status": 200,
        "duration_ms": 12.5,
        "verdicts": (Verdict("dlp", "pass", 12, {"email": 1}),),
    }
    return Event(**(whole | fields))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("small") / "data"
    with AuditLog.open(directory, segment_bytes=1200) as log:
        for number in range(8):
            log.append([event(number, prompt_tokens=number)])
    return directory


@pytest.fixture
def copy(_small: Path, tmp_path: Path) -> Callable[[], Path]:
    """Makes a fresh copy of a closed log of eight records in several segments, and returns its data directory."""
    count = iter(range(10**6))

    def make() -> Path:
        return Path(shutil.copytree(_small, tmp_path / f"copy-{next(count)}"))

    return make

"""Small logs to tamper with, and queries without one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import enclave.audit.log as module
from enclave.audit.event import Event, Verdict
from enclave.audit.log import AuditLog
from enclave.audit.query import Table, opened
from enclave.audit.record import segments


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


def ahead(data: Path) -> list[Path]:
    """The segments of what is written ahead of the tree."""
    return [path for _, path in segments(data / "log" / "wal")]


def logged(directory: Path, records: int, *, sign_at: tuple[int, ...] = (), closed: bool = True) -> Path:
    """A log of that many records in several segments; one that is not closed has only signed where it is said."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SIGN_SECONDS", 1e6)
        log = AuditLog.open(directory, segment_bytes=1200)
        for number in range(records):
            log.append([event(number, prompt_tokens=number)])
            if number + 1 in sign_at:
                log.checkpoint()
        if closed:
            log.close()
        else:
            log._release()
    return directory


Copy = Callable[[], Path]


def _copies(original: Path, tmp_path: Path) -> Iterator[Copy]:
    count = iter(range(10**6))
    yield lambda: Path(shutil.copytree(original, tmp_path / f"copy-{next(count)}"))


@pytest.fixture(scope="session")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return logged(tmp_path_factory.mktemp("small") / "data", 8)


@pytest.fixture(scope="session")
def _unsigned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return logged(tmp_path_factory.mktemp("unsigned") / "data", 8, closed=False)


@pytest.fixture(scope="session")
def _large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return logged(tmp_path_factory.mktemp("large") / "data", 600, sign_at=(3, 100, 256, 300, 590), closed=False)


@pytest.fixture
def copy(_small: Path, tmp_path: Path) -> Iterator[Copy]:
    """Makes a fresh copy of a closed log of eight records, and returns its data directory."""
    yield from _copies(_small, tmp_path)


@pytest.fixture
def unsigned(_unsigned: Path, tmp_path: Path) -> Iterator[Copy]:
    """The same before anything of it was signed, as after `kill -9`: all in segments."""
    yield from _copies(_unsigned, tmp_path)


@pytest.fixture
def large(_large: Path, tmp_path: Path) -> Iterator[Copy]:
    """A log of 600 records of which 590 are signed, over three bundles, with older partial tiles."""
    yield from _copies(_large, tmp_path)


@pytest.fixture(scope="module")
def ask() -> Iterator[Any]:
    """Asks in KQL where there is no log: of what a query says itself."""
    with opened(None) as asked:

        def run(kql: str) -> Table:
            return asked(kql, 60.0)

        yield run

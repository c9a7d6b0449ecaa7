"""How long telemetry is kept: predictions and labels are requests and responses, so as long as those, day by day."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from enclave.audit.retention import Retention


@dataclass(frozen=True)
class Over:
    """A day of one model whose time is over."""

    project: str
    model: str
    what: str
    """`predictions` or `labels`."""
    day: date
    path: Path


def over(data: Path, retention: Retention, now: datetime) -> list[Over]:
    """Days that are over, oldest first. A project that the file does not name keeps its telemetry as long as the hub says."""
    found = []
    for path in sorted((data / "telemetry").glob("*/*/*/*")):
        project, model, what, day = path.parts[-4:]
        kept = retention.projects.get(project, retention.days).request_response
        begin = _day(day)
        if kept is None or begin is None or what not in ("predictions", "labels"):
            continue
        if datetime(begin.year, begin.month, begin.day, tzinfo=UTC) + timedelta(days=1 + kept) <= now:
            found.append(Over(project, model, what, begin, path))
    return sorted(found, key=lambda one: one.day)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def delete(one: Over) -> str:
    """Delete a day's files: nothing, or why they could not be."""
    try:
        shutil.rmtree(one.path)
    except OSError as error:
        return f"cannot be deleted: {type(error).__name__}"
    return ""

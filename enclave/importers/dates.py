"""Template functions about points in time. Source: Microsoft Learn, "Date functions for ARM templates" (2026)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

DURATION = re.compile(
    r"(-)?P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,6})W)?(?:(\d{1,7})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?"
)
"""ISO 8601: a year counts 365 days and a month 30, as in .NET's conversion of durations."""
PARTS: Mapping[str, str] = {
    "yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S", "yy": "%y", "fff": "000",
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WRITTEN = "%Y-%m-%dT%H:%M:%SZ"


def _added(base: str, duration: str, pattern: str | None = None) -> str:
    found = DURATION.fullmatch(duration)
    if found is None or duration.endswith(("P", "T")):
        raise ValueError(duration)
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    step = timedelta(days=365 * years + 30 * months + 7 * weeks + days, hours=hours, minutes=minutes, seconds=seconds)
    return _written(_read(base) + (-step if found[1] else step), pattern)


def _read(text: str) -> datetime:
    found = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)


def _written(when: datetime, pattern: str | None) -> str:
    if pattern is None:
        return when.strftime(WRITTEN)
    if pattern == "u":
        return when.strftime("%Y-%m-%d %H:%M:%SZ")
    pieces = [found[0] for found in re.finditer(r"([A-Za-z])\1*|[^A-Za-z]", pattern)]
    if any(piece.isalpha() and piece not in {*PARTS, "T", "Z"} for piece in pieces):
        raise ValueError(pattern)
    return when.strftime("".join(PARTS.get(piece, piece.replace("%", "%%")) for piece in pieces))


DATES: Mapping[str, Callable[..., Any]] = {
    "datetimeadd": _added,
    "datetimefromepoch": lambda seconds: (EPOCH + timedelta(seconds=seconds)).strftime(WRITTEN),
    "datetimetoepoch": lambda text: int(_read(text).timestamp()),
}
"""By name in lower case. A value that cannot be worked out raises ValueError or OverflowError."""

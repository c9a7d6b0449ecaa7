"""The calendar of the ceilings: days and months of a time zone, named as people name them, `2026-11-21` and `2026-11`.

A window is a date and not a stretch of time: a day of 23 or 25 hours is one window, and when the zone of the file changes
the date goes on where it was.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

WindowName = Literal["daily", "monthly"]

_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def period(window: WindowName, time: datetime, zone: str = "UTC") -> str:
    """The window that `time` is in, by its name. Later windows have greater names."""
    day = time.astimezone(_zone(zone)).date().isoformat()
    return day if window == "daily" else day[:7]


def period_start(window: WindowName, name: str, zone: str = "UTC") -> datetime:
    """The first moment of a window, in UTC."""
    return _midnight(_first(window, name), zone)


def period_end(window: WindowName, name: str, zone: str = "UTC") -> datetime:
    """When a window resets, in UTC."""
    first = _first(window, name)
    if window == "daily":
        return _midnight(first + timedelta(days=1), zone)
    return _midnight(first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1), zone)


class Calendar:
    """The day and the month of one zone, worked out once for each day. Not for several threads at once."""

    __slots__ = ("_from", "_until", "_zone", "daily", "monthly")

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self._from = self._until = 0
        self.daily = self.monthly = ""

    def turn_to(self, time: datetime) -> Calendar:
        """Set `daily` and `monthly` to the windows that contain `time`."""
        now = (time - _EPOCH) // _MICROSECOND
        if not self._from <= now < self._until:
            self.daily = period("daily", time, self._zone)
            self.monthly = self.daily[:7]
            # from `time` on and not from midnight: where clocks were put back over midnight a date has two stretches
            self._from = now
            end = period_end("daily", self.daily, self._zone)
            # on a day on which clocks jump each moment is asked for by itself: a minute of tomorrow may come before the last hour of today
            is_even = time.astimezone(_zone(self._zone)).utcoffset() == end.astimezone(_zone(self._zone)).utcoffset()
            self._until = max(now + 1, (end - _EPOCH) // _MICROSECOND) if is_even else now + 1
        return self

    def period(self, window: WindowName) -> str:
        """The name of the window."""
        return self.daily if window == "daily" else self.monthly


def _first(window: WindowName, name: str) -> date:
    return date.fromisoformat(name if window == "daily" else f"{name}-01")


def _midnight(day: date, zone: str) -> datetime:
    # a midnight that does not exist is, read with the offset before it, the moment at which clocks were put forward
    return datetime(day.year, day.month, day.day, tzinfo=_zone(zone)).astimezone(UTC)


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)

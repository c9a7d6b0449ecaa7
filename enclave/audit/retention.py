"""How long records are kept, by category as Azure names them, and when one's time is over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from enclave.audit.event import timestamp

REQUEST_RESPONSE = frozenset({"completed", "refused"})
"""Kinds of the category RequestResponse; all others are of the category Audit."""
KEPT = frozenset({"key_rotated", "pruned", "erased"})
"""Kinds without which the log could not be checked any more. They name nobody."""


class Days(NamedTuple):
    """Days that records of each category are kept; None: for ever."""

    audit: int | None
    request_response: int | None

    def __str__(self) -> str:
        audit, requests = ("for ever" if days is None else f"{days} days" for days in self)
        return f"audit {audit}, requests and responses {requests}"


class Header(msgspec.Struct, frozen=True):
    """What of an event decides."""

    time: str
    kind: str
    project: str = ""


@dataclass(frozen=True)
class Retention:
    """The days of the whole, and of projects that say otherwise."""

    days: Days
    projects: Mapping[str, Days] = field(default_factory=dict)

    def limits(self, now: datetime) -> Limits:
        """What is over at a moment. Records of a project that nobody knows any more are kept as long as any."""
        every = (self.days, *self.projects.values())
        others = Days(_longest(each.audit for each in every), _longest(each.request_response for each in every))
        of = {"": self.days, **self.projects}
        return Limits({name: _times(days, now) for name, days in of.items()}, _times(others, now))

    def __str__(self) -> str:
        return "; ".join([str(self.days), *(f"project `{name}`: {days}" for name, days in sorted(self.projects.items()))])


@dataclass(frozen=True)
class Limits:
    """The moment before which records are over, by project and category; nothing: none is."""

    projects: Mapping[str, tuple[str, str]]
    others: tuple[str, str]

    def is_over(self, header: Header) -> bool:
        """Whether the time of a record is over."""
        if header.kind in KEPT:
            return False
        audit, requests = self.projects.get(header.project, self.others)
        return header.time < (requests if header.kind in REQUEST_RESPONSE else audit)

    def latest(self) -> str:
        """No record from this moment on is over."""
        return max(each for pair in (*self.projects.values(), self.others) for each in pair)


def _times(days: Days, now: datetime) -> tuple[str, str]:
    audit, requests = ("" if each is None else timestamp(now - timedelta(days=each)) for each in days)
    return audit, requests


def _longest(days: Iterable[int | None]) -> int | None:
    longest = 0
    for each in days:
        if each is None:
            return None
        longest = max(longest, each)
    return longest

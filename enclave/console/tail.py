"""Follows the log: every look reads only what was written since the last one. `enclave.audit.verify` judges the whole of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from enclave.audit.checkpoint import claimed_size
from enclave.audit.event import Event
from enclave.audit.merkle import WIDTH
from enclave.audit.note import BadNote
from enclave.audit.read import WAL, entries
from enclave.audit.record import segments
from enclave.errors import InputError

LOOK_BYTES = 2**20
"""The most that one look reads, so that no page waits for a long log: about 30 ms."""
YOUNG_NS = 2_000_000_000
KEPT_PROBLEMS = 20
LATEST = "9999"
"""Later than any day."""


Stamp = tuple[tuple[str, int, int, int], ...]


class Problem(NamedTuple):
    """Something in the log that nobody should believe."""

    where: str
    what: str


class Tail:
    """A position in the log of one data directory, and what could not be read up to there.

    Of a log that is there already it reads the last day and at least the last `kept` records; whatever is before is `verify`'s.
    """

    def __init__(self, data: Path, kept: int = 0) -> None:
        self._data = data
        self._kept = kept
        self._checkpoint = data / "log" / "checkpoint"
        self._restart()
        self.unreadable = ""
        """Why the last look could not read on, if it could not."""
        self.numbers: list[int] = []
        """Of the records that the last look gave."""

    def _restart(self) -> None:
        self._signed = 0
        self.records = 0
        """Records read so far, and those before."""
        self.skipped = 0
        """Records that were not read, since they are old."""
        self.behind = 0
        """Signed records that the last look left for the next one."""
        self.problems: list[Problem] = []
        self._stamp: Stamp | None = None
        """Of the log when all of it had been read; None: not all was, or not without a problem."""

    @property
    def missing(self) -> bool:
        """There is no log."""
        return not self._checkpoint.exists()

    def look(self) -> tuple[bool, list[Event]]:
        """Whether the log had to be read from its start again, and the new events in order. Never raises for a bad log."""
        self.unreadable, self.numbers = "", []
        if self.missing and not self._signed:
            return False, []
        stamp = self._stamped()
        if stamp is not None and stamp == self._stamp:
            return False, []  # a page looks several times, and a long segment takes 10 ms to pass over
        self._stamp = None
        again = False
        try:
            signed = claimed_size(self._checkpoint.read_bytes())
        except (OSError, BadNote):
            self.unreadable = "the checkpoint of the log cannot be read"
            return False, []
        if signed < self._signed:
            again = True
            self._restart()
            self._note("log/checkpoint", "the log was cut or replaced while it was watched")
        if not self._signed and self._kept and signed > self._kept:
            self.records = self.skipped = self._begin(signed)
        self._signed = signed
        events, is_whole = self._read(signed)
        self.behind = max(0, signed - self.records)
        self._stamp = stamp if is_whole and not self.behind else None
        return again, events

    def _stamped(self) -> Stamp | None:
        """What changes when anything is written: files of the log grow, are written to, or replaced. None when that cannot be told.

        A file may be written to without growing, and twice in one tick of the clock that dates it: what is young may have changed.
        """
        try:
            found = [(path, path.stat()) for path in (self._checkpoint, *(path for _, path in segments(self._data / "log" / WAL)))]
        except OSError:
            return None
        if max(stat.st_mtime_ns for _, stat in found) > time.time_ns() - YOUNG_NS:
            return None
        return tuple((path.name, stat.st_ino, stat.st_size, stat.st_mtime_ns) for path, stat in found)

    def _begin(self, signed: int) -> int:
        """How many records to leave out: those of days before the newest record's, but for the last `kept`. Times grow with numbers."""
        try:
            day = self._day(signed - 1)
            low, high = 0, signed - self._kept
            while low < high:
                middle = (low + high) // 2
                low, high = (middle + 1, high) if self._day(middle) < day else (low, middle)
        except InputError:
            return 0
        return low

    def _day(self, number: int) -> str:
        """Of the first record behind a number."""
        entry = next(entries(self._data, number), None)
        return entry.decoded().time[:10] if entry is not None else LATEST

    def _read(self, signed: int) -> tuple[list[Event], bool]:
        """What follows the position, up to `LOOK_BYTES`, and whether that was all, and good.

        What cannot be read is noted and passed over: what happens now has to be seen.
        """
        events: list[Event] = []
        budget = LOOK_BYTES
        while budget > 0:
            try:
                for entry in entries(self._data, self.records):
                    self.records = entry.number
                    budget -= len(entry.event)
                    events.append(entry.decoded())
                    self.numbers.append(entry.number)
                    if budget <= 0:
                        return events, False
                return events, not self.problems
            except InputError as error:
                self._note(error.where, error.message)
                if self.records >= signed:
                    return events, False
                if not error.where.endswith(f"record {self.records}"):
                    self.records = min(signed, (self.records // WIDTH + 1) * WIDTH)
        return events, False

    def _note(self, where: str, what: str) -> None:
        if len(self.problems) < KEPT_PROBLEMS and Problem(where, what) not in self.problems:
            self.problems.append(Problem(where, what))

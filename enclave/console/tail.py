"""Follows the log: every look reads only what was written since the last one, and checks the chain on the way."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import msgspec

from enclave.audit.event import Event, decode
from enclave.audit.record import GENESIS, chain, read, segment_path

LOOK_BYTES = 16 * 2**20
"""The most that one look reads, so that no page waits for a long log: about half a second."""
LINE_BYTES = 2**20
"""No record is longer: what is, is none."""
KEPT_PROBLEMS = 20


class Problem(NamedTuple):
    """Something in the log that nobody should believe."""

    where: str
    """`00000001.jsonl, byte 1234`."""
    what: str


class Tail:
    """A position in the log of one data directory, and what was wrong up to there."""

    def __init__(self, data: Path) -> None:
        self._log = data / "log"
        self._restart()
        self.unreadable = ""
        """Why the last look could not read on, if it could not."""

    def _restart(self) -> None:
        self._segment, self._offset, self._inode = 1, 0, 0
        self._head = GENESIS
        self.records = 0
        """Records read so far."""
        self.behind = 0
        """Bytes that the last look left for the next one."""
        self.problems: list[Problem] = []

    @property
    def missing(self) -> bool:
        """There is no log."""
        return not segment_path(self._log, 1).exists()

    def look(self) -> tuple[bool, list[Event]]:
        """Whether the log had to be read from its start again, and the new events in order. Never raises for a bad log."""
        again, events, budget = False, list[Event](), LOOK_BYTES
        self.unreadable = ""
        try:
            if self._replaced():
                again = True
                self._restart()
                self.problems.append(Problem(segment_path(self._log, 1).name, "the log was cut or replaced while it was watched"))
            while budget > 0 and segment_path(self._log, self._segment).exists():
                closed = segment_path(self._log, self._segment + 1).exists()  # before the read: nothing is added to a closed one
                data, size = self._chunk(budget)
                budget -= len(data)
                *lines, rest = data.split(b"\n")
                for line in lines:
                    self._follow(line, events)
                ended = self._offset + len(rest) == size
                if rest and ((closed and ended) or len(rest) > LINE_BYTES):
                    self._follow(rest, events)
                    self._offset = min(self._offset, size)
                self.behind = size - self._offset
                if not closed or not ended:
                    break
                self._segment, self._offset, self._inode = self._segment + 1, 0, 0
        except OSError as error:
            self.unreadable = f"{(error.strerror or 'not readable').lower()}: {Path(error.filename or self._log).name}"
        return again, events

    def _replaced(self) -> bool:
        """Whether the file that was read is not the one that is there."""
        if not self._inode:
            return False
        try:
            now = segment_path(self._log, self._segment).stat()
        except FileNotFoundError:
            return True
        return now.st_ino != self._inode or now.st_size < self._offset

    def _chunk(self, budget: int) -> tuple[bytes, int]:
        """What follows the position, up to `budget` bytes, and the size of the segment."""
        with segment_path(self._log, self._segment).open("rb") as file:
            state = os.fstat(file.fileno())
            self._inode = state.st_ino
            file.seek(self._offset)
            return file.read(budget), state.st_size

    def _follow(self, line: bytes, events: list[Event]) -> None:
        """One line. A bad one is noted, and the chain taken up again behind it: what happens now still has to be seen."""
        record = read(line)
        number = self.records + 1
        if record is None:
            self._note(f"record {number}: it has not the form of a record")
        elif record.n != number or record.prev != self._head:
            self._note(f"record {number}: it does not follow the one before it")
        elif chain(record.prev, record.event) != record.hash:
            self._note(f"record {number}: changed, it does not have its hash")
        if record is not None:
            self._head, number = record.hash, record.n
            try:
                events.append(decode(record.event))
            except msgspec.DecodeError as error:
                self._note(f"record {number}: it holds no event: {error}")
        self.records = number
        self._offset += len(line) + 1

    def _note(self, what: str) -> None:
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(Problem(f"{segment_path(self._log, self._segment).name}, byte {self._offset}", what))

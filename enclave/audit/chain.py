"""Checks the chained lines that are written ahead of the tree, and says of every wrong one which record it is."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from enclave.audit.merkle import leaf_hash
from enclave.audit.record import GENESIS, Record, behind, chain, read, segments, successor


class Problem(NamedTuple):
    """One place where the log is not what was written."""

    where: str
    """`log/wal/00000001.jsonl:12 (byte 3456)`, or the file that is wrong."""
    record: int | None
    """Number of the record that is wrong or missing; None when it is not about one."""
    what: str

    def __str__(self) -> str:
        about = f"record {self.record}: " if self.record is not None else ""
        return f"{self.where}: {about}{self.what}"


class Line(NamedTuple):
    """A line of a segment with its place, without its line feed."""

    path: Path
    number: int
    offset: int
    text: bytes
    whole: bool
    """It ends with a line feed; only the last line of a log that is being written may not."""

    @property
    def where(self) -> str:
        """`log/wal/00000001.jsonl:12 (byte 3456)`."""
        return f"log/wal/{self.path.name}:{self.number} (byte {self.offset})"


class Chain:
    """One pass over the lines, with what the next record must be.

    The segments are opened before the checkpoint is read, so that none is missed that goes into the tree meanwhile. Raises OSError.
    """

    def __init__(self, folder: Path, problems: list[Problem]) -> None:
        self._folder = folder
        self._files: dict[int, tuple[Path, BinaryIO]] = {}
        self._problems = problems
        self._torn: Line | None = None
        self._heads: set[bytes] | None = None
        """Hashes that record `_next` may be chained to: two after a record that was changed, None where it cannot be known."""
        self._next = 1
        """Number of the next record, when none of the skipped lines was one."""
        self._skipped = 0
        """Lines since then that are no record; each may have been one."""
        self.notes: list[str] = []
        self.open()

    def open(self) -> None:
        """Open the segments that are there and not open yet."""
        for number, path in segments(self._folder):
            if number not in self._files:
                with suppress(FileNotFoundError):  # the tree has what stood in it
                    self._files[number] = path, path.open("rb")

    def close(self) -> None:
        """Let go of the files."""
        for _, file in self._files.values():
            file.close()

    def first(self) -> int:
        """The number of the first record that stands here as one."""
        for _, (path, file) in sorted(self._files.items()):
            for line in _lines(path, file):
                record = read(line.text)
                if record is not None:
                    return record.n
        return 1

    def check(self, first: int, leaves: Sequence[bytes], doubtful: Container[int] = ()) -> tuple[int, list[bytes]]:
        """The number of the last record, and the events of those that the tree does not have.

        `leaves` are the hashes of the tree's entries from entry `first` to its end; those that are doubtful are told already.
        """
        signed = first + len(leaves) - 1
        ahead: list[bytes] = []
        for record, line in self._records():
            if first <= record.n <= signed and record.n not in doubtful and leaf_hash(record.event) != leaves[record.n - first]:
                self._problems.append(Problem(line.where, record.n, "changed: the tree has another one"))
            elif record.n == signed + len(ahead) + 1:
                ahead.append(record.event)
        last = self._next - 1 + self._skipped
        if self._torn is not None:
            if last < signed:
                self._skip(self._torn, "cut off in the middle")
                last += 1
            else:
                self.notes.append(
                    f"{self._torn.where}: {len(self._torn.text)} bytes of a record that is being written, or was when its writer"
                    " was killed; the next start cuts them off and keeps them"
                )
        if last < signed:
            self._problems.append(Problem("log/wal/", last + 1, f"missing: the tree has {signed} records, the lines end before this one"))
        return last, ahead

    def _records(self) -> Iterator[tuple[Record, Line]]:
        """The records as they stand there, once each; what is wrong with them is noted on the way."""
        number = None
        for number_now, (path, file) in sorted(self._files.items()):
            if number is not None and number_now != number + 1:
                self._problems.append(Problem(f"log/wal/{path.name}", None, f"segment {number + 1:08d}.jsonl is missing"))
            is_next, number = number is not None and number_now == number + 1, number_now
            for line in _lines(path, file):
                if self._torn is not None:
                    self._skip(self._torn, "cut off in the middle of the log")
                    self._torn = None
                if not line.whole:
                    self._torn = line
                elif line.number == 1 and number_now > 1:
                    yield from self._opening(line, is_next)
                else:
                    yield from self._take(line)

    def _opening(self, line: Line, is_next: bool) -> Iterator[tuple[Record, Line]]:
        """The first line of a segment, which repeats the last record of the one before."""
        record = read(line.text)
        if record is None or chain(record.prev, record.event) != record.hash:
            self._problems.append(Problem(line.where, None, "changed: it is not the last record of the segment before"))
            if not is_next:
                self._heads = None
        elif not is_next:
            self._go_on(record.n, {record.hash})
            yield record, line
        elif record.n != self._next - 1 or (self._heads is not None and record.hash not in self._heads):
            self._problems.append(Problem(line.where, record.n, "it is not the last record of the segment before"))

    def _take(self, line: Line) -> Iterator[tuple[Record, Line]]:
        if self._heads is None and (record := read(line.text)) is not None:
            is_first = line.number == 1  # of the log itself
            self._next, self._heads = (1, {GENESIS}) if is_first else (record.n, {record.prev})
        heads = self._heads or {GENESIS}
        digest = successor(line.text, self._next, next(iter(heads))) if not self._skipped and len(heads) == 1 else None
        record = read(line.text)
        if record is None:
            self._skip(line, "changed: it no longer has the form of a record")
            return
        if digest is not None:
            self._go_on(self._next, {digest})
        elif record.n < self._next and record.prev not in heads:
            self._problems.append(Problem(line.where, record.n, "inserted, repeated or out of order"))
            return
        elif chain(record.prev, record.event) != record.hash:
            self._changed(line, record, heads)
            return
        else:
            record = self._place(line, record, heads)
        yield record, line

    def _place(self, line: Line, record: Record, heads: set[bytes]) -> Record:
        """A record whose own hash is right: does it belong here?"""
        follows = record.prev in heads
        if self._next <= record.n <= self._next + self._skipped:
            if not follows and record.n == self._next:
                self._report(line, "it does not follow on the record before it: the log was rewritten or forked here")
        elif follows:
            self._report(line, f"changed: its number reads {record.n}")
            record = record._replace(n=self._next)
        else:
            self._missing(line, record.n)
        self._go_on(record.n, {record.hash})
        return record

    def _changed(self, line: Line, record: Record, heads: set[bytes]) -> None:
        """A record whose event, `prev` or `hash` was changed: whichever it was, the next one is chained to the other two."""
        if record.n > self._next + self._skipped:
            self._missing(line, record.n)
        self._next = max(self._next, record.n)
        self._report(line, "changed: its hash is not that of its contents")
        self._go_on(self._next, {chain(before, record.event) for before in {*heads, record.prev}} | {record.hash})

    def _go_on(self, n: int, heads: set[bytes]) -> None:
        self._next, self._skipped, self._heads = n + 1, 0, heads

    def _skip(self, line: Line, what: str) -> None:
        self._problems.append(Problem(line.where, self._next + self._skipped, what))
        self._skipped += 1

    def _missing(self, line: Line, until: int) -> None:
        first = self._next + self._skipped
        what = "missing" if until == first + 1 else f"missing, and every one up to {until - 1}"
        self._problems.append(Problem(line.where, first, f"{what}: record {until} stands here"))

    def _report(self, line: Line, what: str) -> None:
        self._problems.append(Problem(line.where, self._next, what))


def _lines(path: Path, file: BinaryIO) -> Iterator[Line]:
    """Every line, and what a killed writer left behind the last one. The room behind that is none."""
    offset = file.seek(0)
    number = 0
    for number, line in enumerate(file, 1):
        if b"\0" in line:
            break
        whole = line.endswith(b"\n") or behind(line, offset) is None  # what nobody leaves there is no record that is being written
        yield Line(path, number, offset, line.removesuffix(b"\n"), whole)
        offset += len(line)
    else:
        return
    rest = line + file.read()
    left = behind(rest, offset)
    if left is not None:
        if left:
            yield Line(path, number, offset, left, whole=False)
        return
    for further, text in enumerate(rest.rstrip(b"\0").removesuffix(b"\n").split(b"\n")):
        yield Line(path, number + further, offset, text, whole=True)
        offset += len(text) + 1

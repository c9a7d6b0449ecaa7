"""Checks a whole log against its chain and its signed checkpoint, and says of every wrong byte in which record it is.

What it cannot see: a log that was put back, together with its checkpoint and key, as it once was. Keep a checkpoint elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from enclave.audit.checkpoint import BadCheckpoint, Checkpoint, read_verifier
from enclave.audit.read import Line, lines, segments_of
from enclave.audit.record import GENESIS, Record, chain, read, successor
from enclave.errors import InputError


@dataclass(frozen=True)
class Problem:
    """One place where the log is not what was written."""

    where: str
    """`log/00000001.jsonl:12 (byte 3456)`, or the file that is wrong."""
    record: int | None
    """Number of the record that is wrong or missing; None when it is not about one."""
    what: str

    def __str__(self) -> str:
        about = f"record {self.record}: " if self.record is not None else ""
        return f"{self.where}: {about}{self.what}"


@dataclass(frozen=True)
class Report:
    """What the check found."""

    ok: bool
    records: int
    """Records that stand in the log."""
    head: str
    """Hash of the last one, hex."""
    checkpoint: Checkpoint | None
    """The signed checkpoint, when it can be believed."""
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    """What is worth knowing and not wrong."""


def verify(directory: str | Path, *, key: str | Path | None = None) -> Report:
    """Check the log of a data directory, streaming.

    `key` is a public key that the reader trusts; without it the one beside the log is taken, which somebody who rewrote the
    log may have replaced. Raises InputError when there is no log, or the given key cannot be read.
    """
    segments_of(directory)
    log = Path(directory) / "log"
    problems: list[Problem] = []
    # before the log: one that is being written only grows
    signed = _checkpoint(log, Path(key) if key is not None else None, problems)
    walk = _Walk(signed, problems)
    _gaps(directory, problems)
    for line in lines(directory):
        walk.take(line)
    notes = walk.finish(log)
    return Report(not problems, walk.count, walk.head.hex(), signed, tuple(problems), notes)


class _Walk:
    """One pass over the lines, with what the next record must be."""

    def __init__(self, signed: Checkpoint | None, problems: list[Problem]) -> None:
        self.count = 0
        self.head = GENESIS
        self._signed = signed
        self._problems = problems
        self._next = 1
        """Number of the next record, when none of the skipped lines was one."""
        self._skipped = 0
        """Lines since then that are no record; each may have been one."""
        self._heads = {GENESIS}
        """Hashes that record `_next` may be chained to; two after a record that was changed."""
        self._seen = signed is None or signed.size == 0
        self._torn: Line | None = None

    def take(self, line: Line) -> None:
        """Check one line."""
        if self._torn is not None:
            self._skip(self._torn, "cut off in the middle of the log")
            self._torn = None
        if not line.whole:
            self._torn = line
            return
        self.count += 1
        digest = successor(line.text, self._next, self.head) if self._settled else None
        if digest is not None:
            self._signed_hash(line, self._next, digest)
            self._go_on(self._next, {digest})
            return
        record = read(line.text)
        if record is None:
            self._skip(line, "changed: it no longer has the form of a record")
        elif record.n < self._next and record.prev not in self._heads:
            self._problems.append(Problem(line.where, record.n, "inserted, repeated or out of order"))
        elif chain(record.prev, record.event) != record.hash:
            self._changed(line, record)
        else:
            self._place(line, record)

    def finish(self, log: Path) -> tuple[str, ...]:
        """The checks at the end; returns the notes."""
        size = self._signed.size if self._signed is not None else 0
        notes = []
        if self._torn is not None:
            if self._next + self._skipped <= size:
                self._skip(self._torn, "cut off in the middle")
            else:
                notes.append(
                    f"{self._torn.where}: {len(self._torn.text)} bytes of a record that is being written, or was when its writer"
                    " was killed; the next start cuts them off and keeps them"
                )
        reached = self._next - 1 + self._skipped
        if reached < size:
            what = f"missing: the checkpoint signs {size} records, the log ends before this one"
            self._problems.append(Problem(f"{log.name}/", reached + 1, what))
        elif not self._seen:
            self._problems.append(Problem(f"{log.name}/", size, "the record that the checkpoint signs is not in the log"))
        if self._signed is not None and reached > size:
            notes.append(f"{reached - size} records after the checkpoint are chained but not signed yet")
        return tuple(notes)

    @property
    def _settled(self) -> bool:
        """There is one thing that the next line can be."""
        return not self._skipped and len(self._heads) == 1

    def _place(self, line: Line, record: Record) -> None:
        """A record whose own hash is right: does it belong here?"""
        follows = record.prev in self._heads
        if self._next <= record.n <= self._next + self._skipped:
            if not follows and record.n == self._next:
                self._report(line, "it does not follow on the record before it: the log was rewritten or forked here")
        elif follows:
            self._report(line, f"changed: its number reads {record.n}")
            record = record._replace(n=self._next)
        else:
            self._missing(line, record.n)
        self._signed_hash(line, record.n, record.hash)
        self._go_on(record.n, {record.hash})

    def _signed_hash(self, line: Line, n: int, digest: bytes) -> None:
        if self._signed is not None and n == self._signed.size:
            self._seen = True
            if digest != self._signed.head:
                what = "its hash is not the one that was signed: the log was rewritten here or before"
                self._problems.append(Problem(line.where, n, what))

    def _changed(self, line: Line, record: Record) -> None:
        """A record whose event, `prev` or `hash` was changed: whichever it was, the next one is chained to the other two."""
        if record.n > self._next + self._skipped:
            self._missing(line, record.n)
        self._next = max(self._next, record.n)
        self._report(line, "changed: its hash is not that of its contents")
        if self._signed is not None and self._next == self._signed.size:
            self._seen = True
        self._go_on(self._next, {chain(before, record.event) for before in {*self._heads, record.prev}} | {record.hash})
        self.head = record.hash

    def _go_on(self, n: int, heads: set[bytes]) -> None:
        self._next, self._skipped, self._heads = n + 1, 0, heads
        if len(heads) == 1:
            (self.head,) = heads

    def _skip(self, line: Line, what: str) -> None:
        self._problems.append(Problem(line.where, self._next + self._skipped, what))
        self._skipped += 1

    def _missing(self, line: Line, until: int) -> None:
        first = self._next + self._skipped
        what = "missing" if until == first + 1 else f"missing, and every one up to {until - 1}"
        self._problems.append(Problem(line.where, first, f"{what}: record {until} stands here"))

    def _report(self, line: Line, what: str) -> None:
        self._problems.append(Problem(line.where, self._next, what))


def _checkpoint(log: Path, key: Path | None, problems: list[Problem]) -> Checkpoint | None:
    path = key or log / "key.pub"
    try:
        verifier = read_verifier(path)
    except (OSError, InputError, UnicodeDecodeError) as error:
        if key is not None:
            raise InputError("cannot read the public key", str(path)) from error
        problems.append(Problem(f"{log.name}/{path.name}", None, "the public key is missing or damaged; nothing signed can be checked"))
        return None
    try:
        return verifier.open((log / "checkpoint").read_bytes())
    except (OSError, BadCheckpoint) as error:
        what = str(error) if isinstance(error, BadCheckpoint) else "the checkpoint is missing"
        problems.append(Problem(f"{log.name}/checkpoint", None, what))
        return None


def _gaps(directory: str | Path, problems: list[Problem]) -> None:
    expected = 1
    for number, path in segments_of(directory):
        if number != expected:
            what = f"segment {expected:08d}.jsonl is missing"
            problems.append(Problem(f"{path.parent.name}/{path.name}", None, what))
        expected = number + 1

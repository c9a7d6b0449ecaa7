"""Reads the events of a log, in order, without judging it; `verify` judges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from enclave.audit.event import Event, decode
from enclave.audit.record import read, segments
from enclave.errors import InputError


class Line(NamedTuple):
    """A line of the log with its place, without its line feed."""

    path: Path
    number: int
    """1 for the first line of a segment."""
    offset: int
    """Of its first byte in the segment."""
    text: bytes
    whole: bool
    """It ends with a line feed; only the last line of a log that is being written may not."""

    @property
    def where(self) -> str:
        """`log/00000001.jsonl:12 (byte 3456)`."""
        return f"{self.path.parent.name}/{self.path.name}:{self.number} (byte {self.offset})"


def segments_of(directory: str | Path) -> list[tuple[int, Path]]:
    """The segments of a data directory's log. Raises InputError when there is none."""
    log = Path(directory) / "log"
    try:
        found = segments(log)
    except OSError:
        found = []
    if not found:
        raise InputError("there is no log", str(log), "give the data directory of the gateway with `--data`")
    return found


def lines(directory: str | Path, after: Line | None = None) -> Iterator[Line]:
    """Every line of the log, or every one after a given one, streaming. Raises InputError when there is no log or it cannot be read."""
    for _, path in segments_of(directory):
        if after is not None and path < after.path:
            continue
        number, offset = (after.number, after.offset + len(after.text) + 1) if after is not None and path == after.path else (0, 0)
        try:
            with path.open("rb") as file:
                file.seek(offset)
                for line in file:
                    number += 1
                    whole = line.endswith(b"\n")
                    yield Line(path, number, offset, line[:-1] if whole else line, whole)
                    offset += len(line)
        except OSError as error:
            raise InputError(f"cannot read the log: {(error.strerror or '').lower()}", str(path)) from error


def numbered_event(line: Line) -> tuple[int, Event]:
    """The event of a line with the number of its record. Raises InputError when it is no record."""
    record = read(line.text)
    try:
        if record is None:
            raise msgspec.DecodeError("not a record")
        return record.n, decode(record.event)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"the log is damaged: {error}", line.where, "see `enclave audit verify`") from error


def events(directory: str | Path) -> Iterator[Event]:
    """Every event of the log of a data directory. Raises InputError at a line that is not a record."""
    for _, event in numbered_events(directory):
        yield event


def numbered_events(directory: str | Path) -> Iterator[tuple[int, Event]]:
    """Every event with the number of its record. Raises InputError at a line that is not a record."""
    for line in lines(directory):
        if line.whole:
            yield numbered_event(line)

"""How far sinks and anchors are behind the log, read from its files: a few reads each, cheap enough for every scrape.

A gateway tells this of itself, so nothing here is an error: what cannot be read counts as nothing that has arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from enclave.audit.anchoring import FEW, OWN, State, states
from enclave.audit.checkpoint import claimed_size
from enclave.audit.note import BadNote
from enclave.audit.read import Entry, entries
from enclave.audit.sinks.cursor import cursor_path, read_cursor
from enclave.errors import InputError


class Behind(NamedTuple):
    """What somebody does not have of the log."""

    records: int
    """Signed ones."""
    seconds: float
    """Age of the oldest of them."""


def lags(data: Path, sinks: Iterable[str] = (), anchors: Iterable[str] = ()) -> dict[str, Behind]:
    """Each sink as `sink:<name>` and each anchor as `anchor:<name>`, of the log of a data directory.

    Anchors that were ever at work are told by themselves; one that is only named has nothing yet. Records about anchoring alone make no
    anchor late: nobody anchors them.
    """
    try:
        size = claimed_size((data / "log" / "checkpoint").read_bytes())
    except (OSError, BadNote):
        return {}
    found = {f"sink:{name}": _behind(data, _delivered(data, name), size) for name in sinks}
    known = {state.anchor: state for state in states(data)}
    for name in dict.fromkeys((*known, *anchors)):
        found[f"anchor:{name}"] = _unanchored(data, known.get(name), size)
    return found


def gauges(data: Path, sinks: Iterable[str] = (), anchors: Iterable[str] = ()) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """The same as metrics: name, labels, number; and of each anchor whether the log does not go on from it."""
    for key, (records, seconds) in lags(data, sinks, anchors).items():
        kind, _, name = key.partition(":")
        yield f"enclave.audit.{kind}.records_behind", (name,), records
        yield f"enclave.audit.{kind}.seconds_behind", (name,), seconds
    for state in states(data):
        yield "enclave.audit.anchor.forked", (state.anchor,), int(state.is_forked)


def _delivered(data: Path, name: str) -> int:
    try:
        cursor = read_cursor(cursor_path(data, name))
    except InputError:
        return 0
    return cursor.record if cursor is not None else 0


def _behind(data: Path, last: int, size: int) -> Behind:
    if last >= size:
        return Behind(0, 0.0)
    return Behind(size - last, _age(next(_entries(data, last), None)))


def _unanchored(data: Path, state: State | None, size: int) -> Behind:
    last = state.size if state is not None else 0
    if last >= size:
        return Behind(0, 0.0)
    first = list(islice(_entries(data, last), FEW + 1))
    late = [entry for entry in first if entry.decoded().kind not in OWN]
    if not late and len(first) <= FEW:
        return Behind(0, 0.0)
    return Behind(size - last, _age(late[0] if late else first[0]))


def _entries(data: Path, after: int) -> Iterator[Entry]:
    with suppress(InputError):  # a log that is damaged says so elsewhere
        yield from entries(data, after)


def _age(entry: Entry | None) -> float:
    """Seconds since a record; none when retention has deleted it."""
    if entry is None:
        return 0.0
    return max(0.0, (datetime.now(UTC) - datetime.fromisoformat(entry.decoded().time)).total_seconds())

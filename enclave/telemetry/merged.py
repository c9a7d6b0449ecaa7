"""What several processes counted, together; and the folder in which they tell each other. What was told once never gets less.

Each process writes its numbers into a file of its own. Those of one that ended are added to `gone`, which also names whom it holds, so
that nobody is counted twice or left out, whenever a process is killed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from enclave.telemetry.names import BY_NAME
from enclave.telemetry.registry import HistogramState, Labels, Snapshot
from enclave.telemetry.sketch import Sketch

FOLDER = "metrics"
GONE = "gone"
SUFFIX = ".msgpack"
MOST_HELD = 10_000
"""Ids of those that ended, which are kept: nobody takes so long to read."""
Series = TypeVar("Series")
MOST_MINUTES = 20
"""Minutes of sketches of those that ended, which are kept."""


class Whole(msgspec.Struct):
    """All numbers of all processes."""

    numbers: dict[str, dict[Labels, float]] = {}
    histograms: dict[str, dict[Labels, HistogramState]] = {}

    def get(self, name: str, *labels: str) -> float:
        """A number; 0 when nobody told it."""
        return self.numbers.get(name, {}).get(labels, 0.0)


class _Gone(msgspec.Struct):
    """What those told that ended."""

    held: tuple[str, ...]
    """Their ids."""
    snapshot: Snapshot


class Folder:
    """The folder of one gateway. Any process of it may read; each writes its own numbers, and one alone adds to `gone`."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER

    def save(self, snapshot: Snapshot) -> None:
        """Let the others know. Raises OSError."""
        self._folder.mkdir(exist_ok=True)
        self._write(snapshot.process, msgspec.msgpack.encode(snapshot))

    def whole(self, own: Snapshot | None = None) -> Whole:
        """What all told, with what this process counts now."""
        return merge((own, *self._told(own.process)) if own is not None else self._told(""))

    def bury(self, pid: int, *, deaths: int = 0) -> None:
        """Keep what a process told that has ended, but for its gauges, and count its death. Raises OSError."""
        self._folder.mkdir(exist_ok=True)
        gone = self._gone()
        told = [path.stem for path in self._folder.glob(f"{pid}-*{SUFFIX}")]
        last = [snapshot for name in told if name not in gone.held and (snapshot := self._read(name)) is not None]
        if last or deaths:
            died = Snapshot(process=GONE, numbers={"enclave.worker.deaths": [((), float(deaths))]})
            whole = merge([gone.snapshot, *last, died])
            sums = {name: list(known.items()) for name, known in whole.numbers.items() if BY_NAME[name].kind == "counter"}
            kept = {name: [(labels, _younger(state)) for labels, state in known.items()] for name, known in whole.histograms.items()}
            snapshot = Snapshot(process=GONE, numbers=sums, histograms=kept)
            self._write(GONE, msgspec.msgpack.encode(_Gone((*gone.held, *told)[-MOST_HELD:], snapshot)))
        for name in told:
            self._path(name).unlink(missing_ok=True)

    def forget(self) -> None:
        """Remove what an earlier run counted, as far as that can be done: counts are no evidence."""
        for path in self._folder.glob("*"):
            with suppress(OSError):
                path.unlink()

    def _told(self, own: str) -> list[Snapshot]:
        """What the others told. Who is buried while this is read is in one of both: `gone` is read last, and names whom it holds."""
        others = [path.stem for path in sorted(self._folder.glob(f"*{SUFFIX}")) if path.stem not in (GONE, own)]
        found = [told for told in map(self._read, others) if told is not None]
        gone = self._gone()
        return [gone.snapshot, *(told for told in found if told.process not in gone.held)]

    def _gone(self) -> _Gone:
        try:
            return msgspec.msgpack.decode(self._path(GONE).read_bytes(), type=_Gone)
        except (OSError, msgspec.MsgspecError):
            return _Gone((), Snapshot(process=GONE))

    def _read(self, process: str) -> Snapshot | None:
        """What a process told last; None: nothing that can be read."""
        try:
            return msgspec.msgpack.decode(self._path(process).read_bytes(), type=Snapshot)
        except (OSError, msgspec.MsgspecError):
            return None

    def _write(self, name: str, body: bytes) -> None:
        draft = self._folder / f".{name}.{os.getpid()}"
        draft.write_bytes(body)
        draft.replace(self._path(name))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"


def merge(snapshots: Iterable[Snapshot]) -> Whole:
    """All of them together: counters and histograms add up, gauges do as the metric says. What is no metric of ours is left out."""
    whole = Whole()
    for snapshot in snapshots:
        for name, numbers in _known(snapshot.numbers):
            together = whole.numbers.setdefault(name, {})
            is_sum = BY_NAME[name].kind == "counter" or BY_NAME[name].merge == "sum"
            for labels, value in numbers:
                before = together.get(labels)
                together[labels] = value if before is None else before + value if is_sum else max(before, value)
        for name, states in _known(snapshot.histograms):
            found = whole.histograms.setdefault(name, {})
            for labels, state in states:
                met = found.get(labels)
                if len(state.counts) == len(BY_NAME[name].bounds) + 1:
                    found[labels] = state if met is None else _both(met, state)
    return whole


def _known(told: Mapping[str, Series]) -> Iterator[tuple[str, Series]]:
    return ((name, series) for name, series in told.items() if name in BY_NAME)


def _both(one: HistogramState, other: HistogramState) -> HistogramState:
    minutes: dict[int, Sketch] = {}
    for state in (one, other):
        for minute, sketch in state.minutes.items():
            minutes.setdefault(minute, Sketch()).merge(sketch)
    exemplars = dict(one.exemplars)
    for bucket, exemplar in other.exemplars.items():
        if bucket not in exemplars or exemplars[bucket].time < exemplar.time:
            exemplars[bucket] = exemplar
    counts = tuple(a + b for a, b in zip(one.counts, other.counts, strict=True))
    return HistogramState(counts, one.total + other.total, exemplars, minutes)


def _younger(state: HistogramState) -> HistogramState:
    newest = max(state.minutes, default=0)
    minutes = {minute: sketch for minute, sketch in state.minutes.items() if minute > newest - MOST_MINUTES}
    return HistogramState(state.counts, state.total, state.exemplars, minutes)

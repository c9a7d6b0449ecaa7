"""The numbers of one process: counters, gauges and histograms with few enough series, and what they are at a moment.

Adding to one that is held costs a few additions: whoever counts often holds its cells.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Mapping

import msgspec

from enclave.telemetry.names import BY_NAME, WINDOW_MINUTES, Metric
from enclave.telemetry.sketch import Sketch

MOST_SERIES = 500
"""Of one metric. What would be more is counted together, with every label `other`."""
OTHER = "other"
MINUTES = 2 * WINDOW_MINUTES
"""Of sketches that are kept."""

Labels = tuple[str, ...]


class Cell:
    """One number: of a counter, which only grows, or of a gauge."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0.0

    def add(self, amount: float = 1.0) -> None:
        """That much more."""
        self.value += amount


class Exemplar(msgspec.Struct, frozen=True, array_like=True):
    """One number that fell into a bucket, and the trace that tells its story."""

    value: float
    trace_id: str
    time: float


class Histogram:
    """How many numbers fell into each bucket, their sum, and exact quantiles of each of the last minutes."""

    __slots__ = ("bounds", "counts", "exemplars", "minutes", "now", "total")

    def __init__(self, bounds: tuple[float, ...], has_quantiles: bool, minute: int) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0
        self.exemplars: dict[int, Exemplar] = {}
        self.now = Sketch() if has_quantiles else None
        self.minutes: dict[int, Sketch] = {minute: self.now} if self.now is not None else {}
        """Unix minute -> what was seen in it."""

    def add(self, value: float) -> None:
        """One number, which is no NaN."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value
        sketch = self.now
        if sketch is not None:
            sketch.add(value)

    def mark(self, value: float, trace_id: str, time: float) -> None:
        """Have a number that was added at a Unix time stand for its bucket."""
        self.exemplars[bisect_left(self.bounds, value)] = Exemplar(value, trace_id, round(time, 3))

    def turn(self, minute: int) -> None:
        """What comes now belongs to this Unix minute."""
        if self.now is not None and minute not in self.minutes:
            self.now = self.minutes[minute] = Sketch()
            for old in [known for known in self.minutes if known <= minute - MINUTES]:
                del self.minutes[old]


class HistogramState(msgspec.Struct, frozen=True, array_like=True):
    """A histogram at a moment."""

    counts: tuple[int, ...]
    total: float
    exemplars: dict[int, Exemplar] = {}
    minutes: dict[int, Sketch] = {}


class Snapshot(msgspec.Struct, kw_only=True):
    """All numbers of a process at a moment, by metric and values of labels."""

    process: str
    """Which process, by an id that no other has."""
    numbers: dict[str, list[tuple[Labels, float]]] = {}
    histograms: dict[str, list[tuple[Labels, HistogramState]]] = {}


class Registry:
    """The series of one process. `clock` gives Unix time in seconds."""

    def __init__(self, process: str, clock: Callable[[], float] = time.time) -> None:
        self.process = process
        self._clock = clock
        self._cells: dict[str, dict[Labels, Cell]] = {}
        self._histograms: dict[str, dict[Labels, Histogram]] = {}

    def cell(self, name: str, *labels: str) -> Cell:
        """The series of a counter or gauge with these labels. Raises KeyError for a metric that is none, ValueError for other labels."""
        metric = _checked(name, labels)
        known = self._cells.setdefault(name, {})
        found = known.get(labels)
        if found is None:
            found = known.setdefault(_bounded(metric, labels, known), Cell())
        return found

    def histogram(self, name: str, *labels: str) -> Histogram:
        """The series of a histogram with these labels. Raises KeyError and ValueError as `cell` does."""
        metric = _checked(name, labels)
        known = self._histograms.setdefault(name, {})
        found = known.get(labels)
        if found is None:
            place = _bounded(metric, labels, known)
            found = known.get(place) or known.setdefault(place, Histogram(metric.bounds, metric.has_quantiles, self._minute()))
        return found

    def forget(self, name: str) -> None:
        """Drop all series of a gauge: what is not said again is not so any more."""
        self._cells.pop(name, None)

    def snapshot(self) -> Snapshot:
        """What all are now. Another thread may be adding meanwhile; what it adds after this may belong to another minute."""
        minute = self._minute()
        for known in list(self._histograms.values()):
            for histogram in list(known.values()):
                histogram.turn(minute)
        return Snapshot(
            process=self.process,
            numbers={name: [(labels, cell.value) for labels, cell in list(known.items())] for name, known in list(self._cells.items())},
            histograms={
                name: [(labels, _state(histogram)) for labels, histogram in list(known.items())]
                for name, known in list(self._histograms.items())
            },
        )  # fmt: skip

    def _minute(self) -> int:
        return int(self._clock() // 60)


def _state(histogram: Histogram) -> HistogramState:
    sketches = {minute: Sketch(dict(sketch.bins), sketch.zeros) for minute, sketch in list(histogram.minutes.items())}
    return HistogramState(tuple(histogram.counts), histogram.total, dict(histogram.exemplars), sketches)


def _checked(name: str, labels: Labels) -> Metric:
    metric = BY_NAME[name]
    if len(labels) != len(metric.labels):
        raise ValueError(f"`{name}` has the labels {metric.labels}")
    return metric


def _bounded(metric: Metric, labels: Labels, known: Mapping[Labels, object]) -> Labels:
    return labels if len(known) < MOST_SERIES or not labels else (OTHER,) * len(metric.labels)

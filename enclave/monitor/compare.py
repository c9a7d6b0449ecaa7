"""The question of `monitor compare`: did the analysis drift from the reference, where, how, and at which false-alarm rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from enclave.errors import InputError
from enclave.monitor import performance
from enclave.monitor.calibration import (
    Limits,
    is_beyond,
    limits,
    measure,
    nulls,
    permutations,
    rescaled,
    shuffler,
    sizes_of,
    to_losses,
    to_scores,
    to_values,
)
from enclave.monitor.chunks import Chunk, Chunks, cut
from enclave.monitor.columns import Layout
from enclave.monitor.dependence import Dependence
from enclave.monitor.detector import Detector
from enclave.monitor.detectors import DETECTORS
from enclave.monitor.source import Floats, Mask, Table
from enclave.monitor.subjects import Numbers, Reader, Roles, read

ACCUMULATED = "accumulated"
WORK = 60_000_000
"""Values that all permutations together look at."""


NO_ROLES = Roles()


@dataclass(frozen=True)
class Question:
    """What to compare, and how."""

    reference: Path
    analysis: Path
    timestamp: str | None = None
    chunk: str | None = None
    roles: Roles = NO_ROLES
    detectors: tuple[str, ...] = ()
    """By id or by Azure's name; none: the default ones."""
    rate: float = 0.05
    """The chance that an analysis without drift has any alert at all."""
    block: int | None = None
    """Neighbouring rows that are exchanged together, where rows depend on the ones before; None: as the files show."""
    seed: int = 0
    newest: bool = False
    """Only the last chunk may alert, by itself or together with those before: all others were looked at earlier."""


@dataclass(frozen=True)
class Result:
    """What one detector saw in one column of one chunk. `value` and `threshold` are None where there is nothing to measure.

    What is `accumulated` over chunks up to this one has a score as its value (standard normal without drift), and says since which
    chunk, and by which detector.
    """

    chunk: str
    column: str
    detector: str
    value: float | None
    threshold: float | None
    alert: bool
    since: str = ""
    by: str = ""


@dataclass(frozen=True)
class Answer:
    """All chunks and results; `notes` are what a person should know of the data."""

    chunks: tuple[Chunk, ...]
    results: tuple[Result, ...]
    rate: float
    notes: tuple[str, ...]

    @property
    def drifted(self) -> bool:
        """Whether anything did."""
        return any(result.alert for result in self.results)


def chosen(names: Sequence[str]) -> tuple[Detector, ...]:
    """Detectors by id, title's short forms or Azure's name. Raises InputError for one that is not known."""
    if not names:
        return tuple(detector for detector in DETECTORS if detector.default)
    known = {
        alias.lower(): detector for detector in DETECTORS for alias in (detector.id, detector.id.replace("_", "-"), detector.azure) if alias
    }
    by_id = {detector.id: detector for detector in DETECTORS}
    known |= {short: by_id[full] for short, full in SHORT.items() if full in by_id}
    found: list[Detector] = []
    for name in names:
        if name == "all":
            found += DETECTORS
        elif name == "default":
            found += chosen(())
        elif name.lower() not in known:
            raise InputError(f"there is no detector `{name}`", hint=f"use `all`, or some of {', '.join(f'`{one}`' for one in by_id)}")
        else:
            found.append(known[name.lower()])
    return tuple(dict.fromkeys(found))


SHORT = {
    "ks": "kolmogorov_smirnov", "js": "jensen_shannon", "psi": "population_stability", "chi2": "chi_squared", "chebyshev": "l_infinity",
    "emd": "wasserstein", "pca": "reconstruction_error", "mmd": "maximum_mean_discrepancy",
}  # fmt: skip


def compare(question: Question) -> Answer:
    """Raises InputError for files that cannot be compared."""
    if not 0 < question.rate < 1:
        raise InputError(f"`{question.rate}` is no false-alarm rate", hint="a share between 0 and 1, `0.05`")
    detectors = chosen(question.detectors)
    if not question.detectors and is_beyond(question.rate):
        detectors = tuple(detector for detector in detectors if not detector.null.has_heavy_tail)
    reference, analysis = Table(question.reference), Table(question.analysis)
    if not reference.rows:
        raise InputError("has no rows", str(question.reference))
    chunks = cut(analysis, question.timestamp, question.chunk)
    skipped = {question.timestamp} if question.timestamp is not None else set()
    labels = np.concatenate([np.zeros(reference.rows, dtype=np.int16), chunks.of_row])
    rows = np.concatenate([np.arange(reference.rows), reference.rows + chunks.sequence])
    looked = rows if question.block is None else rows[:0]
    dependence = Dependence(looked[: reference.rows], looked[reference.rows :])
    reader = Reader((reference, analysis), detectors, labels, np.sort(rows), len(chunks.chunks), dependence=dependence)
    read(reader, question.roles, skipped)
    performance.add(reader, question.roles)
    block = dependence.block(len(rows)) if question.block is None else question.block
    found = _judged(question, chunks, reader, rows, block)
    notes = _notes(chunks) + reader.subjects.notes
    if question.block is None and block > 1:
        notes.append(f"rows depend on those before: they are exchanged in blocks of {block}")
        if dependence.is_too_long:
            notes.append("they depend on so many that the false-alarm rate may not hold: give more rows, or longer chunks")
    return Answer(chunks.chunks, tuple(found), question.rate, tuple(notes))


def _judged(question: Question, chunks: Chunks, reader: Reader, rows: Numbers, block: int) -> list[Result]:
    """Every result, judged by limits from permutations of rows, or of blocks of so many."""
    subjects, labels, layout = reader.subjects, reader.labels, reader.layout
    groups = subjects.groups
    shapes = nulls(groups, layout, is_newest=question.newest)
    few = labels[subjects.sample]
    tries = permutations(question.rate, WORK // max(len(few) * max(len(groups), 1), 1))
    place = np.full(len(labels), -1)
    place[subjects.sample] = np.arange(len(subjects.sample))
    sequence = place[rows]
    asked = _asked(layout, chunks) if question.newest else None
    held = sequence[sequence >= 0]
    # of a sample a block holds as many as of all rows lie in it
    together = block if question.block is not None else math.ceil(block * len(held) / len(rows))
    limit = limits(groups, layout, question.rate, tries, shuffler(few, held, together, question.seed), asked=asked)
    # what is judged is measured as the permutations were; what is shown is of all rows, and the threshold moves along
    judged = measure(groups, few, layout, judged=True)
    # more rows tell more only where they do not depend on each other
    if reader.is_sampled and groups and block == 1:
        every = np.concatenate(subjects.lawful).ravel()
        lawful = np.isfinite(every)
        many = rescaled(limit, shapes, sizes_of(few, layout, shapes), sizes_of(labels[rows], layout, shapes))
        judged = np.where(lawful, every, judged)
        limit = Limits(np.where(lawful, many.mean, limit.mean), np.where(lawful, many.spread, limit.spread), limit.score)
    scores = to_scores(to_losses(judged, shapes), limit.mean, limit.spread, shapes)
    if asked is not None:
        scores = np.where(np.tile(asked, len(scores) // max(layout.total, 1)), scores, -np.inf)
    moved = to_values(limit.score, limit.mean, limit.spread, shapes, judged) - judged
    found = _results(chunks, reader, moved, scores, limit.score)
    broken = [
        Result(chunk.name, column, detector, 1.0, 0.0, True)
        for chunk in chunks.chunks
        if chunk.rows
        for column, detector in subjects.broken
    ]
    order = {chunk.name: i for i, chunk in enumerate(chunks.chunks)}
    if question.newest and chunks.chunks:
        last = chunks.chunks[-1].name
        return [one for one in [*found, *broken] if one.chunk == last]
    return sorted([*found, *broken], key=lambda result: order[result.chunk])


def _asked(layout: Layout, chunks: Chunks) -> Mask:
    """(total,) the last chunk, and the windows that end with it."""
    last = len(chunks.chunks)
    return np.array([k == last - 1 for k in range(last)] + [after == last for _, after in layout.windows], dtype=bool)


def _results(chunks: Chunks, reader: Reader, room: Floats, scores: Floats, limit: float) -> list[Result]:
    """Of each detector of each column, and what is accumulated over several chunks of the column.

    room: (tests,) how far each value that is judged lies below its threshold.
    """
    subjects, layout = reader.subjects, reader.layout
    if not subjects.groups:
        return []
    count = layout.chunks
    values = np.concatenate(subjects.found)
    over = scores.reshape(len(values), layout.total)
    shown = values + room.reshape(over.shape)[:, :count]
    tests = [(group.subject.name, detector.id) for group in subjects.groups for detector in group.detectors]
    found = []
    for i, (column, detector) in enumerate(tests):
        for k, chunk in enumerate(chunks.chunks):
            found.append(Result(chunk.name, column, detector, _number(values[i, k]), _number(shown[i, k]), bool(over[i, k] > limit)))
    if not layout.windows:
        return found
    places: dict[str, list[int]] = {}
    for i, (column, _) in enumerate(tests):
        places.setdefault(column, []).append(i)
    for column, rows in places.items():
        names = [tests[i][1] for i in rows]
        for k, score, first, i in _accumulated(chunks, layout, over[rows], limit):
            since = chunks.chunks[first].name
            found.append(Result(chunks.chunks[k].name, column, ACCUMULATED, score, limit, score > limit, since, names[i]))
    return found


def _accumulated(chunks: Chunks, layout: Layout, scores: Floats, limit: float) -> list[tuple[int, float, int, int]]:
    """Of one column: for each chunk the largest score of a window that ends with it, its first chunk, and its detector.

    A window with a chunk that alerts by itself has nothing to add. scores: (detectors, total).
    """
    alone = np.append(0, np.cumsum((scores[:, : layout.chunks] > limit).any(axis=0)))
    best: dict[int, tuple[float, int, int]] = {}
    for w, (first, after) in enumerate(layout.windows):
        if alone[after] > alone[first] or not chunks.chunks[after - 1].rows:
            continue
        i = int(scores[:, layout.chunks + w].argmax())
        best[after - 1] = max(best.get(after - 1, (-np.inf, 0, 0)), (float(scores[i, layout.chunks + w]), first, i))
    return [(k, *found) for k, found in sorted(best.items()) if np.isfinite(found[0]) and np.isfinite(limit)]


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _notes(chunks: Chunks) -> list[str]:
    notes = [] if any(chunk.rows for chunk in chunks.chunks) else ["the analysis has no row that could be compared"]
    if chunks.untimed:
        notes.append(f"{chunks.untimed} rows of the analysis have no time and are in no chunk")
    if chunks.unsorted:
        notes.append("the analysis was not in the order of time and has been sorted")
    empty = [chunk.name for chunk in chunks.chunks if not chunk.rows]
    if empty:
        notes.append(f"{len(empty)} chunks are empty: {', '.join(empty[:5])}{', ...' if len(empty) > 5 else ''}")
    return notes

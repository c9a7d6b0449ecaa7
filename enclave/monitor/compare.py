"""The question of `monitor compare`: did the analysis drift from the reference, where, how, and at which false-alarm rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from enclave.errors import InputError
from enclave.monitor import performance
from enclave.monitor.calibration import (
    Group,
    Limits,
    limits,
    measure,
    nulls,
    permutations,
    rescaled,
    shuffler,
    to_losses,
    to_scores,
    to_values,
)
from enclave.monitor.chunks import Chunk, Chunks, cut
from enclave.monitor.columns import Labels
from enclave.monitor.detector import Detector
from enclave.monitor.detectors import DETECTORS
from enclave.monitor.source import Floats, Table
from enclave.monitor.subjects import Numbers, Reader, Roles, Subjects, read

LAWFUL = ("kolmogorov_smirnov", "chi_squared", "text_length")
"""Those whose values go with the number of rows by a law that holds for any data: they are judged by all rows, others by the sample."""
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
    block: int = 1
    """Neighbouring rows that are exchanged together, where rows depend on the ones before."""
    seed: int = 0


@dataclass(frozen=True)
class Result:
    """What one detector saw in one column of one chunk. `value` and `threshold` are None where there is nothing to measure."""

    chunk: str
    column: str
    detector: str
    value: float | None
    threshold: float | None
    alert: bool


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
    reference, analysis = Table(question.reference), Table(question.analysis)
    if not reference.rows:
        raise InputError("has no rows", str(question.reference))
    chunks = cut(analysis, question.timestamp, question.chunk)
    skipped = {question.timestamp} if question.timestamp is not None else set()
    labels = np.concatenate([np.zeros(reference.rows, dtype=np.int16), chunks.of_row])
    rows = np.concatenate([np.arange(reference.rows), reference.rows + chunks.sequence])
    reader = Reader((reference, analysis), detectors, labels, np.sort(rows), len(chunks.chunks))
    read(reader, question.roles, skipped)
    performance.add(reader, question.roles)
    found = _judged(question, chunks, reader.subjects, labels, rows)
    return Answer(chunks.chunks, tuple(found), question.rate, tuple(_notes(chunks) + reader.subjects.notes))


def _judged(question: Question, chunks: Chunks, subjects: Subjects, labels: Labels, rows: Numbers) -> list[Result]:
    """Every result, judged by limits from permutations."""
    count = len(chunks.chunks)
    groups = subjects.groups
    shapes = nulls(groups, count)
    values = subjects.values
    few = labels[subjects.sample]
    tries = permutations(question.rate, WORK // max(len(few) * max(len(groups), 1), 1))
    place = np.full(len(labels), -1)
    place[subjects.sample] = np.arange(len(subjects.sample))
    sequence = place[rows]
    limit = limits(groups, count, question.rate, tries, shuffler(few, sequence[sequence >= 0], question.block, question.seed))
    # what is judged is measured as the permutations were; what is shown is of all rows, and the threshold moves along
    judged = measure(groups, few, count)
    if len(few) < len(rows):
        lawful = np.repeat([detector.id in LAWFUL for group in groups for detector in group.detectors], count)
        plain = [Group(group.subject, group.detectors) for group in groups]
        many = rescaled(limit, shapes, _sizes(few, count, plain), _sizes(labels[rows], count, groups))
        judged = np.where(lawful, values, judged)
        limit = Limits(np.where(lawful, many.mean, limit.mean), np.where(lawful, many.spread, limit.spread), limit.score)
    scores = to_scores(to_losses(judged, shapes), limit.mean, limit.spread, shapes)
    thresholds = to_values(limit.score, limit.mean, limit.spread, shapes, judged) + np.nan_to_num(values - judged)
    names = [(group.subject.name, detector.id) for group in groups for detector in group.detectors]
    found = []
    for i, (column, detector) in enumerate(names):
        for k, chunk in enumerate(chunks.chunks):
            at = i * count + k
            found.append(Result(chunk.name, column, detector, _number(values[at]), _number(thresholds[at]), bool(scores[at] > limit.score)))
    found += [
        Result(chunk.name, column, detector, 1.0, 0.0, True)
        for chunk in chunks.chunks
        if chunk.rows
        for column, detector in subjects.broken
    ]
    order = {chunk.name: i for i, chunk in enumerate(chunks.chunks)}
    return sorted(found, key=lambda result: order[result.chunk])


def _sizes(labels: Labels, count: int, groups: Sequence[Group]) -> tuple[Floats, Floats]:
    """(tests,) rows of the reference and of the chunk."""
    sizes = np.bincount(labels, minlength=count + 1).astype(np.float64)
    share = np.repeat([group.share for group in groups for _ in group.detectors], count)
    return sizes[0] * share, np.tile(sizes[1 : count + 1], len(share) // max(count, 1)) * share


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _notes(chunks: Chunks) -> list[str]:
    notes = []
    if chunks.untimed:
        notes.append(f"{chunks.untimed} rows of the analysis have no time and are in no chunk")
    if chunks.unsorted:
        notes.append("the analysis was not in the order of time and has been sorted")
    empty = [chunk.name for chunk in chunks.chunks if not chunk.rows]
    if empty:
        notes.append(f"{len(empty)} chunks are empty: {', '.join(empty[:5])}{', ...' if len(empty) > 5 else ''}")
    return notes

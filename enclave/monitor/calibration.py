"""Thresholds under which the stated false-alarm rate holds for a whole analysis: every chunk, column and detector together.

Without drift the rows of reference and analysis can be exchanged. So they are, some hundred times; every value is measured anew, put on
one scale by its own mean and spread, and the largest of all is kept (P. H. Westfall and S. S. Young, Resampling-based multiple
testing, 1993, single-step maxT). The stated rate is that of the largest's quantile: exact whatever depends on whatever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtr, ndtri

from enclave.monitor.columns import Labels, Layout
from enclave.monitor.detector import Detector, Null
from enclave.monitor.source import Floats, Mask

SPREAD = 10
"""How many of the permutations are to lie above the limit. A limit that wavers has to be higher on average to be exceeded as seldom."""
LEAST, MOST = 99, 999
"""Permutations."""
LATE = 0.1
"""The handicap of windows of several chunks where all of them are looked at: there are many, and what they see has lasted."""
BESIDE = 0.4
"""The handicap of a chunk against the reference alone where it is held against the chunks before it as well: that sees the same, sooner."""
BATCH = 1_000_000
"""Counts that are made at once."""
PART = 1_000_000
"""Values of permutations that are put on their scale at once."""
OWN = int.from_bytes(b"permutations")
"""Beside a seed: numbers that are nobody else's. Data that was drawn or shuffled with the same seed would meet its own order again."""


class Splittable(Protocol):
    """What can be divided into reference and chunks."""

    @property
    def name(self) -> str:
        """The column."""

    @property
    def width(self) -> int:
        """How many cells it counts in; 0 when it takes one labelling at a time."""

    def split(self, labels: Labels, layout: Layout) -> object:
        """The same under a labelling."""


@dataclass(frozen=True)
class Group:
    """A subject and the detectors that look at it."""

    subject: Splittable
    detectors: tuple[Detector, ...]
    still: Floats | None = None
    """(detectors times total,) values that every labelling has, since nothing varies."""


@dataclass(frozen=True)
class Limits:
    """(tests,) means and spreads without drift, and the score that only the stated share of driftless analyses exceeds."""

    mean: Floats
    spread: Floats
    score: float


def measure(groups: Sequence[Group], labels: Labels, layout: Layout, *, judged: bool = False) -> Floats:
    """(tests,) values: chunks and windows within detectors within groups; `judged`: that by which they are judged, see `repeated`."""
    found: Floats = repeated(groups, labels[None], layout, judged=judged)[0]
    return found


def repeated(groups: Sequence[Group], labellings: Labels, layout: Layout, *, judged: bool = False) -> Floats:
    """(labellings, tests) values of each of (labellings, rows).

    `judged`: of levels not the value but how far it is from the reference's, put where the level of all rows is. Else chunks would be held
    against a mean that the drift of other chunks has moved: what changes later would alert before it does, and what lasts hide itself.
    """
    many, total = len(labellings), layout.total
    found = np.empty((many, sum(len(group.detectors) for group in groups) * total))
    at = 0
    for group in groups:
        values = found[:, at : at + len(group.detectors) * total].reshape(many, len(group.detectors), total)
        at += len(group.detectors) * total
        if group.still is not None:
            values[:] = group.still.reshape(len(group.detectors), total)
            continue
        width, of_all = group.subject.width, None
        step = max(BATCH // max(width * (1 + total), labellings.shape[1]), 1) if width else 1
        for first in range(0, many, step):
            part = slice(first, first + step)
            labels = labellings[part] if width else labellings[first]
            split = group.subject.split(labels, layout)
            for i, detector in enumerate(group.detectors):
                values[part, i] = (detector.judged if judged and detector.judged else detector.measure)(split)
            if judged and any(detector.null.is_level for detector in group.detectors):
                of_all = _levels(group, np.ones(labels.shape[-1], dtype=bool)) if of_all is None else of_all
                is_level = [detector.null.is_level for detector in group.detectors]
                values[part, is_level] += (of_all - _levels(group, labels == 0))[..., is_level, :]
    return found


def _levels(group: Group, of: Mask) -> Floats:
    """(..., detectors, 1) the levels of some rows, as if they were a chunk; 0 of what is no level."""
    split = group.subject.split(of.astype(np.int16), Layout(1))
    return np.stack(
        [detector.measure(split) if detector.null.is_level else np.zeros((*of.shape[:-1], 1)) for detector in group.detectors], -2
    )


def nulls(groups: Sequence[Group], layout: Layout, *, is_newest: bool = False) -> list[Null]:
    """The shape of each test, in the order of `measure`; `is_newest`: only windows that end with the last chunk are looked at."""
    found: list[Null] = []
    for group in groups:
        for detector in group.detectors:
            own = detector.null
            if is_newest or not layout.windows:
                found += [own] * layout.total
                continue
            late, alone = replace(own, handicap=own.handicap + LATE), replace(own, handicap=own.handicap + own.alone)
            beside = replace(alone, handicap=alone.handicap + BESIDE) if own.is_before else alone
            again = {first for first, after in layout.windows if after - first == 1}
            found += [beside if k in again else alone for k in range(layout.chunks)]
            found += [late if after - first > 1 else alone for first, after in layout.windows]
    return found


def is_beyond(rate: float) -> bool:
    """Whether a rate is so small that no number of permutations has it: its limit is extrapolated."""
    return rate * (MOST + 1) < 1


def permutations(rate: float, budget: int) -> int:
    """How many, so that the rate is met exactly by a whole number of them, within a budget."""
    if is_beyond(rate):
        return 2 * LEAST + 1
    wanted = SPREAD
    while wanted > 1 and round(wanted / rate) - 1 > min(max(budget, LEAST), MOST):
        wanted -= 1
    return max(round(wanted / rate) - 1, 1)


def shuffler(labels: Labels, sequence: NDArray[np.int64], block: int, seed: int) -> Callable[[], Labels]:
    """Labellings of a driftless world: rows exchanged one by one, or by blocks of neighbours in `sequence`."""
    random = np.random.default_rng((seed, OWN))
    if block <= 1:
        return lambda: random.permutation(labels)
    ordered = labels[sequence]
    pieces = np.array_split(sequence, max(len(sequence) // block, 2))

    def shuffled() -> Labels:
        fresh = np.empty_like(labels)
        fresh[np.concatenate([pieces[i] for i in random.permutation(len(pieces))])] = ordered
        return fresh

    return shuffled


def limits(
    groups: Sequence[Group], layout: Layout, rate: float, count: int, shuffled: Callable[[], Labels], *, asked: Mask | None = None
) -> Limits:
    """Means, spreads and the limit of the largest score, from `count` permutations.

    `asked` (total,): the chunks and windows that may alert; all without it.
    """
    shapes = nulls(groups, layout, is_newest=asked is not None)
    if not shapes:
        return Limits(np.empty(0), np.empty(0), np.inf)
    labellings = np.stack([shuffled() for _ in range(count)])
    sizes = sizes_of(labellings[0], layout, shapes)
    return fitted(repeated(groups, labellings, layout, judged=True), shapes, layout.total, sizes, rate, asked=asked)


Sizes = tuple[Floats, Floats]
"""(tests,) rows of what a chunk or window is held against, and of itself."""


def sizes_of(labels: Labels, layout: Layout, shapes: Sequence[Null]) -> Sizes:
    """Rows of every test."""
    sizes = layout.sized(labels)
    many = len(shapes) // max(layout.total, 1)
    before = np.tile(layout.before(sizes[:, None])[:, 0], many)
    return np.where([shape.is_before for shape in shapes], before, sizes[0]), np.tile(sizes[1:], many)


def fitted(values: Floats, shapes: Sequence[Null], total: int, sizes: Sizes, rate: float, *, asked: Mask | None = None) -> Limits:
    """Limits from the (count, tests) values of driftless worlds; `total` chunks and windows of each detector of each group."""
    mean, spread, largest = np.empty(len(shapes)), np.empty(len(shapes)), np.full(len(values), -np.inf)
    step = max(PART // max(values.shape[0] * total, 1), 1) * max(total, 1)
    for first in range(0, len(shapes), step):
        part = slice(first, first + step)
        own = sizes[0][part], sizes[1][part]
        mean[part], spread[part], scores = _standardised(values[:, part], shapes[part], total, own, asked)
        np.maximum(largest, scores.max(axis=1), out=largest)
    return Limits(mean, spread, _limit(largest, rate))


def _standardised(
    values: Floats, shapes: Sequence[Null], total: int, sizes: Sizes, asked: Mask | None
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """(tests,) means and spreads, and the (count, tests) score of each value among those of the other worlds."""
    n, m = sizes
    alike = _alike(m[:total])
    # what is held against more rows than another wavers less: in units of that they are alike
    unit = np.where([shape.is_before for shape in shapes], _scales(shapes, n, m), 1.0)
    losses = to_losses(values, shapes) / unit
    known = np.isfinite(losses)
    filled = np.where(known, losses, 0.0)
    with np.errstate(over="ignore", invalid="ignore"):
        each = [_pooled(part, alike) for part in (known.astype(np.float64), filled, filled**2)]
        sums = [part.sum(axis=0) for part in each]
    # each permutation is judged by the others, as the analysis is: one that judges itself looks harmless
    with np.errstate(over="ignore", invalid="ignore"):
        others = _moments(*(total - part for total, part in zip(sums, each, strict=True)))
    if asked is not None:
        known &= np.tile(asked, len(shapes) // total)
    scores = np.where(known, to_scores(losses, *floored(*others, shapes, n, m), shapes), -np.inf)
    mean, spread = floored(*_moments(*sums), shapes, n, m)
    return mean * unit, spread * unit, scores


def _limit(largest: Floats, rate: float) -> float:
    """What the largest score exceeds with a chance of `rate`: one of the permutations' own where there are enough.

    For smaller rates: the largest of as many independent normal scores as fit the permutations best (maximum likelihood).
    """
    place = int(np.floor(rate * (len(largest) + 1) + 1e-9))
    if place >= 1:
        return float(np.sort(largest)[::-1][place - 1])
    known = largest[np.isfinite(largest)]
    if not len(known):
        return float("inf")
    effective = max(-len(known) / float(log_ndtr(known).sum()), 1.0)
    return float(-ndtri(-np.expm1(np.log1p(-rate) / effective)))


def _alike(sizes: Floats) -> NDArray[np.int64]:
    """(chunks,) class of each chunk: those of about the same size spread alike without drift."""
    classes = np.round(np.log(np.maximum(sizes, 1)) / np.log(1.05))
    return np.unique(classes, return_inverse=True)[1]


def _pooled(part: Floats, alike: NDArray[np.int64]) -> Floats:
    """(count, tests) sums, each over the chunks that are alike."""
    chunks = len(alike)
    table = part.reshape(len(part), -1, chunks)
    same = (alike[:, None] == alike[None, :]).astype(np.float64)
    return np.asarray(table @ same).reshape(len(part), -1)


def _moments(sizes: Floats, first: Floats, second: Floats) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        mean = first / sizes
        variance = (second - sizes * mean**2) / (sizes - 1)
    noise = 1e-12 * np.abs(second / np.maximum(sizes, 1))
    return mean, np.sqrt(np.where(variance > noise, variance, 0.0))


def _column(shapes: Sequence[Null]) -> tuple[Floats, NDArray[np.str_]]:
    return np.array([shape.exponent for shape in shapes]), np.array([shape.side for shape in shapes])


def _handicaps(shapes: Sequence[Null]) -> Floats:
    return np.array([shape.handicap for shape in shapes])


def _scales(shapes: Sequence[Null], n: Floats, m: Floats) -> Floats:
    """(tests,) what mean and spread go with; 1 where that is nothing."""
    scales = np.ones(len(shapes))
    for scale in {shape.scale for shape in shapes}:
        of = np.array([shape.scale is scale for shape in shapes])
        with np.errstate(divide="ignore", invalid="ignore"):
            scales[of] = scale(n[of], m[of])
    return np.where(np.isfinite(scales), scales, 1.0)


def to_losses(values: Floats, shapes: Sequence[Null]) -> Floats:
    """Values on a scale on which more is worse; those with two bad sides as they are."""
    exponent, side = _column(shapes)
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(side == "high", np.maximum(values, 0.0) ** exponent, np.where(side == "low", 1.0 - values, values))


def to_scores(losses: Floats, mean: Floats, spread: Floats, shapes: Sequence[Null]) -> Floats:
    """Standard normal scores without drift, less the handicaps, by Wilson and Hilferty's cube root of a gamma variable.

    What cannot vary scores least.
    """
    _, side = _column(shapes)
    with np.errstate(divide="ignore", invalid="ignore"):
        nine = 9 * (mean / spread) ** 2
        gamma = (np.cbrt(losses / mean) - 1 + 1 / nine) * np.sqrt(nine)
        off = np.abs(losses - mean) / spread
        two_sided = -ndtri(np.minimum(2 * ndtr(-off), 1.0))
        scores = np.where(side == "both", np.where(off > 8, off, two_sided), np.where(mean > 0, gamma, -np.inf))
    return np.where((spread > 0) & np.isfinite(losses), scores - _handicaps(shapes), -np.inf)


def to_values(score: float, mean: Floats, spread: Floats, shapes: Sequence[Null], seen: Floats) -> Floats:
    """The values that have a score: the thresholds. Of two bad sides the one that the value `seen` lies on; NaN where nothing varies."""
    exponent, side = _column(shapes)
    own = score + _handicaps(shapes)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        nine = 9 * (mean / spread) ** 2
        losses = mean * np.maximum(1 - 1 / nine + own / np.sqrt(nine), 0.0) ** 3
        off = np.where(own <= 8, -ndtri(ndtr(-own) / 2), own)
        both = mean + np.where(seen < mean, -off, off) * spread
        values = np.where(side == "high", losses ** (1 / exponent), np.where(side == "low", 1 - losses, both))
    return np.where((spread > 0) & np.isfinite(values), values, np.nan)


def floored(mean: Floats, spread: Floats, shapes: Sequence[Null], n: Floats, m: Floats) -> tuple[Floats, Floats]:
    """Means and spreads of shares (tests, or permutations by tests) that are at least those of one row that can be anywhere.

    Else what never happened in a hundred permutations would be judged impossible. n, m: (tests,) rows of reference and chunk.
    """
    is_share = np.array([shape.is_share for shape in shapes])
    with np.errstate(divide="ignore", invalid="ignore"):
        least, width = 1 / (n + m), np.sqrt(n / m) / (n + m)
    is_low = is_share & ~(mean >= least)
    return np.where(is_low, least, mean), np.where(is_low | (is_share & ~(spread >= width)), width, spread)


def rescaled(limit: Limits, shapes: Sequence[Null], few: Sizes, many: Sizes) -> Limits:
    """Limits found with few rows, for many."""
    factor = _scales(shapes, *many) / _scales(shapes, *few)
    moves = np.array([not shape.is_mean for shape in shapes])
    return Limits(np.where(moves, limit.mean * factor, limit.mean), limit.spread * factor, limit.score)

"""What a detector is: how it measures the distance of every chunk from the reference, and what its values look like without drift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from enclave.monitor.source import Floats

Side = Literal["high", "low", "both"]
Subject = Literal[
    "numeric",
    "categorical",
    "missing",
    "type",
    "text",
    "refusal",
    "rows",
    "outcomes",
    "scores",
    "losses",
    "absolute",
    "squared",
    "embedding",
]


def root(n: Floats, m: Floats) -> Floats:
    """Distances of distribution functions and of means: the square root of 1/n + 1/m."""
    return np.asarray(np.sqrt(1 / n + 1 / m))


def plain(n: Floats, m: Floats) -> Floats:
    """Squares of distances, and divergences: 1/n + 1/m."""
    return np.asarray(1 / n + 1 / m)


def constant(n: Floats, m: Floats) -> Floats:
    """Statistics that are scaled already."""
    return np.ones_like(n + m)


def stephens(n: Floats, m: Floats) -> Floats:
    """Kolmogorov-Smirnov with few rows (M. A. Stephens, EDF statistics for goodness of fit, JASA 69, 1974)."""
    size = np.sqrt(n * m / (n + m))
    return np.asarray(1 / (size + 0.12 + 0.11 / size))


@dataclass(frozen=True)
class Null:
    """How values spread without drift, up to a mean and a spread that permutations tell.

    The value to the power `exponent` (or one minus the value, where low ones are bad) is close to a gamma distribution. Its mean and
    spread go with the rows of reference and chunk as `scale` says; `is_mean`: the mean stays, and only the spread goes.
    """

    exponent: float = 1.0
    scale: Callable[[Floats, Floats], Floats] = root
    side: Side = "high"
    is_mean: bool = False
    is_share: bool = False
    """It counts rare rows: its mean and spread are at least those of one such row."""
    is_level: bool = False
    """It is no distance but a property of a chunk: judged by how far it is from the reference's."""
    is_before: bool = False
    """Windows are held against the reference and the chunks before them, not the reference alone: `Layout.before`."""
    has_heavy_tail: bool = False
    """Further out than permutations reach it is more frequent than a normal score: not asked, by default, at rates so small."""
    handicap: float = 0.0
    """What is taken off its score. Whoever sees mostly what others see sooner takes less of the false-alarm rate from them."""
    alone: float = 0.0
    """The same, of chunks by themselves where windows of several are looked at, too."""


@dataclass(frozen=True)
class Detector:
    """One way to see drift. `measure` takes a split and returns (chunks,) values, NaN where there is none."""

    id: str
    title: str
    on: tuple[Subject, ...]
    measure: Callable[[Any], Floats]
    null: Null
    azure: str = ""
    """The name in Azure Machine Learning's model monitoring, where it has one."""
    default: bool = True
    """Runs without being asked for."""
    judged: Callable[[Any], Floats] | None = None
    """What is judged instead of the value, by which a chunk without drift is as far off as permutations are, whatever others do."""

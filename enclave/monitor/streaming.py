"""Streaming detectors: a stream is looked at value by value, without a reference, by detectors with limits of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

import numpy as np

from enclave.errors import InputError
from enclave.monitor.chunks import NEVER, read_times
from enclave.monitor.detectors.adwin import Adwin
from enclave.monitor.detectors.ddm import Ddm
from enclave.monitor.detectors.kswin import Kswin
from enclave.monitor.detectors.page_hinkley import PageHinkley
from enclave.monitor.source import Floats, Table


class Streaming(Protocol):
    """Takes values one by one, and starts anew after each change."""

    def update(self, value: float) -> bool:
        """Whether there is a change, by what was seen up to this value."""


STREAMING: dict[str, Callable[[], Streaming]] = {
    "adwin": Adwin,
    "page_hinkley": PageHinkley,
    "ddm": Ddm,
    "kswin": lambda: Kswin(seed=0),
}
ERRORS = ("ddm",)
"""Those that take 0 and 1."""


def signals(values: Iterable[float], detector: Streaming) -> list[int]:
    """Places of the values at which a detector signals."""
    return [i for i, value in enumerate(values) if detector.update(value)]


def stream(path: Path, column: str, name: str, timestamp: str | None = None) -> list[int]:
    """Rows of a file, from 0, at which a detector signals; rows without a finite number are left out. Sorted by time where there is one.

    Raises InputError for a detector or column that is not there, or values that it does not take.
    """
    make = STREAMING.get(name.lower().replace("-", "_"))
    if make is None:
        raise InputError(f"there is no streaming detector `{name}`", hint=f"use one of {', '.join(f'`{one}`' for one in STREAMING)}")
    table = Table(path)
    if column not in table.types:
        known = ", ".join(f"`{one}`" for one in list(table.types)[:20])
        raise InputError(f"has no column `{column}`", str(path), f"its columns are {known}")
    values: Floats = _truths(table, column) if table.types[column] == "BOOLEAN" else table.floats(column)
    rows = np.flatnonzero(np.isfinite(values))
    if timestamp is not None:
        times = read_times(table, timestamp)
        rows = rows[times[rows] != NEVER]
        rows = rows[np.argsort(times[rows], kind="stable")]
    if table.rows and not len(rows):
        raise InputError(f"the column `{column}` holds no numbers", str(path))
    if make in {STREAMING[one] for one in ERRORS} and not np.isin(values[rows], (0, 1)).all():
        raise InputError(f"`{name}` takes errors, 0 or 1, and `{column}` holds other numbers", str(path))
    return [int(rows[i]) for i in signals(values[rows].tolist(), make())]


def _truths(table: Table, column: str) -> Floats:
    codes = table.codes(column, ["false", "true"])
    return np.where(codes >= 0, codes.astype(np.float64), np.nan)

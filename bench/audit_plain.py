"""The peers of the log's writers: plain appends to a file and their syncs, one after the other and at a given rate."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple


class Slice(NamedTuple):
    waited: list[float]
    cpu: float
    wall: float


def plain(path: Path, line: bytes, seconds: float) -> Slice:
    """A line and its sync, one after the other."""
    file, waited, started = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), [], time.perf_counter()
    while (asked := time.perf_counter()) < started + seconds:
        os.write(file, line)
        os.fdatasync(file)
        waited.append(time.perf_counter() - asked)
    os.close(file)
    return Slice(waited, 0, time.perf_counter() - started)


class Paced(NamedTuple):
    """A slice of plain syncs at a rate."""

    syncs: list[float]
    """What each write with its sync took, in seconds."""
    waited: list[float]
    """What each line waited from when it was due until it was on the disk."""


def paced(path: Path, line: bytes, rate: float, core: int, seconds: float) -> Paced:
    """Lines at a rate, on one core: all that are due go in one write, then one sync. Less than this no log can do that syncs each record
    before it goes on, and has one sync at a time."""
    cores = os.sched_getaffinity(0)
    file, found, done = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), Paced([], []), 0
    os.sched_setaffinity(0, {core})
    try:
        started = time.perf_counter()
        while (now := time.perf_counter()) < started + seconds:
            due = int((now - started) * rate) - done
            if due <= 0:
                time.sleep(max(0.0, started + (done + 1) / rate - now))
                continue
            os.write(file, line * due)
            os.fdatasync(file)
            ended = time.perf_counter()
            found.syncs.append(ended - now)
            found.waited.extend(ended - started - number / rate for number in range(done + 1, done + due + 1))
            done += due
    finally:
        os.sched_setaffinity(0, cores)
        os.close(file)
    return found

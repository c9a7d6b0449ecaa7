"""Predictions and labels on the disk: Parquet by project, model and day. What was acknowledged is there, whatever is killed.

DATA/telemetry/<project>/<model>/schema.json
DATA/telemetry/<project>/<model>/predictions|labels/<day>/<id>.parquet
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from enclave.errors import EnclaveError

COMMIT_SECONDS = 0.1
"""How long batches are gathered before they are written together."""
MOST_BYTES = 256 * 2**20
"""Of batches that wait to be written; more are refused until the disk has caught up."""


class StoreBusy(EnclaveError):
    """More waits to be written than memory should hold."""


@dataclass
class _Waiting:
    tables: list[pa.Table] = field(default_factory=list)
    heard: list[asyncio.Future[None]] = field(default_factory=list)


class Store:
    """The telemetry of one data directory. Batches that come together are written together."""

    def __init__(self, data: Path) -> None:
        self.directory = data / "telemetry"
        self._waiting: dict[Path, _Waiting] = {}
        self._bytes = 0
        self._task: asyncio.Task[None] | None = None

    def place(self, project: str, model: str) -> Path:
        """Where a model's telemetry lies."""
        return self.directory / project / model

    async def add(self, project: str, model: str, what: str, parts: dict[str, pa.Table]) -> None:
        """Write rows by day and return when they are on the disk. Raises StoreBusy, and EnclaveError when they cannot be written."""
        size = sum(part.nbytes for part in parts.values())
        if self._bytes + size > MOST_BYTES:
            raise StoreBusy("too much waits to be written", hint="send it again later")
        loop = asyncio.get_running_loop()
        heard = []
        for day, part in parts.items():
            waiting = self._waiting.setdefault(self.place(project, model) / what / day, _Waiting())
            future = loop.create_future()
            waiting.tables.append(part)
            waiting.heard.append(future)
            heard.append(future)
        self._bytes += size
        if self._task is None:
            self._task = loop.create_task(self._commit())
        try:
            await asyncio.gather(*heard)
        finally:
            self._bytes -= size

    async def _commit(self) -> None:
        while self._waiting:
            await asyncio.sleep(COMMIT_SECONDS)
            taken, self._waiting = self._waiting, {}
            for folder, waiting in taken.items():
                writing = asyncio.create_task(asyncio.to_thread(_write_together, folder, waiting.tables))
                await asyncio.wait({writing})
                # whatever went wrong: who waits here is told, and the next batch is tried
                error = writing.exception()
                outcome = None if error is None else EnclaveError(f"telemetry cannot be written: {type(error).__name__}", str(folder))
                for future in waiting.heard:
                    if not future.done():
                        future.set_exception(outcome) if outcome is not None else future.set_result(None)
        self._task = None


def _write_together(folder: Path, tables: list[pa.Table]) -> None:
    write(folder, pa.concat_tables(tables))


def write(folder: Path, table: pa.Table) -> Path:
    """One more file of a folder, durable when this returns."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns():016x}{uuid4().hex}"  # in the order in which they came, also where the moments in them are one
    fresh, final = folder / f".{name}.unfinished", folder / f"{name}.parquet"
    try:
        with fresh.open("wb") as stream:
            pq.write_table(table, stream, compression="zstd")
            stream.flush()
            os.fsync(stream.fileno())
        fresh.rename(final)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)  # of a full disk nothing is left over
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return final


def files(place: Path, what: str) -> list[Path]:
    """Every finished file of predictions or labels, oldest day first, and of a day as they were written."""
    return sorted((place / what).glob("*/*.parquet"))

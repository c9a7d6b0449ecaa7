"""What is acknowledged is on the disk; what cannot be written is said."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from enclave.errors import EnclaveError
from enclave.monitor import store
from enclave.monitor.store import Store, StoreBusy, files


def test_batches_that_come_together_are_written_together(tmp_path: Path) -> None:
    async def run() -> None:
        kept = Store(tmp_path)
        parts = [kept.add("risk", "m", "predictions", {"2026-11-21": pa.table({"id": [str(i)]})}) for i in range(20)]
        await asyncio.gather(*parts)

    asyncio.run(run())
    written = files(tmp_path / "telemetry" / "risk" / "m", "predictions")
    assert len(written) == 1
    assert sorted(pq.read_table(written[0])["id"].to_pylist(), key=int) == [str(i) for i in range(20)]


def test_a_disk_that_fails_is_said_and_the_next_batch_tried(tmp_path: Path) -> None:
    (tmp_path / "telemetry").write_text("in the way", encoding="utf-8")

    async def run() -> None:
        kept = Store(tmp_path)
        with pytest.raises(EnclaveError, match="cannot be written"):
            await kept.add("risk", "m", "labels", {"2026-11-21": pa.table({"id": ["1"]})})
        (tmp_path / "telemetry").unlink()
        await kept.add("risk", "m", "labels", {"2026-11-21": pa.table({"id": ["2"]})})

    asyncio.run(run())
    assert len(files(tmp_path / "telemetry" / "risk" / "m", "labels")) == 1


def test_whoever_waits_is_told_whatever_went_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pq.write_table

    def broken(*_: object, **__: object) -> None:
        raise MemoryError

    async def run() -> None:
        kept = Store(tmp_path)
        monkeypatch.setattr(pq, "write_table", broken)
        with pytest.raises(EnclaveError, match="MemoryError"):
            await kept.add("risk", "m", "labels", {"2026-11-21": pa.table({"id": ["1"]})})
        monkeypatch.setattr(pq, "write_table", real)
        await kept.add("risk", "m", "labels", {"2026-11-21": pa.table({"id": ["2"]})})

    asyncio.run(run())
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1, "nothing half written stays"


def test_what_waits_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_BYTES", 10)

    async def run() -> None:
        with pytest.raises(StoreBusy):
            await Store(tmp_path).add("risk", "m", "labels", {"2026-11-21": pa.table({"id": ["a long name"]})})

    asyncio.run(run())

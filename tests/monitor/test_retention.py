"""Telemetry is deleted day by day, when its time is over and not before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from enclave.audit.retention import Days, Retention
from enclave.monitor.retention import delete, over

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def telemetry(data: Path, *places: str) -> None:
    for place in places:
        folder = data / "telemetry" / place
        folder.mkdir(parents=True)
        (folder / "a.parquet").write_bytes(b"PAR1")


def test_only_whole_days_that_are_over(tmp_path: Path) -> None:
    telemetry(
        tmp_path, "fraud/scorer/predictions/2026-08-23", "fraud/scorer/predictions/2026-08-24", "fraud/scorer/labels/2026-08-20",
        "hr/cv/predictions/2026-01-01", "gone/old/predictions/2026-08-23", "fraud/scorer/predictions/not a day",
        "fraud/scorer/other/2020-01-01",
    )  # fmt: skip
    (tmp_path / "telemetry" / "fraud" / "scorer" / "schema.json").write_text("{}")
    retention = Retention(Days(365, 90), {"hr": Days(365, 400)})
    found = [(one.project, one.what, str(one.day)) for one in over(tmp_path, retention, NOW)]
    assert found == [("fraud", "labels", "2026-08-20"), ("fraud", "predictions", "2026-08-23"), ("gone", "predictions", "2026-08-23")]
    for one in over(tmp_path, retention, NOW):
        assert delete(one) == ""
        assert not one.path.exists()
        assert "FileNotFoundError" in delete(one)
    assert over(tmp_path, retention, NOW) == []
    assert over(tmp_path, Retention(Days(None, None)), NOW) == []
    assert (tmp_path / "telemetry" / "fraud" / "scorer" / "predictions" / "2026-08-24" / "a.parquet").exists()

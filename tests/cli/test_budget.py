"""`enclave budget report` shows the file's ceilings and the ledger's sums."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from enclave.audit.event import Event, timestamp
from enclave.audit.log import AuditLog
from enclave.cli.budget import forecasts
from enclave.cli.main import main
from enclave.ledger.interface import Ceiling, Reserve, Settle
from enclave.ledger.sqlite import SqliteStore
from enclave.spec.load import load
from enclave.spec.policy import effective_policies

USD = 10**9


def _run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in ("budget", *arguments)])
    return int(ended.value.code or 0)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    now = datetime.now(UTC)
    hub, project = Ceiling("hub", "daily", 1000 * USD), Ceiling("project/claims-assistant", "daily", 50 * USD)
    gone = Ceiling("project/gone", "monthly", 5 * USD)
    with SqliteStore(tmp_path / "ledger.sqlite") as store:
        store.apply([
            Reserve("1", 3 * USD, (hub, project), now), Settle("1", 2 * USD + 1, now), Reserve("2", USD // 2, (hub, project), now),
            Reserve("3", 7, (gone,), now),
        ])  # fmt: skip
    return tmp_path


def test_the_table_shows_limit_settled_reserved_and_left(bank: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("report", bank, "--data", data) == 0
    out, err = capsys.readouterr()
    rows = [line.split() for line in out.splitlines()]
    assert rows[0][:7] == ["scope", "window", "limit", "settled", "reserved", "left", "calls"]
    assert ["hub", "daily", "1000.00", "2.000000001", "0.50", "997.499999999", "2"] in rows
    assert ["project/claims-assistant", "daily", "50.00", "2.000000001", "0.50", "47.499999999", "2"] in rows
    [unused] = [row for row in rows if row[:2] == ["project/policy-search", "daily"]]
    assert Decimal(unused[2]) * USD == effective_policies(load(bank).spec)["policy-search"].daily_nanousd
    assert unused[3:] == ["0.00", "0.00", unused[2], "0"]
    assert ["project/gone", "monthly", "none", "0.00", "0.000000007", "none", "1"] in rows
    assert err == ""


def test_the_document_has_every_window_in_nanodollars(bank: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("report", bank, "--data", data, "--format", "json") == 0
    windows = json.loads(capsys.readouterr().out)["windows"]
    found = {(row["scope"], row["window"]): row for row in windows}
    assert len(found) == len(windows) == 2 * 4 + 1
    hub = found["hub", "daily"]
    assert hub["limit_nanousd"] == 1000 * USD
    assert hub["settled_nanousd"] + hub["reserved_nanousd"] + hub["left_nanousd"] == hub["limit_nanousd"]
    assert hub["resets_at"] > datetime.now(UTC).isoformat()
    # the hub's ceiling also binds a project that states none
    assert found["project/fraud-triage", "monthly"]["limit_nanousd"] == 20_000 * USD


def test_a_ledger_that_is_not_there_yet_is_not_made(bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("report", bank, "--data", tmp_path / "none", "--format", "json") == 0
    out, err = capsys.readouterr()
    assert all(row["settled_nanousd"] == 0 for row in json.loads(out)["windows"])
    assert "there is no ledger yet" in err
    assert not (tmp_path / "none").exists()


def test_a_wrong_file_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("report", tmp_path / "none.yaml") == 2
    assert capsys.readouterr().out == ""


def test_a_damaged_ledger_is_exit_3(bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no database at all, whatever it is called" * 50)
    assert _run("report", bank, "--data", tmp_path) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "not a database" in err


def test_what_is_paid_by_the_hour_is_told_beside_the_ceilings(
    bank: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = bank.read_text(encoding="utf-8").replace('"2024-11-20", sku: Standard', '"2024-11-20", sku: ProvisionedManaged', 1)
    spec = tmp_path / "enclave.yaml"
    spec.write_text(text + "\nledger: {prices: prices.json}\n", encoding="utf-8")
    item = {
        "currencyCode": "USD", "type": "Consumption", "unitOfMeasure": "1/Hour", "armRegionName": "", "retailPrice": 2,
        "meterName": "Provisioned Managed Regional Unit",
    }  # fmt: skip
    for items, told in (([item], "1440.00 USD a day, used or not"), ([], "no price")):
        (tmp_path / "prices.json").write_text(json.dumps({"Items": items}), encoding="utf-8")
        assert _run("report", spec, "--data", data) == 0
        line = capsys.readouterr().out.splitlines()[-1]
        assert line.endswith(f": 30 units of ProvisionedManaged, {told}"), line
        assert _run("report", spec, "--data", data, "--format", "json") == 0
        [one] = json.loads(capsys.readouterr().out)["provisioned"]
        assert (one["units"], one["hour"]) == (30, 2 * USD if items else None)


def test_the_log_tells_what_windows_will_have_cost(tmp_path: Path) -> None:
    now = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
    window = {"window": "daily", "settled_nanousd": 125, "limit_nanousd": 200}
    rows = [{"scope": scope, **window} for scope in ("hub", "project/p", "project/p/caller/x")]
    assert forecasts(rows, tmp_path, now, "UTC") == ""
    assert [row["forecast"] for row in rows] == [None] * 3
    with AuditLog.open(tmp_path) as log:
        log.append([
            Event(id=str(ago), time=timestamp(now - timedelta(hours=ago)), kind="completed", project="p", settled_nanousd=10)
            for ago in range(100, 0, -1)
        ])  # fmt: skip
    assert forecasts(rows, tmp_path, now, "UTC") == ""
    hub, project, caller = (row["forecast"] for row in rows)
    assert hub == project == {
        "expected_nanousd": 240, "low_nanousd": 240, "high_nanousd": 240, "method": "hour of the day", "days": 4,
        "reached_at": "2026-11-21T20:00+00:00",
    }  # fmt: skip
    assert caller is None
    (tmp_path / "log" / "checkpoint").write_text("damaged")
    assert forecasts(rows, tmp_path, now, "UTC") != ""

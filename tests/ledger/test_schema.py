"""Tables of older versions become those of today with all that they hold, and others are left alone."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from enclave.ledger.interface import Ceiling, Exceeded, LedgerUnavailable, Reserve, Reserved, Settle, Settled
from enclave.ledger.sqlite import SqliteStore

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = Ceiling("project/a", "daily", 100)


def test_a_ledger_of_another_version_is_unavailable(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "ledger.sqlite") as store:
        store._db.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerUnavailable) as caught:
        SqliteStore(tmp_path / "ledger.sqlite")
    assert caught.value.kind == "version"


def test_a_ledger_of_version_1_is_brought_up_to_date_with_all_that_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    db = sqlite3.connect(path)
    day, month = (int(datetime(2026, 11, day, tzinfo=UTC).timestamp()) * 10**6 for day in (21, 1))
    db.executescript(f"""
        CREATE TABLE total (scope TEXT NOT NULL, window TEXT NOT NULL, starts_at INTEGER NOT NULL, ceiling INTEGER NOT NULL,
          settled INTEGER NOT NULL, reserved INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (scope, window, starts_at))
          WITHOUT ROWID, STRICT;
        CREATE TABLE reservation (id TEXT PRIMARY KEY, amount INTEGER NOT NULL, made_at INTEGER NOT NULL, deadline INTEGER NOT NULL,
          windows TEXT NOT NULL, labels TEXT NOT NULL, settled INTEGER, settled_at INTEGER, expired INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE INDEX reservation_open ON reservation (deadline) WHERE settled IS NULL;
        INSERT INTO total VALUES ('project/a', 'daily', {day}, 100, 20, 30, 2), ('project/a', 'monthly', {month}, 150, 40, 30, 3);
        INSERT INTO reservation VALUES ('1', 30, {day}, {day}, '[["project/a","daily",{day}],["project/a","monthly",{month}]]', '{{}}',
          NULL, NULL, 0);
        PRAGMA user_version = 1;
    """)
    db.close()
    with SqliteStore(path) as store:
        assert isinstance(store.apply([Reserve("2", 51, (DAY,), NOON)])[0], Exceeded)
        assert store.apply([Settle("1", 10, NOON), Reserve("2", 70, (DAY,), NOON)]) == [Settled("1", 10, 30), Reserved("2", 0)]
        assert [(total.settled, total.reserved) for total in store.report(NOON) if total.window == "monthly"] == [(50, 0)]

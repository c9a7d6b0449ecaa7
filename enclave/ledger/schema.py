"""The tables of a ledger in SQLite, and how those of older versions become them."""

from __future__ import annotations

import sqlite3

VERSION = 2

_SCHEMA = (
    # period: `2026-11-21` or `2026-11`, in `zone`; warned: the highest amount to warn at that was told; amounts are nano-dollars
    "CREATE TABLE total (scope TEXT NOT NULL, window TEXT NOT NULL, period TEXT NOT NULL, zone TEXT NOT NULL, ceiling INTEGER NOT NULL,"
    " settled INTEGER NOT NULL, reserved INTEGER NOT NULL, count INTEGER NOT NULL, warned INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (scope, window, period)) WITHOUT ROWID, STRICT",
    # windows: JSON [[scope, window, period], ...]; settled: what counts now, NULL while the reservation is open;
    # made_at, deadline and settled_at are microseconds since 1970
    "CREATE TABLE reservation (id TEXT PRIMARY KEY, amount INTEGER NOT NULL, made_at INTEGER NOT NULL, deadline INTEGER NOT NULL,"
    " windows TEXT NOT NULL, labels TEXT NOT NULL, settled INTEGER, settled_at INTEGER, expired INTEGER NOT NULL DEFAULT 0) STRICT",
    "CREATE INDEX reservation_open ON reservation (deadline) WHERE settled IS NULL",
)

_FROM_1 = (
    # version 1 named a window by the microsecond at which it starts in UTC
    "ALTER TABLE total RENAME TO total_1",
    _SCHEMA[0],
    "INSERT INTO total SELECT scope, window, strftime(iif(window = 'daily', '%Y-%m-%d', '%Y-%m'), starts_at / 1000000, 'unixepoch'),"
    " 'UTC', ceiling, settled, reserved, count, 0 FROM total_1",
    "DROP TABLE total_1",
    "UPDATE reservation SET windows = (SELECT json_group_array(json_array(json_extract(value, '$[0]'), json_extract(value, '$[1]'),"
    " strftime(iif(json_extract(value, '$[1]') = 'daily', '%Y-%m-%d', '%Y-%m'), json_extract(value, '$[2]') / 1000000, 'unixepoch')))"
    " FROM json_each(windows))",
)


def bring_up_to_date(db: sqlite3.Connection) -> int:
    """Make the tables, or of an older version's the present ones, within a transaction; the version then. One that is not known stays."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version not in {0, 1}:
        return int(version)
    for statement in _FROM_1 if version else _SCHEMA:
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")
    return VERSION

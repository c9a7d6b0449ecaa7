"""A ledger without a file: what it promises is the same, and thousands of batches need no disk."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Lock

from enclave.ledger.seen import Seen
from enclave.ledger.sqlite import SqliteStore


class MemoryStore(SqliteStore):
    """A store in memory. Nothing can be taken away from under it, so nothing is remembered."""

    def __init__(self) -> None:
        self._path, self._mutex, self._calendars, self._committing = Path("memory"), Lock(), {}, False
        self._seen = Unseen(self._path)
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._prepare()

    def _hold_to_the_file(self) -> None:
        pass


class Unseen(Seen):
    """Remembers nothing."""

    def note(self, step: int) -> None:
        pass

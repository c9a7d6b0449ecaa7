"""The stores that every promise of a ledger is held against."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from enclave.ledger.interface import Store
from enclave.ledger.sqlite import SqliteStore

Opener: TypeAlias = Callable[[], Store]


@pytest.fixture(params=["sqlite"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Opens one more store on the same ledger."""
    return lambda: SqliteStore(tmp_path / "ledger.sqlite", busy_seconds=0.1)


@pytest.fixture
def store(opener: Opener) -> Iterator[Store]:
    """An empty ledger of each kind."""
    store = opener()
    yield store
    store.close()

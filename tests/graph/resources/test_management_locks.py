"""Locks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.parts import Place
from enclave.graph.resources import management_locks
from enclave.graph.resources.management_locks import TYPE, Lock

VAULT = "/resourceGroups/rg-test/providers/Microsoft.KeyVault/vaults/kv"
LOCK = Lock(f"{VAULT}/providers/{TYPE}/lock-enclave", VAULT, "CanNotDelete", "keys that data cannot be read without")


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(management_locks, LOCK) == LOCK


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(management_locks.write(LOCK, place)) == []

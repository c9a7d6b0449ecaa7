"""Disk accesses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.parts import Place
from enclave.graph.resources import disk_accesses
from enclave.graph.resources.disk_accesses import TYPE, DiskAccess

ACCESS = DiskAccess(f"/resourceGroups/rg-test/providers/{TYPE}/da-a", "westeurope")


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(disk_accesses, ACCESS) == ACCESS


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(disk_accesses.write(ACCESS, place)) == []

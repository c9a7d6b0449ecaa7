"""Workbooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import workbooks
from enclave.graph.resources.workbooks import TYPE, Workbook, workbook_name

RG = "/resourceGroups/rg-test/providers"
CONTENT = {"version": "Notebook/1.0", "items": [{"type": 1, "content": {"json": "# [\u00fc] it's"}}]}
BOOK = Workbook(
    f"{RG}/{TYPE}/{workbook_name('acme', 'north')}", "westeurope", "Security", "who did what",
    f"{RG}/Microsoft.OperationalInsights/workspaces/log", CONTENT,
)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(workbooks, BOOK) == BOOK


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(workbooks.write(BOOK, place)) == []


def test_names_are_guids_that_stay() -> None:
    assert str(UUID(workbook_name("a", "b"))) == workbook_name("A", "b") != workbook_name("a", "c")


def test_content_that_is_not_known_raises(make: Callable[..., Resource]) -> None:
    assert workbooks.read(make(TYPE, "x", {})).content == {}
    for data in ("{", Unresolved("[x]")):
        with pytest.raises(Undecided):
            workbooks.read(make(TYPE, "x", {"properties": {"serializedData": data}}))

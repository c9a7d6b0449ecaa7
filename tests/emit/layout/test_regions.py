"""Regions: what differs between them is a property of a region, grouped by the module that asks for it."""

from __future__ import annotations

from collections.abc import Callable

from enclave.emit.layout.entry import Layout
from enclave.graph.model import Resource

Made = Callable[..., Resource]
LaidOut = Callable[..., Layout]


def test_a_region_has_its_name_and_location_and_a_group_for_each_module(made: Made, laid_out: LaidOut) -> None:
    layout = laid_out(*(made("x", stamp, body={"sku": {"capacity": size}}) for stamp, size in (("north", 1), ("west", 7))))
    rows = layout.main.params["regions"].argument
    assert rows == [{"name": "north", "location": "northeurope", "b": {"thingCapacity": 1}},
                    {"name": "west", "location": "westeurope", "b": {"thingCapacity": 7}}]


def test_what_is_the_same_everywhere_is_not_in_the_data(made: Made, laid_out: LaidOut) -> None:
    layout = laid_out(*(made("x", stamp, body={"sku": {"capacity": 3}}) for stamp in ("north", "west")))
    assert [set(row) for row in layout.main.params["regions"].argument] == [{"name", "location"}] * 2


def test_tags_that_a_region_shares_are_written_once(made: Made, laid_out: LaidOut) -> None:
    tags = {"tags": {"enclave": "acme-bank"}}
    layout = laid_out(*(made(name, stamp, body=tags) for stamp in ("north", "west") for name in "xyz"))
    assert "regionTags" in layout.main.variables
    assert "tags" in layout.calls[0].file.level.params

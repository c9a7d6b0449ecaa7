"""Groups of dedicated hosts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import host_groups
from enclave.graph.resources.host_groups import HOST_TYPE, TYPE, Host, HostGroup

GROUP = HostGroup(
    f"/resourceGroups/rg-test/providers/{TYPE}/hg-a", ("1",), 1, True,
    (Host("host-1", "DSv5-Type1", 0, True), Host("host-2", "x", 0, False)),
)


@pytest.mark.parametrize("group", [GROUP, replace(GROUP, zones=(), hosts=(), automatic_placement=False, fault_domains=2)])
def test_what_is_written_is_read_back(group: HostGroup, round_trip: Callable[..., Any]) -> None:
    assert round_trip(host_groups, group) == group


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(host_groups.write(GROUP, place)) == []


def test_a_host_that_says_nothing_is_replaced_when_it_breaks(make: Callable[..., Resource]) -> None:
    parent, child = make(TYPE, "hg", {}), make(HOST_TYPE.upper(), "hg/h", {"sku": {"name": "s"}})
    assert host_groups.read(parent, Graph((parent, child))).hosts == (Host("h", "s", 0, True),)
    assert host_groups.read(parent) == HostGroup(parent.id, (), 1, False, ())

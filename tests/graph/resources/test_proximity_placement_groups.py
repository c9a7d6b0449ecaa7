"""Proximity placement groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.parts import Place
from enclave.graph.resources import proximity_placement_groups
from enclave.graph.resources.proximity_placement_groups import TYPE, ProximityPlacementGroup

NAME = f"/resourceGroups/rg-test/providers/{TYPE}/ppg-a"


@pytest.mark.parametrize("group", [ProximityPlacementGroup(NAME, ("1",), ("Standard_D4as_v6",)), ProximityPlacementGroup(NAME, (), ())])
def test_what_is_written_is_read_back(group: ProximityPlacementGroup, round_trip: Callable[..., Any]) -> None:
    assert round_trip(proximity_placement_groups, group) == group


def test_a_zone_is_written_with_sizes_only(round_trip: Callable[..., Any]) -> None:
    assert round_trip(proximity_placement_groups, ProximityPlacementGroup(NAME, ("1",), ())).zones == ()
    assert round_trip(proximity_placement_groups, ProximityPlacementGroup(NAME, (), ("Standard_D4as_v6",))).sizes == ("Standard_D4as_v6",)


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    group = ProximityPlacementGroup(NAME, ("1",), ("Standard_D4as_v6",))
    assert problems(proximity_placement_groups.write(group, place)) == []

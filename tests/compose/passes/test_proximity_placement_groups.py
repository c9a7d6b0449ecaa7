"""Machines close to each other."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.passes.proximity_placement_groups import placement_group_id, placement_groups
from enclave.compose.site import Site
from enclave.graph.model import Graph
from enclave.graph.resources import proximity_placement_groups


def test_the_data_centre_must_have_every_size_that_goes_there(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({
        "virtual_machines": {"size": "Standard_E4s_v5"}, "scale_sets": {"size": "Standard_D2s_v5"}, "proximity_placement_groups": True,
    })
    (found,) = run(placement_groups, site).of_type(proximity_placement_groups.TYPE)
    group = proximity_placement_groups.read(found)
    assert (group.zones, group.sizes) == (("1",), ("Standard_E4s_v5", "Standard_D2s_v5"))


def test_what_stands_on_hosts_does_not_go_there(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"virtual_machines": True, "dedicated_hosts": True, "scale_sets": True, "proximity_placement_groups": True})
    (found,) = run(placement_groups, site).of_type(proximity_placement_groups.TYPE)
    assert proximity_placement_groups.read(found).sizes == ("Standard_D8as_v5",)


def test_switched_off_there_is_none(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert placement_group_id(furnished({})) is None
    assert run(placement_groups, furnished({})).resources == ()


def test_azure_takes_it(run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]) -> None:
    assert problems(run(placement_groups, furnished({"virtual_machines": True, "proximity_placement_groups": True}))) == []

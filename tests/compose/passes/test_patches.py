"""When machines are patched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.machines import MACHINES
from enclave.compose.passes.patches import patches
from enclave.compose.site import Site
from enclave.graph.body import last_segment
from enclave.graph.model import Graph
from enclave.graph.resources import maintenance_configurations
from enclave.graph.resources.maintenance_configurations import ASSIGNMENT_TYPE, Filter


@pytest.mark.parametrize("component", MACHINES)
def test_every_machine_of_the_group_is_patched_in_a_window(
    run: Callable[..., Graph], furnished: Callable[..., Site], component: str,
) -> None:
    site = furnished({component: True})
    graph = run(patches, site)
    (window,) = (maintenance_configurations.read(found) for found in graph.of_type(maintenance_configurations.TYPE))
    assert (window.scope, window.recurs, window.classifications) == ("InGuestPatch", "Week Sunday", ("Critical", "Security"))
    (assignment,) = (maintenance_configurations.read_assignment(found) for found in graph.of_type(ASSIGNMENT_TYPE))
    assert (assignment.target, assignment.configuration) == ("", window.id)
    assert assignment.filter == Filter(
        ("Microsoft.Compute/virtualMachines",), (last_segment(site.group),), ("Linux",), (site.region.location,)
    )


def test_without_machines_there_is_nothing(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(patches, furnished({})).resources == ()


def test_azure_takes_it(run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]) -> None:
    assert problems(run(patches, furnished({"virtual_machines": True}))) == []

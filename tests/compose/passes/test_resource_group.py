"""The resource group."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.passes.resource_group import resource_group
from enclave.compose.site import Site
from enclave.graph.model import Graph


def test_one_group_for_the_region(run: Callable[..., Graph], site: Site) -> None:
    (group,) = run(resource_group)
    assert (group.id, group.location, group.stamp) == (site.group, "swedencentral", "north")
    assert group.body["tags"] == dict(site.place("").tags)

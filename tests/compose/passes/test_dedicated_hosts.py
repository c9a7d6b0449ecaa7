"""Dedicated hosts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.dedicated_hosts import dedicated_hosts, host_group_id
from enclave.compose.site import Site
from enclave.errors import InputError
from enclave.graph.model import Graph
from enclave.graph.resources import host_groups


def on(**machine: Any) -> dict[str, Any]:
    return {"virtual_machines": machine or True, "dedicated_hosts": {"count": 2}}


def test_hosts_are_of_the_machines_family_and_in_one_zone(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    graph = run(dedicated_hosts, furnished(on(size="Standard_E8ads_v5")))
    (group,) = (host_groups.read(found, graph) for found in graph.of_type(host_groups.TYPE))
    assert (group.zones, group.automatic_placement) == (("1",), True)
    assert [(host.name, host.sku, host.auto_replace) for host in group.hosts] == [
        ("host-1", "Eadsv5-Type1", True), ("host-2", "Eadsv5-Type1", True),
    ]


def test_a_size_that_no_host_takes_is_an_error(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    with pytest.raises(InputError, match="no dedicated host"):
        run(dedicated_hosts, furnished(on(size="Standard_NC24ads_A100_v4")))


@pytest.mark.parametrize("components", [{}, {"dedicated_hosts": True}, {"virtual_machines": True}])
def test_without_machines_or_switched_off_there_are_none(
    run: Callable[..., Graph], furnished: Callable[..., Site], components: dict[str, Any],
) -> None:
    site = furnished(components)
    assert host_group_id(site) is None
    assert run(dedicated_hosts, site).resources == ()


def test_azure_takes_them(run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]) -> None:
    assert problems(run(dedicated_hosts, furnished(on()))) == []

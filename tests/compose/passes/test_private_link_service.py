"""What a front door reaches the gateway by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.load_balancer import balancer_front_id
from enclave.compose.passes.private_link_service import private_link
from enclave.compose.site import PRIVATE_LINK, Site
from enclave.graph.model import Graph
from enclave.graph.resources import private_link_services

Run = Callable[..., Graph]


def test_nobody_but_a_front_door_needs_one(run: Run, open_site: Site) -> None:
    assert run(private_link, open_site).resources == ()


def test_it_ends_at_the_load_balancer_and_nobody_is_connected_by_themselves(run: Run, fronted: Site) -> None:
    (found,) = run(private_link, fronted).of_type(private_link_services.TYPE)
    service = private_link_services.read(found)
    assert (service.fronts, service.destination) == ((balancer_front_id(fronted),), None)
    assert (service.visible_to, service.approved_for) == ((), ())
    assert service.subnets == (fronted.subnet(PRIVATE_LINK),)
    assert set(service.addresses) == {None}


@pytest.mark.parametrize(("tier", "count"), [("standard", 2), ("premium", 4)])
def test_the_tier_says_for_how_many_connections(
    run: Run, furnished: Callable[..., Site], ingress: dict[str, Any], tier: str, count: int
) -> None:
    ways = {"ingress": [ingress | {"through": "front-door"}]}
    site = furnished({"load_balancer": True}, network=ways, performance_tier=tier)
    (found,) = run(private_link, site).of_type(private_link_services.TYPE)
    assert len(private_link_services.read(found).addresses) == count


def test_azure_takes_it(run: Run, fronted: Site, problems: Callable[..., list[str]]) -> None:
    assert problems(run(private_link, fronted)) == []

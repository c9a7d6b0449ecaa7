"""A2 items 9 to 12 and 17."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.verify.network.addresses import addresses
from enclave.verify.network.routes import Leg, legs, to_endpoint


def number(text: str) -> int:
    found = addresses(text)
    assert found is not None
    return found.first


def hop(found: tuple[Leg, ...], text: str, *, surely: bool = True) -> str:
    """Kind and place of the one next hop of an address."""
    matching = [leg.hop for leg in found if number(text) in (leg.must if surely else leg.may)]
    assert len(matching) == 1, matching
    return f"{matching[0].kind} {matching[0].where.rpartition('/')[2]}".strip()


def network(build: Any, *routes: str, **subnet: Any) -> None:
    given = {"prefix": "10.0.1.0/24", **subnet}
    if routes:
        given["routes"] = build.routes("rt", *routes)
    build.network("net", "10.0.0.0/16", {"a": given})


def effective(build: Any, kit: Any) -> tuple[Leg, ...]:
    world = build.world()
    return legs(world.estate.site(kit.subnet_id("net", "a")), world)


def test_item_9_system_routes(build: Any, kit: Any) -> None:
    network(build)
    found = effective(build, kit)
    assert hop(found, "10.0.200.1") == "local net"
    assert hop(found, "8.8.8.8") == "internet"
    for private in ("10.9.0.1", "172.20.0.1", "192.168.1.1", "100.64.0.1"):
        assert hop(found, private) == "nowhere"


def test_item_9_the_longest_prefix_wins_and_a_user_route_wins_a_tie(build: Any, kit: Any) -> None:
    network(
        build, "0.0.0.0/0 VirtualAppliance 10.0.0.4", "10.0.0.0/16 VirtualAppliance 10.0.0.5", "10.0.1.0/24 VnetLocal", "20.0.0.0/8 None"
    )
    found = effective(build, kit)
    assert hop(found, "8.8.8.8") == "appliance 10.0.0.4"
    assert hop(found, "10.0.2.1") == "appliance 10.0.0.5"
    assert hop(found, "10.0.1.1") == "local"
    assert hop(found, "20.1.1.1") == "nowhere"


def test_item_9_a_default_route_takes_the_dropping_routes_away(build: Any, kit: Any) -> None:
    network(build, "0.0.0.0/0 VirtualAppliance 10.0.0.4")
    assert hop(effective(build, kit), "10.9.0.1") == "appliance 10.0.0.4"


def test_item_9_a_route_for_a_service_tag_takes_only_what_is_surely_of_the_tag(build: Any, kit: Any) -> None:
    network(build, "0.0.0.0/0 VirtualAppliance 10.0.0.4", "Storage Internet")
    world = build.world()
    found = legs(world.estate.site(kit.subnet_id("net", "a")), world)
    tag = world.book.named("Storage", world.vicinity(world.estate.site(kit.subnet_id("net", "a"))))
    by_tag = next(leg for leg in found if leg.hop.kind == "internet" and leg.hop.because.startswith("route"))
    assert by_tag.must == tag.inner
    assert tag.inner <= by_tag.may
    assert not any(leg.may.meets(tag.inner) for leg in found if leg.hop.kind == "appliance")


def test_item_10_a_service_endpoint_bypasses_a_default_route(build: Any, kit: Any) -> None:
    network(build, "0.0.0.0/0 VirtualAppliance 10.0.0.4", serviceEndpoints=[{"service": "Microsoft.Storage"}])
    leg = next(leg for leg in effective(build, kit) if leg.hop.kind == "endpoint")
    assert leg.must
    assert "Microsoft.Storage" in leg.hop.because


def test_item_12_peers_are_routed_to_and_their_peers_are_not(build: Any, kit: Any) -> None:
    network(build)
    build.network("hub", "10.1.0.0/16")
    build.network("far", "10.2.0.0/16")
    build.peer("net", "hub")
    build.peer("hub", "far")
    found = effective(build, kit)
    assert hop(found, "10.1.0.1") == "peering hub"
    assert hop(found, "10.2.0.1") == "nowhere"


def test_an_unknown_next_hop_type_is_undecided(build: Any, kit: Any) -> None:
    network(build, "0.0.0.0/0 HyperNetGateway")
    with pytest.raises(Undecided, match="HyperNetGateway"):
        effective(build, kit)


@pytest.mark.parametrize(
    ("policies", "route", "kind"),
    [
        ("Disabled", "10.2.0.0/16", "peering"),
        ("NetworkSecurityGroupEnabled", "10.2.0.0/16", "peering"),
        ("RouteTableEnabled", "10.2.0.0/16", "appliance"),
        ("Enabled", "10.2.0.0/24", "appliance"),
        ("Enabled", "10.2.0.5/32", "appliance"),
        ("Enabled", "10.0.0.0/8", "peering"),
        ("Enabled", "0.0.0.0/0", "peering"),
    ],
)
def test_item_17_the_route_of_an_endpoint_gives_way_only_to_a_long_prefix_where_policies_say_so(
    build: Any, kit: Any, policies: str, route: str, kind: str
) -> None:
    network(build, f"{route} VirtualAppliance 10.0.0.4")
    build.network("two", "10.2.0.0/16", {"pe": {"prefix": "10.2.0.0/24", "privateEndpointNetworkPolicies": policies}})
    build.peer("net", "two")
    build.endpoint("pe", kit.subnet_id("two", "pe"), build.ai(), ip="10.2.0.5")
    world = build.world()
    found = to_endpoint(world.estate.site(kit.subnet_id("net", "a")), next(iter(world.estate.endpoints)), world)
    assert [leg.hop.kind for leg in found] == [kind]


def test_item_17_beyond_a_peer_an_endpoint_has_no_route_of_its_own(build: Any, kit: Any) -> None:
    network(build)
    build.network("two", "10.2.0.0/16", {"pe": {"prefix": "10.2.0.0/24"}})
    build.endpoint("pe", kit.subnet_id("two", "pe"), build.ai(), ip="10.2.0.5")
    world = build.world()
    found = to_endpoint(world.estate.site(kit.subnet_id("net", "a")), next(iter(world.estate.endpoints)), world)
    assert [leg.hop.kind for leg in found] == ["nowhere"]


def test_item_12_peers_whose_addresses_overlap_are_undecided(build: Any, kit: Any) -> None:
    network(build)
    build.network("other", "10.0.128.0/17")
    build.peer("net", "other")
    with pytest.raises(Undecided, match="overlap"):
        effective(build, kit)


def test_item_9_an_explicit_prefix_beats_a_tags_only_when_it_is_as_long(build: Any, kit: Any) -> None:
    network(build, "Storage Internet", "52.10.0.0/16 None")
    found = effective(build, kit)
    assert {leg.hop.kind for leg in found if number("52.10.0.9") in leg.may} == {"internet", "nowhere"}
    assert not any(number("52.10.0.9") in leg.must for leg in found)

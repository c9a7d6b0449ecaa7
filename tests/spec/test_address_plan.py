"""The carving: nothing overlaps, everything fits, and nothing moves when a region is added."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.errors import InputError
from enclave.spec.address_plan import BLOCK_PREFIX, WIDEST_PREFIX, RegionPlan, blocks_in, plan, prefix_for
from enclave.spec.components import Components
from enclave.spec.models import Spec


def spec(space: str, regions: int, **own: str) -> Spec:
    keys = [f"r{index}" for index in range(regions)]
    return Spec.model_validate({
        "enclave": "v1",
        "name": "contoso",
        "identity": {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://contoso"},
        "regions": {key: {"location": "westeurope", "address_space": own.get(key)} for key in keys},
        "network": {"address_space": space},
    })


def everything(space: str, regions: int, projects: int = 2) -> Spec:
    """A spec that uses every subnet."""
    plain = spec(space, regions)
    ways = [{"through": way, "from": ["203.0.113.0/24"], "why": "offices"} for way in ("application-gateway", "front-door")]
    agents = {"region": f"r{regions - 1}", "platform": "foundry", "agents": True}
    return Spec.model_validate({
        **plain.model_dump(by_alias=True, exclude_unset=True),
        "network_isolation": "complete",
        "components": dict.fromkeys(Components.model_fields, True),
        "network": {"address_space": space, "ingress": ways},
        "projects": {f"team-{index}": agents for index in range(projects)},
    })


def networks(region: RegionPlan) -> list[IPv4Network]:
    return [region.hub.space, *(spoke.space for spoke in region.spokes.values())]


def spaces() -> st.SearchStrategy[IPv4Network]:
    def cut(prefix: int) -> st.SearchStrategy[IPv4Network]:
        count = 2 ** (prefix - 8)
        return st.integers(0, count - 1).map(lambda index: IPv4Network(((10 << 24) + index * 2 ** (32 - prefix), prefix)))

    return st.integers(WIDEST_PREFIX, BLOCK_PREFIX).flatmap(cut)


def test_the_bank_s_addresses_are_what_the_documentation_says() -> None:
    region = plan(spec("10.40.0.0/16", 2)).regions["r1"]
    assert region.space == IPv4Network("10.40.16.0/20")
    assert region.hub.space == IPv4Network("10.40.16.0/22")
    assert dict(region.subnets) == {
        "AzureFirewallSubnet": IPv4Network("10.40.16.0/26"),
        "snet-ai-endpoints": IPv4Network("10.40.20.0/24"),
        "snet-gateway": IPv4Network("10.40.24.0/24"),
        "snet-data-endpoints": IPv4Network("10.40.28.0/24"),
        "snet-management-endpoints": IPv4Network("10.40.30.0/24"),
        "snet-operations": IPv4Network("10.40.31.0/24"),
    }
    used = plan(everything("10.40.0.0/16", 2)).regions["r1"]
    assert dict(region.subnets).items() <= used.subnets.items()
    assert {name: str(used.subnets[name]) for name in used.subnets if name not in region.subnets} == {
        "AzureBastionSubnet": "10.40.16.64/26",
        "snet-application-gateway": "10.40.17.0/24",
        "snet-agents-team-0": "10.40.21.0/26",
        "snet-agents-team-1": "10.40.21.64/26",
        "snet-kubernetes": "10.40.25.0/24",
        "snet-machines": "10.40.26.0/25",
        "snet-container-apps": "10.40.26.128/26",
        "snet-container-instances": "10.40.26.192/27",
        "snet-kubernetes-api": "10.40.26.224/28",
        "snet-private-link": "10.40.26.240/28",
    }
    assert list(region.spokes) == ["ai-services", "compute", "data", "management"]
    assert region.firewall_ip == IPv4Address("10.40.16.4")
    assert region.gateway_ip == IPv4Address("10.40.24.254")


@given(spaces(), st.integers(1, 16))
def test_nothing_overlaps_and_everything_fits(space: IPv4Network, wanted: int) -> None:
    regions = list(plan(everything(str(space), min(wanted, blocks_in(space)))).regions.values())
    for region in regions:
        assert region.space.subnet_of(space)
        assert all(network.subnet_of(region.space) for network in networks(region))
        for network in (region.hub, *region.spokes.values()):
            assert all(subnet.subnet_of(network.space) for subnet in network.subnets.values())
        assert region.firewall_ip in region.hub.subnets["AzureFirewallSubnet"]
        assert region.gateway_ip in region.subnets["snet-gateway"]
        assert region.gateway_ip != region.subnets["snet-gateway"].broadcast_address
    subnets = [subnet for region in regions for subnet in region.subnets.values()]
    assert not any(one.overlaps(other) for one, other in combinations(subnets, 2))
    assert not any(one.overlaps(other) for region in regions for one, other in combinations(networks(region), 2))
    assert not any(one.space.overlaps(other.space) for one, other in combinations(regions, 2))
    assert all(subnet.prefixlen <= 28 for subnet in subnets)


@given(spaces(), st.integers(1, 15))
def test_a_region_added_at_the_end_moves_nothing(space: IPv4Network, count: int) -> None:
    if count + 1 > blocks_in(space):
        return
    before = plan(spec(str(space), count)).regions
    after = plan(spec(str(space), count + 1)).regions
    assert {key: after[key] for key in before} == before


def test_a_region_s_own_space_is_used_whole_and_moves_no_other() -> None:
    carved = plan(spec("10.40.0.0/16", 3)).regions
    region = plan(spec("10.40.0.0/16", 3, r1="172.20.0.0/18")).regions
    assert region["r1"].hub.space == IPv4Network("172.20.0.0/20")
    assert region["r1"].hub.subnets["AzureFirewallSubnet"] == IPv4Network("172.20.0.0/24")
    assert (region["r0"], region["r2"]) == (carved["r0"], carved["r2"])


def test_a_space_that_is_too_small_says_what_would_fit() -> None:
    with pytest.raises(InputError, match=r"room for 2 regions, not for 3") as caught:
        plan(spec("10.40.0.0/19", 3))
    assert caught.value.hint == "use at least a /18"
    with pytest.raises(InputError, match=r"`172.20.0.0/24` is too small for region `r0`"):
        plan(spec("10.40.0.0/19", 1, r0="172.20.0.0/24"))


@given(st.integers(1, 256))
def test_the_prefix_for_a_count_is_the_smallest_that_holds_it(count: int) -> None:
    prefix = prefix_for(count)
    assert blocks_in(IPv4Network((0, prefix))) >= count
    assert prefix == BLOCK_PREFIX or blocks_in(IPv4Network((0, prefix + 1))) < count


def test_agents_of_too_many_projects_are_told_by_how_many() -> None:
    assert plan(everything("10.40.0.0/16", 1, projects=12))
    with pytest.raises(InputError, match="room for the agents of 12 projects, not of 14"):
        plan(everything("10.40.0.0/16", 1, projects=14))

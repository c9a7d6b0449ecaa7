"""Load balancers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import load_balancers
from enclave.graph.resources.load_balancers import TYPE, Balancing, Front, LoadBalancer, Probe, internal

RG = "/resourceGroups/rg-test/providers"
INTERNAL = internal(
    f"{RG}/{TYPE}/lbi-a",
    Front(f"{RG}/Microsoft.Network/virtualNetworks/vnet-a/subnets/snet-a", "10.0.0.254", ("1", "2", "3")),
    (Balancing("gateway", 8080, 8080, outbound=False), Balancing("metrics", 9090, 9091)),
    Probe("Http", 8080, "/healthz"),
)


@pytest.mark.parametrize("balancer", [
    INTERNAL, replace(INTERNAL, fronts=(Front(INTERNAL.subnets[0], None),), probes=(Probe("Tcp", 22),), rules=(), inbound=False),
])
def test_what_is_written_is_read_back(balancer: LoadBalancer, round_trip: Callable[..., Any]) -> None:
    assert round_trip(load_balancers, balancer, depends_on=("/before",)) == balancer


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(load_balancers.write(INTERNAL, place)) == []


def test_its_parts_are_referred_to_by_its_own_id_and_every_one_exists(place: Place) -> None:
    (written,) = load_balancers.write(INTERNAL, place)
    properties: Any = written.body["properties"]
    own = [ref for ref in written.refs() if ref.resource == INTERNAL.id]
    assert len(own) == 2 * 3
    for ref in own:
        _, kind, name = ref.suffix.split("/")
        assert name in [part["name"] for part in properties[kind]]
    assert Ref(INTERNAL.pools[0].partition("/backendAddressPools/")[0], suffix="/backendAddressPools/machines") in own


def test_front_ends_are_read(make: Callable[..., Resource]) -> None:
    fronts = [{"properties": {"publicIPAddress": {"id": f"{RG}/a"}}}, {"properties": {"publicIPPrefix": {"id": f"{RG}/b"}}},
              {"properties": {"subnet": {"id": f"{RG}/s"}}}]
    found = make(TYPE, "lb", {"properties": {"frontendIPConfigurations": fronts}})
    fronts_inside = (Front(f"{RG}/s", None),)
    assert load_balancers.read(found) == LoadBalancer(
        found.id, (f"{RG}/a", f"{RG}/b"), (f"{RG}/s",), False, False, fronts=fronts_inside
    )


@pytest.mark.parametrize(("field", "inbound", "outbound"), [
    ("loadBalancingRules", True, False), ("inboundNatRules", True, False), ("inboundNatPools", True, False), ("outboundRules", False, True),
])
def test_rules_are_ways_in_or_out(make: Callable[..., Resource], field: str, inbound: bool, outbound: bool) -> None:
    found = load_balancers.read(make(TYPE, "lb", {"properties": {field: [{"name": "r"}]}}))
    assert (found.inbound, found.outbound) == (inbound, outbound)

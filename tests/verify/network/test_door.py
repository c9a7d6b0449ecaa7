"""What load balancers send on, and to whom."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource
from enclave.verify.network.addresses import addresses
from enclave.verify.network.door import forwarded, guards, landing, leads, members_by_address, where

BALANCER = "Microsoft.Network/loadBalancers"


def balancer(build: Any, kit: Any, pool: dict[str, Any] | None = None) -> Resource:
    own = f"{kit.GROUP}/providers/{BALANCER}/lb"
    rules = [
        {"name": front, "properties": {
            "frontendIPConfiguration": {"id": f"{own}/frontendIPConfigurations/{front}"}, "protocol": "Tcp", "frontendPort": 80,
            "backendPort": port, "backendAddressPool": {"id": f"{own}/backendAddressPools/p"},
        }}
        for front, port in (("one", 8080), ("two", 0))
    ]
    found = build.add(BALANCER, "lb", {"loadBalancingRules": rules, "backendAddressPools": [{"name": "p", "properties": pool or {}}]})
    resource = build.resources[found.lower()]
    assert isinstance(resource, Resource)
    return resource


def test_each_front_end_leads_where_its_rules_say(build: Any, kit: Any) -> None:
    build.network("net", "10.1.0.0/16", {"a": {"prefix": "10.1.1.0/24", "nsg": build.nsg("own")}})
    resource = balancer(build, kit)
    pools = [{"id": f"{resource.id}/backendAddressPools/p"}]
    build.machine("in", kit.subnet_id("net", "a"), ip="10.1.1.7", loadBalancerBackendAddressPools=pools, nsg=build.nsg("extra"))
    build.machine("out", kit.subnet_id("net", "a"))
    world = build.world()
    inside, outside = world.attached(kit.subnet_id("net", "a"))
    ((told, arriving, surely),) = forwarded(resource, {"one"}, inside, world)
    assert (told, surely) == ("loadBalancingRule one", True)
    assert arriving.destinations == addresses("10.1.1.7")
    assert arriving.ports.ranges == ((8080, 8080),)
    ((_, wide, unsure),) = forwarded(resource, {"two"}, outside, world)
    assert wide.ports.ranges == ((0, 65535),)
    assert not unsure
    assert not list(forwarded(resource, set(), inside, world))
    assert where(world, outside) == addresses("10.1.1.0/24")
    assert [group.rpartition("/")[2] if group else None for _, group in guards(world, inside)] == ["own", "extra"]
    assert landing(world, "/nowhere/subnets/x") is None
    assert not leads({"properties": {}}, "/lb/inboundNatRules/other", inside)


def test_members_that_are_written_as_addresses(build: Any, kit: Any) -> None:
    build.network("net", "10.1.0.0/16", {"a": {"prefix": "10.1.1.0/24"}})
    member = {"name": "m", "properties": {"ipAddress": "10.1.1.9"}}
    resource = balancer(build, kit, {"loadBalancerBackendAddresses": [member]})
    ((site, port),) = members_by_address(resource, build.world())
    assert (site.subnet.name, port.ip) == ("a", "10.1.1.9")
    assert next(forwarded(resource, {"one"}, port, build.world()))[2]
    elsewhere = balancer(build, kit, {"loadBalancerBackendAddresses": [{"name": "m", "properties": {"ipAddress": "10.9.9.9"}}]})
    with pytest.raises(Undecided, match="no network"):
        list(members_by_address(elsewhere, build.world()))

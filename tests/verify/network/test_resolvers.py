"""Inbound endpoints answer for the network that they stand in; rules may forward names to the internet."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Unresolved
from enclave.verify.network.resolvers import forwarded_outside, resolver_at


def hub(build: Any, kit: Any, *, both: bool = True) -> None:
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}})
    build.network("hub", "10.1.0.0/16", {"in": {"prefix": "10.1.1.0/28"}})
    build.peer("net", "hub", both=both)
    part = {"privateIpAddress": "10.1.1.4", "subnet": {"id": kit.subnet_id("hub", "in")}}
    build.add("Microsoft.Network/dnsResolvers", "r", {})
    build.add("Microsoft.Network/dnsResolvers/inboundEndpoints", "r/in", {"ipConfigurations": [part]})


def network(world: Any) -> Any:
    return next(each for each in world.estate.networks if each.id.endswith("/net"))


def test_the_endpoint_at_an_address(build: Any, kit: Any) -> None:
    hub(build, kit)
    world = build.world()
    found = resolver_at("10.1.1.4", network(world), world)
    assert found is not None
    assert (found[0].name, found[1].id.rpartition("/")[2]) == ("r/in", "hub")
    assert resolver_at("10.1.1.5", network(world), world) is None


def test_an_endpoint_that_the_network_does_not_surely_reach(build: Any, kit: Any) -> None:
    hub(build, kit, both=False)
    world = build.world()
    assert resolver_at("10.1.1.4", network(world), world) is None


def test_an_endpoint_that_may_not_be_deployed(build: Any, kit: Any) -> None:
    hub(build, kit)
    part = {"privateIpAddress": "10.1.1.4", "subnet": {"id": kit.subnet_id("hub", "in")}}
    build.add("Microsoft.Network/dnsResolvers/inboundEndpoints", "r/in", {"ipConfigurations": [part]}, condition=Unresolved("x"))
    world = build.world()
    with pytest.raises(Undecided, match="x"):
        resolver_at("10.1.1.4", network(world), world)


@pytest.mark.parametrize(("server", "state", "count"), [
    ("203.0.113.53", "Enabled", 1), ("203.0.113.53", "Disabled", 0), ("10.9.9.9", "Enabled", 0), ("168.63.129.16", "Enabled", 0),
])
def test_rules_that_send_names_outside(build: Any, server: str, state: str, count: int) -> None:
    body = {"domainName": "example.com.", "targetDnsServers": [{"ipAddress": server, "port": 53}], "forwardingRuleState": state}
    build.add("Microsoft.Network/dnsForwardingRulesets/forwardingRules", "set/rule", body)
    found = list(forwarded_outside(build.world()))
    assert [(rule.name, names, to) for rule, names, to in found] == [("set/rule", "example.com.", server)] * count

"""Azure Bastion and the rules of its subnet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.bastion import bastion
from enclave.compose.passes.network_security_groups import security_group_id, security_groups
from enclave.compose.site import BASTION, Site, sites
from enclave.graph.model import Graph
from enclave.graph.resources import bastion_hosts, network_security_groups, public_ip_addresses
from enclave.graph.resources.bastion_hosts import BastionHost
from enclave.spec.models import Spec

Make = Callable[..., Spec]


def site_of(spec: Make, **changes: Any) -> Site:
    return sites(spec(**{"components": {"bastion": True}} | changes))[0]


def host_of(graph: Graph) -> BastionHost:
    (found,) = graph.of_type(bastion_hosts.TYPE)
    return bastion_hosts.read(found)


def test_where_isolation_is_complete_it_has_no_public_address(run: Callable[..., Graph], spec: Make) -> None:
    site = site_of(spec, network_isolation="complete", security_level="maximum")
    graph = run(bastion, site)
    found = host_of(graph)
    assert (found.sku, found.private_only, found.public_ips, found.subnet) == ("Premium", True, (), site.subnet(BASTION))
    assert (found.copy_paste, found.file_copy, found.shareable_links, found.ip_connect) == (False, False, False, False)
    assert not graph.of_type(public_ip_addresses.TYPE)


def test_elsewhere_it_has_one_in_every_zone(run: Callable[..., Graph], spec: Make) -> None:
    graph = run(bastion, site_of(spec, performance_tier="premium"))
    found = host_of(graph)
    (address,) = map(public_ip_addresses.read, graph.of_type(public_ip_addresses.TYPE))
    assert (found.sku, found.private_only, found.public_ips, found.copy_paste) == ("Standard", False, (address.id,), True)
    assert found.zones == address.zones == ("1", "2", "3")


def test_recording_needs_the_largest_sku(run: Callable[..., Graph], spec: Make) -> None:
    found = host_of(run(bastion, site_of(spec, components={"bastion": {"session_recording": True}})))
    assert (found.sku, found.session_recording, found.native_client) == ("Premium", True, False)


def test_switched_off_there_is_none(run: Callable[..., Graph], spec: Make) -> None:
    assert not run(bastion, site_of(spec, components={"bastion": False})).resources


@pytest.mark.parametrize("isolation", ["complete", "managed"])
def test_azure_takes_it(run: Callable[..., Graph], spec: Make, problems: Callable[..., list[str]], isolation: str) -> None:
    site = site_of(spec, network_isolation=isolation)
    assert problems((*run(bastion, site), *run(security_groups, site))) == []


REQUIRED = {
    ("Inbound", "GatewayManager", "443"), ("Inbound", "AzureLoadBalancer", "443"), ("Inbound", "VirtualNetwork", "5701"),
    ("Inbound", "VirtualNetwork", "8080"), ("Outbound", "AzureCloud", "443"), ("Outbound", "VirtualNetwork", "22"),
    ("Outbound", "VirtualNetwork", "3389"), ("Outbound", "VirtualNetwork", "5701"), ("Outbound", "VirtualNetwork", "8080"),
}
"""What learn.microsoft.com/azure/bastion/bastion-nsg asks for, beyond the way in."""


@pytest.mark.parametrize(("isolation", "ranges", "entering"), [
    ("managed", [], {"Internet"}),
    ("complete", [], {"VirtualNetwork"}),
    ("managed", ["203.0.113.0/25", "203.0.113.128/25"], {"203.0.113.0/24"}),
])
def test_its_subnet_has_the_rules_that_azure_looks_for(
    run: Callable[..., Graph], spec: Make, isolation: str, ranges: list[str], entering: set[str]
) -> None:
    site = site_of(spec, network_isolation=isolation, components={"bastion": {"enabled": True, "from": ranges}})
    graph = run(security_groups, site)
    group = graph.get(security_group_id(site, BASTION))
    assert group is not None
    rules = network_security_groups.read(group, graph).rules
    allowed = {
        (rule.direction, name, port)
        for rule in rules if rule.access == "Allow"
        for name in (rule.sources if rule.direction == "Inbound" else rule.destinations) for port in rule.destination_ports
    }
    assert allowed >= REQUIRED
    administrators = next(rule for rule in rules if rule.name == "allow-administrators")
    assert (set(administrators.sources), administrators.destination_ports) == (entering, ("443",))
    assert (("Outbound", "Internet", "80") in allowed) == (isolation != "complete")
    assert len({(rule.direction, rule.priority) for rule in rules}) == len(rules)

"""The firewall itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.passes.firewall import firewall
from enclave.compose.passes.firewall_policies import firewall_policy, policy_id
from enclave.compose.passes.virtual_networks import networks
from enclave.compose.site import FIREWALL, Site, sites
from enclave.graph.model import Graph
from enclave.graph.resources import azure_firewalls, public_ip_addresses
from enclave.graph.resources.firewall_policies import GROUP_TYPE
from enclave.spec.models import Spec


@pytest.fixture
def graph(run: Callable[..., Graph], site: Site) -> Graph:
    return run(firewall, site, (*networks(site, ()), *firewall_policy(site, ())))


def test_it_stands_where_the_plan_says(graph: Graph, site: Site) -> None:
    (machine,) = graph.of_type(azure_firewalls.TYPE)
    found = azure_firewalls.read(machine, graph)
    assert (found.subnet, found.tier, found.policy) == (site.subnet(FIREWALL), "Premium", policy_id(site))
    assert found.private_ip == str(site.plan.firewall_ip)
    (address,) = graph.of_type(public_ip_addresses.TYPE)
    assert found.public_ips == (address.id,)
    assert (public_ip_addresses.read(address).sku, public_ip_addresses.read(address).allocation) == ("Standard", "Static")


def test_it_waits_for_its_last_rules_and_for_the_peerings(graph: Graph, site: Site) -> None:
    (machine,) = graph.of_type(azure_firewalls.TYPE)
    last = graph.of_type(GROUP_TYPE)[-1]
    assert machine.depends_on == (last.id, *site.joined)


@pytest.mark.parametrize(("tier", "location", "zones"), [
    ("premium", "swedencentral", ("1", "2", "3")), ("premium", "ukwest", ()), ("standard", "swedencentral", ()),
])
def test_it_stands_in_every_zone_where_that_is_paid_for(
    run: Callable[..., Graph], spec: Callable[..., Spec], tier: str, location: str, zones: tuple[str, ...]
) -> None:
    graph = run(firewall, sites(spec(performance_tier=tier, regions={"north": {"location": location}}, projects={}))[0])
    assert azure_firewalls.read(graph.of_type(azure_firewalls.TYPE)[0]).zones == zones
    assert public_ip_addresses.read(graph.of_type(public_ip_addresses.TYPE)[0]).zones == zones

"""The firewall and its policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.passes.firewall import firewall
from enclave.compose.passes.virtual_networks import networks
from enclave.compose.site import AI_ENDPOINTS, DATA_ENDPOINTS, FIREWALL, GATEWAY, MANAGEMENT_ENDPOINTS, OPERATIONS, Site, sites
from enclave.graph.model import Graph
from enclave.graph.resources import azure_firewalls, firewall_policies, public_ip_addresses
from enclave.graph.resources.firewall_policies import GROUP_TYPE, FirewallPolicy
from enclave.spec.models import Spec


def policy_of(graph: Graph) -> FirewallPolicy:
    return firewall_policies.read(graph.of_type(firewall_policies.TYPE)[0], graph)


@pytest.fixture
def graph(run: Callable[..., Graph], site: Site) -> Graph:
    return run(firewall, site, tuple(networks(site, ())))


def test_it_stands_where_the_plan_says(graph: Graph, site: Site) -> None:
    (machine,) = graph.of_type(azure_firewalls.TYPE)
    found = azure_firewalls.read(machine, graph)
    assert (found.subnet, found.tier, found.policy) == (site.subnet(FIREWALL), "Premium", policy_of(graph).id)
    assert found.private_ip == str(site.plan.firewall_ip)
    (address,) = graph.of_type(public_ip_addresses.TYPE)
    assert found.public_ips == (address.id,)
    assert (public_ip_addresses.read(address).sku, public_ip_addresses.read(address).allocation) == ("Standard", "Static")


def test_it_waits_for_its_rules_and_for_the_peerings(graph: Graph, site: Site) -> None:
    (machine,) = graph.of_type(azure_firewalls.TYPE)
    (group,) = graph.of_type(GROUP_TYPE)
    assert machine.depends_on == (group.id, *site.joined)


def test_the_policy_is_strict(graph: Graph) -> None:
    found = policy_of(graph)
    assert (found.tier, found.threat_intel_mode, found.intrusion_detection, found.dns_proxy) == ("Premium", "Deny", "Deny", True)
    assert found.snat_private_ranges == ("255.255.255.255/32",)


def test_only_declared_names_and_endpoints_are_allowed_and_only_from_clients(graph: Graph, site: Site) -> None:
    collections = {part.name: part for group in policy_of(graph).groups for part in group.collections}
    allowed = [rule for part in collections.values() if part.action == "Allow" for rule in part.rules]
    names = {rule.target_fqdns: rule for rule in allowed if rule.target_fqdns}
    assert set(names) == {("login.microsoftonline.com",), ("*.example.com",)}
    assert {rule.protocols for rule in names.values()} == {("Https:443",)}
    assert {rule.sources for rule in names.values()} == {(site.prefix(GATEWAY), site.prefix(OPERATIONS))}
    assert names["login.microsoftonline.com",].description == "tokens"
    private = [rule for rule in allowed if not rule.target_fqdns]
    assert {(rule.protocols, rule.ports) for rule in private} == {(("TCP",), ("443",))}
    # what operations calls in its own network does not come this way
    assert {(*rule.sources, *rule.destinations) for rule in private} == {
        (site.prefix(client), site.prefix(subnet))
        for client, subnet in ((GATEWAY, AI_ENDPOINTS), (GATEWAY, MANAGEMENT_ENDPOINTS), (OPERATIONS, DATA_ENDPOINTS))
    }


def test_the_last_word_denies_every_name(graph: Graph) -> None:
    (group,) = policy_of(graph).groups
    last = max(group.collections, key=lambda part: part.priority)
    assert (last.kind, last.action) == ("Application", "Deny")
    (rule,) = last.rules
    assert (rule.sources, rule.target_fqdns, rule.protocols) == (("*",), ("*",), ("Http:80", "Https:443"))
    assert len({part.priority for part in group.collections}) == len(group.collections)


def test_without_declared_egress_no_name_is_allowed(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    found = policy_of(run(firewall, sites(spec(network={}))[0]))
    assert not [part for group in found.groups for part in group.collections if part.kind == "Application" and part.action == "Allow"]

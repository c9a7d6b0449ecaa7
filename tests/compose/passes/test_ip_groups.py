"""IP groups."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.passes.fqdn_rules import rule_groups
from enclave.compose.passes.ip_groups import address_groups, group_id
from enclave.compose.site import AI_ENDPOINTS, GATEWAY, Site
from enclave.graph.model import Graph
from enclave.graph.resources import ip_groups


def test_there_is_one_for_every_side_of_every_rule(run: Callable[..., Graph], site: Site) -> None:
    used = {
        group
        for part in rule_groups(site, "/policy") for collection in part.collections for rule in collection.rules
        for group in (*rule.source_ip_groups, *rule.destination_ip_groups)
    }
    assert used <= {found.id for found in run(address_groups).of_type(ip_groups.TYPE)}


def test_each_stands_for_one_subnet(run: Callable[..., Graph], site: Site) -> None:
    found = {view.id: view.addresses for view in map(ip_groups.read, run(address_groups).of_type(ip_groups.TYPE))}
    assert found[group_id(site, GATEWAY)] == (site.prefix(GATEWAY),)
    assert found[group_id(site, AI_ENDPOINTS)] == (site.prefix(AI_ENDPOINTS),)
    assert all(len(addresses) == 1 for addresses in found.values())


def test_they_are_deployed_one_after_another(run: Callable[..., Graph]) -> None:
    found = run(address_groups).of_type(ip_groups.TYPE)
    assert [group.depends_on for group in found] == [(), *((group.id,) for group in found[:-1])]


def test_azure_takes_them(run: Callable[..., Graph], problems: Callable[..., list[str]]) -> None:
    assert problems(run(address_groups)) == []

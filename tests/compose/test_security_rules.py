"""Rules that Azure asks for keep clear of those of passages and of the final denials."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.security_rules import REQUIRED, required
from enclave.compose.site import GATEWAY, Site, sites
from enclave.spec.address_plan import LAYOUT
from enclave.spec.components import Components
from enclave.spec.models import Spec


def test_priorities_are_between_those_of_passages_and_the_denials(spec: Callable[..., Spec], ingress: dict[str, object]) -> None:
    ways = [ingress, ingress | {"through": "front-door"}]
    for site in sites(spec(components=dict.fromkeys(Components.model_fields, True), network={"ingress": ways})):
        for subnet, rules in REQUIRED.items():
            found = list(rules(site)) if subnet in site.plan.subnets else []
            assert all(1000 <= rule.priority < 3900 for rule in found)
            assert len({(rule.direction, rule.priority) for rule in found}) == len(found)


def test_they_are_for_subnets_that_exist() -> None:
    assert set(REQUIRED) <= {subnet for _, _, subnets in LAYOUT for subnet, _ in subnets}


def test_probes_come_only_where_somebody_is_let_in(site: Site, open_site: Site) -> None:
    assert list(REQUIRED[GATEWAY](site)) == []
    assert [rule.sources for rule in REQUIRED[GATEWAY](open_site)] == [("AzureLoadBalancer",)]


def test_the_machines_of_agents_reach_each_other_and_not_those_of_another_project(spec: Callable[..., Spec]) -> None:
    agents = {name: {"region": "north", "platform": "foundry", "agents": True} for name in ("helper", "writer")}
    site = sites(spec(network_isolation="complete", projects=agents))[0]
    for name in agents:
        own = (site.prefix(f"snet-agents-{name}"),)
        rules = list(required(site, f"snet-agents-{name}"))
        assert {rule.direction for rule in rules} == {"Inbound", "Outbound"}
        assert {rule.destinations for rule in rules} == {own}
        assert {rule.sources for rule in rules} == {own, ("AzureLoadBalancer",)}
    assert list(required(site, "snet-operations")) == []

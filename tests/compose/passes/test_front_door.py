"""The front door: who gets in, where it goes on to, and what is approved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose import compose
from enclave.compose.passes.front_door import front_door, front_door_id
from enclave.compose.passes.private_link_service import private_link, private_link_id
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.errors import InputError
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import front_door_firewall_policies, front_doors, private_link_services
from enclave.graph.resources.front_door_firewall_policies import FrontDoorFirewallPolicy
from enclave.graph.resources.front_doors import FrontDoor
from enclave.graph.resources.web_application_firewall_policies import Condition
from enclave.spec.models import Spec
from enclave.verify import verify

Make = Callable[..., Graph]
PARTNERS = {"through": "front-door", "from": ["192.0.2.0/25", "192.0.2.128/25"], "why": "partners"}


@pytest.fixture
def whole(spec: Callable[..., Spec], ingress: dict[str, Any]) -> Callable[..., Whole]:
    def made(*, host: str | None = None, **changes: Any) -> Whole:
        ways = [ingress | {"through": "front-door"} | ({"host": host} if host else {}), PARTNERS]
        found = spec(**{"network": {"ingress": ways}, "components": {"load_balancer": True}} | changes)
        return Whole(found, sites(found))

    return made


@pytest.fixture
def make(whole: Callable[..., Whole]) -> Make:
    def made(**changes: Any) -> Graph:
        found = whole(**changes)
        services = tuple(resource for site in found.sites for resource in private_link(site, ()))
        return Graph((*services, *front_door(found, services)))

    return made


def profile(graph: Graph) -> FrontDoor:
    (found,) = graph.of_type(front_doors.TYPE)
    return front_doors.read(found, graph)


def policy(graph: Graph) -> FrontDoorFirewallPolicy:
    (found,) = graph.of_type(front_door_firewall_policies.TYPE)
    return front_door_firewall_policies.read(found)


def approvals(graph: Graph) -> list[Resource]:
    return list(graph.of_type(private_link_services.CONNECTION_TYPE))


def test_without_such_a_way_in_there_is_none(whole: Callable[..., Whole], ingress: dict[str, Any]) -> None:
    assert list(front_door(whole(network={"ingress": [ingress]}), ())) == []


def test_only_declared_addresses_of_connections_get_past_its_rules(make: Make) -> None:
    rules = policy(make())
    assert (rules.enabled, rules.mode, rules.checks_body) == (True, "Prevention", True)
    (rule,) = rules.rules
    assert (rule.action, rule.enabled, rule.per_minute) == ("Block", True, None)
    assert rule.conditions == (
        Condition("SocketAddr", "IPMatch", ("192.0.2.0/24", "198.51.100.7/32", "203.0.113.0/24"), negated=True),
    )
    assert {each.kind for each in rules.rule_sets} == {"Microsoft_DefaultRuleSet", "Microsoft_BotManagerRuleSet"}


def test_rules_stand_before_every_name_and_before_any_route(make: Make) -> None:
    graph = make(host="ai.example.com")
    door = profile(graph)
    (security,) = door.security
    assert security.firewall_policy == policy(graph).id
    assert security.patterns == ("/*",)
    names = {*(f"afdEndpoints/{each.name}" for each in door.endpoints), *(f"customDomains/{each.name}" for each in door.domains)}
    assert set(security.domains) == names
    for route in graph.of_type(front_doors.ROUTE_TYPE):
        assert f"{door.id}/securityPolicies/{security.name}" in route.depends_on


def test_callers_speak_https_to_the_endpoint_of_their_project(make: Make) -> None:
    door = profile(make())
    assert [endpoint.name for endpoint in door.endpoints] == ["fde-acme-labs-triage", "fde-acme-labs-search"]
    for endpoint in door.endpoints:
        (route,) = endpoint.routes
        assert (route.protocols, route.patterns, route.caches, route.default_domain) == (("Https",), ("/*",), False, True)
    assert (door.sku, door.domains, door.scrubbed) == ("Premium_AzureFrontDoor", (), ("QueryStringArgNames",))


def test_a_host_of_the_owners_takes_the_place_of_azures(make: Make) -> None:
    door = profile(make(host="ai.example.com"))
    assert [(domain.host, domain.tls, domain.cipher_suites) for domain in door.domains] == [
        ("triage.ai.example.com", "TLS12", "TLS12_2023"), ("search.ai.example.com", "TLS12", "TLS12_2023"),
    ]
    for endpoint, domain in zip(door.endpoints, door.domains, strict=True):
        assert [(route.default_domain, route.domains) for route in endpoint.routes] == [(False, (domain.name,))]


def test_a_project_is_answered_from_its_own_regions_by_private_links_in_its_own_order(make: Make, whole: Callable[..., Whole]) -> None:
    graph, (north, east) = make(), whole().sites
    groups = {group.name: group for group in profile(graph).groups}
    assert [(origin.private_link, origin.priority) for origin in groups["triage"].origins] == [
        (private_link_id(north), 1), (private_link_id(east), 2),
    ]
    (only,) = groups["search"].origins
    assert (only.host, only.host_header, only.https_port) == ("north.gateway.acme-labs.internal", only.host, 443)
    assert only.private_link_location == "swedencentral"
    assert all(origin.private_link and origin.checks_name for group in groups.values() for origin in group.origins)


def test_it_goes_on_by_tls_only_and_each_origin_has_a_name_of_its_own(make: Make) -> None:
    door = profile(make(host="ai.example.com"))
    assert {route.forwarding for endpoint in door.endpoints for route in endpoint.routes} == {"HttpsOnly"}
    assert {group.probe_protocol for group in door.groups} == {"Https"}
    for group in door.groups:
        assert [origin.host for origin in group.origins] == [f"{origin.name}.ai.example.com" for origin in group.origins]


def test_what_it_asks_for_is_approved_by_its_own_words_after_it_has_asked(make: Make) -> None:
    graph = make()
    messages = {origin.private_link: origin.message for group in profile(graph).groups for origin in group.origins}
    found = approvals(graph)
    assert len(found) == len(messages) == len(set(messages.values())) == 2
    for approval in found:
        state = approval.body["properties"]["privateLinkServiceConnectionState"]
        assert (state["status"], state["description"]) == ("Approved", messages[approval.id.rpartition("/privateEndpointConnections/")[0]])
        assert approval.stamp == ""
        assert all("/origins/" in before for before in approval.depends_on)
        assert approval.depends_on


def test_a_region_without_projects_is_not_asked_for(make: Make) -> None:
    graph = make(projects={"search": {"region": "north"}})
    assert len(approvals(graph)) == 1


def test_outside_of_every_boundary_with_a_private_link_it_is_refused(make: Make) -> None:
    with pytest.raises(InputError, match="no private link in the residency boundary of `switzerlandnorth`"):
        make(regions={"north": {"location": "switzerlandnorth"}, "us_east": {"location": "eastus"}})


def test_azure_takes_it(make: Make, problems: Callable[..., list[str]]) -> None:
    graph = make(host="ai.example.com")
    assert problems(resource for resource in graph if resource.type != private_link_services.CONNECTION_TYPE) == []


def test_an_enclave_with_it_has_it_as_its_declared_way_in(whole: Callable[..., Whole]) -> None:
    found = whole()
    graph = compose(found.spec)
    assert graph.intent is not None
    assert [(door.resource, door.sources, door.why) for door in graph.intent.front_doors] == [
        (front_door_id(found), ("203.0.113.0/24", "198.51.100.7/32"), "branch offices"),
        (front_door_id(found), ("192.0.2.0/25", "192.0.2.128/25"), "partners"),
    ]
    # that an edge opens TLS anywhere is refuted, as it must be, and that it goes on without to the gateway behind the private link;
    # so is what nobody collects the logs of here
    assert {result.number for result in verify(graph).obligations if result.verdict.name == "refuted"} <= {9, 10, 11}

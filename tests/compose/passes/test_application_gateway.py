"""The declared way in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.application_gateway import application_gateway, application_gateway_id
from enclave.compose.site import APPLICATION_GATEWAY, Site, sites
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.resources import (
    application_gateways,
    public_ip_addresses,
    role_assignments,
    user_assigned_identities,
    web_application_firewall_policies,
)
from enclave.graph.resources.application_gateways import ApplicationGateway, Listener
from enclave.graph.resources.web_application_firewall_policies import RuleSet
from enclave.spec.gateway_name import gateway_host
from enclave.spec.models import Spec


@pytest.fixture
def graph(run: Callable[..., Graph], open_site: Site) -> Graph:
    return run(application_gateway, open_site)


@pytest.fixture
def gateway(graph: Graph) -> ApplicationGateway:
    (found,) = graph.of_type(application_gateways.TYPE)
    return application_gateways.read(found)


def test_where_nobody_may_come_in_there_is_none(run: Callable[..., Graph], site: Site) -> None:
    assert run(application_gateway, site).resources == ()


def test_it_listens_on_443_only_with_a_certificate_of_the_vault(gateway: ApplicationGateway, graph: Graph, open_site: Site) -> None:
    assert gateway.id == application_gateway_id(open_site)
    assert gateway.listeners == (Listener("https", "Https", 443, True),)
    vault = open_site.vault.rpartition("/")[2]
    assert gateway.certificates == (f"https://{vault}.vault.azure.net/secrets/ingress-certificate",)
    assert gateway.ssl_policy == "AppGwSslPolicy20220101S"
    (address,) = graph.of_type(public_ip_addresses.TYPE)
    assert gateway.public_ips == (address.id,)
    assert (public_ip_addresses.read(address).sku, public_ip_addresses.read(address).allocation) == ("Standard", "Static")
    assert gateway.subnet == open_site.subnet(APPLICATION_GATEWAY)


def test_it_sends_on_to_the_gateways_address_and_streams_answers(gateway: ApplicationGateway, open_site: Site) -> None:
    assert gateway.backend_addresses == (str(open_site.plan.gateway_ip),) == ("10.40.8.254",)
    (backend,) = gateway.backends
    assert (backend.protocol, backend.port, backend.probe_path) == ("Https", 443, "/healthz")
    assert backend.timeout_seconds >= 120
    assert not gateway.buffers_responses


def test_it_goes_on_to_the_gateways_name_with_the_owners_authority_only(gateway: ApplicationGateway, graph: Graph, open_site: Site) -> None:
    (backend,) = gateway.backends
    vault = open_site.vault.rpartition("/")[2]
    assert backend.host == gateway_host(open_site.spec)
    assert backend.authorities == (f"https://{vault}.vault.azure.net/secrets/gateway-authority",)
    assert (backend.checks_chain, backend.checks_name) == (True, True)
    (written,) = graph.of_type(application_gateways.TYPE)
    body: Any = written.body["properties"]
    assert body["probes"][0]["properties"]["host"] == backend.host
    asked = body["backendHttpSettingsCollection"][0]["properties"]["trustedRootCertificates"]
    assert [found["id"].suffix for found in asked] == ["/trustedRootCertificates/authority-1"]


def test_attacks_are_stopped_and_not_only_logged(gateway: ApplicationGateway, graph: Graph) -> None:
    (policy,) = (web_application_firewall_policies.read(found) for found in graph.of_type(web_application_firewall_policies.TYPE))
    assert (gateway.tier, gateway.firewall_policy) == ("WAF_v2", policy.id)
    assert (policy.enabled, policy.mode, policy.checks_body) == (True, "Prevention", True)
    assert policy.rule_sets == (RuleSet("Microsoft_DefaultRuleSet", "2.2"), RuleSet("Microsoft_BotManagerRuleSet", "1.1"))


def test_only_the_declared_ranges_get_past_the_firewall_and_nobody_past_the_managed_rules(graph: Graph) -> None:
    (policy,) = (web_application_firewall_policies.read(found) for found in graph.of_type(web_application_firewall_policies.TYPE))
    (rule,) = policy.rules
    assert rule.action == "Block"
    assert [(each.variable, each.negated, each.values) for each in rule.conditions] == [
        ("RemoteAddr", True, ("198.51.100.7/32", "203.0.113.0/24")), ("RemoteAddr", True, ("192.0.2.0/24",)),
    ]


def test_prompts_are_no_attacks_and_stand_in_no_log(graph: Graph) -> None:
    (policy,) = (web_application_firewall_policies.read(found) for found in graph.of_type(web_application_firewall_policies.TYPE))
    assert "messages" in policy.unchecked
    assert "RequestJSONArgNames" in policy.scrubbed


def test_it_stands_in_every_zone_and_drains(gateway: ApplicationGateway, graph: Graph) -> None:
    (address,) = graph.of_type(public_ip_addresses.TYPE)
    assert gateway.zones == public_ip_addresses.read(address).zones == ("1", "2", "3")
    assert public_ip_addresses.read(address).label is None
    assert gateway.backends[0].drain_seconds == gateway.backends[0].timeout_seconds


@pytest.mark.parametrize(("tier", "least"), [("standard", 2), ("premium", 3)])
def test_it_grows_with_the_tier(
    run: Callable[..., Graph], spec: Callable[..., Spec], ingress: dict[str, object], tier: str, least: int,
) -> None:
    site = sites(spec(network={"ingress": [ingress]}, performance_tier=tier))[0]
    (found,) = run(application_gateway, site).of_type(application_gateways.TYPE)
    assert application_gateways.read(found).capacity[0] == least


@pytest.mark.parametrize(("sources", "public", "private"), [
    (["203.0.113.0/24"], True, False), (["10.200.0.0/16"], False, True), (["203.0.113.0/24", "172.16.9.0/24"], True, True),
])
def test_who_comes_from_private_ranges_needs_no_public_address(
    run: Callable[..., Graph], spec: Callable[..., Spec], ingress: dict[str, object], problems: Callable[..., list[str]],
    sources: list[str], public: bool, private: bool,
) -> None:
    site = sites(spec(network={"ingress": [ingress | {"from": sources, "host": "ai.example.com"}]}))[0]
    graph = run(application_gateway, site)
    found = application_gateways.read(graph.of_type(application_gateways.TYPE)[0])
    assert [(each.public, each.port, each.hosts) for each in found.listeners] == [
        (front, 443, ("ai.example.com",)) for front in (True, False) if (public if front else private)
    ]
    assert bool(found.public_ips) == bool(graph.of_type(public_ip_addresses.TYPE)) == public
    assert (found.private_ip is not None) == private
    assert problems(graph) == []


def test_traffic_manager_may_ask_whether_it_is_well_and_nothing_else(
    run: Callable[..., Graph], spec: Callable[..., Spec], ingress: dict[str, object],
) -> None:
    site = sites(spec(network={"ingress": [ingress]}, components={"traffic_manager": True}))[0]
    graph = run(application_gateway, site)
    (policy,) = (web_application_firewall_policies.read(found) for found in graph.of_type(web_application_firewall_policies.TYPE))
    last = policy.rules[0].conditions[-1]
    assert (last.variable, last.operator, last.values, last.negated) == ("RequestUri", "Equal", ("/healthz",), True)
    label = public_ip_addresses.read(graph.of_type(public_ip_addresses.TYPE)[0]).label
    assert label
    assert label.startswith("acme-labs-north-")
    assert len(label) <= 63


def test_a_front_door_is_not_its_business(run: Callable[..., Graph], spec: Callable[..., Spec], ingress: dict[str, object]) -> None:
    site = sites(spec(network={"ingress": [ingress | {"through": "front-door"}]}))[0]
    assert run(application_gateway, site).resources == ()


def test_its_identity_may_read_secrets_of_the_vault_and_nothing_else(gateway: ApplicationGateway, graph: Graph, open_site: Site) -> None:
    (identity,) = graph.of_type(user_assigned_identities.TYPE)
    assert gateway.identity.user_assigned == (identity.id,)
    assert user_assigned_identities.read(identity).policy_digest is None
    (assignment,) = (role_assignments.read(found) for found in graph.of_type(role_assignments.TYPE))
    assert (assignment.scope, assignment.principal) == (open_site.vault, identity.id)
    assert (assignment.role, assignment.principal_type) == (role("Key Vault Secrets User"), "ServicePrincipal")


def test_it_waits_for_its_right_the_vaults_endpoint_and_the_peerings(graph: Graph, open_site: Site) -> None:
    (found,) = graph.of_type(application_gateways.TYPE)
    (assignment,) = graph.of_type(role_assignments.TYPE)
    assert found.depends_on == (assignment.id, open_site.endpoint(open_site.vault), *open_site.joined)


def test_every_region_has_its_own(run: Callable[..., Graph], spec: Callable[..., Spec], ingress: dict[str, object]) -> None:
    both = sites(spec(network={"ingress": [ingress]}))
    gateways = [run(application_gateway, site).of_type(application_gateways.TYPE)[0] for site in both]
    assert len({found.id for found in gateways}) == len({found.location for found in gateways}) == 2


@pytest.mark.parametrize(("on", "hosts"), [(False, ("ai.example.com",)), (True, ("ai.example.com", "*.ai.example.com"))])
def test_traffic_manager_has_a_name_for_each_project(
    run: Callable[..., Graph], spec: Callable[..., Spec], ingress: dict[str, object], on: bool, hosts: tuple[str, ...]
) -> None:
    found = spec(network={"ingress": [ingress | {"host": "ai.example.com"}]}, components={"traffic_manager": on})
    (written,) = run(application_gateway, sites(found)[0]).of_type(application_gateways.TYPE)
    assert [listener.hosts for listener in application_gateways.read(written).listeners] == [hosts]

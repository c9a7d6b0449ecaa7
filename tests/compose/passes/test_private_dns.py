"""Zones follow from the private endpoints, and every network with a client resolves them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.key_vault import key_vault
from enclave.compose.passes.private_dns import KEPT, dns_zones, resolving, zone_id
from enclave.compose.site import Site, sites
from enclave.compose.traffic import clients
from enclave.graph.model import Graph
from enclave.graph.resources import managed_clusters, private_dns_zones, private_endpoints
from enclave.graph.resources.private_dns_zones import TYPE, read
from enclave.spec.models import Spec

WAY = {"through": "application-gateway", "from": ["203.0.113.0/24"], "why": "offices"}


def test_without_endpoints_there_are_no_zones(run: Callable[..., Graph]) -> None:
    assert run(dns_zones).of_type(TYPE) == ()


def test_an_endpoint_brings_its_zones_linked_to_hub_and_clients(run: Callable[..., Graph], site: Site) -> None:
    graph = run(dns_zones, site, tuple(key_vault(site, ())))
    (zone,) = [private_dns_zones.read(found, graph) for found in graph.of_type(TYPE)]
    assert (zone.id, zone.zone) == (zone_id(site, "privatelink.vaultcore.azure.net"), "privatelink.vaultcore.azure.net")
    assert {link.vnet for link in zone.links} == {site.network(part) for part in ("hub", "compute", "management")}


def test_every_network_with_a_client_resolves(spec: Callable[..., Spec]) -> None:
    agents = {"region": "north", "platform": "foundry", "agents": True}
    for site in sites(spec(network_isolation="complete", projects={"helper": agents})):
        assert {site.home(client) for client in clients(site)} | {"hub"} == set(resolving(site))
    assert "ai-services" in resolving(sites(spec(network_isolation="complete", projects={"helper": agents}))[0])


def test_a_kept_zone_is_there_with_its_component_alone(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    for on in (True, False):
        graph = run(dns_zones, sites(spec(components={"logic_apps": on}))[0])
        assert [zone.name for zone in graph.of_type(TYPE)] == (["privatelink.logic.azure.com"] if on else [])


def test_every_zone_of_every_endpoint_of_the_bank_is_there_once(bank_graph: Graph) -> None:
    wanted = {
        zone.lower() for endpoint in bank_graph.of_type(private_endpoints.TYPE)
        for zone in private_endpoints.read(endpoint, bank_graph).zone_groups
    }
    clusters = {managed_clusters.read(cluster, bank_graph).access.dns_zone.lower() for cluster in bank_graph.of_type(managed_clusters.TYPE)}
    assert clusters
    kept = {zone.id.lower() for zone in bank_graph.of_type(TYPE) if zone.name in KEPT.values()}
    gateways = {zone.id.lower() for zone in bank_graph.of_type(TYPE) if zone.name == "gateway.contoso-bank.internal"}
    assert len(gateways) == 2
    assert {zone.id.lower() for zone in bank_graph.of_type(TYPE)} == wanted | clusters | kept | gateways


@pytest.mark.parametrize(("changes", "host", "names"), [
    ({"components": {"kubernetes": True}}, "gateway.acme-labs.internal", ["@"]),
    ({"components": {"load_balancer": True}}, "gateway.acme-labs.internal", ["@"]),
    ({"components": {"kubernetes": True}, "network": {"gateway": {"host": "models.example.com"}}}, "models.example.com", ["@"]),
    ({"network": {"ingress": [WAY | {"host": "ai.example.com"}]}}, "ai.example.com", ["@"]),
    ({"network": {"ingress": [WAY | {"host": "ai.example.com", "through": "front-door"}]}}, "ai.example.com", ["@", "*"]),
])
def test_the_gateways_name_leads_to_its_address_from_every_network(
    run: Callable[..., Graph], spec: Callable[..., Spec], changes: Any, host: str, names: list[str],
) -> None:
    site = sites(spec(**changes))[0]
    graph = run(dns_zones, site)
    (found,) = (zone for zone in graph.of_type(TYPE) if zone.name == host)
    zone = read(found, graph)
    assert [(record.name, record.ip) for record in zone.records] == [(name, str(site.plan.gateway_ip)) for name in names]
    assert {link.vnet for link in zone.links} == {site.network(part) for part in resolving(site)}

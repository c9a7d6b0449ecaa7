"""Private DNS zones."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.passes.private_dns import dns_zones, zone_id
from enclave.compose.site import Site
from enclave.graph.model import Graph
from enclave.graph.resources import private_dns_zones
from enclave.graph.resources.private_dns_zones import TYPE


def test_every_zone_of_every_service_is_there_once_and_linked(run: Callable[..., Graph], site: Site) -> None:
    graph = run(dns_zones)
    found = [private_dns_zones.read(zone, graph) for zone in graph.of_type(TYPE)]
    assert {zone.zone for zone in found} == {
        "privatelink.cognitiveservices.azure.com", "privatelink.openai.azure.com", "privatelink.services.ai.azure.com",
        "privatelink.vaultcore.azure.net",
        "privatelink.monitor.azure.com", "privatelink.oms.opinsights.azure.com", "privatelink.ods.opinsights.azure.com",
        "privatelink.agentsvc.azure-automation.net", "privatelink.blob.core.windows.net",
    }
    for zone in found:
        assert zone.id == zone_id(site, zone.zone)
        assert [link.vnet for link in zone.links] == [site.network("hub"), site.network("compute"), site.network("management")]
        assert not any(link.registration for link in zone.links)
        assert {link.resolution_policy for link in zone.links} == {"Default"}

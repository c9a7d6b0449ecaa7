"""Private DNS zones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import private_dns_zones
from enclave.graph.resources.private_dns_zones import LINK_TYPE, RECORD_TYPE, TYPE, PrivateDnsZone, Record, ZoneLink

RG = "/resourceGroups/rg-test/providers"
NAME = "privatelink.openai.azure.com"
HUB, SPOKE = (f"{RG}/Microsoft.Network/virtualNetworks/vnet-{name}" for name in ("hub", "spoke"))
ZONE = PrivateDnsZone(f"{RG}/{TYPE}/{NAME}", NAME, (ZoneLink(HUB), ZoneLink(SPOKE, "NxDomainRedirect", True)), ())


WITH_NAMES = PrivateDnsZone(
    f"{RG}/{TYPE}/ai.example.com", "ai.example.com", (ZoneLink(HUB),), (Record("@", "10.0.0.4"), Record("*", "10.0.0.4")),
)


@pytest.mark.parametrize("zone", [ZONE, WITH_NAMES])
def test_what_is_written_is_read_back(zone: PrivateDnsZone, round_trip: Callable[..., Any]) -> None:
    assert round_trip(private_dns_zones, zone) == zone


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    written = private_dns_zones.write(ZONE, place)
    assert {resource.location for resource in written} == {"global"}
    assert problems(written) == []
    assert problems(private_dns_zones.write(WITH_NAMES, place)) == []


def test_links_and_records_of_somebody_elses_template_are_merged(make: Callable[..., Resource]) -> None:
    zone = make(TYPE, NAME, {})
    link = make(LINK_TYPE, f"{NAME}/l", {"properties": {"VirtualNetwork": {"ID": HUB}, "registrationEnabled": "true"}})
    record = make(RECORD_TYPE, f"{NAME}/foo", {"properties": {"ARecords": [{"IPv4Address": "10.0.0.5"}, {"ipv4Address": "10.0.0.6"}]}})
    found = private_dns_zones.read(zone, Graph((zone, link, record)))
    assert found.links == (ZoneLink(HUB, registration=True),)
    assert found.records == (Record("foo", "10.0.0.5"), Record("foo", "10.0.0.6"))


def test_a_link_to_nothing_raises(make: Callable[..., Resource]) -> None:
    zone = make(TYPE, NAME, {})
    with pytest.raises(Undecided):
        private_dns_zones.read(zone, Graph((zone, make(LINK_TYPE, f"{NAME}/l", {"properties": {}}))))

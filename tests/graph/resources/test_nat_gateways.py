"""NAT gateways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.model import Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import nat_gateways
from enclave.graph.resources.nat_gateways import TYPE, ZONE_REDUNDANT, NatGateway

RG = "/resourceGroups/rg-test/providers"
GATEWAY = NatGateway(f"{RG}/{TYPE}/ng", (f"{RG}/a",), (f"{RG}/p",), ZONE_REDUNDANT, 10)


@pytest.mark.parametrize("gateway", [GATEWAY, NatGateway(GATEWAY.id, (), ())])
def test_what_is_written_is_read_back(gateway: NatGateway, round_trip: Callable[..., Any]) -> None:
    assert round_trip(nat_gateways, gateway) == gateway


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(nat_gateways.write(GATEWAY, place)) == []


def test_a_zone_redundant_one_names_no_zones(place: Place) -> None:
    (written,) = nat_gateways.write(GATEWAY, place)
    assert "zones" not in written.body


def test_public_addresses_and_prefixes_are_read(make: Callable[..., Resource]) -> None:
    found = make(TYPE, "ng", {"properties": {"publicIPAddresses": [{"id": f"{RG}/a"}], "publicIpPrefixes": [{"id": Ref(f"{RG}/b")}]}})
    assert nat_gateways.read(found) == NatGateway(found.id, (f"{RG}/a",), (f"{RG}/b",))
    assert nat_gateways.read(make(TYPE, "ng", {})) == NatGateway(found.id, (), ())

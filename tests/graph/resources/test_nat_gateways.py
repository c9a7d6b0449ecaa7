"""NAT gateways."""

from __future__ import annotations

from collections.abc import Callable

from enclave.graph.model import Ref, Resource
from enclave.graph.resources import nat_gateways
from enclave.graph.resources.nat_gateways import TYPE, NatGateway

RG = "/resourceGroups/rg-test/providers"


def test_public_addresses_and_prefixes_are_read(make: Callable[..., Resource]) -> None:
    found = make(TYPE, "ng", {"properties": {"publicIPAddresses": [{"id": f"{RG}/a"}], "publicIpPrefixes": [{"id": Ref(f"{RG}/b")}]}})
    assert nat_gateways.read(found) == NatGateway(found.id, (f"{RG}/a",), (f"{RG}/b",))
    assert nat_gateways.read(make(TYPE, "ng", {})) == NatGateway(found.id, (), ())

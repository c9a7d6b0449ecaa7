"""Azure Bastion."""

from __future__ import annotations

from collections.abc import Callable

from enclave.graph.model import Resource
from enclave.graph.resources import bastion_hosts
from enclave.graph.resources.bastion_hosts import TYPE, BastionHost

RG = "/resourceGroups/rg-test/providers"


def test_subnet_and_public_address_are_read(make: Callable[..., Resource]) -> None:
    body = {"SKU": {"name": "Premium"}, "properties": {"ipConfigurations": [
        {"properties": {"subnet": {"id": f"{RG}/s"}, "publicIPAddress": {"id": f"{RG}/p"}}},
    ]}}
    found = make(TYPE, "bas", body)
    assert bastion_hosts.read(found) == BastionHost(found.id, "Premium", f"{RG}/s", (f"{RG}/p",))
    assert bastion_hosts.read(make(TYPE, "bas", {})) == BastionHost(found.id, "Basic", None, ())

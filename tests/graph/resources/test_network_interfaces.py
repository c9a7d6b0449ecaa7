"""Network interfaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.resources import network_interfaces
from enclave.graph.resources.network_interfaces import TYPE, IpConfiguration

RG = "/resourceGroups/rg-test/providers"
SUBNET = f"{RG}/Microsoft.Network/virtualNetworks/v/subnets/s"
PUBLIC = f"{RG}/Microsoft.Network/publicIPAddresses/pip"


def test_the_primary_configuration_comes_first_and_any_public_address_counts(make: Callable[..., Resource]) -> None:
    second = {"name": "2", "properties": {"subnet": {"id": SUBNET}, "publicIPAddress": {"id": Ref(PUBLIC)}}}
    first = {"name": "1", "properties": {"primary": "true", "subnet": {"id": SUBNET}, "privateIPAddress": "10.0.0.9"}}
    found = network_interfaces.read(make(TYPE, "nic", {"properties": {
        "ipConfigurations": [second, first], "networkSecurityGroup": {"id": f"{RG}/x"}, "enableIPForwarding": True,
    }}))
    assert (found.subnet, found.ip, found.public_ip, found.nsg, found.ip_forwarding) == (SUBNET, "10.0.0.9", PUBLIC, f"{RG}/x", True)
    assert found.configurations == (IpConfiguration(SUBNET, "10.0.0.9", None), IpConfiguration(SUBNET, None, PUBLIC))


@pytest.mark.parametrize("parts", [[], [{"properties": {}}], Unresolved("[x]")])
def test_what_is_not_known_raises(make: Callable[..., Resource], parts: Any) -> None:
    with pytest.raises(Undecided):
        network_interfaces.read(make(TYPE, "nic", {"properties": {"ipConfigurations": parts}}))


def test_memberships_are_read(make: Callable[..., Resource]) -> None:
    part = {"name": "1", "properties": {
        "subnet": {"id": SUBNET}, "applicationSecurityGroups": [{"id": f"{RG}/asg"}],
        "loadBalancerBackendAddressPools": [{"id": f"{RG}/pool"}], "loadBalancerInboundNatRules": [{"id": f"{RG}/rule"}],
    }}
    (found,) = network_interfaces.read(make(TYPE, "nic", {"properties": {"ipConfigurations": [part]}})).configurations
    assert (found.security_groups, found.balanced_by) == ((f"{RG}/asg",), (f"{RG}/pool", f"{RG}/rule"))

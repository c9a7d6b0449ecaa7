"""Network interfaces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import network_interfaces
from enclave.graph.resources.network_interfaces import TYPE, IpConfiguration, NetworkInterface

RG = "/resourceGroups/rg-test/providers"
SUBNET = f"{RG}/Microsoft.Network/virtualNetworks/v/subnets/s"
PUBLIC = f"{RG}/Microsoft.Network/publicIPAddresses/pip"

POOL = f"{RG}/Microsoft.Network/loadBalancers/lbi/backendAddressPools/machines"
INTERFACE = NetworkInterface(
    f"{RG}/{TYPE}/nic-a", SUBNET, None, None, None, False, (IpConfiguration(SUBNET, None, None),), accelerated=True
)
BALANCED = replace(
    INTERFACE, ip="10.0.0.9", nsg=f"{RG}/Microsoft.Network/networkSecurityGroups/nsg", ip_forwarding=True,
    configurations=(
        IpConfiguration(SUBNET, "10.0.0.9", None, (f"{RG}/Microsoft.Network/applicationSecurityGroups/asg",), (POOL,)),
        IpConfiguration(SUBNET, None, None),
    ),
)


@pytest.mark.parametrize("interface", [INTERFACE, BALANCED])
def test_what_is_written_is_read_back(interface: NetworkInterface, round_trip: Callable[..., Any]) -> None:
    assert round_trip(network_interfaces, interface, depends_on=("/before",)) == interface


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(network_interfaces.write(BALANCED, place)) == []


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

"""Virtual networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Ref, Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import virtual_networks
from enclave.graph.resources.virtual_networks import PEERING_TYPE, SUBNET_TYPE, TYPE, Peering, Subnet, VirtualNetwork

RG = "/resourceGroups/rg-test/providers"
VNET = f"{RG}/{TYPE}/vnet-a"
OTHER = f"{RG}/{TYPE}/vnet-b"
names = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
ids = st.builds(lambda name: f"{RG}/Microsoft.Network/things/{name}", names)
prefixes = st.integers(0, 255).map(lambda third: f"10.1.{third}.0/24")


@st.composite
def subnets(draw: st.DrawFn) -> Subnet:
    name = draw(names)
    return Subnet(
        id=f"{VNET}/subnets/{name}",
        name=name,
        prefixes=tuple(draw(st.lists(prefixes, min_size=1, max_size=3, unique=True))),
        nsg=draw(st.none() | ids),
        route_table=draw(st.none() | ids),
        nat_gateway=draw(st.none() | ids),
        service_endpoints=tuple(draw(st.lists(st.sampled_from(["Microsoft.Storage", "Microsoft.KeyVault"]), unique=True))),
        default_outbound_access=draw(st.none() | st.booleans()),
        private_endpoint_network_policies=draw(st.sampled_from(["Disabled", "Enabled", "NetworkSecurityGroupEnabled"])),
        private_link_services=draw(st.booleans()),
        delegations=tuple(draw(st.lists(st.just("Microsoft.App/environments"), max_size=1))),
    )


networks = st.builds(
    VirtualNetwork,
    id=st.just(VNET),
    location=st.just("westeurope"),
    address_space=st.lists(prefixes, min_size=1, max_size=2).map(tuple),
    dns_servers=st.lists(st.just("10.0.0.4"), max_size=1).map(tuple),
    subnets=st.lists(subnets(), max_size=3, unique_by=lambda subnet: subnet.id).map(tuple),
    peerings=st.lists(
        st.builds(Peering, names, st.just(OTHER), st.booleans(), st.booleans(), st.booleans(), st.booleans()),
        max_size=2, unique_by=lambda peering: peering.name,
    ).map(tuple),
    ddos_plan=st.none() | ids,
    encrypted=st.booleans(),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(network=networks)
def test_what_is_written_is_read_back(network: VirtualNetwork, round_trip: Callable[..., Any]) -> None:
    assert round_trip(virtual_networks, network) == network


def test_subnets_are_inline_and_peerings_are_not(place: Place) -> None:
    subnet = Subnet(f"{VNET}/subnets/s", "s", ("10.0.0.0/24",))
    network = VirtualNetwork(VNET, "westeurope", ("10.0.0.0/16",), (), (subnet,), (Peering("p", OTHER),))
    assert [resource.type for resource in virtual_networks.write(network, place)] == [TYPE, PEERING_TYPE]


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    subnet = Subnet(
        f"{VNET}/subnets/s", "s", ("10.0.0.0/24", "10.0.1.0/24"), OTHER, OTHER, OTHER, ("Microsoft.Storage",), False,
        "Enabled", ("Microsoft.App/environments",),
    )
    network = VirtualNetwork(VNET, "westeurope", ("10.0.0.0/16",), ("10.0.0.4",), (subnet,), (Peering("p", OTHER, True, True, True, True),))
    assert problems(virtual_networks.write(network, place)) == []


def test_children_of_somebody_elses_template_are_merged(make: Callable[..., Resource]) -> None:
    parent = make(TYPE, "vnet-a", {"properties": {"subnets": [{"name": "inline", "properties": {"addressprefix": "10.0.0.0/24"}}]}})
    child = make(SUBNET_TYPE, "vnet-a/child", {"properties": {
        "addressPrefixes": ["10.0.1.0/24"], "networkSecurityGroup": {"id": Ref(OTHER)}, "defaultOutboundAccess": "False",
    }})
    again = make(SUBNET_TYPE, "vnet-a/INLINE", {"properties": {"addressPrefix": "10.0.9.0/24"}})
    peering = make(PEERING_TYPE, "vnet-a/p", {"properties": {"remoteVirtualNetwork": {"id": OTHER}, "allowForwardedTraffic": "true"}})
    found = virtual_networks.read(parent, Graph((parent, child, again, peering)))
    assert [(subnet.name, subnet.prefixes) for subnet in found.subnets] == [("INLINE", ("10.0.9.0/24",)), ("child", ("10.0.1.0/24",))]
    assert found.subnets[1].nsg == OTHER
    assert found.subnets[1].default_outbound_access is False
    assert found.subnets[0].default_outbound_access is None
    assert found.peerings == (Peering("p", OTHER, allow_vnet_access=True, allow_forwarded_traffic=True),)


@pytest.mark.parametrize("properties", [
    {"subnets": Unresolved("[parameters('subnets')]")},
    {"subnets": [{"name": "s", "properties": {}}]},
    {"subnets": [{"name": "s", "properties": {"addressPrefix": Unresolved("[x]")}}]},
    {"subnets": [{"name": Unresolved("[x]"), "properties": {"addressPrefix": "10.0.0.0/24"}}]},
    {"virtualNetworkPeerings": [{"name": "p", "properties": {}}]},
    Unresolved("[variables('all')]"),
])
def test_what_is_not_known_raises(make: Callable[..., Resource], properties: Any) -> None:
    with pytest.raises(Undecided):
        virtual_networks.read(make(TYPE, "vnet-a", {"properties": properties}))


def test_a_plan_that_is_named_but_off_does_not_protect(make: Callable[..., Resource]) -> None:
    body = {"properties": {"enableDdosProtection": False, "ddosProtectionPlan": {"id": f"{RG}/ddos"}, "encryption": {"enabled": "false"}}}
    found = virtual_networks.read(make(TYPE, "vnet-a", body))
    assert (found.ddos_plan, found.encrypted) == (None, False)


@pytest.mark.parametrize("name", ["a/b", "//", "https://[::1"])
def test_a_name_that_would_be_another_id_is_none(name: str) -> None:
    body = {"properties": {"subnets": [{"name": name, "properties": {"addressPrefix": "10.1.0.0/24"}}]}}
    with pytest.raises(Undecided, match="Azure takes no subnet of that name"):
        virtual_networks.read(Resource(TYPE, "", "vnet-a", "/resourceGroups/rg-test", body))

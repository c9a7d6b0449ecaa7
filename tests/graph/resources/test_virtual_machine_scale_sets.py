"""Scale sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.machine import Disk, Image, Login, Protection
from enclave.graph.model import Resource, Secret
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import virtual_machine_scale_sets
from enclave.graph.resources.virtual_machine_extensions import Extension
from enclave.graph.resources.virtual_machine_scale_sets import TYPE, VirtualMachineScaleSet

HERE = "/resourceGroups/rg-test/providers"
MACHINES = VirtualMachineScaleSet(
    id=f"{HERE}/{TYPE}/vmss-a",
    mode="Flexible",
    size="Standard_D4as_v6",
    capacity=2,
    image=Image("Canonical", "ubuntu-24_04-lts", "server"),
    os_disk=Disk("Premium_LRS", 64, f"{HERE}/Microsoft.Compute/diskEncryptionSets/des-a", "DenyAll"),
    subnet=f"{HERE}/Microsoft.Network/virtualNetworks/vnet-a/subnets/snet-a",
    pools=(f"{HERE}/Microsoft.Network/loadBalancers/lbi-a/backendAddressPools/machines",),
    name_prefix="a-",
    login=Login("azureuser", Secret("machineSshKey")),
    protection=Protection("TrustedLaunch", True, True, True),
    identity=Identity("UserAssigned", (f"{HERE}/Microsoft.ManagedIdentity/userAssignedIdentities/id-a",)),
    extensions=(Extension("health", "Microsoft.ManagedServices", "ApplicationHealthLinux", "2.0", {"port": 22, "protocol": "tcp"}),),
    zones=("1", "2", "3"),
    zone_balance=True,
    upgrade_mode="Rolling",
    repair_grace="PT30M",
    patch_mode="AutomaticByPlatform",
)


@pytest.mark.parametrize("machines", [
    MACHINES,
    replace(MACHINES, zones=(), zone_balance=False, repair_grace="", upgrade_mode="Manual", pools=(), extensions=()),
    replace(MACHINES, zones=("2",), proximity_group=f"{HERE}/Microsoft.Compute/proximityPlacementGroups/p"),
    replace(MACHINES, host_group=f"{HERE}/Microsoft.Compute/hostGroups/h", identity=Identity()),
])
def test_what_is_written_is_read_back(machines: VirtualMachineScaleSet, round_trip: Callable[..., Any]) -> None:
    assert round_trip(virtual_machine_scale_sets, machines, depends_on=("/before",)) == machines


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(virtual_machine_scale_sets.write(MACHINES, place)) == []


def test_a_flexible_set_names_the_network_api_and_spreads_as_widely_as_it_can(place: Place) -> None:
    (written,) = virtual_machine_scale_sets.write(MACHINES, place)
    properties: Any = written.body["properties"]
    assert properties["virtualMachineProfile"]["networkProfile"]["networkApiVersion"]
    assert (properties["platformFaultDomainCount"], properties["singlePlacementGroup"]) == (1, False)
    assert "overprovision" not in properties  # flexible sets do not know it


def address(**more: Any) -> dict[str, Any]:
    part = {"name": "ip", "properties": {"subnet": {"id": "/vnet/subnets/s"}, **more}}
    return {"properties": {"virtualMachineProfile": {"networkProfile": {"networkInterfaceConfigurations": [
        {"name": "nic", "properties": {"ipConfigurations": [part]}},
    ]}}}}


def test_somebody_elses_set_with_public_addresses(make: Callable[..., Resource]) -> None:
    found = virtual_machine_scale_sets.read(make(TYPE, "s", address(publicIPAddressConfiguration={"name": "public"})))
    assert (found.public, found.subnet) == (True, "/vnet/subnets/s")
    assert (found.mode, found.upgrade_mode, found.repair_grace) == ("Uniform", "Manual", "")
    repaired = address() | {"sku": {"name": "x", "capacity": "3"}}
    repaired["properties"]["automaticRepairsPolicy"] = {"enabled": "true"}
    again = virtual_machine_scale_sets.read(make(TYPE, "s", repaired))
    assert (again.public, again.capacity, again.repair_grace) == (False, 3, "PT10M")


def test_a_set_with_two_addresses_is_not_guessed_at(make: Callable[..., Resource]) -> None:
    body = address()
    network = body["properties"]["virtualMachineProfile"]["networkProfile"]
    network["networkInterfaceConfigurations"] *= 2
    with pytest.raises(Undecided):
        virtual_machine_scale_sets.read(make(TYPE, "s", body))

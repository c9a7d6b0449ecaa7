"""Virtual machines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.machine import Disk, Image, Login, Protection
from enclave.graph.model import Resource, Secret, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import virtual_machines
from enclave.graph.resources.virtual_machines import TYPE, VirtualMachine

HERE = "/resourceGroups/rg-test/providers"
MACHINE = VirtualMachine(
    id=f"{HERE}/{TYPE}/vm-a",
    size="Standard_D4s_v3",
    image=Image("Canonical", "ubuntu-24_04-lts", "server"),
    os_disk=Disk("Premium_LRS", 128, f"{HERE}/Microsoft.Compute/diskEncryptionSets/des-a", "DenyAll"),
    data_disks=(f"{HERE}/Microsoft.Compute/disks/disk-a",),
    interfaces=(f"{HERE}/Microsoft.Network/networkInterfaces/nic-a",),
    computer_name="vm-a",
    login=Login("azureuser", Secret("machineSshKey")),
    protection=Protection("TrustedLaunch", True, True, True),
    identity=Identity("SystemAssigned, UserAssigned", (f"{HERE}/Microsoft.ManagedIdentity/userAssignedIdentities/id-a",)),
    zones=("1",),
    patch_mode="AutomaticByPlatform",
    host_group=None,
    proximity_group=f"{HERE}/Microsoft.Compute/proximityPlacementGroups/ppg-a",
    boot_diagnostics=True,
)


@pytest.mark.parametrize("machine", [
    MACHINE,
    replace(MACHINE, zones=(), proximity_group=None, host_group=f"{HERE}/Microsoft.Compute/hostGroups/hg-a", data_disks=()),
    replace(MACHINE, identity=Identity(), patch_mode="ImageDefault", scale_set=f"{HERE}/Microsoft.Compute/virtualMachineScaleSets/s"),
    replace(MACHINE, identity=Identity("SystemAssigned"), host=f"{HERE}/Microsoft.Compute/hostGroups/hg/hosts/h"),
])
def test_what_is_written_is_read_back(machine: VirtualMachine, round_trip: Callable[..., Any]) -> None:
    assert round_trip(virtual_machines, machine, depends_on=("/before",)) == machine


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(virtual_machines.write(MACHINE, place)) == []


def test_disks_of_its_own_go_with_it_and_attached_ones_stay(place: Place) -> None:
    (written,) = virtual_machines.write(MACHINE, place)
    properties: Any = written.body["properties"]
    storage = properties["storageProfile"]
    assert storage["osDisk"]["deleteOption"] == "Delete"
    assert [disk["deleteOption"] for disk in storage["dataDisks"]] == ["Detach"]


def test_somebody_elses_machine(make: Callable[..., Resource]) -> None:
    body = {"properties": {
        "hardwareProfile": {"vmSize": "Standard_B2s"},
        "storageProfile": {
            "imageReference": {"publisher": "p", "offer": "o", "sku": "s"}, "dataDisks": [{"lun": 0, "createOption": "Empty"}],
        },
        "osProfile": {"computerName": "c", "adminUsername": "root", "adminPassword": "not read"},
        "networkProfile": {"networkInterfaces": [{"id": "/nic"}]},
    }}
    found = virtual_machines.read(make(TYPE, "vm", body))
    assert (found.size, found.interfaces, found.data_disks, found.zones) == ("Standard_B2s", ("/nic",), (), ())
    assert found.login == Login("root", "", True)
    assert (found.protection, found.identity, found.patch_mode, found.boot_diagnostics) == (Protection(), Identity(), "ImageDefault", False)
    assert "not read" not in repr(found)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        virtual_machines.read(make(TYPE, "vm", {"properties": {"networkProfile": Unresolved("[x]")}}))

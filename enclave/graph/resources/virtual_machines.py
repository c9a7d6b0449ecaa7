"""Virtual machines with Linux: size, image, disks, boot security, who may log in, patching and placement."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, link, links, pointer, text, texts
from enclave.graph.machine import (
    Disk,
    Image,
    Login,
    Protection,
    id_of,
    read_disk,
    read_image,
    read_login,
    read_protection,
    write_disk,
    write_image,
    write_login,
    write_protection,
)
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Identity, Place, identity, stated, write_identity

TYPE = "Microsoft.Compute/virtualMachines"
API_VERSION = "2026-04-01"


class VirtualMachine(Struct, frozen=True):
    """A virtual machine."""

    id: str
    size: str
    image: Image
    os_disk: Disk
    data_disks: tuple[str, ...]
    """Ids of attached disks, by LUN."""
    interfaces: tuple[str, ...]
    """Ids of network interfaces, the primary one first."""
    computer_name: str
    login: Login
    protection: Protection
    identity: Identity
    zones: tuple[str, ...] = ()
    patch_mode: str = "ImageDefault"
    host_group: str | None = None
    host: str | None = None
    proximity_group: str | None = None
    scale_set: str | None = None
    boot_diagnostics: bool = False


def read(resource: Resource) -> VirtualMachine:
    """A virtual machine; what is absent is as Azure's default has it. Raises `Undecided`."""
    body = resource.body
    return VirtualMachine(
        id=resource.id,
        size=text(body, "properties.hardwareProfile.vmSize"),
        image=read_image(body, "properties.storageProfile"),
        os_disk=read_disk(body, "properties.storageProfile.osDisk"),
        data_disks=tuple(
            found for part in items(body, "properties.storageProfile.dataDisks") if (found := link(part, "managedDisk"))
        ),
        interfaces=links(body, "properties.networkProfile.networkInterfaces"),
        computer_name=text(body, "properties.osProfile.computerName"),
        login=read_login(body, "properties.osProfile", resource.id),
        protection=read_protection(body, "properties.securityProfile"),
        identity=identity(resource),
        zones=texts(body, "zones"),
        patch_mode=text(body, "properties.osProfile.linuxConfiguration.patchSettings.patchMode", "ImageDefault"),
        host_group=link(body, "properties.hostGroup"),
        host=link(body, "properties.host"),
        proximity_group=link(body, "properties.proximityPlacementGroup"),
        scale_set=link(body, "properties.virtualMachineScaleSet"),
        boot_diagnostics=flag(body, "properties.diagnosticsProfile.bootDiagnostics.enabled"),
    )


def write(machine: VirtualMachine, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The machine. Its disks are deleted with it but for those that are attached to it."""
    disks: list[Value] = [
        {"lun": lun, "createOption": "Attach", "caching": "ReadOnly", "deleteOption": "Detach", "managedDisk": {"id": pointer(disk)}}
        for lun, disk in enumerate(machine.data_disks)
    ]
    interfaces: list[Value] = [
        {"id": pointer(interface), "properties": {"primary": number == 0, "deleteOption": "Delete"}}
        for number, interface in enumerate(machine.interfaces)
    ]
    properties = stated(
        hardwareProfile={"vmSize": machine.size},
        storageProfile={"imageReference": write_image(machine.image), "osDisk": write_disk(machine.os_disk), "dataDisks": disks},
        osProfile={"computerName": machine.computer_name, **write_login(machine.login, machine.patch_mode)},
        networkProfile={"networkInterfaces": interfaces},
        securityProfile=write_protection(machine.protection),
        diagnosticsProfile={"bootDiagnostics": {"enabled": machine.boot_diagnostics}},
        hostGroup=id_of(machine.host_group),
        host=id_of(machine.host),
        proximityPlacementGroup=id_of(machine.proximity_group),
        virtualMachineScaleSet=id_of(machine.scale_set),
    )
    body: dict[str, Value] = stated(
        identity=write_identity(machine.identity), zones=list(machine.zones) or None, properties=properties
    )
    return (place.put(TYPE, API_VERSION, machine.id, body, depends_on=depends_on),)

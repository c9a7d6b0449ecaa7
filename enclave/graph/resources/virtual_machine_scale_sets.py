"""Virtual machine scale sets: machines of one kind that come and go with the load."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, items, link, links, number, pointer, text, texts
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
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Identity, Place, identity, stated, write_identity
from enclave.graph.resources.virtual_machine_extensions import Extension, read_properties, write_properties

TYPE = "Microsoft.Compute/virtualMachineScaleSets"
API_VERSION = "2026-04-01"
NETWORK_API_VERSION = "2022-11-01"
"""Flexible sets need it named (Microsoft.Compute NetworkApiVersion)."""
PROFILE = "properties.virtualMachineProfile"


class VirtualMachineScaleSet(Struct, frozen=True):
    """A scale set."""

    id: str
    mode: str
    """`Uniform` or `Flexible`."""
    size: str
    capacity: int
    image: Image
    os_disk: Disk
    subnet: str
    pools: tuple[str, ...]
    """Ids of the backend pools of load balancers that lead to its machines."""
    name_prefix: str
    login: Login
    protection: Protection
    identity: Identity
    extensions: tuple[Extension, ...]
    zones: tuple[str, ...] = ()
    zone_balance: bool = False
    upgrade_mode: str = "Manual"
    """`Automatic`, `Manual` or `Rolling`."""
    repair_grace: str = ""
    """How long a machine may be unhealthy before it is replaced, `PT30M`; empty: it is not."""
    patch_mode: str = "ImageDefault"
    host_group: str | None = None
    proximity_group: str | None = None
    public: bool = False
    """Its machines get public addresses of their own."""


def read(resource: Resource) -> VirtualMachineScaleSet:
    """A scale set; what is absent is as Azure's default has it. Raises `Undecided`."""
    body = resource.body
    address = _address(body, resource.id)
    repairs = flag(body, "properties.automaticRepairsPolicy.enabled")
    return VirtualMachineScaleSet(
        id=resource.id,
        mode=text(body, "properties.orchestrationMode", "Uniform"),
        size=text(body, "sku.name"),
        capacity=number(body, "sku.capacity"),
        image=read_image(body, f"{PROFILE}.storageProfile"),
        os_disk=read_disk(body, f"{PROFILE}.storageProfile.osDisk"),
        subnet=link(address, "properties.subnet") or "",
        pools=links(address, "properties.loadBalancerBackendAddressPools"),
        name_prefix=text(body, f"{PROFILE}.osProfile.computerNamePrefix"),
        login=read_login(body, f"{PROFILE}.osProfile", resource.id),
        protection=read_protection(body, f"{PROFILE}.securityProfile"),
        identity=identity(resource),
        extensions=tuple(
            read_properties(text(part, "name"), part.get("properties")) for part in items(body, f"{PROFILE}.extensionProfile.extensions")
        ),
        zones=texts(body, "zones"),
        zone_balance=flag(body, "properties.zoneBalance"),
        upgrade_mode=text(body, "properties.upgradePolicy.mode", "Manual"),
        repair_grace=text(body, "properties.automaticRepairsPolicy.gracePeriod", "PT10M") if repairs else "",
        patch_mode=text(body, f"{PROFILE}.osProfile.linuxConfiguration.patchSettings.patchMode", "ImageDefault"),
        host_group=link(body, "properties.hostGroup"),
        proximity_group=link(body, "properties.proximityPlacementGroup"),
        public=bool(text(address, "properties.publicIPAddressConfiguration.name")),
    )


def write(machines: VirtualMachineScaleSet, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The scale set, without public addresses. Machines are spread as widely as the region allows."""
    profile = stated(
        storageProfile={"imageReference": write_image(machines.image), "osDisk": write_disk(machines.os_disk)},
        osProfile={"computerNamePrefix": machines.name_prefix, **write_login(machines.login, machines.patch_mode)},
        networkProfile=_network(machines),
        securityProfile=write_protection(machines.protection),
        diagnosticsProfile={"bootDiagnostics": {"enabled": True}},
        extensionProfile={"extensions": [{"name": each.name, "properties": write_properties(each)} for each in machines.extensions]},
    )
    properties = stated(
        orchestrationMode=machines.mode,
        platformFaultDomainCount=1,
        singlePlacementGroup=False,
        zoneBalance=machines.zone_balance if machines.zones else None,
        upgradePolicy=_upgrades(machines),
        automaticRepairsPolicy=_repairs(machines),
        scaleInPolicy={"rules": ["OldestVM"]},
        hostGroup=id_of(machines.host_group),
        proximityPlacementGroup=id_of(machines.proximity_group),
        virtualMachineProfile=profile,
    )
    body = stated(
        sku={"name": machines.size, "tier": "Standard", "capacity": machines.capacity},
        identity=write_identity(machines.identity),
        zones=list(machines.zones) or None,
        properties=properties,
    )
    return (place.put(TYPE, API_VERSION, machines.id, body, depends_on=depends_on),)


def _network(machines: VirtualMachineScaleSet) -> Value:
    address = stated(
        subnet=id_of(machines.subnet),
        primary=True,
        privateIPAddressVersion="IPv4",
        loadBalancerBackendAddressPools=[{"id": pointer(pool)} for pool in machines.pools] or None,
    )
    interface: Value = {
        "name": "primary",
        "properties": {
            "primary": True,
            "deleteOption": "Delete",
            "enableAcceleratedNetworking": True,
            "enableIPForwarding": False,
            "ipConfigurations": [{"name": "primary", "properties": address}],
        },
    }
    return {"networkApiVersion": NETWORK_API_VERSION, "networkInterfaceConfigurations": [interface]}


def _upgrades(machines: VirtualMachineScaleSet) -> Value:
    """A change of the model reaches a fifth of the machines at a time, and stops when they do not get well."""
    rolling: Value = {
        "maxBatchInstancePercent": 20,
        "maxUnhealthyInstancePercent": 20,
        "maxUnhealthyUpgradedInstancePercent": 20,
        "pauseTimeBetweenBatches": "PT1M",
        "prioritizeUnhealthyInstances": True,
    }
    return stated(mode=machines.upgrade_mode, rollingUpgradePolicy=rolling if machines.upgrade_mode == "Rolling" else None)


def _repairs(machines: VirtualMachineScaleSet) -> Value:
    if not machines.repair_grace:
        return {"enabled": False}
    return {"enabled": True, "gracePeriod": machines.repair_grace, "repairAction": "Replace"}


def _address(body: Body, where: str) -> Body:
    """The address of the machines. Raises `Undecided` when there is not exactly one."""
    interfaces = items(body, f"{PROFILE}.networkProfile.networkInterfaceConfigurations")
    addresses = [part for interface in interfaces for part in items(interface, "properties.ipConfigurations")]
    if len(addresses) != 1:
        raise Undecided(f"{len(addresses)} addresses", where)
    return addresses[0]

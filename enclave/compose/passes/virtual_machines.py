"""Virtual machines for training and development: no public address, no password, disks that nobody can export.

People log in through Bastion with Microsoft Entra. Machines of one region stand in different zones, unless they shall stand close
to each other or on hosts of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from enclave.compose.grants import GROUP, grant
from enclave.compose.machines import (
    BY_PLATFORM,
    CLOSED,
    KEY,
    SYSTEM_DISK,
    TRUSTED,
    extension,
    has_machines,
    image,
    login,
    machines_identity_id,
    ssh_key_id,
    system_disk,
    watched,
)
from enclave.compose.passes.dedicated_hosts import host_group_id
from enclave.compose.passes.disk_encryption import disk_encryption_set_id
from enclave.compose.passes.proximity_placement_groups import placement_group_id, placement_zones
from enclave.compose.site import MACHINES, Site
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import (
    disks,
    network_interfaces,
    ssh_public_keys,
    user_assigned_identities,
    virtual_machine_extensions,
    virtual_machines,
)
from enclave.graph.resources.disks import ManagedDisk
from enclave.graph.resources.network_interfaces import IpConfiguration, NetworkInterface
from enclave.graph.resources.ssh_public_keys import SshPublicKey
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity
from enclave.graph.resources.virtual_machines import VirtualMachine
from enclave.spec.machines import machine_size

USER, ADMINISTRATOR = "Virtual Machine User Login", "Virtual Machine Administrator Login"


def machines_identity(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The key that machines are made with, and the identity of machines and workers; nothing where there are none."""
    if has_machines(site):
        yield from ssh_public_keys.write(SshPublicKey(ssh_key_id(site), KEY), site.place("compute/virtual-machines"))
    if not (site.spec.components.virtual_machines.enabled or site.spec.components.scale_sets.enabled):
        return
    name = last_segment(machines_identity_id(site))
    identity = UserAssignedIdentity(machines_identity_id(site), name, site.region.location, None)
    yield from user_assigned_identities.write(identity, site.place("identity-access/managed-identity"))


def machines(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """For each machine its interface, its data disk, itself, its extensions, and who may log in."""
    if not site.spec.components.virtual_machines.enabled:
        return
    place = site.place("compute/virtual-machines")
    for number in range(site.spec.components.virtual_machines.count):
        yield from _machine(site, number, place)


def machine_ids(site: Site) -> tuple[str, ...]:
    """Ids of the machines; none where they are switched off."""
    settings = site.spec.components.virtual_machines
    return tuple(site.id(virtual_machines.TYPE, str(number + 1)) for number in range(settings.count if settings.enabled else 0))


def _machine(site: Site, number: int, place: Place) -> Iterator[Resource]:
    settings = site.spec.components.virtual_machines
    part, zones = str(number + 1), _zones(site, number)
    interface = NetworkInterface(
        site.id(network_interfaces.TYPE, "machine", part), site.subnet(MACHINES), None, None, None, False,
        (IpConfiguration(site.subnet(MACHINES), None, None),), accelerated=True,
    )
    yield from network_interfaces.write(interface, place, depends_on=site.joined)
    disk = _data_disk(site, part, zones)
    yield from disks.write(disk, place)
    machine_id = site.id(virtual_machines.TYPE, part)
    hosts = host_group_id(site)
    machine = VirtualMachine(
        id=machine_id,
        size=machine_size(site.spec),
        image=image(settings.image),
        os_disk=system_disk(site),
        data_disks=(disk.id,),
        interfaces=(interface.id,),
        computer_name=last_segment(machine_id),
        login=login(site),
        protection=TRUSTED,
        # the extension that people log in with needs an identity of the machine's own
        identity=Identity("SystemAssigned, UserAssigned", (machines_identity_id(site),)),
        zones=zones,
        patch_mode=BY_PLATFORM,
        host_group=hosts,
        proximity_group=None if hosts else placement_group_id(site),
        boot_diagnostics=True,
    )
    (written,) = virtual_machines.write(machine, place, depends_on=(*_hosts(site),))
    yield written
    for each in (extension("login"), *watched(site, machines_identity_id(site))):
        yield from virtual_machine_extensions.write(each, written, place)
    yield from _logins(site, machine_id)


def _zones(site: Site, number: int) -> tuple[str, ...]:
    if host_group_id(site) or placement_group_id(site):
        return placement_zones(site)
    return (site.zones[number % len(site.zones)],) if site.zones else ()


def _hosts(site: Site) -> Iterator[str]:
    group = host_group_id(site)
    for number in range(site.spec.components.dedicated_hosts.count if group else 0):
        yield f"{group}/hosts/host-{number + 1}"


def _data_disk(site: Site, part: str, zones: tuple[str, ...]) -> ManagedDisk:
    encryption_set = disk_encryption_set_id(site)
    double = "EncryptionAtRestWithPlatformAndCustomerKeys" if site.spec.security.double_encryption else "EncryptionAtRestWithCustomerKey"
    disk = ManagedDisk(
        id=site.id(disks.TYPE, "machine", part),
        sku=SYSTEM_DISK,
        size_gb=site.spec.components.virtual_machines.data_disk_gb,
        zones=zones,
        encryption="EncryptionAtRestWithPlatformKey",
        encryption_set=None,
        network_access=CLOSED,
        disk_access=None,
        public_network_access="Disabled",
        auth_mode="AzureActiveDirectory",
    )
    return replace(disk, encryption=double, encryption_set=encryption_set) if encryption_set else disk


def _logins(site: Site, machine_id: str) -> Iterator[Resource]:
    """Operators administer the machine; contributors of the region's projects work on it."""
    if site.spec.identity.operators is not None:
        yield grant(site, str(site.spec.identity.operators), ADMINISTRATOR, machine_id, GROUP)
    groups = (str(entry.group) for project in site.projects.values() for entry in project.access if entry.role == "contributor")
    for group in dict.fromkeys(groups):
        yield grant(site, group, USER, machine_id, GROUP)

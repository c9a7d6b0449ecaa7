"""azurerm: virtual machines, scale sets, disks and what belongs to them."""

from __future__ import annotations

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Unresolved, Value
from enclave.importers.terraform.interfaces import INTERFACE, POOL
from enclave.importers.terraform.managed_identity import IDENTITY
from enclave.importers.terraform.mapping import Blocks, Field, Fixed, InGroup, Link, Links, Made, Mapped, On, Part, Patch, Under
from enclave.importers.terraform.networks import SECURITY_GROUP, SUBNET
from enclave.importers.terraform.security_groups import APPLICATION_GROUP
from enclave.importers.terraform.view import View

MACHINE = ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine")
SCALE_SET = (
    "azurerm_linux_virtual_machine_scale_set",
    "azurerm_windows_virtual_machine_scale_set",
    "azurerm_orchestrated_virtual_machine_scale_set",
)
ENCRYPTION_SET = ("azurerm_disk_encryption_set",)
MACHINE_TYPE = "Microsoft.Compute/virtualMachines"
SCREEN_TO = "diagnosticsProfile.bootDiagnostics.storageUri"
SCREEN = Field("boot_diagnostics.storage_account_uri", f"properties.{SCREEN_TO}")
"""Where a machine's screen and console go; without it to storage of Azure's."""
SCALE_SET_TYPE = "Microsoft.Compute/virtualMachineScaleSets"


def _os(kind: str) -> Fixed:
    return Fixed("properties.storageProfile.osDisk.osType", kind)


def _zone(view: View) -> Value | Absent:
    found = view.value("zone")
    return found if found is MISSING else [found]


def _made_public(view: View) -> Value | Absent:
    """A public address that comes with each machine of a scale set."""
    blocks = view.blocks("public_ip_address")
    if not isinstance(blocks, list):
        return blocks
    return {"name": blocks[0].text("name")} if blocks else MISSING


def _security_type(view: View) -> Value | Absent:
    """azurerm asks for a trusted start by either switch, and for a confidential machine by how its disk is encrypted."""
    switches = (view.flag("secure_boot_enabled"), view.flag("vtpm_enabled"))
    if view.text("os_disk.security_encryption_type"):
        return "ConfidentialVM"
    if True in switches:
        return "TrustedLaunch"
    return next((each for each in switches if isinstance(each, Unresolved)), MISSING)


def _profile(prefix: str = "properties") -> tuple[Part, ...]:
    return (
        Field("os_disk.caching", f"{prefix}.storageProfile.osDisk.caching"),
        Field("os_disk.storage_account_type", f"{prefix}.storageProfile.osDisk.managedDisk.storageAccountType"),
        Link("os_disk.disk_encryption_set_id", f"{prefix}.storageProfile.osDisk.managedDisk.diskEncryptionSet.id", ENCRYPTION_SET),
        Fixed(f"{prefix}.storageProfile.osDisk.createOption", "FromImage"),
        Field("source_image_reference.publisher", f"{prefix}.storageProfile.imageReference.publisher"),
        Field("source_image_reference.offer", f"{prefix}.storageProfile.imageReference.offer"),
        Field("source_image_reference.sku", f"{prefix}.storageProfile.imageReference.sku"),
        Field("source_image_reference.version", f"{prefix}.storageProfile.imageReference.version"),
        Field("encryption_at_host_enabled", f"{prefix}.securityProfile.encryptionAtHost"),
        Field("secure_boot_enabled", f"{prefix}.securityProfile.uefiSettings.secureBootEnabled"),
        Field("vtpm_enabled", f"{prefix}.securityProfile.uefiSettings.vTpmEnabled"),
        Made(f"{prefix}.securityProfile.securityType", _security_type),
    )


def _machine(kind: str) -> Mapped:
    linux = (
        Field("disable_password_authentication", "properties.osProfile.linuxConfiguration.disablePasswordAuthentication", True),
        Field("patch_mode", "properties.osProfile.linuxConfiguration.patchSettings.patchMode"),
    )
    windows = (Field("patch_mode", "properties.osProfile.windowsConfiguration.patchSettings.patchMode"),)
    return Mapped(
        f"azurerm_{kind.lower()}_virtual_machine",
        MACHINE_TYPE,
        (
            Field("size", "properties.hardwareProfile.vmSize"),
            *_profile(),
            SCREEN,
            _os(kind),
            *(linux if kind == "Linux" else windows),
            Field("admin_username", "properties.osProfile.adminUsername"),
            Field("computer_name", "properties.osProfile.computerName"),
            Field("allow_extension_operations", "properties.osProfile.allowExtensionOperations"),
            Links("network_interface_ids", "properties.networkProfile.networkInterfaces", INTERFACE),
            Link("virtual_machine_scale_set_id", "properties.virtualMachineScaleSet.id", SCALE_SET),
            IDENTITY,
            Made("zones", _zone),
        ),
    )


CONFIGURATION = (
    Field("name", "name"),
    Link("subnet_id", "properties.subnet.id", SUBNET),
    Field("primary", "properties.primary"),
    Links("application_security_group_ids", "properties.applicationSecurityGroups", APPLICATION_GROUP),
    Links("load_balancer_backend_address_pool_ids", "properties.loadBalancerBackendAddressPools", POOL),
    Links("load_balancer_inbound_nat_rules_ids", "properties.loadBalancerInboundNatPools", ("azurerm_lb_nat_pool",)),
    Links("application_gateway_backend_address_pool_ids", "properties.applicationGatewayBackendAddressPools"),
    Made("properties.publicIPAddressConfiguration", _made_public),
)


def _scale_set(source: str, kind: str) -> Mapped:
    profile = "properties.virtualMachineProfile"
    flexible = "orchestrated" in source
    return Mapped(
        source,
        SCALE_SET_TYPE,
        (
            Field("sku_name" if flexible else "sku", "sku.name"),
            Field("instances", "sku.capacity"),
            Fixed("properties.orchestrationMode", "Flexible" if flexible else "Uniform"),
            *_profile(profile),
            Field(SCREEN.source, f"{profile}.{SCREEN_TO}"),
            *((Fixed(f"{profile}.storageProfile.osDisk.osType", kind),) if kind else ()),
            Blocks(
                "network_interface",
                f"{profile}.networkProfile.networkInterfaceConfigurations",
                (
                    Field("name", "name"),
                    Field("primary", "properties.primary"),
                    Field("enable_ip_forwarding|ip_forwarding_enabled", "properties.enableIPForwarding"),
                    Link("network_security_group_id", "properties.networkSecurityGroup.id", SECURITY_GROUP),
                    Blocks("ip_configuration", "properties.ipConfigurations", CONFIGURATION),
                ),
            ),
            IDENTITY,
            Field("zones", "zones"),
        ),
    )


EXTENSION = (
    Field("publisher", "properties.publisher"),
    Field("type", "properties.type"),
    Field("type_handler_version", "properties.typeHandlerVersion"),
)

MAPPINGS = (
    _machine("Linux"),
    _machine("Windows"),
    Mapped(
        "azurerm_virtual_machine",
        MACHINE_TYPE,
        (
            Field("vm_size", "properties.hardwareProfile.vmSize"),
            Field("boot_diagnostics.storage_uri", f"properties.{SCREEN_TO}"),
            Links("network_interface_ids", "properties.networkProfile.networkInterfaces", INTERFACE),
            IDENTITY,
        ),
    ),
    _scale_set("azurerm_linux_virtual_machine_scale_set", "Linux"),
    _scale_set("azurerm_windows_virtual_machine_scale_set", "Windows"),
    _scale_set("azurerm_orchestrated_virtual_machine_scale_set", ""),
    Mapped("azurerm_virtual_machine_extension", f"{MACHINE_TYPE}/extensions", EXTENSION, Under("virtual_machine_id", MACHINE)),
    Mapped(
        "azurerm_virtual_machine_scale_set_extension",
        f"{SCALE_SET_TYPE}/extensions",
        EXTENSION,
        Under("virtual_machine_scale_set_id", SCALE_SET),
    ),
    Mapped("azurerm_virtual_machine_run_command", f"{MACHINE_TYPE}/runCommands", (), Under("virtual_machine_id", MACHINE)),
    Mapped(
        "azurerm_managed_disk",
        "Microsoft.Compute/disks",
        (
            Field("storage_account_type", "sku.name"),
            Field("create_option", "properties.creationData.createOption"),
            Field("disk_size_gb", "properties.diskSizeGB"),
            Field("public_network_access_enabled", "properties.publicNetworkAccess", "Enabled", {"true": "Enabled", "false": "Disabled"}),
            Field("network_access_policy", "properties.networkAccessPolicy"),
            Link("disk_encryption_set_id", "properties.encryption.diskEncryptionSetId", ENCRYPTION_SET),
            Made("zones", _zone),
        ),
    ),
    Mapped(
        "azurerm_disk_encryption_set",
        "Microsoft.Compute/diskEncryptionSets",
        (
            Field("encryption_type", "properties.encryptionType", "EncryptionAtRestWithCustomerKey"),
            Field("auto_key_rotation_enabled", "properties.rotationToLatestKeyVersionEnabled", False),
            IDENTITY,
        ),
    ),
    Mapped("azurerm_availability_set", "Microsoft.Compute/availabilitySets"),
    Mapped("azurerm_proximity_placement_group", "Microsoft.Compute/proximityPlacementGroups"),
    Mapped("azurerm_dedicated_host_group", "Microsoft.Compute/hostGroups"),
    Mapped("azurerm_ssh_public_key", "Microsoft.Compute/sshPublicKeys"),
    Mapped("azurerm_image", "Microsoft.Compute/images"),
    Mapped(
        "azurerm_snapshot",
        "Microsoft.Compute/snapshots",
        (Link("source_resource_id", "properties.creationData.sourceResourceId", ("azurerm_managed_disk",)),),
    ),
    Mapped(
        "azurerm_shared_image_gallery",
        "Microsoft.Compute/galleries",
        (Field("sharing.permission", "properties.sharingProfile.permissions"),),
    ),
    Mapped("azurerm_capacity_reservation_group", "Microsoft.Compute/capacityReservationGroups"),
    Mapped("azurerm_disk_access", "Microsoft.Compute/diskAccesses"),
    Mapped("azurerm_maintenance_configuration", "Microsoft.Maintenance/maintenanceConfigurations", (), InGroup()),
    Mapped(
        "azurerm_dev_test_global_vm_shutdown_schedule", "Microsoft.DevTestLab/schedules", (), On("virtual_machine_id"), name="'shutdown'"
    ),
)

PATCHES = (
    # a data disk changes nothing of what a machine can be reached by
    Patch("azurerm_virtual_machine_data_disk_attachment", "virtual_machine_id", MACHINE, lambda body, view: True),
)

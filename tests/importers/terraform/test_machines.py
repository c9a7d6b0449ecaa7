from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import MISSING
from enclave.graph.model import Ref, Unresolved

NIC = "/resourceGroups/rg/providers/Microsoft.Network/networkInterfaces/nic"
OTHERS = {
    "azurerm_network_interface.n": {
        "name": "nic",
        "resource_group_name": "rg",
        "location": "x",
        "ip_configuration": [{"name": "c", "private_ip_address_allocation": "Dynamic"}],
    }
}


@pytest.mark.parametrize(("kind", "system"), [("azurerm_linux_virtual_machine", "Linux"), ("azurerm_windows_virtual_machine", "Windows")])
def test_a_machine_names_its_interfaces(one: Any, after: Any, kind: str, system: str) -> None:
    found = one(
        kind,
        {
            "size": "Standard_D2s_v5",
            "network_interface_ids": [after("azurerm_network_interface.n.id")],
            "zone": "1",
            "encryption_at_host_enabled": True,
            "admin_password": "secret",
            "os_disk": [{"caching": "ReadWrite", "storage_account_type": "Premium_LRS"}],
        },
        OTHERS,
    )
    assert found("type") == "Microsoft.Compute/virtualMachines"
    assert found("properties.networkProfile.networkInterfaces") == [{"id": Ref(NIC)}]
    assert found("properties.storageProfile.osDisk.osType") == system
    assert found("properties.securityProfile.encryptionAtHost") is True
    assert found("zones") == ["1"]
    assert found("properties.osProfile.adminPassword") is MISSING


def test_interfaces_that_are_not_known(one: Any, after: Any) -> None:
    found = one("azurerm_linux_virtual_machine", {"network_interface_ids": after("local.interfaces")})
    assert isinstance(found("properties.networkProfile.networkInterfaces"), Unresolved)


@pytest.mark.parametrize("public", [True, False])
def test_a_scale_set_with_public_addresses(one: Any, public: bool) -> None:
    address = [{"name": "pip"}] if public else []
    found = one(
        "azurerm_linux_virtual_machine_scale_set",
        {
            "sku": "Standard_D2s_v5",
            "instances": 2,
            "network_interface": [
                {
                    "name": "nic",
                    "primary": True,
                    "network_security_group_id": None,
                    "ip_configuration": [{"name": "c", "subnet_id": "/x", "public_ip_address": address}],
                }
            ],
        },
    )
    (nic,) = found("properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations")
    (configuration,) = nic["properties"]["ipConfigurations"]
    assert ("publicIPAddressConfiguration" in configuration["properties"]) is public
    assert found("sku.name") == "Standard_D2s_v5"
    assert found("properties.orchestrationMode") == "Uniform"


def test_disks_are_public_unless_they_say_not(one: Any) -> None:
    assert one("azurerm_managed_disk", {})("properties.publicNetworkAccess") == "Enabled"
    assert one("azurerm_managed_disk", {"public_network_access_enabled": False})("properties.publicNetworkAccess") == "Disabled"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ({}, None),
        ({"vtpm_enabled": True}, "TrustedLaunch"),
        ({"os_disk": [{"security_encryption_type": "DiskWithVMGuestState"}]}, "ConfidentialVM"),
    ],
)
def test_how_a_machine_starts(one: Any, written: dict[str, Any], kind: str | None) -> None:
    found = one("azurerm_linux_virtual_machine", {"size": "Standard_D2ds_v5", **written})
    assert found("properties.securityProfile.securityType") == (MISSING if kind is None else kind)


def test_a_gallery_tells_whom_it_is_shared_with(one: Any) -> None:
    shared = one("azurerm_shared_image_gallery", {"sharing": [{"permission": "Community"}]})
    assert shared("properties.sharingProfile.permissions") == "Community"
    assert one("azurerm_shared_image_gallery", {"sharing": []})("properties.sharingProfile.permissions") is MISSING

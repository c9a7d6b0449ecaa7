"""Rule trusted-launch: a machine starts whatever stands on its disk."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import virtual_machine
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Compute/virtualMachines",
        "properties.securityProfile.securityType",
        OneOf(("trustedlaunch", "confidentialvm")),
        absent="",
        source="learn.microsoft.com/azure/virtual-machines/trusted-launch",
    ),
    Setting(
        "Microsoft.Compute/virtualMachines",
        "properties.securityProfile.uefiSettings.secureBootEnabled",
        OneOf(("true",)),
        absent=None,
    ),
    Setting("Microsoft.Compute/virtualMachines", "properties.securityProfile.uefiSettings.vTpmEnabled", OneOf(("true",)), absent=None),
    Setting(
        "Microsoft.Compute/virtualMachineScaleSets",
        "properties.virtualMachineProfile.securityProfile.securityType",
        OneOf(("trustedlaunch", "confidentialvm")),
        absent="",
        source="learn.microsoft.com/azure/virtual-machines/trusted-launch",
    ),
    Setting(
        "Microsoft.Compute/virtualMachineScaleSets",
        "properties.virtualMachineProfile.securityProfile.uefiSettings.secureBootEnabled",
        OneOf(("true",)),
        absent=None,
    ),
    Setting(
        "Microsoft.Compute/virtualMachineScaleSets",
        "properties.virtualMachineProfile.securityProfile.uefiSettings.vTpmEnabled",
        OneOf(("true",)),
        absent=None,
    ),
)

RULE = Rule(
    id="trusted-launch",
    title="a machine starts whatever stands on its disk",
    severity=Severity.MEDIUM,
    why="without a trusted start a root kit under the operating system is never noticed",
    fix="set `securityProfile.securityType: TrustedLaunch` with `secureBootEnabled` and `vTpmEnabled`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("PV-4",),
        cis=("3.0 8.11",),
        policies=("1c30f9cd-b84c-49cc-aa2c-9288447cc3b3", "97566dd7-78ae-4997-8b36-1c7bfe0d8121"),
        pages=("learn.microsoft.com/azure/virtual-machines/trusted-launch",),
    ),
    fails=(virtual_machine(),),
    passes=(
        virtual_machine(
            securityProfile={"securityType": "TrustedLaunch", "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True}}
        ),
    ),
    azurerm=(
        Native("azurerm_linux_virtual_machine", "secure_boot_enabled", True),
        Native("azurerm_linux_virtual_machine", "vtpm_enabled", True),
    ),
    settings=SETTINGS,
)

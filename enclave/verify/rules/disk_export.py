"""Rule disk-export: a disk can be exported to anywhere."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import disk
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Compute/disks",
        "properties.networkAccessPolicy",
        OneOf(("denyall", "allowprivate")),
        absent="AllowAll",
        source="learn.microsoft.com/azure/virtual-machines/disks-restrict-import-export-overview",
        when=(Setting("Microsoft.Compute/disks", "properties.publicNetworkAccess", OneOf(("enabled",)), absent="Enabled"),),
    ),
    Setting(
        "Microsoft.Compute/snapshots",
        "properties.networkAccessPolicy",
        OneOf(("denyall", "allowprivate")),
        absent="AllowAll",
        source="learn.microsoft.com/azure/virtual-machines/disks-restrict-import-export-overview",
        when=(Setting("Microsoft.Compute/snapshots", "properties.publicNetworkAccess", OneOf(("enabled",)), absent="Enabled"),),
    ),
)

RULE = Rule(
    id="disk-export",
    title="a disk can be exported to anywhere",
    severity=Severity.HIGH,
    why="whoever may ask for a link to the disk downloads all of it, models and data, from any address",
    fix="set `networkAccessPolicy` to `DenyAll` (or `AllowPrivate`) and `publicNetworkAccess: Disabled`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-2",),
        policies=("8405fdab-1faf-48aa-b702-999c9c172094",),
        pages=("learn.microsoft.com/azure/virtual-machines/disks-restrict-import-export-overview",),
    ),
    fails=(disk(),),
    passes=(disk(networkAccessPolicy="DenyAll"),),
    azurerm=(
        Native("azurerm_managed_disk", "network_access_policy", "DenyAll"),
        Native("azurerm_managed_disk", "public_network_access_enabled", False),
    ),
    settings=SETTINGS,
)

"""Rule host-encryption: temporary disks and caches of machines are not encrypted."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import virtual_machine
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Compute/virtualMachines",
        "properties.securityProfile.encryptionAtHost",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/virtual-machines/disk-encryption",
    ),
    Setting(
        "Microsoft.Compute/virtualMachineScaleSets",
        "properties.virtualMachineProfile.securityProfile.encryptionAtHost",
        OneOf(("true",)),
        absent="false",
    ),
    Setting(
        "Microsoft.ContainerService/managedClusters",
        "properties.agentPoolProfiles[].enableEncryptionAtHost",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/aks/enable-host-encryption",
    ),
    Setting(
        "Microsoft.ContainerService/managedClusters/agentPools",
        "properties.enableEncryptionAtHost",
        OneOf(("true",)),
        absent="false",
    ),
)

RULE = Rule(
    id="host-encryption",
    title="temporary disks and caches of machines are not encrypted",
    severity=Severity.MEDIUM,
    why="what a machine writes to its temporary disk (prompts, models, keys in swap) lies there in the clear on the host",
    fix="set `securityProfile.encryptionAtHost: true`, and `enableEncryptionAtHost: true` on node pools",
    check=holding(SETTINGS),
    references=References(
        mcsb=("DP-4",),
        policies=("fc4d8e41-e223-45ea-9bf5-eada37891d87", "41425d9f-d1a5-499a-9932-f8ed8453932c"),
        pages=("learn.microsoft.com/azure/virtual-machines/disk-encryption", "learn.microsoft.com/azure/aks/enable-host-encryption"),
    ),
    fails=(virtual_machine(),),
    passes=(virtual_machine(securityProfile={"encryptionAtHost": True}),),
    azurerm=(
        Native("azurerm_linux_virtual_machine", "encryption_at_host_enabled", True),
        Native("azurerm_kubernetes_cluster", "default_node_pool.host_encryption_enabled", True),
    ),
    settings=SETTINGS,
)

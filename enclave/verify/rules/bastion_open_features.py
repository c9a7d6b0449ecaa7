"""Rule bastion-open-features: Bastion gives links or lets files through."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import bastion
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting("Microsoft.Network/bastionHosts", "properties.enableShareableLink", OneOf(("false",)), absent="false"),
    Setting("Microsoft.Network/bastionHosts", "properties.enableFileCopy", OneOf(("false",)), absent="false"),
    Setting("Microsoft.Network/bastionHosts", "properties.enableTunneling", OneOf(("false",)), absent="false"),
    Setting("Microsoft.Network/bastionHosts", "properties.enableIpConnect", OneOf(("false",)), absent="false"),
)

RULE = Rule(
    id="bastion-open-features",
    title="Bastion gives links or lets files through",
    severity=Severity.MEDIUM,
    why=(
        "whoever has a shareable link comes to the machine without rights in Azure; files, the clipboard and tunnels carry data past "
        "everything that looks"
    ),
    fix="leave `enableShareableLink`, `enableFileCopy`, `enableTunneling` and `enableIpConnect` false",
    check=holding(SETTINGS),
    references=References(
        mcsb=("PA-6", "PA-2"),
        pages=("learn.microsoft.com/azure/bastion/shareable-link", "learn.microsoft.com/azure/bastion/native-client"),
    ),
    fails=(bastion(enableShareableLink=True),),
    passes=(bastion(enableShareableLink=False),),
    azurerm=(
        Native("azurerm_bastion_host", "shareable_link_enabled", False),
        Native("azurerm_bastion_host", "tunneling_enabled", False),
        Native("azurerm_bastion_host", "file_copy_enabled", False),
    ),
    settings=SETTINGS,
)

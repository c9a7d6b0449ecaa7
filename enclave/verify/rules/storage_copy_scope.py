"""Rule storage-copy-scope: blobs may be copied to and from accounts of anybody."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import storage_account
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Storage/storageAccounts",
        "properties.allowedCopyScope",
        OneOf(("aad", "privatelink")),
        absent="All",
        source="learn.microsoft.com/azure/storage/common/security-restrict-copy-operations",
    ),
)

RULE = Rule(
    id="storage-copy-scope",
    title="blobs may be copied to and from accounts of anybody",
    severity=Severity.HIGH,
    why=(
        "whoever may read and write the account can copy from it, or pull into it, with one call that Azure's own network carries: no "
        "firewall of yours sees it"
    ),
    fix="set `allowedCopyScope` to `AAD` (accounts of your tenant) or `PrivateLink` (accounts with endpoints in your networks)",
    check=holding(SETTINGS),
    references=References(mcsb=("DP-2",), pages=("learn.microsoft.com/azure/storage/common/security-restrict-copy-operations",)),
    fails=(storage_account(allowedCopyScope="All"),),
    passes=(storage_account(allowedCopyScope="PrivateLink"),),
    azurerm=(Native("azurerm_storage_account", "allowed_copy_scope", "PrivateLink"),),
    settings=SETTINGS,
)

"""Rule key-vault-purge-protection: a key vault can be emptied for good before its retention ends."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import key_vault
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.KeyVault/vaults",
        "properties.enablePurgeProtection",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
    ),
    Setting("Microsoft.KeyVault/vaults", "properties.enableSoftDelete", OneOf(("true",)), absent="true"),
    Setting("Microsoft.KeyVault/managedHSMs", "properties.enablePurgeProtection", OneOf(("true",)), absent="false"),
)

RULE = Rule(
    id="key-vault-purge-protection",
    title="a key vault can be emptied for good before its retention ends",
    severity=Severity.MEDIUM,
    why="whoever may purge a key destroys everything that is encrypted with it",
    fix="set `enablePurgeProtection: true` (it cannot be taken back) and leave soft delete on",
    check=holding(SETTINGS),
    references=References(
        mcsb=("DP-8",),
        cis=("5.0 8.3.5",),
        policies=("0b60c0b2-2dc2-4e1c-b5c9-abbed971de53", "1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d"),
        pages=("learn.microsoft.com/azure/key-vault/general/soft-delete-overview",),
    ),
    fails=(key_vault(enablePurgeProtection=None),),
    passes=(key_vault(enablePurgeProtection=True),),
    azurerm=(Native("azurerm_key_vault", "purge_protection_enabled", True),),
    settings=SETTINGS,
)

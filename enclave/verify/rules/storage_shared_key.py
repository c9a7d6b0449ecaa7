"""Rule storage-shared-key: a storage account takes its keys."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import storage_account
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Storage/storageAccounts",
        "properties.allowSharedKeyAccess",
        OneOf(("false",)),
        absent="true",
        source="learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent",
    ),
)

RULE = Rule(
    id="storage-shared-key",
    title="a storage account takes its keys",
    severity=Severity.HIGH,
    why=(
        "a key of the account opens everything in it and can sign links for others; it says nothing about who uses it and never expires"
        " by itself"
    ),
    fix="set `allowSharedKeyAccess: false` and give identities roles",
    check=holding(SETTINGS),
    references=References(
        mcsb=("IM-1",),
        cis=("5.0 9.3.1.3",),
        policies=("8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54",),
        pages=("learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent",),
    ),
    fails=(storage_account(allowSharedKeyAccess=True),),
    passes=(storage_account(allowSharedKeyAccess=False),),
    azurerm=(Native("azurerm_storage_account", "shared_access_key_enabled", False),),
    settings=SETTINGS,
)

"""Rule storage-infrastructure-encryption: what is stored is encrypted once only."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import storage_account
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Storage/storageAccounts",
        "properties.encryption.requireInfrastructureEncryption",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/storage/common/infrastructure-encryption-enable",
    ),
)

RULE = Rule(
    id="storage-infrastructure-encryption",
    title="what is stored is encrypted once only",
    severity=Severity.LOW,
    why=(
        "with a second layer, under another key and another algorithm, neither a broken key nor a broken algorithm alone opens the "
        "data; it can be chosen only when the account is made"
    ),
    fix="set `encryption.requireInfrastructureEncryption: true` when you create the account",
    check=holding(SETTINGS),
    references=References(
        mcsb=("DP-4",),
        cis=("5.0 9.3.1.1",),
        policies=("4733ea7b-a883-42fe-8cac-97454c2a9e4a",),
        pages=("learn.microsoft.com/azure/storage/common/infrastructure-encryption-enable",),
    ),
    fails=(storage_account(encryption={"keySource": "Microsoft.Storage"}),),
    passes=(storage_account(encryption={"keySource": "Microsoft.Storage", "requireInfrastructureEncryption": True}),),
    azurerm=(Native("azurerm_storage_account", "infrastructure_encryption_enabled", True),),
    settings=SETTINGS,
)

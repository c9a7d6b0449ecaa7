"""Rule storage-https-only: a storage account answers without encryption."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import storage_account
from enclave.verify.settings import Changed, OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Storage/storageAccounts",
        "properties.supportsHttpsTrafficOnly",
        OneOf(("true",)),
        absent=Changed("2019-04-01", before="false", after="true"),
        source="learn.microsoft.com/azure/storage/common/storage-require-secure-transfer",
    ),
)

RULE = Rule(
    id="storage-https-only",
    title="a storage account answers without encryption",
    severity=Severity.HIGH,
    why="what is sent in the clear, keys and signed links too, can be read and changed by whoever is on the way",
    fix="set `supportsHttpsTrafficOnly: true`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("DP-3",),
        cis=("5.0 9.3.4", "3.0 4.1"),
        policies=("404c3081-a854-4457-ae30-26a93ef643f9",),
        pages=("learn.microsoft.com/azure/storage/common/storage-require-secure-transfer",),
    ),
    fails=(storage_account(supportsHttpsTrafficOnly=False),),
    passes=(storage_account(supportsHttpsTrafficOnly=True),),
    azurerm=(Native("azurerm_storage_account", "https_traffic_only_enabled", True),),
    settings=SETTINGS,
)

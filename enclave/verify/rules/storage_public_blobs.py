"""Rule storage-public-blobs: a storage account lets containers be opened to everybody."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import storage_account
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Storage/storageAccounts",
        "properties.allowBlobPublicAccess",
        OneOf(("false",)),
        absent="false",
        source="learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent",
    ),
    Setting("Microsoft.Storage/storageAccounts/blobServices/containers", "properties.publicAccess", OneOf(("none",)), absent="None"),
)

RULE = Rule(
    id="storage-public-blobs",
    title="a storage account lets containers be opened to everybody",
    severity=Severity.HIGH,
    why="one container set to public, and its blobs can be read and often listed by anybody, without a trace of who they were",
    fix="set `allowBlobPublicAccess: false`, and `publicAccess: None` on containers",
    check=holding(SETTINGS),
    references=References(
        mcsb=("NS-2",),
        cis=("5.0 9.3.8", "3.0 4.6"),
        policies=("4fa4b6c0-31ca-4c0d-b10d-24b96f62a751",),
        pages=("learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent",),
    ),
    fails=(storage_account(allowBlobPublicAccess=True),),
    passes=(storage_account(allowBlobPublicAccess=False),),
    azurerm=(
        Native("azurerm_storage_account", "allow_nested_items_to_be_public", False),
        Native("azurerm_storage_container", "container_access_type", "private"),
    ),
    settings=SETTINGS,
)

"""Rule storage-local-users: a storage account takes SFTP and users of its own."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import storage_account
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting("Microsoft.Storage/storageAccounts", "properties.isSftpEnabled", OneOf(("false",)), absent="false"),
    Setting(
        "Microsoft.Storage/storageAccounts",
        "properties.isLocalUserEnabled",
        OneOf(("false",)),
        absent="true",
        source="learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support",
        when=(Setting("Microsoft.Storage/storageAccounts", "properties.isHnsEnabled", OneOf(("true",)), absent="false"),),
    ),
)

RULE = Rule(
    id="storage-local-users",
    title="a storage account takes SFTP and users of its own",
    severity=Severity.MEDIUM,
    why="local users sign in with a password or a key that Entra knows nothing of: no conditional access, no review, no revocation",
    fix="set `isSftpEnabled: false` and `isLocalUserEnabled: false`",
    check=holding(SETTINGS),
    references=References(mcsb=("IM-1",), pages=("learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support",)),
    fails=(storage_account(isHnsEnabled=True, isSftpEnabled=True, isLocalUserEnabled=True),),
    passes=(storage_account(isHnsEnabled=True, isSftpEnabled=False, isLocalUserEnabled=False),),
    azurerm=(Native("azurerm_storage_account", "sftp_enabled", False), Native("azurerm_storage_account", "local_user_enabled", False)),
    settings=SETTINGS,
)

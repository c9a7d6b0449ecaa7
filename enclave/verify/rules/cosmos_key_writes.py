"""Rule cosmos-key-writes: the keys of a Cosmos DB account change its databases and throughput."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import cosmos
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.DocumentDB/databaseAccounts",
        "properties.disableKeyBasedMetadataWriteAccess",
        OneOf(("true",)),
        absent="false",
        source="learn.microsoft.com/azure/cosmos-db/role-based-access-control",
    ),
)

RULE = Rule(
    id="cosmos-key-writes",
    title="the keys of a Cosmos DB account change its databases and throughput",
    severity=Severity.MEDIUM,
    why="what is changed with a key is neither held back by roles and locks nor written to the activity log",
    fix="set `disableKeyBasedMetadataWriteAccess: true`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("IM-1",),
        policies=("4750c32b-89c0-46af-bfcb-2e4541a818d5",),
        pages=("learn.microsoft.com/azure/cosmos-db/audit-control-plane-logs",),
    ),
    fails=(cosmos(),),
    passes=(cosmos(disableKeyBasedMetadataWriteAccess=True),),
    azurerm=(Native("azurerm_cosmosdb_account", "access_key_metadata_writes_enabled", False),),
    settings=SETTINGS,
)

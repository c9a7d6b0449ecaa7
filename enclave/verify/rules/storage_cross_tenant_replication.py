"""Rule storage-cross-tenant-replication: blobs may be replicated to another tenant."""

from __future__ import annotations

from enclave.finding import Severity
from enclave.verify.rule import Native, References, Rule, holding
from enclave.verify.samples import storage_account
from enclave.verify.settings import OneOf, Setting

SETTINGS = (
    Setting(
        "Microsoft.Storage/storageAccounts",
        "properties.allowCrossTenantReplication",
        OneOf(("false",)),
        absent="false",
        source="learn.microsoft.com/azure/storage/blobs/object-replication-prevent-cross-tenant-policies",
    ),
)

RULE = Rule(
    id="storage-cross-tenant-replication",
    title="blobs may be replicated to another tenant",
    severity=Severity.HIGH,
    why="a replication policy copies every new blob to an account of somebody else, by itself and for good",
    fix="set `allowCrossTenantReplication: false`",
    check=holding(SETTINGS),
    references=References(
        mcsb=("DP-2",),
        cis=("5.0 9.3.7",),
        policies=("92a89a79-6c52-4a7e-a03f-61306fc49312",),
        pages=("learn.microsoft.com/azure/storage/blobs/object-replication-prevent-cross-tenant-policies",),
    ),
    fails=(storage_account(allowCrossTenantReplication=True),),
    passes=(storage_account(allowCrossTenantReplication=False),),
    azurerm=(Native("azurerm_storage_account", "cross_tenant_replication_enabled", False),),
    settings=SETTINGS,
)

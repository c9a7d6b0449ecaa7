"""Restore procedures: what can be brought back of what a region has, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import key, keys_vault
from enclave.compose.passes.backup_items import restorable_accounts
from enclave.compose.passes.backup_storage import RESTORED, RESTORED_DAYS, backup_storage_id, container_id
from enclave.compose.passes.backup_vault import backup_vault_id
from enclave.compose.passes.cosmos_db import cosmos_db_id
from enclave.compose.passes.disk_encryption import disk_encryption_set_id
from enclave.compose.passes.postgresql_flexible import postgresql_server_id
from enclave.compose.passes.private_dns import zone_id
from enclave.compose.passes.recovery_services_vault import recovery_vault_id
from enclave.compose.passes.sql_database import sql_server_id
from enclave.compose.procedures import Ask, Call, Procedure, at, told, within
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.azure_facts import zones_in
from enclave.graph.body import last_segment, pointer
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.resources import (
    backup_instances,
    cognitive_accounts,
    cosmos_databases,
    key_vaults,
    postgresql_servers,
    private_endpoints,
    protected_items,
    sql_databases,
    virtual_machines,
)
from enclave.graph.resources.storage_accounts import API_VERSION as STORAGE_VERSION

TIME = "^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
BACKUP_ID = "^/subscriptions/[0-9a-fA-F-]{36}/[A-Za-z0-9_.;()/-]+/longTermRetentionBackups/[A-Za-z0-9;_-]+$"


def procedures(site: Site, built: Sequence[Resource]) -> Iterator[Procedure]:
    """The procedures for what a region has."""
    found = site.spec.components
    if found.virtual_machines.enabled:
        yield _machine(site)
    if found.sql.enabled:
        yield from _sql(site)
    if found.cosmos_db.enabled:
        yield _cosmos(site)
    if found.postgresql.enabled:
        yield _postgresql(site)
        yield _postgresql_files(site)
    yield _blobs(site, restorable_accounts(built))
    yield _vault(site)
    yield _account(site)


POINT = Ask("point", "name of the recovery point; without it the latest", "^[0-9a-zA-Z-]{1,64}$", needed=False)
WHEN = Ask("time", "the moment to go back to, in UTC, `2026-11-20T22:30:00Z`", TIME)
COPY = Ask("copy", "name that the restored copy gets; nothing may have it yet")


def _machine(site: Site) -> Procedure:
    """Disks, not a machine: what is restored is looked at before anything runs from it.

    The vault's own identity fills and empties the account that they come by way of, and is used for nothing else
    (learn.microsoft.com/azure/backup/backup-azure-arm-restore-vms, restore VMs with managed identities).
    """
    ending = f"iaasvmcontainerv2;{last_segment(site.group)};{told('machine')}"
    item = (
        f"{at('vault')}/backupFabrics/Azure/protectionContainers/iaasvmcontainer;{ending}/protectedItems/vm;{ending}/recoveryPoints"
    )
    latest = "@{coalesce(triggerBody()?['point'], first(body('points')?['value'])?['name'])}"
    body: dict[str, Value] = {
        "objectType": "IaasVMRestoreRequest",
        "recoveryPointId": latest,
        "recoveryType": "RestoreDisks",
        "sourceResourceId": f"{within('group')}/providers/{virtual_machines.TYPE}/{told('machine')}",
        "targetResourceGroupId": within("group"),
        "region": site.region.location,
        "createNewCloudService": False,
        "originalStorageAccountOption": False,
        "encryptionDetails": {"encryptionEnabled": False},
        "identityInfo": {"isSystemAssignedIdentity": True},
        "identityBasedRestoreDetails": {"targetStorageAccountId": within("storage")},
        "targetDiskNetworkAccessSettings": {"targetDiskNetworkAccessOption": "SameAsOnSourceDisks"},
    }
    parameters: dict[str, Value] = {
        "vault": Ref(recovery_vault_id(site)), "group": Ref(site.group), "storage": Ref(backup_storage_id(site)),
    }
    disks = disk_encryption_set_id(site)
    if disks:
        body["diskEncryptionSetId"] = within("disks")
        parameters["disks"] = Ref(disks)
    version = protected_items.API_VERSION
    return Procedure(
        "restore-machine",
        "restores the disks of a machine beside those that it has; then make a machine of them, or swap its disks",
        (Ask("machine", "name of the machine"), POINT),
        (Call("points", "GET", item, version), Call("restore", "POST", f"{item}/{latest}/restore", version, {"properties": body})),
        parameters,
    )


def _sql(site: Site) -> Iterator[Procedure]:
    parameters: dict[str, Value] = {"server": Ref(sql_server_id(site))}
    path, version = f"{at('server')}/databases/{told('copy')}", sql_databases.API_VERSION

    def restored(name: str, what: str, asks: tuple[Ask, ...], mode: str, **more: Value) -> Procedure:
        body: Value = {"location": site.region.location, "properties": {"createMode": mode, **more}}
        return Procedure(name, what, (*asks, COPY), (Call("restore", "PUT", path, version, body),), parameters)

    source = f"{within('server')}/databases/{told('database')}"
    yield restored(
        "restore-sql-database",
        "restores a SQL database as it was at a moment of the last 35 days, on the same server under another name",
        (Ask("database", "name of the database"), WHEN), "PointInTimeRestore", sourceDatabaseId=source, restorePointInTime=told("time"),
    )
    yield restored(
        "restore-sql-long-term",
        "restores a weekly, monthly or yearly copy of a SQL database, on the same server under another name",
        (Ask("backup", "id of the copy, as `az sql db ltr-backup list` says it", BACKUP_ID),),
        "RestoreLongTermRetentionBackup", longTermRetentionBackupResourceId=told("backup"),
    )


def _cosmos(site: Site) -> Procedure:
    """In the same account, which has its endpoint, its key and its rights already; what is corrupt is deleted before."""
    source = (
        "@{concat('/subscriptions/', split(parameters('account'), '/')[2], '/providers/Microsoft.DocumentDB/locations/"
        f"{site.region.location}/restorableDatabaseAccounts/', body('account')?['properties']?['instanceId'])}}"
    )
    path = f"{at('account')}/sqlDatabases/{told('database')}/containers/{told('container')}"
    body: Value = {"properties": {"resource": {
        "id": told("container"),
        "createMode": "Restore",
        "restoreParameters": {"restoreSource": source, "restoreTimestampInUtc": told("time")},
    }, "options": {}}}
    version = cosmos_databases.API_VERSION
    return Procedure(
        "restore-cosmos-container",
        "restores a deleted container of Cosmos DB as it was at a moment of the last 30 days; delete a corrupt one first",
        (Ask("database", "name of the database"), Ask("container", "name of the container"), WHEN),
        (Call("account", "GET", at("account"), version), Call("restore", "PUT", path, version, body)),
        {"account": Ref(cosmos_db_id(site))},
    )


def _postgresql(site: Site) -> Procedure:
    """A new server comes without an endpoint, and closed: it gets one, else nobody could look at it."""
    server = f"{within('group')}/providers/{postgresql_servers.TYPE}/{told('copy')}"
    properties: dict[str, Value] = {
        "createMode": "PointInTimeRestore",
        "sourceServerResourceId": within("server"),
        "pointInTimeUTC": told("time"),
        "network": {"publicNetworkAccess": "Disabled"},
    }
    body: dict[str, Value] = {"location": site.region.location, "properties": properties}
    parameters: dict[str, Value] = {
        "server": Ref(postgresql_server_id(site)), "group": Ref(site.group), "subnet": pointer(site.subnet(DATA_ENDPOINTS)),
        "zone": Ref(zone_id(site, next(iter(zones_in(postgresql_servers.TYPE, "postgresqlServer", site.region.location))))),
    }
    customer = key(site, "postgresql")
    if customer:
        body["identity"] = "@json(concat('{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{\"', parameters('wraps'), '\":{}}}'))"
        properties["dataEncryption"] = {
            "type": "AzureKeyVault", "primaryKeyURI": within("key"), "primaryUserAssignedIdentityId": within("wraps"),
        }
        parameters |= {"wraps": Ref(customer.identity), "key": customer.key_id}
    endpoint = f"{at('group')}/providers/{private_endpoints.TYPE}/pep-{told('copy')}"
    joined: Value = {"location": site.region.location, "properties": {
        "subnet": {"id": within("subnet")},
        "privateLinkServiceConnections": [
            {"name": told("copy"), "properties": {"privateLinkServiceId": server, "groupIds": ["postgresqlServer"]}},
        ],
    }}
    zones: Value = {"properties": {"privateDnsZoneConfigs": [{"name": "postgresql", "properties": {"privateDnsZoneId": within("zone")}}]}}
    network = private_endpoints.API_VERSION
    return Procedure(
        "restore-postgresql",
        "restores the PostgreSQL server as it was at a moment of the last 35 days, as another server with a private endpoint",
        (WHEN, Ask("copy", "name that the restored server gets; the whole world shares it", "^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$")),
        (
            Call("restore", "PUT", server.replace(within("group"), at("group")), postgresql_servers.API_VERSION, body),
            Call("endpoint", "PUT", endpoint, network, joined),
            Call("zone", "PUT", f"{endpoint}/privateDnsZoneGroups/default", network, zones),
        ),
        parameters,
    )


def _postgresql_files(site: Site) -> Procedure:
    instance = f"{at('vault')}/backupInstances/{last_segment(postgresql_server_id(site))}"
    version = backup_instances.API_VERSION
    latest = "@{coalesce(triggerBody()?['point'], first(body('points')?['value'])?['name'])}"
    request: Value = {
        "objectType": "AzureBackupRecoveryPointBasedRestoreRequest",
        "recoveryPointId": latest,
        "sourceDataStoreType": "VaultStore",
        "restoreTargetInfo": {
            "objectType": "RestoreFilesTargetInfo",
            "recoveryOption": "FailIfExists",
            "restoreLocation": site.region.location,
            "targetDetails": {
                "restoreTargetLocationType": "AzureBlobs",
                "filePrefix": "@{workflow()['run']['name']}",
                "url": f"{within('blobs')}{RESTORED}",
                "targetResourceArmId": within("container"),
            },
        },
    }
    return Procedure(
        "restore-postgresql-files",
        f"restores a weekly, monthly or yearly copy of the PostgreSQL server as files for `pg_restore`, which are deleted after "
        f"{RESTORED_DAYS} days",
        (POINT,),
        (Call("points", "GET", f"{instance}/recoveryPoints", version), Call("restore", "POST", f"{instance}/restore", version, request)),
        {
            "vault": Ref(backup_vault_id(site)),
            "blobs": Ref(backup_storage_id(site), "properties.primaryEndpoints.blob"),
            "container": Ref(container_id(site, RESTORED)),
        },
    )


def _blobs(site: Site, accounts: Sequence[str]) -> Procedure:
    names = [last_segment(account) for account in accounts]
    # a container ends where the next name could begin (learn.microsoft.com/azure/backup/restore-blobs-storage-account-ps)
    ranges: Value = [{"startRange": told("container"), "endRange": f"{told('container')}-0"}]
    return Procedure(
        "restore-blobs",
        "restores the blobs of a container as they were at a moment of the last 30 days, in place",
        (
            Ask("account", f"name of the storage account: {' or '.join(names)}", f"^({'|'.join(names)})$"),
            Ask("container", "name of the container", "^[a-z0-9]+(-[a-z0-9]+)*$"),
            WHEN,
        ),
        (Call(
            "restore", "POST", f"{at('group')}/providers/Microsoft.Storage/storageAccounts/{told('account')}/restoreBlobRanges",
            STORAGE_VERSION, {"timeToRestore": told("time"), "blobRanges": ranges},
        ),),
        {"group": Ref(site.group)},
    )


def _vault(site: Site) -> Procedure:
    vaults = (site.vault, keys_vault(site)) if site.spec.security.customer_managed_keys else (site.vault,)
    names = [last_segment(vault) for vault in vaults]
    body: Value = {"location": site.region.location, "properties": {
        "createMode": "recover", "tenantId": str(site.spec.identity.tenant), "sku": {"family": "A", "name": "premium"},
    }}
    return Procedure(
        "recover-key-vault",
        "brings back a deleted key vault with all that is in it; then deploy again, for its endpoint and its rights",
        (Ask("vault", f"name of the vault: {' or '.join(names)}", f"^({'|'.join(names)})$"),),
        (Call("recover", "PUT", f"{at('group')}/providers/{key_vaults.TYPE}/{told('vault')}", key_vaults.API_VERSION, body),),
        {"group": Ref(site.group)},
    )


def _account(site: Site) -> Procedure:
    body: Value = {"location": site.region.location, "properties": {"restore": True}}
    return Procedure(
        "recover-ai-account",
        "brings back a deleted AI account with its deployments, within 48 hours; then deploy again, for its endpoint and its rights",
        (Ask("account", "name of the account", "^[a-zA-Z0-9][a-zA-Z0-9-]{1,62}$"),),
        (Call(
            "recover", "PUT", f"{at('group')}/providers/{cognitive_accounts.TYPE}/{told('account')}", cognitive_accounts.API_VERSION, body,
        ),),
        {"group": Ref(site.group)},
    )

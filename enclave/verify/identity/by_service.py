"""Whom services let at their data by themselves: access policies, administrators, roles of their own."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from enclave.graph.body import items, lookup, text
from enclave.graph.model import Ref, Resource, Value


class ByService(Struct, frozen=True):
    """Where a service says itself whom it lets at its data."""

    owner: str
    """Type whose data it is."""
    called: str
    path: str
    """Where the principal, or principals, are named."""
    inside: str = ""
    """Path of a list in the service's own body; empty: the resource is a part of the service."""


BY_SERVICE: Mapping[str, ByService] = {
    "microsoft.keyvault/vaults": ByService("Microsoft.KeyVault/vaults", "access policy", "objectId", "properties.accessPolicies"),
    "microsoft.keyvault/vaults/accesspolicies": ByService(
        "Microsoft.KeyVault/vaults", "access policy", "properties.accessPolicies[].objectId"),
    "microsoft.documentdb/databaseaccounts/sqlroleassignments": ByService(
        "Microsoft.DocumentDB/databaseAccounts", "data role", "properties.principalId"),
    **{
        f"microsoft.documentdb/databaseaccounts/{kind}roleassignments": ByService(
            "Microsoft.DocumentDB/databaseAccounts", "data role", "properties.principalId")
        for kind in ("table", "cassandra", "gremlin", "mongomi")
    },
    "microsoft.documentdb/databaseaccounts/mongodbuserdefinitions": ByService(
        "Microsoft.DocumentDB/databaseAccounts", "user", "properties.userName"),
    "microsoft.documentdb/mongoclusters/users": ByService("Microsoft.DocumentDB/mongoClusters", "user", "properties.principalId"),
    "microsoft.keyvault/managedhsms": ByService(
        "Microsoft.KeyVault/managedHSMs", "administrator", "initialAdminObjectIds", "properties"),
    "microsoft.cache/redisenterprise/databases/accesspolicyassignments": ByService(
        "Microsoft.Cache/redisEnterprise", "access policy", "properties.user.objectId"),
    "microsoft.dbforpostgresql/flexibleservers/administrators": ByService(
        "Microsoft.DBforPostgreSQL/flexibleServers", "administrator", "properties.objectId"),
    "microsoft.sql/servers": ByService("Microsoft.Sql/servers", "administrator", "sid", "properties.administrators"),
    "microsoft.sql/servers/administrators": ByService("Microsoft.Sql/servers", "administrator", "properties.sid"),
    "microsoft.sql/managedinstances": ByService("Microsoft.Sql/managedInstances", "administrator", "sid", "properties.administrators"),
    "microsoft.sql/managedinstances/administrators": ByService("Microsoft.Sql/managedInstances", "administrator", "properties.sid"),
    "microsoft.dbformysql/flexibleservers/administrators": ByService(
        "Microsoft.DBforMySQL/flexibleServers", "administrator", "properties.sid"),
    "microsoft.cache/redis/accesspolicyassignments": ByService("Microsoft.Cache/redis", "access policy", "properties.objectId"),
    "microsoft.kusto/clusters/principalassignments": ByService("Microsoft.Kusto/clusters", "principal", "properties.principalId"),
    "microsoft.kusto/clusters/databases/principalassignments": ByService("Microsoft.Kusto/clusters", "principal", "properties.principalId"),
    "microsoft.synapse/workspaces/sqladministrators": ByService("Microsoft.Synapse/workspaces", "administrator", "properties.sid"),
    "microsoft.synapse/workspaces/administrators": ByService("Microsoft.Synapse/workspaces", "administrator", "properties.sid"),
    "microsoft.containerservice/managedclusters": ByService(
        "Microsoft.ContainerService/managedClusters", "administrator", "adminGroupObjectIDs", "properties.aadProfile"),
}
"""Lower-case type -> where it names those whom it lets in."""


def above(resource: Resource, kind: str) -> str:
    """Id of the service that a part belongs to."""
    head, mark, tail = resource.id.rpartition("/providers/")
    return f"{head}{mark}{'/'.join(tail.split('/')[: 2 * kind.count('/') + 1])}"


def who(part: Value, path: str) -> tuple[str, ...]:
    """The principals at a path: ids of resources whose identities they are, or object ids. Raises `Undecided`."""
    head, brackets, tail = path.partition("[].")
    if brackets:
        return tuple(name for each in items(part, head) for name in who(each, tail))
    found = lookup(part, path)
    if isinstance(found, list | tuple):
        return tuple(name for each in found for name in who({"one": each}, "one"))
    if isinstance(found, Ref):
        return (found.resource,)
    named = text(part, path)
    return (named,) if named else ()

"""Synapse workspaces with a managed network, and the key that a workspace is activated with (child resource).

A user-assigned identity cannot reach a key in a vault with a firewall, so the workspace's own identity does; it can only be
given access once the workspace is there, hence the activation afterwards
(learn.microsoft.com/azure/synapse-analytics/security/workspaces-encryption).
"""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, text, texts
from enclave.graph.model import Graph, Ref, Resource, Value
from enclave.graph.parts import Place, answer, asked, public_access, stated

TYPE = "Microsoft.Synapse/workspaces"
KEY_TYPE = f"{TYPE}/keys"
TLS_TYPE = f"{TYPE}/dedicatedSQLminimalTlsSettings"
AUDIT_TYPE = f"{TYPE}/auditingSettings"
ADMINISTRATOR_TYPE = f"{TYPE}/administrators"
API_VERSION = "2021-06-01"
KEY_NAME = "default"


class SynapseWorkspace(Struct, frozen=True):
    """A workspace. What is absent is as Azure's default has it."""

    id: str
    location: str
    public_network_access: str
    entra_only: bool
    managed_network: bool
    prevent_exfiltration: bool
    """Its network reaches only services that somebody approved, and nothing in the internet."""
    tenants: tuple[str, ...]
    """Tenants whose services it may be connected to; empty: any."""
    lake: str
    """Id or address of the storage account that it works on."""
    container: str
    trusted_bypass: bool
    """Azure's trusted services come past its firewall."""
    key: str = ""
    """Id or address of the customer's key."""
    active: bool = True
    """The key is in use. False in what is only the workspace, without its activation."""
    administrators: str = ""
    """Object id of the group that administers its SQL pools."""
    administrators_name: str = ""
    tenant: str = ""
    tls: str = "1.2"
    """Least version of dedicated SQL pools."""
    audited: bool = False


def read(resource: Resource, graph: Graph | None = None) -> SynapseWorkspace:
    """A workspace; with a graph its settings are merged in. Raises `Undecided`."""
    body = resource.body
    parts = {child.type.lower(): child.body for child in (graph.children(resource.id) if graph else ())}
    key, tls, audit, who = (parts.get(kind.lower(), {}) for kind in (KEY_TYPE, TLS_TYPE, AUDIT_TYPE, ADMINISTRATOR_TYPE))
    return SynapseWorkspace(
        id=resource.id,
        location=resource.location or "",
        public_network_access=public_access(resource),
        entra_only=flag(body, "properties.azureADOnlyAuthentication"),
        managed_network=bool(text(body, "properties.managedVirtualNetwork")),
        prevent_exfiltration=flag(body, "properties.managedVirtualNetworkSettings.preventDataExfiltration"),
        tenants=texts(body, "properties.managedVirtualNetworkSettings.allowedAadTenantIdsForLinking"),
        lake=asked(body, "properties.defaultDataLakeStorage.accountUrl"),
        container=text(body, "properties.defaultDataLakeStorage.filesystem"),
        trusted_bypass=flag(body, "properties.trustedServiceBypassEnabled"),
        key=asked(body, "properties.encryption.cmk.key.keyVaultUrl"),
        active=flag(key, "properties.isActiveCMK"),
        administrators=text(who, "properties.sid"),
        administrators_name=text(who, "properties.login"),
        tenant=text(who, "properties.tenantId"),
        tls=text(tls, "properties.minimalTlsVersion", "1.2"),
        audited=text(audit, "properties.state").lower() == "enabled",
    )


def write(workspace: SynapseWorkspace, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The workspace alone; `write_settings` comes after its identity may use the key."""
    lake = stated(
        accountUrl=answer(workspace.lake, "properties.primaryEndpoints.dfs"),
        filesystem=workspace.container,
        resourceId=Ref(workspace.lake) if workspace.lake.startswith("/") else None,
        createManagedPrivateEndpoint=workspace.managed_network,
    )
    networked: Value = {
        "preventDataExfiltration": workspace.prevent_exfiltration,
        "allowedAadTenantIdsForLinking": list(workspace.tenants),
        "linkedAccessCheckOnTargetResource": True,
    }
    key: Value = {"cmk": {"key": {"name": KEY_NAME, "keyVaultUrl": answer(workspace.key, "properties.keyUri")}}}
    properties = stated(
        defaultDataLakeStorage=lake,
        publicNetworkAccess=workspace.public_network_access,
        azureADOnlyAuthentication=workspace.entra_only,
        managedVirtualNetwork="default" if workspace.managed_network else None,
        managedVirtualNetworkSettings=networked if workspace.managed_network else None,
        trustedServiceBypassEnabled=workspace.trusted_bypass,
        encryption=key if workspace.key else None,
        cspWorkspaceAdminProperties={"initialWorkspaceAdminObjectId": workspace.administrators} if workspace.administrators else None,
    )
    body: dict[str, Value] = {"identity": {"type": "SystemAssigned"}, "properties": properties}
    return (place.put(TYPE, API_VERSION, workspace.id, body, depends_on=depends_on),)


def write_settings(
    workspace: SynapseWorkspace, resource: Resource, place: Place, depends_on: tuple[str, ...] = ()
) -> tuple[Resource, ...]:
    """The activation of the key, then what waits for it, one after another."""
    parts: list[tuple[str, str, Value]] = []
    if workspace.key:
        active: Value = {"isActiveCMK": workspace.active, "keyVaultUrl": answer(workspace.key, "properties.keyUri")}
        parts.append(("keys", KEY_NAME, active))
    if workspace.administrators:
        who: Value = {
            "administratorType": "ActiveDirectory", "login": workspace.administrators_name, "sid": workspace.administrators,
            "tenantId": workspace.tenant,
        }
        parts.append(("administrators", "activeDirectory", who))
    parts.append(("dedicatedSQLminimalTlsSettings", "default", {"minimalTlsVersion": workspace.tls}))
    if workspace.audited:
        parts.append(("auditingSettings", "default", {"state": "Enabled", "isAzureMonitorTargetEnabled": True}))
    written: list[Resource] = []
    for kind, name, part in parts:
        before = (written[-1].id,) if written else depends_on
        written.append(place.below(resource, kind, API_VERSION, name, {"properties": part}, depends_on=before))
    return tuple(written)

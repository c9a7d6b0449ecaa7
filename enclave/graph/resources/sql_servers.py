"""SQL servers, with their administrators and key. What guards them beyond that is in `sql_guards`."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, pointer, text
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Identity, Place, answer, asked, identity, public_access, stated, write_identity

TYPE = "Microsoft.Sql/servers"
CONNECTION_TYPE = f"{TYPE}/connectionPolicies"
API_VERSION = "2025-01-01"


class SqlServer(Struct, frozen=True):
    """A logical server. What is absent is as Azure's default has it."""

    id: str
    location: str
    public_network_access: str
    """`Enabled`, `Disabled` or `SecuredByPerimeter`."""
    tls: str
    """Least version: `None`, `1.0` to `1.3`."""
    entra_only: bool
    """Passwords of SQL open nothing."""
    administrators: str
    """Object id of the group in Microsoft Entra."""
    administrators_name: str
    tenant: str
    restrict_outbound: bool
    """Databases may call only what `outboundFirewallRules` name."""
    identity: Identity
    key: str = ""
    """Id or address of the customer's key, of the version at the time of deployment."""
    key_identity: str = ""
    """Id of the user-assigned identity that may use the key."""
    connections: str = "Default"
    """`Proxy`: everything through port 1433; `Redirect`, and `Default` from inside Azure: ports 11000 to 11999 too."""


def read(resource: Resource, graph: Graph | None = None) -> SqlServer:
    """A server; with a graph its connection policy is merged in. Raises `Undecided`."""
    body = resource.body
    children = graph.children(resource.id) if graph else ()
    policies = [child for child in children if child.type.lower() == CONNECTION_TYPE.lower()]
    return SqlServer(
        id=resource.id,
        location=resource.location or "",
        public_network_access=public_access(resource),
        tls=text(body, "properties.minimalTlsVersion", "1.2"),
        entra_only=flag(body, "properties.administrators.azureADOnlyAuthentication"),
        administrators=text(body, "properties.administrators.sid"),
        administrators_name=text(body, "properties.administrators.login"),
        tenant=text(body, "properties.administrators.tenantId"),
        restrict_outbound=text(body, "properties.restrictOutboundNetworkAccess").lower() == "enabled",
        identity=identity(resource),
        key=asked(body, "properties.keyId"),
        key_identity=asked(body, "properties.primaryUserAssignedIdentityId"),
        connections=text(policies[0].body, "properties.connectionType", "Default") if policies else "Default",
    )


def write(server: SqlServer, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The server, which nobody has a password for, and how it is connected to."""
    administrators: Value = {
        "administratorType": "ActiveDirectory",
        "principalType": "Group",
        "login": server.administrators_name,
        "sid": server.administrators,
        "tenantId": server.tenant,
        "azureADOnlyAuthentication": server.entra_only,
    }
    properties = stated(
        version="12.0",
        administrators=administrators,
        publicNetworkAccess=server.public_network_access,
        minimalTlsVersion=server.tls,
        restrictOutboundNetworkAccess="Enabled" if server.restrict_outbound else "Disabled",
        keyId=answer(server.key, "properties.keyUriWithVersion"),
        primaryUserAssignedIdentityId=pointer(server.key_identity) if server.key_identity else None,
    )
    body = stated(identity=write_identity(server.identity), properties=properties)
    written = place.put(TYPE, API_VERSION, server.id, body, depends_on=depends_on)
    if server.connections == "Default":
        return (written,)
    policy: Value = {"connectionType": server.connections}
    return (written, place.below(written, "connectionPolicies", API_VERSION, "default", {"properties": policy}))

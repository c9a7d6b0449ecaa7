"""Machine Learning workspaces: on their own, or as hub and projects of Foundry (classic)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, link, pointer, text
from enclave.graph.managed_network import OutboundRule, inline_rules, write_rule
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Identity, Place, answer, asked, identity, public_access, stated, write_identity

TYPE = "Microsoft.MachineLearningServices/workspaces"
API_VERSION = "2026-05-01"


class WorkspaceKey(Struct, frozen=True):
    """A customer's key in a vault."""

    vault: str
    """Id of the vault."""
    key: str
    """Id of the key, whose version at the time of deployment is used, or its address."""
    identity: str
    """Id of the user-assigned identity that may use it."""


class Workspace(Struct, frozen=True):
    """A workspace. What is absent is as Azure's default has it."""

    id: str
    location: str
    kind: str
    """`Default`, `Hub` or `Project`. A project has network, keys and services of its hub."""
    friendly_name: str
    public_network_access: str
    """`Enabled` or `Disabled`."""
    identity: Identity
    hub: str | None = None
    """Id of a project's hub."""
    storage: str | None = None
    vault: str | None = None
    registry: str | None = None
    insights: str | None = None
    primary_identity: str | None = None
    """Id of the user-assigned identity that it calls its services with."""
    isolation: str = "Disabled"
    """Managed network: `Disabled`, `AllowInternetOutbound` or `AllowOnlyApprovedOutbound`."""
    rules: tuple[OutboundRule, ...] = ()
    """Ways out of the managed network, beyond those that Azure adds."""
    provision_now: bool = False
    """The managed network is made with the workspace, not with its first machine."""
    key: WorkspaceKey | None = None
    sensitive: bool = False
    """Microsoft collects less, scratch disks are encrypted (`hbiWorkspace`)."""
    datastore_auth: str = "AccessKey"
    """How it reaches its storage: `AccessKey`, `Identity` or `UserDelegationSAS`."""
    legacy: bool = False
    """Calls of API version 1, which go around the managed network."""
    image_build_compute: str = ""
    """Name of the cluster that builds images, since a closed registry cannot."""


def read(resource: Resource) -> Workspace:
    """A workspace. Raises `Undecided`."""
    body = resource.body
    return Workspace(
        id=resource.id,
        location=resource.location or "",
        kind=text(body, "kind", "Default").capitalize(),
        friendly_name=text(body, "properties.friendlyName"),
        public_network_access=public_access(resource),
        identity=identity(resource),
        hub=link(body, "properties.hubResourceId"),
        storage=link(body, "properties.storageAccount"),
        vault=link(body, "properties.keyVault"),
        registry=link(body, "properties.containerRegistry"),
        insights=link(body, "properties.applicationInsights"),
        primary_identity=link(body, "properties.primaryUserAssignedIdentity"),
        isolation=text(body, "properties.managedNetwork.isolationMode", "Disabled"),
        rules=inline_rules(resource, "properties.managedNetwork.outboundRules"),
        provision_now=flag(body, "properties.provisionNetworkNow"),
        key=_key(resource),
        sensitive=flag(body, "properties.hbiWorkspace"),
        datastore_auth=text(body, "properties.systemDatastoresAuthMode", "AccessKey"),
        legacy=flag(body, "properties.v1LegacyMode"),
        image_build_compute=text(body, "properties.imageBuildCompute"),
    )


def write(workspace: Workspace, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The workspace. A project says nothing of what it has from its hub."""
    properties = stated(
        friendlyName=workspace.friendly_name or None,
        publicNetworkAccess=workspace.public_network_access,
        hubResourceId=pointer(workspace.hub) if workspace.hub else None,
        **({} if workspace.hub else _own(workspace)),
    )
    body = stated(
        kind=workspace.kind, sku={"name": "Basic", "tier": "Basic"}, identity=_identity(workspace.identity), properties=properties
    )
    return (place.put(TYPE, API_VERSION, workspace.id, body, depends_on=depends_on),)


def _own(workspace: Workspace) -> dict[str, Value]:
    rules: dict[str, Value] = {each.name: write_rule(each) for each in workspace.rules}
    return stated(
        storageAccount=_pointer(workspace.storage),
        keyVault=_pointer(workspace.vault),
        containerRegistry=_pointer(workspace.registry),
        applicationInsights=_pointer(workspace.insights),
        primaryUserAssignedIdentity=_pointer(workspace.primary_identity),
        managedNetwork=stated(isolationMode=workspace.isolation, outboundRules=rules or None),
        provisionNetworkNow=workspace.provision_now,
        encryption=_encryption(workspace.key),
        hbiWorkspace=workspace.sensitive,
        systemDatastoresAuthMode=workspace.datastore_auth,
        v1LegacyMode=workspace.legacy,
        imageBuildCompute=workspace.image_build_compute or None,
    )


def _pointer(target: str | None) -> Value:
    return pointer(target) if target else None


def _identity(who: Identity) -> Value:
    written = write_identity(who)
    # this type alone writes both kinds without a space
    return {**written, "type": who.kind.replace(", ", ",")} if isinstance(written, dict) else written


def _encryption(key: WorkspaceKey | None) -> Value:
    if key is None:
        return None
    return {
        "status": "Enabled",
        "identity": {"userAssignedIdentity": pointer(key.identity)},
        "keyVaultProperties": {
            "keyVaultArmId": pointer(key.vault), "keyIdentifier": answer(key.key, "properties.keyUriWithVersion"),
        },
    }


def _key(resource: Resource) -> WorkspaceKey | None:
    path = "properties.encryption"
    if text(resource.body, f"{path}.status", "Disabled").lower() != "enabled":
        return None
    return WorkspaceKey(
        vault=link(resource.body, f"{path}.keyVaultProperties.keyVaultArmId") or "",
        key=asked(resource.body, f"{path}.keyVaultProperties.keyIdentifier"),
        identity=asked(resource.body, f"{path}.identity.userAssignedIdentity"),
    )

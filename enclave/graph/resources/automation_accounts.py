"""Automation accounts with their groups of hybrid workers, which run jobs on machines inside a network (child resources)."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from enclave.graph.body import flag, last_segment, link, lookup, pointer, text
from enclave.graph.model import Graph, Ref, Resource, Value
from enclave.graph.parts import NO_IDENTITY, Identity, Place, identity, stated, write_identity

TYPE = "Microsoft.Automation/automationAccounts"
GROUP_TYPE = f"{TYPE}/hybridRunbookWorkerGroups"
WORKER_TYPE = f"{GROUP_TYPE}/hybridRunbookWorkers"
API_VERSION = "2024-10-23"


class AutomationKey(Struct, frozen=True):
    """The customer's key that an account encrypts with."""

    vault_uri: Ref | str
    name: str
    identity: str
    """Id of the user-assigned identity that may use it."""
    version: str | None = None
    """None: the newest one."""


class WorkerGroup(Struct, frozen=True):
    """Machines that jobs run on."""

    name: str
    machines: tuple[str, ...]
    """Ids of virtual machines."""


class AutomationAccount(Struct, frozen=True):
    """An automation account. What is absent is as Azure's default has it."""

    id: str
    location: str
    sku: str
    public_network_access: bool
    local_auth_disabled: bool
    identity: Identity = NO_IDENTITY
    key: AutomationKey | None = None
    groups: tuple[WorkerGroup, ...] = ()


def read(resource: Resource, graph: Graph | None = None) -> AutomationAccount:
    """An automation account; with a graph its worker groups are merged in. Raises `Undecided`."""
    body = resource.body
    return AutomationAccount(
        id=resource.id,
        location=resource.location or "",
        sku=text(body, "properties.sku.name", "Basic"),
        public_network_access=flag(body, "properties.publicNetworkAccess", True),
        local_auth_disabled=flag(body, "properties.disableLocalAuth"),
        identity=identity(resource),
        key=_key(resource),
        groups=_groups(resource, graph) if graph else (),
    )


def write(account: AutomationAccount, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The account, its groups and their workers."""
    properties: dict[str, Value] = stated(
        sku={"name": account.sku},
        publicNetworkAccess=account.public_network_access,
        disableLocalAuth=account.local_auth_disabled,
        encryption=_encryption(account.key),
    )
    body = stated(identity=write_identity(account.identity), properties=properties)
    parent = place.put(TYPE, API_VERSION, account.id, body, depends_on=depends_on)
    return (parent, *(each for group in account.groups for each in _write_group(group, parent, place)))


def worker_name(machine: str) -> str:
    """The name of a worker: a GUID, always the same for a machine."""
    return str(uuid5(NAMESPACE_URL, machine.lower()))


def _write_group(group: WorkerGroup, account: Resource, place: Place) -> tuple[Resource, ...]:
    parent = place.below(account, last_segment(GROUP_TYPE), API_VERSION, group.name, {"properties": {}})
    workers = (
        place.below(
            parent, last_segment(WORKER_TYPE), API_VERSION, worker_name(machine), {"properties": {"vmResourceId": pointer(machine)}}
        )
        for machine in group.machines
    )
    return (parent, *workers)


def _encryption(key: AutomationKey | None) -> Value:
    if key is None:
        return None
    return {
        "keySource": "Microsoft.Keyvault",
        "keyVaultProperties": stated(keyvaultUri=key.vault_uri, keyName=key.name, keyVersion=key.version),
        "identity": {"userAssignedIdentity": pointer(key.identity)},
    }


def _key(resource: Resource) -> AutomationKey | None:
    properties = "properties.encryption.keyVaultProperties"
    if text(resource.body, "properties.encryption.keySource", "Microsoft.Automation").lower() != "microsoft.keyvault":
        return None
    uri = lookup(resource.body, f"{properties}.keyvaultUri")
    return AutomationKey(
        vault_uri=uri if isinstance(uri, Ref) else text(resource.body, f"{properties}.keyvaultUri"),
        name=text(resource.body, f"{properties}.keyName"),
        identity=link(resource.body, "properties.encryption.identity.userAssignedIdentity") or "",
        version=text(resource.body, f"{properties}.keyVersion", None),
    )


def _groups(resource: Resource, graph: Graph) -> tuple[WorkerGroup, ...]:
    groups: list[WorkerGroup] = []
    for child in graph.children(resource.id):
        if child.type.lower() != GROUP_TYPE.lower():
            continue
        workers = (link(worker.body, "properties.vmResourceId") for worker in graph.children(child.id))
        groups.append(WorkerGroup(last_segment(child.name), tuple(found for found in workers if found)))
    return tuple(groups)

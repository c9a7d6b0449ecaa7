"""What a backup vault makes copies of (child resources): storage accounts and databases, each by a policy."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, link, text
from enclave.graph.model import Body, Ref, Resource, Value
from enclave.graph.parts import Place, stated
from enclave.graph.resources.backup_vault_policies import BLOBS

TYPE = "Microsoft.DataProtection/backupVaults/backupInstances"
API_VERSION = "2026-06-01"


class BackupInstance(Struct, frozen=True):
    """Something that copies are made of."""

    id: str
    source: str
    """Id of the storage account or the server."""
    kind: str
    """Kind of source that the policy is for: `Microsoft.Storage/storageAccounts/blobServices`."""
    location: str
    policy: str
    """Id of the policy."""


def read(resource: Resource) -> BackupInstance:
    """An instance. Raises `Undecided`."""
    body = resource.body
    return BackupInstance(
        id=resource.id,
        source=link(body, "properties.dataSourceInfo.resourceID") or "",
        kind=text(body, "properties.dataSourceInfo.datasourceType"),
        location=text(body, "properties.dataSourceInfo.resourceLocation"),
        policy=link(body, "properties.policyInfo.policyId") or "",
    )


def write(instance: BackupInstance, vault: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The instance below its vault. The vault's identity must have its roles on the source before."""
    name = last_segment(instance.source)
    source: dict[str, Value] = {
        "resourceID": Ref(instance.source),
        "resourceName": name,
        "resourceType": _owner(instance.kind),
        "resourceUri": Ref(instance.source),
        "resourceLocation": instance.location,
        "datasourceType": instance.kind,
    }
    properties = stated(
        objectType="BackupInstance",
        friendlyName=name,
        dataSourceInfo={"objectType": "Datasource", **source},
        # what is copied on its own belongs to no set; a server stands for the set of its databases
        dataSourceSetInfo=None if instance.kind == BLOBS else {"objectType": "DatasourceSet", **source},
        policyInfo={"policyId": Ref(instance.policy)},
    )
    body: Body = {"properties": properties}
    return (place.below(vault, "backupInstances", API_VERSION, last_segment(instance.id), body, depends_on=depends_on),)


def _owner(kind: str) -> str:
    """The type of the resource that a kind of source belongs to."""
    return "/".join(kind.split("/")[:2])

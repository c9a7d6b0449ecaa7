"""Containers of a storage account (child resources), and the policy that keeps their blobs from change and deletion."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, last_segment, number, text
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Storage/storageAccounts/blobServices/containers"
POLICY_TYPE = f"{TYPE}/immutabilityPolicies"
API_VERSION = "2026-04-01"


class BlobContainer(Struct, frozen=True):
    """A container."""

    id: str
    account: str
    """Id of the storage account."""
    name: str
    public: str = "None"
    """Who may read without signing in: `None`, `Blob`, `Container`."""
    immutable_versions: bool = False
    """Every version can be kept from change and deletion; it cannot be switched off again."""
    immutable_days: int = 0
    """Days in which no blob can be changed or deleted, by anybody; 0: there is no such policy."""
    appendable: bool = False
    """What is immutable may still grow at its end."""


def read(resource: Resource, graph: Graph | None = None) -> BlobContainer:
    """A container; with a graph its policy is merged in. Raises `Undecided`."""
    policies = [child for child in (graph.children(resource.id) if graph else ()) if child.type.lower() == POLICY_TYPE.lower()]
    policy: Value = policies[0].body if policies else {}
    return BlobContainer(
        id=resource.id,
        account=resource.id.rpartition("/blobServices/")[0],
        name=last_segment(resource.name),
        public=text(resource.body, "properties.publicAccess", "None"),
        immutable_versions=flag(resource.body, "properties.immutableStorageWithVersioning.enabled"),
        immutable_days=number(policy, "properties.immutabilityPeriodSinceCreationInDays"),
        appendable=flag(policy, "properties.allowProtectedAppendWrites"),
    )


def write(container: BlobContainer, service: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The container below its blob service, and its policy, which is left unlocked: whether to lock it is a person's decision."""
    versions: Value = {"enabled": True} if container.immutable_versions else None
    properties = stated(publicAccess=container.public, immutableStorageWithVersioning=versions)
    body = place.below(service, "containers", API_VERSION, container.name, {"properties": properties}, depends_on=depends_on)
    if not container.immutable_days:
        return (body,)
    policy: Value = {
        "immutabilityPeriodSinceCreationInDays": container.immutable_days, "allowProtectedAppendWrites": container.appendable,
    }
    return (body, place.below(body, "immutabilityPolicies", API_VERSION, "default", {"properties": policy}))

"""Compute clusters of a Machine Learning workspace (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, last_segment, link, number, pointer, text
from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place, identity, stated, write_identity

TYPE = "Microsoft.MachineLearningServices/workspaces/computes"
API_VERSION = "2026-05-01"


class ComputeCluster(Struct, frozen=True):
    """A cluster that grows and shrinks with its jobs. What is absent is as Azure's default has it."""

    id: str
    workspace: str
    """Id of the workspace."""
    name: str
    location: str
    vm_size: str
    least: int
    most: int
    idle: str
    """How long a machine stays that has nothing to do, an ISO 8601 duration."""
    public_addresses: bool
    """Its machines have addresses in the internet."""
    remote_login: bool
    """Somebody may sign in to a machine from outside."""
    local_auth_disabled: bool
    """No password or key of a machine's own."""
    identity: Identity
    subnet: str | None = None
    """None: the workspace's managed network."""


def read(resource: Resource) -> ComputeCluster:
    """A cluster. Raises `Undecided`."""
    body, path = resource.body, "properties.properties"
    return ComputeCluster(
        id=resource.id,
        workspace=resource.parent or "",
        name=last_segment(resource.name),
        location=resource.location or "",
        vm_size=text(body, f"{path}.vmSize"),
        least=number(body, f"{path}.scaleSettings.minNodeCount"),
        most=number(body, f"{path}.scaleSettings.maxNodeCount"),
        idle=text(body, f"{path}.scaleSettings.nodeIdleTimeBeforeScaleDown"),
        public_addresses=flag(body, f"{path}.enableNodePublicIp", True),
        remote_login=text(body, f"{path}.remoteLoginPortPublicAccess", "NotSpecified").lower() != "disabled",
        local_auth_disabled=flag(body, "properties.disableLocalAuth"),
        identity=identity(resource),
        subnet=link(body, f"{path}.subnet.id"),
    )


def write(cluster: ComputeCluster, workspace: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The cluster."""
    settings = stated(
        osType="Linux",
        vmSize=cluster.vm_size,
        vmPriority="Dedicated",
        scaleSettings={
            "minNodeCount": cluster.least, "maxNodeCount": cluster.most, "nodeIdleTimeBeforeScaleDown": cluster.idle,
        },
        enableNodePublicIp=cluster.public_addresses,
        remoteLoginPortPublicAccess="Enabled" if cluster.remote_login else "Disabled",
        subnet={"id": pointer(cluster.subnet)} if cluster.subnet else None,
    )
    body = stated(
        identity=write_identity(cluster.identity),
        properties={"computeType": "AmlCompute", "disableLocalAuth": cluster.local_auth_disabled, "properties": settings},
    )
    return (
        place.below(
            workspace, "computes", API_VERSION, cluster.name, body, location=cluster.location, tagged=True, depends_on=depends_on
        ),
    )

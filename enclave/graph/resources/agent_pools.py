"""Node pools of a Kubernetes cluster: inline in the cluster or child resources, in one shape."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from enclave.graph.body import Undecided, flag, last_segment, link, lookup, number, pointer, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.ContainerService/managedClusters/agentPools"
API_VERSION = "2026-05-01"


class AgentPool(Struct, frozen=True):
    """Nodes of one kind. What is absent is as Azure's default has it."""

    name: str
    mode: str
    """`System` for the cluster's own pods, `User` for workloads."""
    size: str
    """Size of the machines, `Standard_D4ds_v5`."""
    subnet: str | None
    """Id of the subnet of the nodes; None: a network that Azure makes."""
    least: int
    most: int
    """The same as `least` when the pool does not grow by itself."""
    zones: tuple[str, ...] = ()
    taints: tuple[str, ...] = ()
    """`key=value:NoSchedule`: only pods that tolerate it are placed here."""
    labels: Mapping[str, str] = field(default_factory=dict)
    host_encryption: bool = False
    """Temporary disks and caches are encrypted on the machine, and on the way to storage."""
    public_addresses: bool = False
    """Every node has a public address of its own."""
    os: str = "Linux"
    os_sku: str = "Ubuntu"
    os_disk: str = "Managed"
    """`Ephemeral` (on the machine itself) or `Managed`."""
    ssh: str = "LocalUser"
    """`LocalUser` or `Disabled`."""
    secure_boot: bool = False
    trusted_module: bool = False
    """Virtual TPM."""
    max_pods: int = 0
    """0: Azure's default for the network plugin."""
    surge: str = ""
    """Nodes added during an upgrade: a number or `33%`; empty: Azure's default."""


def read(resource: Resource) -> AgentPool:
    """A pool that is a child resource of its own. Raises `Undecided`."""
    properties = lookup(resource.body, "properties")
    if not isinstance(properties, Mapping):
        raise Undecided("properties", resource.id)
    return read_inline({**properties, "name": last_segment(resource.name)}, resource.id)


def read_inline(pool: Body, where: str) -> AgentPool:
    """A pool as it stands in `agentPoolProfiles` of the cluster with the id `where`. Raises `Undecided`."""
    grows = flag(pool, "enableAutoScaling")
    count = number(pool, "count", 1)
    labels = lookup(pool, "nodeLabels")
    return AgentPool(
        name=text(pool, "name"),
        mode=text(pool, "mode", "User"),
        size=text(pool, "vmSize"),
        subnet=link(pool, "vnetSubnetID"),
        least=number(pool, "minCount", count) if grows else count,
        most=number(pool, "maxCount", count) if grows else count,
        zones=texts(pool, "availabilityZones"),
        taints=texts(pool, "nodeTaints"),
        labels={key: text(labels, key) for key in labels} if isinstance(labels, Mapping) else {},
        host_encryption=flag(pool, "enableEncryptionAtHost"),
        public_addresses=flag(pool, "enableNodePublicIP"),
        os=text(pool, "osType", "Linux"),
        os_sku=text(pool, "osSKU", "Ubuntu"),
        os_disk=text(pool, "osDiskType", "Managed"),
        ssh=text(pool, "securityProfile.sshAccess", "LocalUser"),
        secure_boot=flag(pool, "securityProfile.enableSecureBoot"),
        trusted_module=flag(pool, "securityProfile.enableVTPM"),
        max_pods=number(pool, "maxPods"),
        surge=text(pool, "upgradeSettings.maxSurge"),
    )


def write(pool: AgentPool, cluster: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The pool as a child of its cluster: it can be replaced without a change of the cluster."""
    return (place.below(cluster, "agentPools", API_VERSION, pool.name, {"properties": properties(pool)}, depends_on=depends_on),)


def properties(pool: AgentPool) -> dict[str, Value]:
    """What a pool is made of, without its name."""
    grows = pool.most > pool.least
    return stated(
        mode=pool.mode,
        type="VirtualMachineScaleSets",
        vmSize=pool.size,
        osType=pool.os,
        osSKU=pool.os_sku,
        osDiskType=pool.os_disk,
        count=pool.least,
        enableAutoScaling=grows,
        minCount=pool.least if grows else None,
        maxCount=pool.most if grows else None,
        maxPods=pool.max_pods or None,
        availabilityZones=list(pool.zones) or None,
        vnetSubnetID=pointer(pool.subnet) if pool.subnet else None,
        enableNodePublicIP=pool.public_addresses,
        enableEncryptionAtHost=pool.host_encryption,
        securityProfile={"sshAccess": pool.ssh, "enableSecureBoot": pool.secure_boot, "enableVTPM": pool.trusted_module},
        nodeTaints=list(pool.taints) or None,
        nodeLabels=dict(pool.labels) or None,
        upgradeSettings={"maxSurge": pool.surge} if pool.surge else None,
    )

"""Container groups of Azure Container Instances."""

from __future__ import annotations

from msgspec import Struct

from enclave.errors import UnsupportedError
from enclave.graph.body import MISSING, flag, items, link, links, lookup, number, pointer, text, texts
from enclave.graph.model import Body, Ref, Resource, Value
from enclave.graph.parts import NO_IDENTITY, Identity, Place, identity, stated, write_identity

TYPE = "Microsoft.ContainerInstance/containerGroups"
API_VERSION = "2026-07-01"


class GroupKey(Struct, frozen=True):
    """The key that a group's data is encrypted with. A group keeps to one version, which is written beside the name."""

    vault: str
    """Id of the vault."""
    name: str
    version: str
    identity: str
    """Id of the identity that may use it."""


class GroupContainer(Struct, frozen=True):
    """One container."""

    name: str
    image: str
    command: tuple[str, ...]
    """Empty: the image's own."""
    cpu: int
    memory_gb: int
    ports: tuple[int, ...] = ()
    privileged: bool = False
    escalation: bool = True
    """A process may get more rights than its parent."""
    drops: tuple[str, ...] = ()
    """Capabilities of Linux that it is without."""
    user: int | None = None


class ContainerGroup(Struct, frozen=True):
    """A group. What is absent is as Azure's default has it."""

    id: str
    location: str
    containers: tuple[GroupContainer, ...]
    subnets: tuple[str, ...]
    """Ids of the delegated subnets; none: a network of Azure's."""
    address: str
    """`Private`, `Public`, or empty: it has none."""
    ports: tuple[int, ...]
    restart: str
    """`Always`, `OnFailure` or `Never`."""
    name_servers: tuple[str, ...] = ()
    """A group takes no notice of the DNS servers of its network."""
    registries: tuple[tuple[str, str | None], ...] = ()
    """(Registry, identity that pulls from it). A registry is an id or a host; without an identity it is a password."""
    identity: Identity = NO_IDENTITY
    sku: str = "Standard"
    """`Standard`, `Dedicated` (no other customer on the machine) or `Confidential`."""
    key: GroupKey | None = None
    workspace_key: bool = False
    """It sends logs with the key of a workspace, which then stands in its settings."""
    zones: tuple[str, ...] = ()


def read(resource: Resource) -> ContainerGroup:
    """A group. Raises `Undecided`."""
    body = resource.body
    return ContainerGroup(
        id=resource.id,
        location=resource.location or "",
        containers=tuple(_container(part) for part in items(body, "properties.containers")),
        subnets=links(body, "properties.subnetIds"),
        address=text(body, "properties.ipAddress.type"),
        ports=tuple(number(part, "port") for part in items(body, "properties.ipAddress.ports")),
        restart=text(body, "properties.restartPolicy", "Always"),
        name_servers=texts(body, "properties.dnsConfig.nameServers"),
        registries=tuple(_registry(part) for part in items(body, "properties.imageRegistryCredentials")),
        identity=identity(resource),
        sku=text(body, "properties.sku", "Standard"),
        key=_key(resource),
        workspace_key=lookup(body, "properties.diagnostics.logAnalytics") not in (MISSING, None),
        zones=texts(body, "zones"),
    )


def _container(part: Body) -> GroupContainer:
    rights = "properties.securityContext"
    return GroupContainer(
        name=text(part, "name"),
        image=text(part, "properties.image"),
        command=texts(part, "properties.command"),
        cpu=number(part, "properties.resources.requests.cpu", 1),
        memory_gb=number(part, "properties.resources.requests.memoryInGB", 1),
        ports=tuple(number(port, "port") for port in items(part, "properties.ports")),
        privileged=flag(part, f"{rights}.privileged"),
        escalation=flag(part, f"{rights}.allowPrivilegeEscalation", True),
        drops=texts(part, f"{rights}.capabilities.drop"),
        user=number(part, f"{rights}.runAsUser", None),
    )


def _registry(part: Body) -> tuple[str, str | None]:
    server = lookup(part, "server")
    name = server.resource if isinstance(server, Ref) else text(part, "server")
    return name, link(part, "identity")


def _key(resource: Resource) -> GroupKey | None:
    path = "properties.encryptionProperties"
    vault = lookup(resource.body, f"{path}.vaultBaseUrl")
    if vault is MISSING or vault is None:
        return None
    return GroupKey(
        vault=vault.resource if isinstance(vault, Ref) else text(resource.body, f"{path}.vaultBaseUrl"),
        name=text(resource.body, f"{path}.keyName"),
        version=text(resource.body, f"{path}.keyVersion"),
        identity=link(resource.body, f"{path}.identity") or "",
    )


def write(group: ContainerGroup, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The group, for Linux. Logs go the way of diagnostic settings: a workspace's key would be a secret in the group.

    Raises UnsupportedError for a password of a registry and for a workspace's key.
    """
    if group.workspace_key or any(user is None for _, user in group.registries):
        raise UnsupportedError("a container group is written without keys and passwords", group.id, "use an identity")
    address: Value = None
    if group.address:
        address = {"type": group.address, "ports": [{"protocol": "TCP", "port": port} for port in group.ports]}
    properties = stated(
        sku=group.sku,
        osType="Linux",
        restartPolicy=group.restart,
        containers=[_write_container(container) for container in group.containers],
        imageRegistryCredentials=[_write_registry(server, user) for server, user in group.registries] or None,
        subnetIds=[{"id": pointer(subnet)} for subnet in group.subnets] or None,
        dnsConfig={"nameServers": list(group.name_servers)} if group.name_servers else None,
        ipAddress=address,
        encryptionProperties={
            "vaultBaseUrl": Ref(group.key.vault, "properties.vaultUri"),
            "keyName": group.key.name,
            "keyVersion": group.key.version,
            "identity": pointer(group.key.identity),
        } if group.key else None,
    )
    body = stated(identity=write_identity(group.identity), zones=list(group.zones) or None, properties=properties)
    return (place.put(TYPE, API_VERSION, group.id, body, depends_on=depends_on),)


def _write_container(container: GroupContainer) -> Value:
    rights = stated(
        privileged=container.privileged,
        allowPrivilegeEscalation=container.escalation,
        capabilities={"drop": list(container.drops)} if container.drops else None,
        runAsUser=container.user,
    )
    ports: list[Value] = [{"protocol": "TCP", "port": port} for port in container.ports]
    return {"name": container.name, "properties": stated(
        image=container.image,
        command=list(container.command) or None,
        ports=ports or None,
        resources={"requests": {"cpu": container.cpu, "memoryInGB": container.memory_gb}},
        securityContext=rights,
    )}


def _write_registry(server: str, user: str | None) -> Value:
    host: Value = Ref(server, "properties.loginServer") if server.startswith("/") else server
    return {"server": host, "identity": pointer(user or "")}

"""Environments of Azure Container Apps: their network, how they are reached, encryption between apps."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, link, number, pointer, text
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import NO_IDENTITY, Identity, Place, identity, public_access, stated, write_identity

TYPE = "Microsoft.App/managedEnvironments"
API_VERSION = "2026-01-01"
CONSUMPTION = "Consumption"


class WorkloadProfile(Struct, frozen=True):
    """Machines that apps run on."""

    name: str
    kind: str
    """`Consumption`, or a size of dedicated machines: `D4`."""
    least: int = 0
    most: int = 0
    """Machines at least and at most; both 0 for `Consumption`."""


class ManagedEnvironment(Struct, frozen=True):
    """An environment. What is absent is as Azure's default has it."""

    id: str
    location: str
    subnet: str | None
    """Id of the delegated subnet; None: a network of Azure's."""
    internal: bool
    """Its address is a private one."""
    public_network_access: str
    zone_redundant: bool
    profiles: tuple[WorkloadProfile, ...]
    """None: an environment of the old kind, which takes no notice of route tables."""
    peer_tls: bool
    """Apps prove to each other who they are."""
    peer_encryption: bool
    logs: str
    """`azure-monitor` (diagnostic settings), `log-analytics` (with a workspace's key), or empty: none."""
    infrastructure_group: str = ""
    """Name of the resource group that Azure puts its machines into."""
    identity: Identity = NO_IDENTITY


def read(resource: Resource) -> ManagedEnvironment:
    """An environment. Raises `Undecided`."""
    body = resource.body
    return ManagedEnvironment(
        id=resource.id,
        location=resource.location or "",
        subnet=link(body, "properties.vnetConfiguration.infrastructureSubnetId"),
        internal=flag(body, "properties.vnetConfiguration.internal"),
        public_network_access=public_access(resource),
        zone_redundant=flag(body, "properties.zoneRedundant"),
        profiles=tuple(_profile(part) for part in items(body, "properties.workloadProfiles")),
        peer_tls=flag(body, "properties.peerAuthentication.mtls.enabled"),
        peer_encryption=flag(body, "properties.peerTrafficConfiguration.encryption.enabled"),
        logs=text(body, "properties.appLogsConfiguration.destination"),
        infrastructure_group=text(body, "properties.infrastructureResourceGroup"),
        identity=identity(resource),
    )


def _profile(part: Body) -> WorkloadProfile:
    return WorkloadProfile(
        text(part, "name"), text(part, "workloadProfileType"), number(part, "minimumCount"), number(part, "maximumCount")
    )


def write(environment: ManagedEnvironment, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The environment. Logs go the way of diagnostic settings, never with a workspace's key."""
    network: Value = None
    if environment.subnet:
        network = {"infrastructureSubnetId": pointer(environment.subnet), "internal": environment.internal}
    properties = stated(
        vnetConfiguration=network,
        publicNetworkAccess=environment.public_network_access,
        zoneRedundant=environment.zone_redundant,
        workloadProfiles=[_write_profile(profile) for profile in environment.profiles] or None,
        peerAuthentication={"mtls": {"enabled": environment.peer_tls}},
        peerTrafficConfiguration={"encryption": {"enabled": environment.peer_encryption}},
        appLogsConfiguration={"destination": environment.logs} if environment.logs else None,
        infrastructureResourceGroup=environment.infrastructure_group or None,
    )
    body = stated(identity=write_identity(environment.identity), properties=properties)
    return (place.put(TYPE, API_VERSION, environment.id, body, depends_on=depends_on),)


def _write_profile(profile: WorkloadProfile) -> Value:
    dedicated = profile.kind != CONSUMPTION
    return stated(
        name=profile.name,
        workloadProfileType=profile.kind,
        minimumCount=profile.least if dedicated else None,
        maximumCount=profile.most if dedicated else None,
    )

"""Container registries with their replicas in other regions."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, flag, lookup, number, text
from enclave.graph.model import Graph, Ref, Resource, Value
from enclave.graph.parts import NO_IDENTITY, Identity, Place, identity, network_rules, public_access, stated, write_identity

TYPE = "Microsoft.ContainerRegistry/registries"
REPLICATION_TYPE = f"{TYPE}/replications"
API_VERSION = "2025-11-01"


class RegistryKey(Struct, frozen=True):
    """What images are encrypted with."""

    key: str
    """Id of the key; the registry follows its rotation."""
    identity: str
    """Id of the identity that may use it."""


class Replica(Struct, frozen=True):
    """Another Azure region that holds every image."""

    location: str
    zone_redundant: bool


class ContainerRegistry(Struct, frozen=True):
    """A registry. What is absent is as Azure's default has it."""

    id: str
    location: str
    sku: str
    """`Basic`, `Standard` or `Premium`: only the last has private endpoints."""
    public_network_access: str
    default_action: str
    ip_rules: tuple[str, ...]
    bypass: str
    """`AzureServices`: trusted ones come in past the rules; `None`."""
    admin_user: bool
    """A user name and password that may do everything."""
    anonymous_pull: bool
    data_endpoint: bool
    """Layers come from an endpoint of its own instead of from any storage account of Azure."""
    zone_redundant: bool
    export: bool
    """Images can be copied to other registries and out of the network."""
    arm_tokens: bool
    """Tokens for Azure Resource Manager are taken, not only those for registries."""
    untagged_days: int
    """Days after which a manifest without a tag is deleted; 0: never."""
    quarantine: bool
    """A pushed image cannot be pulled until somebody releases it."""
    key: RegistryKey | None = None
    identity: Identity = NO_IDENTITY
    replicas: tuple[Replica, ...] = ()


def read(resource: Resource, graph: Graph | None = None) -> ContainerRegistry:
    """A registry; with a graph its replicas are merged in. Raises `Undecided`."""
    body, policies = resource.body, "properties.policies"
    rules = network_rules(resource, "properties.networkRuleSet")
    kept = _on(resource, f"{policies}.retentionPolicy.status", "disabled")
    replicas = [Replica(child.location or "", _on(child, "properties.zoneRedundancy", "Disabled"))
                for child in (graph.children(resource.id) if graph else ()) if child.type.lower() == REPLICATION_TYPE.lower()]
    return ContainerRegistry(
        id=resource.id,
        location=resource.location or "",
        sku=text(body, "sku.name"),
        public_network_access=public_access(resource),
        default_action=rules.default_action,
        ip_rules=rules.ip_rules,
        bypass=text(body, "properties.networkRuleBypassOptions", "AzureServices"),
        admin_user=flag(body, "properties.adminUserEnabled"),
        anonymous_pull=flag(body, "properties.anonymousPullEnabled"),
        data_endpoint=flag(body, "properties.dataEndpointEnabled"),
        zone_redundant=_on(resource, "properties.zoneRedundancy", "Disabled"),
        export=_on(resource, f"{policies}.exportPolicy.status", "enabled"),
        arm_tokens=_on(resource, f"{policies}.azureADAuthenticationAsArmPolicy.status", "enabled"),
        untagged_days=number(body, f"{policies}.retentionPolicy.days", 7) if kept else 0,
        quarantine=_on(resource, f"{policies}.quarantinePolicy.status", "disabled"),
        key=_key(resource),
        identity=identity(resource),
        replicas=tuple(replicas),
    )


def _on(resource: Resource, path: str, default: str) -> bool:
    word = text(resource.body, path, default).lower()
    if word not in ("enabled", "disabled"):
        raise Undecided(f"{path}: {word}", resource.id)
    return word == "enabled"


def _key(resource: Resource) -> RegistryKey | None:
    path = "properties.encryption"
    if not _on(resource, f"{path}.status", "disabled"):
        return None
    key, user = (lookup(resource.body, f"{path}.keyVaultProperties.{name}") for name in ("keyIdentifier", "identity"))
    return RegistryKey(
        key=key.resource if isinstance(key, Ref) else text(resource.body, f"{path}.keyVaultProperties.keyIdentifier"),
        identity=user.resource if isinstance(user, Ref) else text(resource.body, f"{path}.keyVaultProperties.identity"),
    )


def write(registry: ContainerRegistry, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The registry, then its replicas.

    Content trust is not written: Azure ends it, and it excludes customer-managed keys
    (learn.microsoft.com/azure/container-registry/container-registry-content-trust-deprecation).
    """
    rules: Value = {
        "defaultAction": registry.default_action,
        "ipRules": [{"action": "Allow", "value": rule} for rule in registry.ip_rules],
    }
    policies: dict[str, Value] = {
        "quarantinePolicy": {"status": _word(registry.quarantine)},
        "retentionPolicy": stated(status=_word(registry.untagged_days > 0), days=registry.untagged_days or None),
        "exportPolicy": {"status": _word(registry.export)},
        "azureADAuthenticationAsArmPolicy": {"status": _word(registry.arm_tokens)},
    }
    properties = stated(
        adminUserEnabled=registry.admin_user,
        anonymousPullEnabled=registry.anonymous_pull,
        publicNetworkAccess=registry.public_network_access,
        networkRuleBypassOptions=registry.bypass,
        networkRuleBypassAllowedForTasks=False,
        networkRuleSet=rules,
        dataEndpointEnabled=registry.data_endpoint,
        zoneRedundancy="Enabled" if registry.zone_redundant else "Disabled",
        policies=policies,
        encryption={"status": "enabled", "keyVaultProperties": {
            "keyIdentifier": Ref(registry.key.key, "properties.keyUri"),
            "identity": Ref(registry.key.identity, "properties.clientId"),
        }} if registry.key else None,
    )
    body = stated(sku={"name": registry.sku}, identity=write_identity(registry.identity), properties=properties)
    written = place.put(TYPE, API_VERSION, registry.id, body, depends_on=depends_on)
    return (written, *(_replica(replica, written, place) for replica in registry.replicas))


def _replica(replica: Replica, parent: Resource, place: Place) -> Resource:
    properties: Value = {"regionEndpointEnabled": True, "zoneRedundancy": "Enabled" if replica.zone_redundant else "Disabled"}
    where = replica.location
    return place.below(parent, "replications", API_VERSION, where, {"properties": properties}, location=where, tagged=True)


def _word(on: bool) -> str:
    return "enabled" if on else "disabled"

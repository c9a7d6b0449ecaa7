"""Azure Kubernetes Service: the cluster's control plane, how it is reached, who may use it, and its add-ons."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import MISSING, flag, items, link, lookup, number, pointer, text, texts
from enclave.graph.model import Graph, Ref, Resource, Value
from enclave.graph.parts import NO_IDENTITY, Identity, Place, identity, public_access, stated, write_identity
from enclave.graph.resources import agent_pools
from enclave.graph.resources.agent_pools import AgentPool

TYPE = "Microsoft.ContainerService/managedClusters"
API_VERSION = "2026-05-01"


class Access(Struct, frozen=True):
    """How the API server is reached."""

    private: bool
    """It has a private address only."""
    subnet: str | None = None
    """Id of the delegated subnet that it stands in; None: behind a private link of Azure's own."""
    dns_zone: str = "system"
    """Id of the private DNS zone of its name, `system` or `none`."""
    public_name: bool = True
    """Its private address also stands in public DNS."""
    ranges: tuple[str, ...] = ()
    """Public ranges that may come in; none: everybody, where it is not private."""
    run_command: bool = True
    """Azure Resource Manager can run commands in the cluster, past its network."""
    public_network_access: str = "Enabled"


class Network(Struct, frozen=True):
    """How pods and nodes talk."""

    plugin: str = "azure"
    mode: str = ""
    """`overlay`: pods have addresses of their own that nobody outside sees."""
    policy: str = ""
    """Who enforces network policies: `cilium`, `calico`, `azure`; empty or `none`: nobody."""
    data_plane: str = "azure"
    outbound: str = "loadBalancer"
    """`userDefinedRouting`: as the subnets' route tables say; `none`, `block`, `loadBalancer`, `managedNATGateway`..."""
    pods: str = ""
    services: str = ""
    dns: str = ""
    """Address of the cluster's own DNS, inside `services`."""
    encrypted: bool = False
    """Traffic between nodes goes through WireGuard."""


class Directory(Struct, frozen=True):
    """Who may use the Kubernetes API."""

    local_accounts: bool = True
    """A client certificate opens everything, past Microsoft Entra."""
    tenant: str | None = None
    azure_roles: bool = False
    """Azure role assignments decide."""
    admin_groups: tuple[str, ...] = ()
    """Groups of cluster administrators, beside those with a role."""


class AddOns(Struct, frozen=True):
    """What Azure runs in the cluster."""

    oidc_issuer: bool = False
    workload_identity: bool = False
    policy: bool = False
    """Azure Policy (Gatekeeper)."""
    secrets: bool = False
    """Key Vault provider of the Secrets Store CSI driver."""
    secrets_rotate: bool = False
    logs: str | None = None
    """Id of the workspace of container insights, which sends with the cluster's identity."""
    metrics: bool = False
    """Managed Prometheus."""
    defender: str | None = None
    """Id of the workspace of Defender's sensor."""
    image_cleaner_hours: int = 0
    """0: images that nothing uses stay on the nodes."""
    mesh: bool = False
    """Istio."""
    mesh_redirects: str = "InitContainers"
    """`CNIChaining`: pods of the mesh need no privileges."""


class Kms(Struct, frozen=True):
    """The key that etcd's secrets are encrypted with."""

    key: str
    """Id of the key; Kubernetes takes its version at the time of deployment."""
    vault: str
    access: str = "Private"
    """`Private` or `Public`."""


class ManagedCluster(Struct, frozen=True):
    """A cluster. What is absent is as Azure's default has it, which is open."""

    id: str
    location: str
    tier: str
    """`Free`, `Standard` (uptime agreement) or `Premium` (long-term support)."""
    dns_prefix: str
    pools: tuple[AgentPool, ...]
    """Those written inline; with a graph those of child resources too."""
    access: Access
    network: Network
    directory: Directory
    add_ons: AddOns
    identity: Identity = NO_IDENTITY
    kubelet: str | None = None
    """Id of the identity that nodes pull images with; None: Azure makes one."""
    version: str = ""
    node_group: str = ""
    """Name of the resource group that Azure puts the nodes into."""
    node_group_locked: bool = False
    """Nobody but Azure changes what is in it."""
    disk_encryption_set: str | None = None
    kms: Kms | None = None
    registry: str | None = None
    """Id of the registry that nodes start from; None: from Microsoft's public one."""
    upgrades: str = "none"
    """`stable`, `patch`, `rapid`, `node-image` or `none`."""
    node_upgrades: str = "NodeImage"
    snapshots: bool = True
    file_shares: bool = True
    """The CSI driver of Azure Files, which reaches shares with account keys."""


def read(resource: Resource, graph: Graph | None = None) -> ManagedCluster:
    """A cluster; with a graph its node pools are merged in. Raises `Undecided`."""
    body = resource.body
    pools = [agent_pools.read_inline(part, resource.id) for part in items(body, "properties.agentPoolProfiles")]
    for child in graph.children(resource.id) if graph else ():
        if child.type.lower() == agent_pools.TYPE.lower():
            pools.append(agent_pools.read(child))
    kubelet = lookup(body, "properties.identityProfile.kubeletidentity")
    return ManagedCluster(
        id=resource.id,
        location=resource.location or "",
        tier=text(body, "sku.tier", "Free"),
        dns_prefix=text(body, "properties.dnsPrefix"),
        pools=tuple({pool.name: pool for pool in pools}.values()),
        access=_access(resource),
        network=_network(resource),
        directory=_directory(resource),
        add_ons=_add_ons(resource),
        identity=identity(resource),
        kubelet=None if kubelet is MISSING else link(kubelet, "resourceId"),
        version=text(body, "properties.kubernetesVersion"),
        node_group=text(body, "properties.nodeResourceGroup"),
        node_group_locked=text(body, "properties.nodeResourceGroupProfile.restrictionLevel").lower() == "readonly",
        disk_encryption_set=link(body, "properties.diskEncryptionSetID"),
        kms=_kms(resource),
        registry=_registry(resource),
        upgrades=text(body, "properties.autoUpgradeProfile.upgradeChannel", "none"),
        node_upgrades=text(body, "properties.autoUpgradeProfile.nodeOSUpgradeChannel", "NodeImage"),
        snapshots=flag(body, "properties.storageProfile.snapshotController.enabled", True),
        file_shares=flag(body, "properties.storageProfile.fileCSIDriver.enabled", True),
    )


def _access(resource: Resource) -> Access:
    body, path = resource.body, "properties.apiServerAccessProfile"
    return Access(
        private=flag(body, f"{path}.enablePrivateCluster"),
        subnet=link(body, f"{path}.subnetId") if flag(body, f"{path}.enableVnetIntegration") else None,
        dns_zone=text(body, f"{path}.privateDNSZone", "system"),
        public_name=flag(body, f"{path}.enablePrivateClusterPublicFQDN", True),
        ranges=texts(body, f"{path}.authorizedIPRanges"),
        run_command=not flag(body, f"{path}.disableRunCommand"),
        public_network_access=public_access(resource),
    )


def _network(resource: Resource) -> Network:
    body, path = resource.body, "properties.networkProfile"
    return Network(
        plugin=text(body, f"{path}.networkPlugin", "azure"),
        mode=text(body, f"{path}.networkPluginMode"),
        policy=text(body, f"{path}.networkPolicy"),
        data_plane=text(body, f"{path}.networkDataplane", "azure"),
        outbound=text(body, f"{path}.outboundType", "loadBalancer"),
        pods=text(body, f"{path}.podCidr"),
        services=text(body, f"{path}.serviceCidr"),
        dns=text(body, f"{path}.dnsServiceIP"),
        encrypted=flag(body, f"{path}.advancedNetworking.enabled")
        and text(body, f"{path}.advancedNetworking.security.transitEncryption.type").lower() == "wireguard",
    )


def _directory(resource: Resource) -> Directory:
    body, path = resource.body, "properties.aadProfile"
    return Directory(
        local_accounts=not flag(body, "properties.disableLocalAccounts"),
        tenant=text(body, f"{path}.tenantID", None),
        azure_roles=flag(body, f"{path}.enableAzureRBAC"),
        admin_groups=texts(body, f"{path}.adminGroupObjectIDs"),
    )


def _add_ons(resource: Resource) -> AddOns:
    body = resource.body
    secrets, logs = _add_on(resource, "azureKeyvaultSecretsProvider"), _add_on(resource, "omsagent")
    defended = flag(body, "properties.securityProfile.defender.securityMonitoring.enabled")
    cleaned = flag(body, "properties.securityProfile.imageCleaner.enabled")
    return AddOns(
        oidc_issuer=flag(body, "properties.oidcIssuerProfile.enabled"),
        workload_identity=flag(body, "properties.securityProfile.workloadIdentity.enabled"),
        policy=_add_on(resource, "azurepolicy") is not None,
        secrets=secrets is not None,
        secrets_rotate=flag(secrets, "config.enableSecretRotation"),
        logs=link(logs, "config.logAnalyticsWorkspaceResourceID"),
        metrics=flag(body, "properties.azureMonitorProfile.metrics.enabled"),
        defender=link(body, "properties.securityProfile.defender.logAnalyticsWorkspaceResourceId") if defended else None,
        image_cleaner_hours=number(body, "properties.securityProfile.imageCleaner.intervalHours", 24) if cleaned else 0,
        mesh=text(body, "properties.serviceMeshProfile.mode").lower() == "istio",
        mesh_redirects=text(body, "properties.serviceMeshProfile.istio.components.proxyRedirectionMechanism", "InitContainers"),
    )


def _add_on(resource: Resource, name: str) -> Value:
    """An add-on that is on, else None. Its name is written in any case."""
    profile = lookup(resource.body, f"properties.addonProfiles.{name}")
    return None if profile is MISSING or not flag(profile, "enabled") else profile


def _kms(resource: Resource) -> Kms | None:
    path = "properties.securityProfile.azureKeyVaultKms"
    if not flag(resource.body, f"{path}.enabled"):
        return None
    key = lookup(resource.body, f"{path}.keyId")
    return Kms(
        key=key.resource if isinstance(key, Ref) else text(resource.body, f"{path}.keyId"),
        vault=link(resource.body, f"{path}.keyVaultResourceId") or "",
        access=text(resource.body, f"{path}.keyVaultNetworkAccess", "Public"),
    )


def _registry(resource: Resource) -> str | None:
    if text(resource.body, "properties.bootstrapProfile.artifactSource", "Direct").lower() != "cache":
        return None
    return link(resource.body, "properties.bootstrapProfile.containerRegistryId") or ""


def write(cluster: ManagedCluster, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The cluster with its first pool inline, then the others as child resources. Each pool waits for the one before it.

    The API server refuses to change two pools at once (`OperationNotAllowed`).
    """
    first, *others = cluster.pools
    body = stated(
        sku={"name": "Base", "tier": cluster.tier},
        identity=write_identity(cluster.identity),
        properties={"agentPoolProfiles": [{"name": first.name, **agent_pools.properties(first)}], **_properties(cluster)},
    )
    written = [place.put(TYPE, API_VERSION, cluster.id, body, depends_on=depends_on)]
    for pool in others:
        before = (written[-1].id,) if len(written) > 1 else ()
        written += agent_pools.write(pool, written[0], place, depends_on=before)
    return tuple(written)


def _properties(cluster: ManagedCluster) -> dict[str, Value]:
    add_ons = cluster.add_ons
    return stated(
        kubernetesVersion=cluster.version or None,
        dnsPrefix=cluster.dns_prefix,
        nodeResourceGroup=cluster.node_group or None,
        nodeResourceGroupProfile={"restrictionLevel": "ReadOnly" if cluster.node_group_locked else "Unrestricted"},
        enableRBAC=True,
        disableLocalAccounts=not cluster.directory.local_accounts,
        aadProfile=_write_directory(cluster.directory),
        publicNetworkAccess=cluster.access.public_network_access,
        apiServerAccessProfile=_write_access(cluster.access),
        networkProfile=_write_network(cluster.network),
        identityProfile={"kubeletidentity": {"resourceId": pointer(cluster.kubelet)}} if cluster.kubelet else None,
        bootstrapProfile=_write_bootstrap(cluster.registry),
        diskEncryptionSetID=pointer(cluster.disk_encryption_set) if cluster.disk_encryption_set else None,
        oidcIssuerProfile={"enabled": add_ons.oidc_issuer},
        securityProfile=_write_security(cluster),
        addonProfiles=_write_add_ons(add_ons),
        azureMonitorProfile={"metrics": {"enabled": add_ons.metrics}},
        serviceMeshProfile=_write_mesh(add_ons),
        storageProfile={
            "diskCSIDriver": {"enabled": True},
            "fileCSIDriver": {"enabled": cluster.file_shares},
            "snapshotController": {"enabled": cluster.snapshots},
        },
        autoUpgradeProfile={"upgradeChannel": cluster.upgrades, "nodeOSUpgradeChannel": cluster.node_upgrades},
    )


def _write_directory(directory: Directory) -> Value:
    if directory.tenant is None:
        return None
    groups: list[Value] = list(directory.admin_groups)
    return {
        "managed": True, "enableAzureRBAC": directory.azure_roles, "tenantID": directory.tenant, "adminGroupObjectIDs": groups,
    }


def _write_access(access: Access) -> Value:
    return stated(
        enablePrivateCluster=access.private,
        enableVnetIntegration=True if access.subnet else None,
        subnetId=pointer(access.subnet) if access.subnet else None,
        privateDNSZone=(pointer(access.dns_zone) if access.dns_zone.startswith("/") else access.dns_zone) if access.private else None,
        enablePrivateClusterPublicFQDN=access.public_name if access.private else None,
        authorizedIPRanges=list(access.ranges) or None,
        disableRunCommand=not access.run_command,
    )


def _write_network(network: Network) -> Value:
    encrypted: Value = {
        "enabled": True,
        "observability": {"enabled": True},
        "security": {"enabled": True, "transitEncryption": {"type": "WireGuard"}},
    }
    return stated(
        networkPlugin=network.plugin,
        networkPluginMode=network.mode or None,
        networkPolicy=network.policy or None,
        networkDataplane=network.data_plane,
        advancedNetworking=encrypted if network.encrypted else None,
        loadBalancerSku="standard",
        outboundType=network.outbound,
        podCidr=network.pods or None,
        serviceCidr=network.services or None,
        dnsServiceIP=network.dns or None,
    )


def _write_bootstrap(registry: str | None) -> Value:
    return {"artifactSource": "Cache", "containerRegistryId": pointer(registry)} if registry else {"artifactSource": "Direct"}


def _write_security(cluster: ManagedCluster) -> Value:
    add_ons, kms = cluster.add_ons, cluster.kms
    return stated(
        workloadIdentity={"enabled": add_ons.workload_identity},
        imageCleaner=stated(enabled=add_ons.image_cleaner_hours > 0, intervalHours=add_ons.image_cleaner_hours or None),
        defender={
            "logAnalyticsWorkspaceResourceId": pointer(add_ons.defender), "securityMonitoring": {"enabled": True},
        } if add_ons.defender else None,
        azureKeyVaultKms={
            "enabled": True,
            "keyId": Ref(kms.key, "properties.keyUriWithVersion"),
            "keyVaultNetworkAccess": kms.access,
            "keyVaultResourceId": pointer(kms.vault),
        } if kms else None,
    )


def _write_add_ons(add_ons: AddOns) -> Value:
    rotation: Value = {"enableSecretRotation": "true" if add_ons.secrets_rotate else "false"}
    # with its own identity: a workspace's key would be a secret in the cluster
    logs: Value = {"logAnalyticsWorkspaceResourceID": pointer(add_ons.logs), "useAADAuth": "true"} if add_ons.logs else None
    return stated(
        azurepolicy={"enabled": True, "config": {"version": "v2"}} if add_ons.policy else None,
        azureKeyvaultSecretsProvider={"enabled": True, "config": rotation} if add_ons.secrets else None,
        omsagent={"enabled": True, "config": logs} if logs else None,
    )


def _write_mesh(add_ons: AddOns) -> Value:
    if not add_ons.mesh:
        return {"mode": "Disabled"}
    return {"mode": "Istio", "istio": {"components": {"proxyRedirectionMechanism": add_ons.mesh_redirects}}}

"""The region's private Kubernetes cluster: its API server stands in a subnet of its own, its nodes start from the region's registry,
its traffic leaves through the firewall, and nobody has a key to it.

A version of the key of its secrets is named at deployment: deploy once between the ninth and the twelfth month of a key, when
there is a newer version (`keys.py`), and write all secrets again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.cluster import (
    DNS,
    GATEWAY_POOL,
    NAMESPACE,
    PODS,
    SERVICE_ACCOUNT,
    SERVICES,
    SYSTEM_POOL,
    WORKLOAD_KEY,
    WORKLOAD_POOL,
    api_zone_id,
    cluster_id,
    cluster_identity_id,
    kubelet_identity_id,
    nodes_group,
    registry_id,
)
from enclave.compose.encryption import key
from enclave.compose.names import fitting
from enclave.compose.passes.container_registry import cache_rule_id
from enclave.compose.passes.disk_encryption import disk_encryption_set_id
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.passes.kubernetes_access import cluster_grants
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.passes.private_dns import resolving
from enclave.compose.site import GATEWAY, KUBERNETES, KUBERNETES_API, Site
from enclave.graph.body import last_segment
from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import (
    azure_firewalls,
    cluster_maintenance_configurations,
    federated_identity_credentials,
    managed_clusters,
    private_dns_zones,
)
from enclave.graph.resources.agent_pools import AgentPool
from enclave.graph.resources.cluster_maintenance_configurations import NODES, VERSIONS, MaintenanceWindow
from enclave.graph.resources.federated_identity_credentials import FederatedIdentityCredential
from enclave.graph.resources.managed_clusters import Access, AddOns, Directory, Kms, ManagedCluster, Network
from enclave.graph.resources.private_dns_zones import PrivateDnsZone, ZoneLink

LONGEST_PREFIX = 54
"""Characters of the prefix of a cluster's host name (learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update, dnsPrefix)."""
WINDOWS = ((VERSIONS, "Saturday", "22:00", 8), (NODES, "Sunday", "22:00", 8))
"""When Azure may take up a patch of Kubernetes, and renew the images of nodes: (kind, day, start in UTC, hours)."""
IMAGE_CLEANER_HOURS = 48


def kubernetes(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The zone of its name, the cluster with its pools, windows for upgrades, and the gateway's right to act as its identity."""
    if not site.spec.components.kubernetes.enabled:
        return
    links = tuple(ZoneLink(site.network(part)) for part in resolving(site) if part != site.home(KUBERNETES))
    zone = PrivateDnsZone(api_zone_id(site), last_segment(api_zone_id(site)), links, ())
    yield from private_dns_zones.write(zone, site.place("private-dns/private-dns-zones"))
    place = site.place("container-infrastructure/azure-kubernetes-service")
    written = managed_clusters.write(_cluster(site), place, depends_on=_before(site))
    yield from written
    cluster, last = written[0], written[-1]
    for name, day, start, hours in WINDOWS:
        window = MaintenanceWindow(f"{cluster.id}/maintenanceConfigurations/{name}", cluster.id, name, day, start, hours)
        (last,) = cluster_maintenance_configurations.write(window, cluster, place, depends_on=(last.id,))
        yield last
    identity = Graph(tuple(built)).get(gateway_identity_id(site))
    if identity is not None:
        credential = FederatedIdentityCredential(
            f"{identity.id}/federatedIdentityCredentials/kubernetes", identity.id, "kubernetes", cluster.id,
            f"system:serviceaccount:{NAMESPACE}:{SERVICE_ACCOUNT}",
        )
        yield from federated_identity_credentials.write(credential, identity, place)


def _before(site: Site) -> tuple[str, ...]:
    """What a first node needs before it starts: rights, routes, names, and the images that it starts from."""
    customer = key(site, "kubernetes")
    endpoint = site.endpoint(registry_id(site))
    return (
        *cluster_grants(site), *(customer.depends_on if customer else ()), cache_rule_id(site),
        f"{endpoint}/privateDnsZoneGroups/default", site.id(azure_firewalls.TYPE), *site.joined,
    )


def _cluster(site: Site) -> ManagedCluster:
    customer = key(site, "kubernetes")
    return ManagedCluster(
        id=cluster_id(site),
        location=site.region.location,
        tier="Standard",
        dns_prefix=fitting(last_segment(cluster_id(site)), LONGEST_PREFIX),
        pools=_pools(site),
        access=Access(
            private=True, subnet=site.subnet(KUBERNETES_API), dns_zone=api_zone_id(site), public_name=False, run_command=False,
            public_network_access="Disabled",
        ),
        network=Network(
            "azure", "overlay", "cilium", "cilium", "userDefinedRouting", PODS, SERVICES, DNS,
            encrypted=bool(site.spec.security.double_encryption),
        ),
        directory=Directory(False, str(site.spec.identity.tenant), True, _operators(site)),
        add_ons=_add_ons(site),
        identity=Identity("UserAssigned", (cluster_identity_id(site),)),
        kubelet=kubelet_identity_id(site),
        node_group=nodes_group(site),
        node_group_locked=True,
        disk_encryption_set=disk_encryption_set_id(site),
        kms=Kms(customer.key, customer.vault) if customer else None,
        registry=registry_id(site),
        upgrades="patch",
        # the only channel of a cluster that starts from a registry of its own (learn.microsoft.com/azure/aks/concepts-network-isolated)
        node_upgrades="NodeImage",
        file_shares=False,
    )


def _operators(site: Site) -> tuple[str, ...]:
    return () if site.spec.identity.operators is None else (str(site.spec.identity.operators),)


def _add_ons(site: Site) -> AddOns:
    components = site.spec.components
    workspace = workspace_id(site)
    return AddOns(
        oidc_issuer=True,
        workload_identity=True,
        policy=True,
        secrets=True,
        secrets_rotate=True,
        logs=workspace if components.data_collection.enabled else None,
        metrics=bool(components.grafana.enabled),
        defender=workspace if site.spec.security.defender else None,
        image_cleaner_hours=IMAGE_CLEANER_HOURS,
        mesh=bool(components.service_mesh.enabled),
        mesh_redirects="CNIChaining",
    )


def _pools(site: Site) -> tuple[AgentPool, ...]:
    least = len(site.zones) or 2
    most = max(site.spec.components.kubernetes.most_nodes, least)
    return (
        _pool(site, SYSTEM_POOL, KUBERNETES, (least, most), taint="CriticalAddonsOnly=true:NoSchedule"),
        _pool(site, GATEWAY_POOL, GATEWAY, (least, most), taint=f"{WORKLOAD_KEY}={GATEWAY_POOL}:NoSchedule"),
        _pool(site, WORKLOAD_POOL, KUBERNETES, (0, most)),
    )


def _pool(site: Site, name: str, subnet: str, count: tuple[int, int], taint: str = "") -> AgentPool:
    return AgentPool(
        name=name,
        mode="System" if name == SYSTEM_POOL else "User",
        size=site.spec.components.kubernetes.node_size,
        subnet=site.subnet(subnet),
        least=count[0],
        most=count[1],
        zones=site.zones,
        taints=(taint,) if taint else (),
        labels={WORKLOAD_KEY: name},
        host_encryption=True,
        os_sku="AzureLinux",
        os_disk="Ephemeral",
        ssh="Disabled",
        secure_boot=True,
        trusted_module=True,
        max_pods=50,
        surge="33%",
    )

"""Replication of machines to the region's pair: everything but the decision to replicate a machine, which a person takes.

The vault lies in the pair, in a group of its own over there, since it must answer when this region does not. Machines reach it,
and the account that their changes pass through, by private endpoints (learn.microsoft.com/azure/site-recovery/
azure-to-azure-how-to-enable-replication-private-endpoints). They can be recovered only into a network: where the pair is a region
of the file too, networks are mapped to each other; where it is not, declare it before a machine is replicated.

No machine is replicated by a deployment: Site Recovery takes none on dedicated hosts, and not every system that starts only
from what was signed (azure-to-azure-support-matrix, concepts-trusted-vm there); one that it refuses would stop everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from enclave.compose.endpoints import endpoint_id, private_endpoint
from enclave.compose.grants import grant
from enclave.compose.passes.recovery_services_vault import SOFT_DELETE_DAYS
from enclave.compose.private_storage import closed_account
from enclave.compose.site import DATA_ENDPOINTS, Site, sites
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import (
    blob_services,
    recovery_vaults,
    replication_alerts,
    replication_fabrics,
    replication_mappings,
    replication_policies,
    resource_groups,
    storage_accounts,
)
from enclave.graph.resources.blob_services import BlobService
from enclave.graph.resources.recovery_vaults import ALWAYS, RecoveryVault
from enclave.graph.resources.replication_alerts import ReplicationAlerts
from enclave.graph.resources.replication_fabrics import ReplicationFabric
from enclave.graph.resources.replication_mappings import NETWORKS, NetworkMapping, ReplicationMapping
from enclave.graph.resources.replication_policies import ReplicationPolicy
from enclave.graph.resources.resource_groups import ResourceGroup

MODULE = "backup-recovery/site-recovery"
FOREIGN_MODULE = "backup-recovery/site-recovery-pair"
"""What a region has for the machines of another one. Two regions may be each other's pair."""
VAULT_MODULE = "backup-recovery/replication-vault"
"""The vault comes before its endpoint, and that before everything in the vault."""
SERVICE = (recovery_vaults.TYPE, "AzureSiteRecovery")
CONTAINER, POLICY, COMPUTE = "machines", "every-five-minutes", "compute"
HISTORY_MINUTES, CRASH_MINUTES, APPLICATION_MINUTES = 1440, 5, 0
"""A day back, in steps of five minutes. Points at which applications had written everything need scripts in a Linux machine."""
CACHE_SKU = "Standard_LRS"
"""What passes through the account is gone minutes later."""
CACHE_ROLES = ("Contributor", "Storage Blob Data Contributor")
"""What the vault's identity needs on that account, by the page above."""


def site_recovery(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Of a region with a pair: group, vault, endpoint, account, then what is replicated where. Of a pair: its own endpoint."""
    if not site.spec.components.site_recovery.enabled:
        return
    place = site.place(MODULE)
    for other in sites(site.spec):
        if other.key != site.key and other.haven == site.region.location:
            yield from _endpoint(site, site.place(FOREIGN_MODULE), other)
    if site.haven is None:
        return
    group = ResourceGroup(recovery_group(site), last_segment(recovery_group(site)), site.haven)
    yield from resource_groups.write(group, site.place("resource-groups", scope=""))
    there = replace(site.place(MODULE, scope=group.id), location=site.haven)
    (vault,) = recovery_vaults.write(_vault(site), replace(there, module=VAULT_MODULE))
    yield vault
    yield from _endpoint(site, place, site)
    yield from _cache(site, place)
    for role in CACHE_ROLES:
        yield grant(site, vault.id, role, cache_id(site), module=MODULE)
    yield from _replication(site, vault, there)


def recovery_group(site: Site) -> str:
    """Id of the group in the pair that the vault is in, and that replicated disks go to."""
    return f"/resourceGroups/{site.name(resource_groups.TYPE, 'recovery')}"


def replication_vault_id(site: Site) -> str:
    """Id of the vault in the pair."""
    return f"{recovery_group(site)}/providers/{recovery_vaults.TYPE}/{site.name(recovery_vaults.TYPE, 'recovery')}"


def cache_id(site: Site) -> str:
    """Id of the account that changes of disks pass through. Its name is shared by the whole world."""
    return site.unique(storage_accounts.TYPE, "cache")


def _endpoint(site: Site, place: Place, of: Site) -> Iterator[Resource]:
    yield from private_endpoint(site, place, SERVICE, replication_vault_id(of), DATA_ENDPOINTS)


def _vault(site: Site) -> RecoveryVault:
    """Nothing is backed up here, so there is nothing for a key to encrypt."""
    return RecoveryVault(
        id=replication_vault_id(site),
        location=site.haven or "",
        public_network_access=site.public_access,
        redundancy="LocallyRedundant",
        cross_region_restore=False,
        cross_subscription_restore="Disabled",
        immutability="Unlocked",
        soft_delete=ALWAYS,
        soft_delete_days=SOFT_DELETE_DAYS,
        identity=Identity("SystemAssigned"),
        alerts=True,
    )


def _cache(site: Site, place: Place) -> Iterator[Resource]:
    """Azure takes no soft delete here: what is deleted would be kept, and grow with every change of a disk."""
    account = closed_account(site, cache_id(site), place, trusted=True, sku=CACHE_SKU, cross_tenant_replication=False, copy_scope="AAD")
    yield account
    (service,) = blob_services.write(BlobService(f"{account.id}/blobServices/default", account.id, 0, 0), account, place)
    yield service
    yield from private_endpoint(site, place, (storage_accounts.TYPE, "blob"), account.id, DATA_ENDPOINTS, after=(service.id,))


def _replication(site: Site, vault: Resource, place: Place) -> Iterator[Resource]:
    """One after another: a vault makes one change of what it replicates at a time. Nothing before its endpoint is there."""
    last = (endpoint_id(site, SERVICE, vault.id),)
    written: dict[str, tuple[Resource, ...]] = {}
    for location in (site.region.location, str(site.haven)):
        fabric = ReplicationFabric(f"{vault.id}/replicationFabrics/{location}", location, CONTAINER)
        written[location] = replication_fabrics.write(fabric, vault, place, depends_on=last)
        yield from written[location]
        last = (written[location][-1].id,)
    policy = ReplicationPolicy(
        f"{vault.id}/replicationPolicies/{POLICY}", HISTORY_MINUTES, CRASH_MINUTES, APPLICATION_MINUTES, together=False
    )
    (made,) = replication_policies.write(policy, vault, place, depends_on=last)
    yield made
    last = (made.id,)
    (fabric_here, here), (fabric_there, there) = written.values()
    for source, target, name in ((here, there, "away"), (there, here, "back")):
        mapping = ReplicationMapping(f"{source.id}/{replication_mappings.KIND}/{name}", target.id, made.id, updated=False)
        (mapped,) = replication_mappings.write(mapping, source, place, depends_on=last)
        yield mapped
        last = (mapped.id,)
    pair = next((other for other in sites(site.spec) if other.region.location == site.haven), None)
    if pair is not None:
        for fabric_of, fabric_to, source_net, target_net in (
            (fabric_here, fabric_there, site.network(COMPUTE), pair.network(COMPUTE)),
            (fabric_there, fabric_here, pair.network(COMPUTE), site.network(COMPUTE)),
        ):
            network = NetworkMapping(
                f"{fabric_of.id}/replicationNetworks/{NETWORKS}/replicationNetworkMappings/{COMPUTE}",
                source_net, target_net, last_segment(fabric_to.name),
            )
            (joined,) = replication_mappings.write_network(network, fabric_of, place, depends_on=last)
            yield joined
            last = (joined.id,)
    if site.spec.contacts:
        name = f"{vault.id}/{replication_alerts.KIND}/{replication_alerts.NAME}"
        alerts = ReplicationAlerts(name, tuple(site.spec.contacts), owners=False)
        yield from replication_alerts.write(alerts, vault, place, depends_on=last)

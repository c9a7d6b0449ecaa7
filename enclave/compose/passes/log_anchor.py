"""Where the gateways of a region anchor their logs: a container in which nobody can change or delete what was written.

The account is for checkpoints alone, so that no right to any other blob comes with it. The gateway may add blobs and read them; it can
neither write over one nor delete one, whether the container's policy is locked or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.endpoints import private_endpoint
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.private_storage import closed_account
from enclave.compose.retention import kept
from enclave.compose.roles import role_guid
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.graph.azure_facts import zones_in
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.resources import blob_containers, blob_services, role_assignments, storage_accounts
from enclave.graph.resources.blob_containers import BlobContainer
from enclave.graph.resources.blob_services import BlobService
from enclave.graph.resources.role_assignments import RoleAssignment, assignment_name

MODULE = "monitoring/log-anchor"
CONTAINER = "checkpoints"
SOFT_DELETE_DAYS = 90


def log_anchor(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The account, its container with an immutability policy, a private endpoint, and the gateway's right; nothing without a gateway.

    The endpoint stands beside those that the gateway may call already: it may not come near data. The policy holds as long as audit
    records are kept; it is made unlocked, since a lock is for ever: `docs/events.md` says how to lock it.
    """
    if not site.spec.components.kubernetes.enabled:
        return
    place = site.place(MODULE)
    account = closed_account(
        site, anchor_account_id(site), place, public_network_access="Disabled", default_action="Deny",
        cross_tenant_replication=False, copy_scope="AAD",
    )
    yield account
    (service,) = blob_services.write(
        BlobService(f"{account.id}/blobServices/default", account.id, SOFT_DELETE_DAYS, SOFT_DELETE_DAYS), account, place
    )
    yield service
    container = BlobContainer(anchor_container_id(site), account.id, CONTAINER, immutable_days=kept(site).audit)
    *written, policy = blob_containers.write(container, service, place)
    yield from (*written, policy)
    # one change of an account after another
    yield from private_endpoint(site, place, (storage_accounts.TYPE, "blob"), account.id, MANAGEMENT_ENDPOINTS, after=(policy.id,))
    gateway, role = gateway_identity_id(site), role_guid(site.spec, "anchor")
    name = f"{anchor_container_id(site)}/providers/{role_assignments.TYPE}/{assignment_name(anchor_container_id(site), gateway, role)}"
    right = RoleAssignment(name, anchor_container_id(site), gateway, "ServicePrincipal", role)
    yield from role_assignments.write(right, site.place("identity-access/role-assignments"))


def anchor_account_id(site: Site) -> str:
    """Id of the storage account. Its name is shared by the whole world."""
    return site.unique(storage_accounts.TYPE, "anchor")


def anchor_container_id(site: Site) -> str:
    """Id of the container."""
    return f"{anchor_account_id(site)}/blobServices/default/containers/{CONTAINER}"


def anchor_address(site: Site) -> str:
    """Address of the container, in the cloud that the region is in."""
    (zone,) = zones_in(storage_accounts.TYPE, "blob", site.region.location)
    return f"https://{last_segment(anchor_account_id(site))}.{zone.removeprefix('privatelink.')}/{CONTAINER}"

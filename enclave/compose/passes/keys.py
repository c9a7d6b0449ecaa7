"""The region's vault of customer-managed keys: a key for each purpose, and an identity for each key that may use it alone.

Services reach the vault past its firewall, as trusted ones: they wrap and unwrap from Microsoft's side of the network
(learn.microsoft.com/azure/key-vault/general/overview-vnet-service-endpoints, trusted services; the bypass holds while public
access is disabled). Its private endpoint is for people who manage keys, and for what is no trusted service.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import PURPOSES, CustomerKey, key, keys_vault, purposes
from enclave.compose.endpoints import private_endpoint
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.compose.vaults import vault
from enclave.graph.azure_facts import role
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import key_vault_keys, key_vaults, role_assignments, user_assigned_identities
from enclave.graph.resources.key_vault_keys import KeyVaultKey
from enclave.graph.resources.role_assignments import RoleAssignment
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity

EXPIRES_AFTER, ROTATES_AFTER, NOTIFIES_BEFORE = "P1Y", "P9M", "P30D"
"""A version lives for a year and is renewed after nine months: services have three to take up the next one.

Renewal goes by age: a first version has no expiry date that one could count back from
(learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation)."""


def keys(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Vault, keys, identities with their assignments, private endpoint; nothing without customer-managed keys."""
    wanted = purposes(site)
    if not wanted:
        return
    place = site.place("ai-services/customer-managed-keys")
    (owner,) = key_vaults.write(vault(site, keys_vault(site), trusted=True), place)
    yield owner
    for purpose in wanted:
        found = key(site, purpose)
        if found is not None:
            yield from _key(site, purpose, found, owner, place)
    yield from private_endpoint(site, place, (key_vaults.TYPE, "vault"), owner.id, MANAGEMENT_ENDPOINTS)


def _key(site: Site, purpose: str, found: CustomerKey, owner: Resource, place: Place) -> Iterator[Resource]:
    what = PURPOSES[purpose]
    view = KeyVaultKey(
        id=found.key,
        vault=owner.id,
        name=purpose,
        kind="RSA-HSM",
        bits=what.bits,
        operations=what.operations,
        expires_after=EXPIRES_AFTER,
        rotates_after=ROTATES_AFTER,
        rotates_before_expiry=None,
        notifies_before_expiry=NOTIFIES_BEFORE,
    )
    yield from key_vault_keys.write(view, owner, place)
    if not what.holder:
        identity = UserAssignedIdentity(found.identity, last_segment(found.identity), site.region.location, None)
        yield from user_assigned_identities.write(identity, place)
    (assignment,) = found.depends_on
    may_use = RoleAssignment(assignment, found.key, found.identity, "ServicePrincipal", role(what.role))
    yield from role_assignments.write(may_use, place)

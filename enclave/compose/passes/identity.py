"""The gateway's identity, which carries the digest of the policy that the gateway must run, and reads the gateway's keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from enclave.compose.certificates import READS
from enclave.compose.grants import grant
from enclave.compose.site import Site
from enclave.graph.model import Resource
from enclave.graph.resources import user_assigned_identities
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity
from enclave.spec.policy import policy_digest


def gateway_identity(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The identity; where something runs the gateway, its right to the keys and the certificate of it."""
    name = site.name(user_assigned_identities.TYPE, "gateway")
    identity = UserAssignedIdentity(gateway_identity_id(site), name, site.region.location, policy_digest(site.spec))
    yield from user_assigned_identities.write(identity, site.place("identity-access/managed-identity"))
    if site.runs_gateway:
        yield grant(site, identity.id, READS, site.vault, module="key-vault/key-vault")  # machines of the gateway wait for it


def gateway_identity_id(site: Site) -> str:
    """Id of the gateway's identity in this region."""
    return site.id(user_assigned_identities.TYPE, "gateway")

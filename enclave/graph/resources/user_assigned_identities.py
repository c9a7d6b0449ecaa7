"""User-assigned managed identities; the gateway's carries the digest of the policy that it must run."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import text
from enclave.graph.model import Resource
from enclave.graph.parts import Place

TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities"
API_VERSION = "2024-11-30"
DIGEST_TAG = "enclave-policy-digest"


class UserAssignedIdentity(Struct, frozen=True):
    """A user-assigned identity."""

    id: str
    name: str
    location: str
    policy_digest: str | None
    """`sha256:...` when it is a gateway's."""


def read(resource: Resource) -> UserAssignedIdentity:
    """A user-assigned identity. Raises `Undecided`."""
    return UserAssignedIdentity(
        id=resource.id,
        name=resource.name,
        location=resource.location or "",
        policy_digest=text(resource.body, f"tags.{DIGEST_TAG}", None),
    )


def write(identity: UserAssignedIdentity, place: Place) -> tuple[Resource, ...]:
    """The identity, with the digest as a tag when there is one."""
    tags = {DIGEST_TAG: identity.policy_digest} if identity.policy_digest else {}
    return (place.put(TYPE, API_VERSION, identity.id, {"tags": tags}),)

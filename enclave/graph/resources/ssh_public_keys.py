"""Public SSH keys that are kept in Azure, for machines to be made with."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import lookup, text
from enclave.graph.model import Resource, Secret
from enclave.graph.parts import Place

TYPE = "Microsoft.Compute/sshPublicKeys"
API_VERSION = "2026-04-01"


class SshPublicKey(Struct, frozen=True):
    """A public key."""

    id: str
    key: Secret | str
    """Given at deployment, or written; empty: Azure makes a pair when it is asked to."""


def read(resource: Resource) -> SshPublicKey:
    """A public key. Raises `Undecided`."""
    key = lookup(resource.body, "properties.publicKey")
    return SshPublicKey(resource.id, key if isinstance(key, Secret) else text(resource.body, "properties.publicKey"))


def write(key: SshPublicKey, place: Place) -> tuple[Resource, ...]:
    """The key."""
    return (place.put(TYPE, API_VERSION, key.id, {"properties": {"publicKey": key.key}}),)

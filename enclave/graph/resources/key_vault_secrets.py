"""Secrets of key vaults. Their values are given at deployment and are in no template."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import MISSING, lookup, text
from enclave.graph.model import Resource, Secret
from enclave.graph.parts import Place, stated
from enclave.graph.resources import key_vaults

TYPE = f"{key_vaults.TYPE}/secrets"
API_VERSION = key_vaults.API_VERSION
URI = "properties.secretUri"
"""Where Azure says a secret's address, without a version: who reads it there follows a renewal."""


class KeyVaultSecret(Struct, frozen=True):
    """A secret."""

    id: str
    vault: str
    content_type: str
    value: Secret | None
    """The parameter that it is given by; None: it is written some other way."""


def read(resource: Resource) -> KeyVaultSecret:
    """A secret. Raises `Undecided`."""
    value = lookup(resource.body, "properties.value")
    return KeyVaultSecret(
        id=resource.id,
        vault=resource.parent or "",
        content_type=text(resource.body, "properties.contentType"),
        value=value if value is not MISSING and isinstance(value, Secret) else None,
    )


def write(secret: KeyVaultSecret, vault: Resource, place: Place) -> tuple[Resource, ...]:
    """The secret, in its vault."""
    name = secret.id.rpartition("/")[2]
    properties = stated(value=secret.value, contentType=secret.content_type or None, attributes={"enabled": True})
    return (place.below(vault, "secrets", API_VERSION, name, {"properties": properties}, tagged=True),)

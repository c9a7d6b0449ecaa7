"""Keys of the owner: nobody may be able to destroy what everything is encrypted with."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem


def keys_cannot_be_purged(subject: Subject) -> Iterator[Problem]:
    """Customer-managed keys lie in vaults with purge protection: Azure's services take no others."""
    security = subject.spec.security
    if security.customer_managed_keys and security.unsafe_disable_purge_protection is not None:
        own: Keys = ("security", "unsafe_disable_purge_protection")
        keys: Keys = ("security", "customer_managed_keys")
        message = f"customer-managed keys need purge protection, and they are switched on ({subject.place(keys)})"
        yield subject.problem(own, message, "leave it out, or say `customer_managed_keys: false`", (keys,))

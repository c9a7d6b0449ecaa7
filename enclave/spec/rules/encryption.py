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


def two_layers_need_own_keys(subject: Subject) -> Iterator[Problem]:
    """Disks and Service Bus have a second layer over a key of the owner's only
    (learn.microsoft.com/azure/virtual-machines/disk-encryption, .../azure/service-bus-messaging/configure-customer-managed-key)."""
    security = subject.spec.security
    if security.double_encryption and not security.customer_managed_keys:
        own: Keys = ("security", "double_encryption")
        keys: Keys = ("security", "customer_managed_keys")
        message = f"a second layer of encryption needs customer-managed keys, and they are switched off ({subject.place(keys)})"
        yield subject.problem(own, message, "switch `customer_managed_keys` on, or `double_encryption` off", (keys,))

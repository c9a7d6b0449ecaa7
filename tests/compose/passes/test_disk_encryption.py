"""The disk encryption set."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.encryption import key
from enclave.compose.passes.disk_encryption import disk_encryption, disk_encryption_set_id
from enclave.compose.site import Site
from enclave.graph.model import Graph
from enclave.graph.parts import Identity
from enclave.graph.resources import disk_encryption_sets


@pytest.mark.parametrize("double", [True, False])
def test_disks_are_encrypted_with_the_owners_key(double: bool, contained: Callable[..., Site], run: Callable[..., Graph]) -> None:
    site = contained({"double_encryption": double})
    (made,) = run(disk_encryption, site)
    found, customer = disk_encryption_sets.read(made), key(site, "disks")
    assert customer
    assert (found.id, found.key, found.double, found.follows_rotation) == (disk_encryption_set_id(site), customer.key, double, True)
    assert found.identity == Identity("UserAssigned", (customer.identity,))
    assert made.depends_on == customer.depends_on


def test_nothing_without_keys_or_without_disks(contained: Callable[..., Site], run: Callable[..., Graph]) -> None:
    for site in (contained({"customer_managed_keys": False}), contained(kubernetes=False, service_mesh=False)):
        assert run(disk_encryption, site).resources == ()
        assert disk_encryption_set_id(site) is None

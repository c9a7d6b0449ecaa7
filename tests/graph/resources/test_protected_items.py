"""Machines with copies."""

from __future__ import annotations

from collections.abc import Callable

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import protected_items
from enclave.graph.resources.protected_items import MACHINE, TYPE, ProtectedItem, item_id

GROUP = "/resourceGroups/rg-test/providers"
VAULT = f"{GROUP}/Microsoft.RecoveryServices/vaults/rsv-a"
SOURCE = f"{GROUP}/{MACHINE}/vm-a"
ITEM = ProtectedItem(item_id(VAULT, SOURCE), MACHINE, SOURCE, f"{VAULT}/backupPolicies/machines")


def test_what_is_written_is_read_back(make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]) -> None:
    vault = make("Microsoft.RecoveryServices/vaults", "rsv-a", {})
    (written,) = protected_items.write(ITEM, vault, place)
    assert (written.type, written.id) == (TYPE, ITEM.id)
    assert protected_items.read(written) == ITEM
    assert problems((written,)) == []


def test_it_has_the_name_that_azure_wants() -> None:
    assert ITEM.id.endswith(
        "/backupFabrics/Azure/protectionContainers/iaasvmcontainer;iaasvmcontainerv2;rg-test;vm-a"
        "/protectedItems/vm;iaasvmcontainerv2;rg-test;vm-a"
    )


def test_one_that_says_nothing(make: Callable[..., Resource]) -> None:
    found = protected_items.read(make(TYPE, "rsv-a/Azure/c/i", {"properties": {}}))
    assert (found.kind, found.source, found.policy) == ("", "", "")

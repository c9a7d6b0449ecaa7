from __future__ import annotations

from typing import Any

import pytest

from enclave.importers.terraform.children import MAPPINGS
from enclave.importers.terraform.mapping import Below, On, Under


@pytest.mark.parametrize("mapped", MAPPINGS, ids=lambda mapped: mapped.source)
def test_every_part_lies_below_its_parent(one: Any, after: Any, mapped: Any) -> None:
    home = mapped.home
    others = {}
    if isinstance(home, Below):
        given = dict.fromkeys(home.names, "above")
        scope, parents = "/resourceGroups/rg", ["above"] * len(home.names)
    elif isinstance(home, Under):
        others = {f"{home.types[0]}.p": {"name": "above", "resource_group_name": "rg", "location": "x", "namespace_id": None}}
        given = {home.source: after(f"{home.types[0]}.p.id")}
        scope, parents = "/resourceGroups/rg", None
    else:
        assert isinstance(home, On)
        given = {home.source: after("azurerm_kubernetes_cluster.p.id")}
        others = {"azurerm_kubernetes_cluster.p": {"name": "aks", "resource_group_name": "rg", "location": "x"}}
        scope, parents = "/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks", []
    if mapped.name.isidentifier():
        given[mapped.name] = "x"
    found = one(mapped.source, given, others)
    assert found("type") == mapped.type
    if "{" not in found("scope"):
        assert found("scope") == scope
        own = mapped.name.strip("'") if mapped.name.startswith("'") else "x"
        assert found("name").endswith(own)
        assert parents is None or found("name") == "/".join((*parents, own))


def test_users_of_an_account_with_passwords(one: Any, after: Any) -> None:
    others = {"azurerm_storage_account.s": {"name": "st", "resource_group_name": "rg"}}
    found = one("azurerm_storage_account_local_user", {"storage_account_id": after("azurerm_storage_account.s.id")}, others)
    assert (found("name"), found("properties.hasSshPassword")) == ("st/x", False)
    given = {"storage_account_id": after("azurerm_storage_account.s.id"), "ssh_password_enabled": True}
    assert one("azurerm_storage_account_local_user", given, others)("properties.hasSshPassword") is True

from __future__ import annotations

from typing import Any

from enclave.graph.body import MISSING
from enclave.graph.model import Unresolved
from enclave.importers.terraform.managed_identity import IDENTITY

OWN = "/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"


def test_identities_of_every_kind(one: Any, after: Any) -> None:
    others = {"azurerm_user_assigned_identity.i": {"name": "id", "resource_group_name": "rg", "location": "x"}}
    assert one("azurerm_search_service", {})("identity") is MISSING
    assert one("azurerm_search_service", {"identity": [{"type": "SystemAssigned"}]})("identity") == {"type": "SystemAssigned"}
    found = one(
        "azurerm_search_service",
        {"identity": [{"type": "SystemAssigned, UserAssigned", "identity_ids": [after("azurerm_user_assigned_identity.i.id")]}]},
        others,
    )
    assert found("identity") == {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {OWN: {}}}


def test_identities_that_are_not_known(one: Any, after: Any) -> None:
    found = one("azurerm_search_service", {"identity": [{"type": "UserAssigned", "identity_ids": after("local.ids")}]})
    assert isinstance(found("identity.userAssignedIdentities"), Unresolved)
    assert IDENTITY.target == "identity"

"""AI Search services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import search_services
from enclave.graph.resources.search_services import LINK_TYPE, TYPE, SearchService, SharedLink

RG = "/resourceGroups/rg-test/providers"
LAKE = f"{RG}/Microsoft.Storage/storageAccounts/stlake"
SEARCH = SearchService(
    f"{RG}/{TYPE}/srch-a", "westeurope", "standard", 3, 1, "Disabled", (), "None", True, True, "standard",
    Identity("SystemAssigned, UserAssigned", (f"{RG}/Microsoft.ManagedIdentity/userAssignedIdentities/id-key",)),
    False, (SharedLink("data-lake", LAKE, "blob", "indexers"), SharedLink("folders", LAKE, "dfs", "indexers")),
)
OPEN = replace(
    SEARCH, replicas=1, public_network_access="Enabled", ip_rules=("203.0.113.7",), bypass="AzureServices", local_auth_disabled=False,
    key_enforced=False, semantic="disabled", identity=Identity(), exports=True, links=(),
)


@pytest.mark.parametrize("service", [SEARCH, OPEN])
def test_what_is_written_is_read_back(
    service: SearchService, round_trip: Callable[..., Any], place: Place, problems: Callable[..., list[str]]
) -> None:
    assert round_trip(search_services, service) == service
    assert problems(search_services.write(service, place)) == []


def test_one_link_is_made_after_another(place: Place) -> None:
    _, first, second = search_services.write(SEARCH, place, depends_on=("/key",))
    assert (first.type, first.depends_on, second.depends_on) == (LINK_TYPE, (), (first.id,))


def test_what_is_absent_is_as_azure_has_it(make: Callable[..., Resource]) -> None:
    found = search_services.read(make(TYPE, "srch", {"sku": {"name": "Basic"}, "properties": {"DisableLocalAuth": "false"}}))
    assert (found.sku, found.replicas, found.public_network_access, found.bypass) == ("basic", 1, "Enabled", "None")
    assert (found.local_auth_disabled, found.key_enforced, found.semantic, found.links) == (False, False, "disabled", ())


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    for properties in ({"publicNetworkAccess": Unresolved("[x]")}, {"disableLocalAuth": Unresolved("[x]")}):
        with pytest.raises(Undecided):
            search_services.read(make(TYPE, "srch", {"properties": properties}))

"""What is true of connections of every owner."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.body import Undecided
from enclave.graph.connections import read, resource_of
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.resources import foundry_connections, machine_learning_connections

ACCOUNT_TYPE, TYPE = foundry_connections.ACCOUNT_TYPE, foundry_connections.TYPE
COSMOS = "/resourceGroups/rg-test/providers/Microsoft.DocumentDB/databaseAccounts/cosno"


def test_the_service_that_it_is_for_is_named_in_any_form(make: Callable[..., Resource]) -> None:
    for form in (Ref(COSMOS), COSMOS, f"/subscriptions/00000000-0000-0000-0000-000000000000{COSMOS}"):
        found = read(make(ACCOUNT_TYPE, "ais/c", {"properties": {"metadata": {"resourceId": form}}}))
        assert resource_of(found) == COSMOS
    assert resource_of(read(make(ACCOUNT_TYPE, "ais/c", {"properties": {"authType": "ApiKey"}}))) is None


@pytest.mark.parametrize(("kind", "name"), [(TYPE, "ais/p/c"), (machine_learning_connections.TYPE, "hub/c")])
@pytest.mark.parametrize("properties", [{"authType": Unresolved("[x]")}, {"metadata": Unresolved("[x]")}, {"target": Unresolved("[x]")}])
def test_what_is_not_known_raises(
    make: Callable[..., Resource], kind: str, name: str, properties: dict[str, Unresolved]
) -> None:
    with pytest.raises(Undecided):
        read(make(kind, name, {"properties": properties}))

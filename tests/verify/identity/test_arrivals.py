"""Rights that come in without an assignment."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.azure_facts import role
from enclave.graph.body import Undecided
from enclave.verify.identity.arrivals import ARRIVING, NAMESPACES, Arrival, arrivals, giving
from enclave.verify.identity.permissions import BUILT_IN

ACCESS, READER = role("User Access Administrator"), role("Reader")


def test_another_tenant(build: Any) -> None:
    build.add("Microsoft.ManagedServices/registrationDefinitions", "d", {
        "authorizations": [
            {"principalId": "p", "roleDefinitionId": READER.upper()},
            {"principalId": "q", "roleDefinitionId": ACCESS, "delegatedRoleDefinitionIds": [f"/x/{READER}"]},
        ],
        "eligibleAuthorizations": [{"principalId": "r", "roleDefinitionId": READER, "delegatedRoleDefinitionIds": [ACCESS]}],
    })  # fmt: skip
    graph = build.graph()
    (resource,) = graph
    assert list(arrivals(resource, graph)) == [
        Arrival("p", READER, resource.scope), Arrival("q", ACCESS, resource.scope, False, (READER,)),
        Arrival("r", READER, resource.scope, True),
    ]  # fmt: skip


def test_a_publisher_by_its_definition_or_by_the_application_of_an_export(build: Any) -> None:
    one = {"principalId": "p", "roleDefinitionId": READER}
    definition = build.add("Microsoft.Solutions/applicationDefinitions", "d", {"authorizations": [one]})
    build.add("Microsoft.Solutions/applications", "a", {
        "applicationDefinitionId": definition, "managedResourceGroupId": "/resourceGroups/m",
        "jitAccessPolicy": {"jitAccessEnabled": True},
    })
    build.add("Microsoft.Solutions/applications", "b", {"managedResourceGroupId": "/resourceGroups/m", "authorizations": [one]})
    build.add("Microsoft.Solutions/applications", "c", {"managedResourceGroupId": "/resourceGroups/m"})
    build.add("Microsoft.Solutions/applications", "e", {"authorizations": [one]})
    graph = build.graph()
    first, second, third, fourth = graph.of_type("Microsoft.Solutions/applications")
    assert list(arrivals(first, graph)) == [Arrival("p", READER, "/resourceGroups/m", True)]
    assert list(arrivals(second, graph)) == [Arrival("p", READER, "/resourceGroups/m")]
    for each in (third, fourth):
        with pytest.raises(Undecided):
            list(arrivals(each, graph))


def test_what_was_deployed_stands_in_an_export(build: Any) -> None:
    build.add("Microsoft.Resources/deploymentStacks", "s", {"template": {}})
    build.add("Microsoft.Resources/deploymentStacks", "t", {"provisioningState": "Succeeded"})
    graph = build.graph()
    one, other = graph
    with pytest.raises(Undecided):
        list(arrivals(one, graph))
    assert list(arrivals(other, graph)) == []


def test_a_role_that_only_gives_some_roles() -> None:
    whole = BUILT_IN[ACCESS]
    assert giving(whole, ()) is whole
    narrow = giving(whole, (READER,))
    assert narrow.assigns == (READER,)
    assert narrow.allows("Microsoft.Authorization/roleAssignments/write")
    assert not narrow.allows("Microsoft.Authorization/roleDefinitions/write")


def test_every_type_is_lower_case() -> None:
    assert all(kind == kind.lower() for kind in ARRIVING)
    assert {kind.partition("/")[0] for kind in ARRIVING} == NAMESPACES

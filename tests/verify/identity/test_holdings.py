"""Who holds what where."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.azure_facts import role
from enclave.graph.model import Ref, Unresolved
from enclave.verify.identity.holdings import EVERYBODY, Holdings, covers, identities, is_group

GROUP = "/resourceGroups/rg"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/v"
MANAGEMENT = "/providers/Microsoft.Management/managementGroups/m"
ASSIGNMENT = "Microsoft.Authorization/roleAssignments"


def assign(build: Any, name: str, role_name: str, principal: Any, scope: str = GROUP, **more: Any) -> None:
    properties = {
        "roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{role(role_name)}",
        "principalId": principal,
        **more,
    }
    build.add(ASSIGNMENT, name, properties, location=None, scope=scope)


@pytest.mark.parametrize(
    ("scope", "target", "found"),
    [
        (GROUP, VAULT, True),
        (GROUP.upper(), VAULT, True),
        ("", VAULT, True),
        (MANAGEMENT, VAULT, True),
        ("/", VAULT, True),
        (VAULT, VAULT, True),
        (VAULT, f"{VAULT}x", False),
        (VAULT, GROUP, False),
        ("/resourceGroups/r", VAULT, False),
        ("", MANAGEMENT, False),
    ],
)
def test_a_scope_holds_for_all_below_it(scope: str, target: str, found: bool) -> None:
    assert covers(scope, target) is found


def test_scopes_that_take_new_resources() -> None:
    assert is_group(GROUP)
    assert is_group("")
    assert is_group(MANAGEMENT)
    assert not is_group(VAULT)


def test_assignments_eligibilities_and_what_cannot_be_read(build: Any) -> None:
    identity = build.add("Microsoft.ManagedIdentity/userAssignedIdentities", "i")
    assign(build, "1", "Reader", Ref(identity, "properties.principalId"))
    assign(build, "2", "Owner", "p", condition="@x")
    assign(build, "3", "Owner", Unresolved("parameters('p')"))
    build.add(ASSIGNMENT, "4", {"roleDefinitionId": "/x/12121212-0000-0000-0000-000000000000", "principalId": "p"}, location=None)
    request = {"roleDefinitionId": f"/x/{role('Contributor')}", "principalId": "q", "requestType": "AdminAssign"}
    build.add("Microsoft.Authorization/roleEligibilityScheduleRequests", "5", request, location=None)
    holdings = Holdings(build.graph())
    assert [(h.principal, h.role.name, h.eligible, h.conditional) for h in holdings.all] == [
        (identity, "Reader", False, False),
        ("p", "Owner", False, True),
        ("<parameters('p')>", "Owner", False, False),
        ("q", "Contributor", True, False),
    ]
    assert holdings.strange == [("p", "12121212-0000-0000-0000-000000000000", GROUP)]
    assert [source.rpartition("/")[2] for source, _ in holdings.problems] == ["3"]
    assert set(holdings.principals()) == {identity, "p", "q", "<parameters('p')>"}


def test_a_cluster_contributes_to_the_group_of_its_nodes(build: Any) -> None:
    build.add("Microsoft.ContainerService/managedClusters", "k", {"nodeResourceGroup": "nodes"}, identity={"type": "SystemAssigned"})
    (holding,) = Holdings(build.graph()).all
    assert (holding.role.name, holding.scope) == ("Contributor", "/resourceGroups/nodes")


def test_a_denial_stops_everybody_but_whom_it_leaves_out(build: Any) -> None:
    body = {
        "permissions": [{"actions": ["*/write"]}],
        "principals": [{"id": "00000000-0000-0000-0000-000000000000"}],
        "excludePrincipals": [{"id": "friend", "type": "User"}],
    }
    build.add("Microsoft.Authorization/denyAssignments", "d", body, location=None, scope=GROUP)
    holdings = Holdings(build.graph())
    assert holdings.denied("p", "Microsoft.A/b/write", VAULT)
    assert not holdings.denied("friend", "Microsoft.A/b/write", VAULT)
    assert not holdings.denied("p", "Microsoft.A/b/read", VAULT)
    assert not holdings.denied("p", "Microsoft.A/b/write", "/resourceGroups/other")


@pytest.mark.parametrize(("more", "stops", "below"), [
    ({}, True, True),
    ({"doNotApplyToChildScopes": True}, True, False),
    ({"denyAssignmentEffect": "Enforced"}, True, True),
    ({"denyAssignmentEffect": "Audit"}, False, False),
    ({"condition": "@Resource[a:b] StringEquals 'c'"}, False, False),
    ({"condition": Unresolved("parameters('c')")}, False, False),
    ({"principals": [{"id": "x", "type": "Everyone"}]}, True, True),
    ({"principals": [{"id": "x", "type": "Group"}]}, False, False),
    ({"excludePrincipals": [{"id": "x", "type": "Group"}]}, False, False),
    ({"excludePrincipals": [{"id": "x"}]}, False, False),
    ({"excludePrincipals": [{"id": "x", "type": "ServicePrincipal"}]}, True, True),
])  # fmt: skip
def test_a_denial_counts_only_where_it_surely_denies(build: Any, more: dict[str, Any], stops: bool, below: bool) -> None:
    body = {"permissions": [{"actions": ["*/write"]}], "principals": [{"id": EVERYBODY, "type": "SystemDefined"}], **more}
    build.add("Microsoft.Authorization/denyAssignments", "d", body, location=None, scope=GROUP)
    holdings = Holdings(build.graph())
    assert holdings.denied("p", "Microsoft.A/b/write", GROUP) is stops
    assert holdings.denied("p", "Microsoft.A/b/write", GROUP, below=True) is below
    if "excludePrincipals" in more:
        assert not holdings.denied("/an/identity", "Microsoft.A/b/write", GROUP), "it may be the application that is left out"


def test_whom_a_resource_runs_as(build: Any) -> None:
    one = (
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
    )
    kind = {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {one: {}}}
    build.add("Microsoft.Web/sites", "w", {}, identity=kind)
    (site,) = build.graph().resources
    assert identities(site) == (site.id, one.partition("000000000000")[2])


def test_what_services_give_themselves_is_held_too(build: Any) -> None:
    identity = build.add("Microsoft.ManagedIdentity/userAssignedIdentities", "i")
    vault = build.add("Microsoft.KeyVault/vaults", "v", {"accessPolicies": [{"objectId": Ref(identity, "properties.principalId")}]})
    build.add("Microsoft.KeyVault/vaults/accessPolicies", "v/add", {"accessPolicies": [{"objectId": "person"}]}, location=None)
    cosmos = build.add("Microsoft.DocumentDB/databaseAccounts", "c")
    build.add("Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments", "c/1", {"principalId": "app"}, location=None)
    server = build.add("Microsoft.Sql/servers", "s", {"administrators": {"sid": "dba"}})
    postgres = build.add("Microsoft.DBforPostgreSQL/flexibleServers", "p")
    build.add("Microsoft.DBforPostgreSQL/flexibleServers/administrators", "p/pga", {"principalType": "Group"}, location=None)
    cluster = build.add("Microsoft.ContainerService/managedClusters", "k", {"aadProfile": {"adminGroupObjectIDs": ["ops"]}})
    held = {holding.principal: holding.scope for holding in Holdings(build.graph()).all}
    assert held == {identity: vault, "person": vault, "app": cosmos, "dba": server, "pga": postgres, "ops": cluster}


def test_activated_assignments_and_other_tenants(build: Any) -> None:
    reader = f"/providers/Microsoft.Authorization/roleDefinitions/{role('Reader')}"
    request = {"principalId": "p", "roleDefinitionId": reader, "requestType": "AdminAssign"}
    build.add("Microsoft.Authorization/roleAssignmentScheduleRequests", "a", request, location=None, scope=GROUP)
    build.add("Microsoft.Authorization/roleAssignmentScheduleRequests", "b", {**request, "requestType": "AdminRemove"}, location=None)
    delegated = {"authorizations": [{"principalId": "msp", "roleDefinitionId": role("Contributor")}]}
    build.add("Microsoft.ManagedServices/registrationDefinitions", "l", delegated, location=None, scope="")
    found = [(holding.principal, holding.role.name, holding.scope) for holding in Holdings(build.graph()).all]
    assert found == [("p", "Reader", GROUP), ("msp", "Contributor", "")]
    for definition, doubts in (
        ("/providers/Microsoft.ManagedServices/registrationDefinitions/l", 0),
        ("/subscriptions/9/providers/Microsoft.ManagedServices/registrationDefinitions/l", 1),
        (Unresolved("parameters('d')"), 1), (None, 1),
    ):
        taken = {"registrationDefinitionId": definition}
        build.add("Microsoft.ManagedServices/registrationAssignments", "t", taken, location=None, scope="")
        assert len(Holdings(build.graph()).problems) == doubts, definition

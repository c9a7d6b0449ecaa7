"""Requests: looked up, made once, changed when they differ, left alone otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.deploy.requests import Request, requests_of, resolved, send
from enclave.deploy.session import Session
from enclave.errors import EnclaveError
from enclave.graph.model import Graph

POLICIES = "/identity/conditionalAccess/policies"


def request(**changes: Any) -> Request:
    document = {
        "id": "/tenant/providers/Microsoft.Graph/conditionalAccessPolicies/mfa", "module": "m", "phase": 4, "endpoint": "graph",
        "method": "POST", "update": "PATCH", "path": f"/v1.0{POLICIES}", "apiVersion": "v1.0",
        "match": {"displayName": "enclave: mfa"}, "body": {"displayName": "enclave: mfa", "state": "enabled"}, "why": "because",
    }
    return Request({**document, **changes})


def sent(session: Session, *wanted: Request) -> list[str]:
    return [line.split()[0] for line in send(session, wanted, {}, lambda _: None)]


def test_made_then_left_alone_then_changed(session: Session, azure: Any) -> None:
    assert sent(session, request()) == ["made"]
    assert sent(session, request()) == ["unchanged"]
    assert sent(session, request(body={"displayName": "Enclave: MFA", "state": "disabled"})) == ["changed"]
    (found,) = azure.objects[POLICIES]
    assert found["state"] == "disabled"
    assert [method for method, path in azure.calls if path.startswith("/v1.0") and method != "GET"] == ["POST", "PATCH"]


def test_one_of_two_that_match_is_not_guessed(session: Session, azure: Any) -> None:
    azure.objects[POLICIES] = [{"id": "1", "displayName": "enclave: mfa"}, {"id": "2", "displayName": "enclave: mfa"}]
    with pytest.raises(EnclaveError, match="2 objects have `displayName` `enclave: mfa`"):
        sent(session, request())


def test_what_is_always_there_is_changed_and_never_made(session: Session, azure: Any) -> None:
    path = "/policies/crossTenantAccessPolicy/default"
    only = request(path=f"/v1.0{path}", method="PATCH", match={}, body={"inboundTrust": {"isMfaAccepted": True}})
    azure.objects[path] = [{"inboundTrust": {"isMfaAccepted": False, "isCompliantDeviceAccepted": False}}]
    assert sent(session, only, only) == ["changed", "unchanged"]
    del azure.objects[path]
    azure.objects["/policies/crossTenantAccessPolicy"] = []
    absent = request(path="/v1.0/policies/other", method="PATCH", match={"displayName": "x"})
    with pytest.raises(EnclaveError, match="is not there, and only Azure can make it"):
        sent(session, absent)


def test_a_partner_is_known_by_its_tenant(session: Session, azure: Any) -> None:
    path = "/policies/crossTenantAccessPolicy/partners"
    azure.objects[path] = [{"tenantId": "T1", "x": 1}]
    partner = request(path=f"/v1.0{path}", match={"tenantId": "t1"}, body={"tenantId": "t1", "x": 2})
    azure.objects[path][0]["tenantId"] = "t1"
    assert sent(session, partner) == ["changed"]
    assert ("PATCH", f"/v1.0{path}/t1") in azure.calls


def test_one_that_is_there_and_cannot_be_updated_is_left_alone(session: Session, azure: Any) -> None:
    azure.objects[POLICIES] = [{"id": "1", "displayName": "enclave: mfa", "state": "off"}]
    assert sent(session, request(update="")) == ["unchanged"]


def test_the_policy_of_a_role_is_found_through_its_assignment(session: Session, azure: Any, arm_server: Any) -> None:
    scope = f"{arm_server.PREFIX}/resourceGroups/rg"
    base = f"{scope}/providers/Microsoft.Authorization"
    policy = f"{base}/roleManagementPolicies/5a1f"
    role = "b24988ac-6180-42a0-ab88-20f7382dd24c"
    azure.resources[policy.lower()] = {"id": policy, "properties": {"rules": [
        {"id": "Expiration_EndUser_Assignment", "maximumDuration": "PT24H"}, {"id": "Another", "x": 1},
    ]}}
    azure.resources[f"{base}/roleManagementPolicyAssignments/x".lower()] = {"id": "x", "properties": {
        "policyId": policy, "scope": scope, "roleDefinitionId": f"{base}/roleDefinitions/{role.upper()}",
    }}
    wanted = request(
        id=f"/resourceGroups/rg/providers/Microsoft.Authorization/roleManagementPolicies/{role}", endpoint="arm", method="PATCH",
        path="/subscriptions/{subscriptionId}/resourceGroups/rg/providers/Microsoft.Authorization/roleManagementPolicies",
        apiVersion="2020-10-01", match={"roleDefinitionId": role},
        body={"properties": {"rules": [{"id": "Expiration_EndUser_Assignment", "maximumDuration": "PT8H"}]}},
    )
    assert sent(session, wanted, wanted) == ["changed", "unchanged"]
    assert azure.resources[policy.lower()]["properties"]["rules"][0]["maximumDuration"] == "PT8H"


def test_an_eligibility_is_asked_for_once_and_never_by_the_same_name(session: Session, azure: Any, arm_server: Any) -> None:
    base = f"{arm_server.PREFIX}/resourceGroups/rg/providers/Microsoft.Authorization"
    own = "/subscriptions/{subscriptionId}/resourceGroups/rg/providers/Microsoft.Authorization"
    role = "b24988ac-6180-42a0-ab88-20f7382dd24c"
    wanted = request(
        id="/resourceGroups/rg/providers/Microsoft.Authorization/roleEligibilityScheduleRequests/n", endpoint="arm", method="PUT",
        update="", path=f"{own}/roleEligibilityScheduleRequests/{{newGuid}}", keptIn=f"{own}/roleEligibilitySchedules",
        apiVersion="2020-10-01", match={"principalId": "P", "roleDefinitionId": role}, body={"properties": {"principalId": "p"}},
    )
    assert sent(session, wanted, wanted) == ["made", "made"]
    names = {key.rpartition("/")[2] for key in azure.resources if "roleeligibilityschedulerequests" in key}
    assert len(names) == 2
    for scope, outcome in ((arm_server.PREFIX, "made"), (f"{arm_server.PREFIX}/resourceGroups/RG", "unchanged")):
        azure.resources[f"{base}/roleEligibilitySchedules/{outcome}".lower()] = {"id": "x", "properties": {
            "principalId": "p", "scope": scope, "roleDefinitionId": f"{base}/roleDefinitions/{role}",
        }}
        assert sent(session, wanted) == [outcome]


def test_a_request_gets_the_id_of_what_another_one_made_or_found(session: Session, azure: Any) -> None:
    places = "/identity/conditionalAccess/namedLocations"
    offices = request(id="/tenant/o", path=f"/v1.0{places}", match={"displayName": "offices"}, body={"displayName": "offices"})
    policy = request(body={"displayName": "enclave: mfa", "state": "on", "x": [{"$ref": {"request": "/tenant/o"}}]})
    assert sent(session, offices, policy) == ["made", "made"]
    assert azure.objects[POLICIES][0]["x"] == [azure.objects[places][0]["id"]]
    assert sent(session, offices, policy) == ["unchanged", "unchanged"]
    with pytest.raises(EnclaveError, match="the object of an earlier request is needed"):
        sent(session, policy)


CONNECTIONS = "/resourceGroups/rg/providers/Microsoft.Network/privateLinkServices/pl/privateEndpointConnections"


def connection(azure: Any, arm_server: Any, name: str, status: str, message: str = "enclave acme") -> None:
    place = f"{arm_server.PREFIX}{CONNECTIONS}/{name}"
    state = {"status": status, "description": message}
    azure.resources[place.lower()] = {"id": place, "name": name, "properties": {"privateLinkServiceConnectionState": state}}


def approval() -> Request:
    return request(
        id=f"{CONNECTIONS}/front-door", endpoint="arm", method="PATCH", update="PUT", every=True, apiVersion="2025-09-01",
        path="/subscriptions/{subscriptionId}" + CONNECTIONS,
        match={"properties.privateLinkServiceConnectionState.description": "enclave acme"},
        body={"properties": {"privateLinkServiceConnectionState": {"status": "Approved", "description": "enclave acme"}}},
    )


def test_every_connection_that_was_asked_for_with_our_words_is_approved_and_no_other(session: Session, azure: Any, arm_server: Any) -> None:
    asked = {"a.1": "Pending", "b.2": "Approved", "c.3": "Pending", "d.4": "Rejected", "e.5": "Disconnected"}
    for name, status in asked.items():
        connection(azure, arm_server, name, status)
    connection(azure, arm_server, "f.6", "Pending", "somebody else")
    assert sent(session, approval(), approval()) == ["changed", "unchanged"]
    states = {key.rpartition("/")[2]: found["properties"]["privateLinkServiceConnectionState"]["status"]
              for key, found in azure.resources.items() if "privateendpointconnections" in key}
    assert states == {**asked, "a.1": "Approved", "c.3": "Approved", "f.6": "Pending"}


def test_a_connection_that_nobody_has_asked_for_yet_is_said(session: Session, azure: Any, arm_server: Any) -> None:
    connection(azure, arm_server, "d.4", "Rejected")
    with pytest.raises(EnclaveError, match="is not there, and only Azure can make it") as caught:
        sent(session, approval())
    assert caught.value.hint == "run the same command again later"


def test_what_only_azure_knows_is_looked_up(session: Session, azure: Any, arm_server: Any) -> None:
    place = "/subscriptions/{subscriptionId}/resourceGroups/rg/providers/A.B/c/d"
    azure.resources[place.replace("{subscriptionId}", arm_server.SUBSCRIPTION).lower()] = {"properties": {"principalId": "p-1"}}
    reference = {"$ref": {"id": place, "apiVersion": "1", "path": "properties.principalId"}}
    body = {"users": [reference], "scope": "/subscriptions/{subscriptionId}", "number": 3}
    assert resolved(body, session, {}) == {"users": ["p-1"], "scope": arm_server.PREFIX, "number": 3}
    with pytest.raises(EnclaveError, match=r"azure does not say the `properties\.other` of it"):
        resolved({"$ref": {**reference["$ref"], "path": "properties.other"}}, session, {})


def test_one_of_its_own_name_is_put_and_changed_in_place(session: Session, azure: Any) -> None:
    path = "/providers/microsoft.aadiam/diagnosticSettings/enclave"
    wanted = request(endpoint="arm", method="PUT", update="PUT", path=path, match={}, body={"properties": {"logs": [{"category": "A"}]}})
    assert sent(session, wanted, wanted) == ["made", "unchanged"]
    azure.resources[path.lower()]["properties"]["logs"] = []
    assert sent(session, wanted) == ["changed"]
    assert azure.resources[path.lower()]["properties"] == {"logs": [{"category": "A"}]}


def test_requests_of_a_phase_are_those_of_the_target(small: Graph) -> None:
    assert [one.resource for one in requests_of(small, 4)] == ["/tenant/providers/Microsoft.Graph/conditionalAccessPolicies/mfa"]
    assert requests_of(small, 1) == ()

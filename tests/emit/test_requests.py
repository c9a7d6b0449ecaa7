"""Requests: every type with what it takes to send it, in order, and nothing of them in a template."""

from __future__ import annotations

import json
from typing import Any

import pytest

from enclave.emit import emit, emit_part
from enclave.emit.requests import REQUESTS, is_request, is_template
from enclave.errors import InputError, UnsupportedError
from enclave.graph.model import Graph, Ref, Resource, Secret, Unresolved

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg", "", {}, "westeurope")
VAULT = Resource("Microsoft.KeyVault/vaults", "2026-02-01", "kv", GROUP.id, {"properties": {}}, "westeurope", "key-vault/key-vault")


def in_entra(collection: str, name: str, body: dict[str, Any], **fields: Any) -> Resource:
    return Resource(f"Microsoft.Graph/{collection}", "v1.0", name, "/tenant", body, None, "identity-access/conditional-access", **fields)


def listed(*resources: Resource) -> Any:
    return json.loads(emit(Graph((GROUP, VAULT, *resources)), "requests")["requests.json"])


def test_a_policy_is_created_unless_one_of_its_name_is_there() -> None:
    policy = in_entra("conditionalAccessPolicies", "mfa", {"displayName": "require mfa", "state": "enabled"})
    (request,) = listed(policy)
    assert request["id"] == "/tenant/providers/Microsoft.Graph/conditionalAccessPolicies/mfa"
    assert (request["endpoint"], request["method"], request["update"]) == ("graph", "POST", "PATCH")
    assert request["path"] == "/v1.0/identity/conditionalAccess/policies"
    assert request["match"] == {"displayName": "require mfa"}
    assert request["body"] == {"displayName": "require mfa", "state": "enabled"}
    assert request["phase"] == 4
    assert request["module"] == "identity-access/conditional-access"
    assert "Entra" in request["why"]


def test_what_azure_makes_itself_is_changed() -> None:
    role = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
    scope = f"{GROUP.id}/providers/Microsoft.KeyVault/vaults/kv"
    policy = Resource("Microsoft.Authorization/roleManagementPolicies", "2020-10-01", role, scope, {"properties": {"rules": []}})
    (request,) = listed(policy)
    assert (request["endpoint"], request["method"], request["match"]) == ("arm", "PATCH", {"roleDefinitionId": role})
    assert request["path"] == f"/subscriptions/{{subscriptionId}}{scope}/providers/Microsoft.Authorization/roleManagementPolicies"
    assert request["apiVersion"] == "2020-10-01"


def test_what_azure_takes_once_only_gets_a_new_name_each_time() -> None:
    scope, role = f"{GROUP.id}/providers/Microsoft.KeyVault/vaults/kv", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
    properties = {"principalId": "p", "roleDefinitionId": Ref(f"/providers/Microsoft.Authorization/roleDefinitions/{role}")}
    kind = "Microsoft.Authorization/roleEligibilityScheduleRequests"
    (request,) = listed(Resource(kind, "2020-10-01", "n", scope, {"properties": properties}))
    under = f"/subscriptions/{{subscriptionId}}{scope}/providers/Microsoft.Authorization"
    assert (request["method"], request["update"], request["path"]) == ("PUT", "", f"{under}/roleEligibilityScheduleRequests/{{newGuid}}")
    assert (request["keptIn"], request["match"]) == (f"{under}/roleEligibilitySchedules", {"principalId": "p", "roleDefinitionId": role})


def test_a_vault_that_a_template_has_made_is_changed_as_a_whole() -> None:
    vault = f"{GROUP.id}/providers/Microsoft.DataProtection/backupVaults/bvault"
    body = {"properties": {"securitySettings": {"encryptionSettings": {"keyVaultProperties": {"keyUri": Ref(VAULT.id, "properties.u")}}}}}
    (request,) = listed(Resource("Microsoft.DataProtection/backupVaultEncryption", "2026-06-01", "bvault", vault, body))
    assert (request["endpoint"], request["method"], request["update"], request["match"]) == ("arm", "PATCH", "PATCH", {})
    assert request["path"] == f"/subscriptions/{{subscriptionId}}{vault}"
    settings = request["body"]["properties"]["securitySettings"]["encryptionSettings"]
    assert settings["keyVaultProperties"]["keyUri"]["$ref"]["path"] == "properties.u"


def test_a_connection_is_known_by_what_was_said_when_it_was_asked_for() -> None:
    state = {"status": "Approved", "description": "enclave acme"}
    kind = "Microsoft.Network/privateLinkServices/privateEndpointConnections"
    approval = Resource(kind, "2025-09-01", "pl/front-door", GROUP.id, {"properties": {"privateLinkServiceConnectionState": state}})
    (request,) = listed(approval)
    below = f"/subscriptions/{{subscriptionId}}{GROUP.id}/providers/Microsoft.Network/privateLinkServices/pl/privateEndpointConnections"
    assert (request["method"], request["update"], request["path"], request["every"]) == ("PATCH", "PUT", below, True)
    assert request["match"] == {"properties.privateLinkServiceConnectionState.description": "enclave acme"}


def test_what_belongs_to_the_tenant_or_a_management_group_has_no_subscription_in_its_path() -> None:
    logs = Resource("Microsoft.AadIam/diagnosticSettings", "2017-04-01", "diag", "/tenant", {"properties": {}})
    group = "/providers/Microsoft.Management/managementGroups/risk"
    policy = Resource("Microsoft.Authorization/roleManagementPolicies", "2020-10-01", "r", group, {"properties": {}})
    paths = {request["path"] for request in listed(logs, policy)}
    policies = f"{group}/providers/Microsoft.Authorization/roleManagementPolicies"
    assert paths == {"/providers/microsoft.aadiam/diagnosticSettings/diag", policies}


def test_a_request_can_name_what_another_one_makes() -> None:
    location = in_entra("namedLocations", "z", {"displayName": "offices"})
    policy = in_entra("conditionalAccessPolicies", "a", {"displayName": "a", "conditions": {"x": [Ref(location.id)]}})
    first, second = listed(policy, location)
    assert (first["id"], second["body"]["conditions"]) == (location.id, {"x": [{"$ref": {"request": location.id}}]})


def test_references_become_ids_and_what_is_asked_later() -> None:
    body = {"displayName": "x", "scope": {"id": Ref(VAULT.id)}, "part": Ref(VAULT.id, "id", "/keys/k"), "group": Ref(GROUP.id, "name"),
            "principal": Ref(VAULT.id, "properties.vaultUri")}
    (request,) = listed(in_entra("accessReviewDefinitions", "x", body))
    own = "/subscriptions/{subscriptionId}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
    assert request["body"] == {
        "displayName": "x", "scope": {"id": own}, "part": f"{own}/keys/k", "group": "rg",
        "principal": {"$ref": {"id": own, "apiVersion": "2026-02-01", "path": "properties.vaultUri"}},
    }


def test_what_is_needed_comes_first() -> None:
    location = in_entra("namedLocations", "z", {"displayName": "offices"})
    policy = in_entra("conditionalAccessPolicies", "a", {"displayName": "from offices"}, depends_on=(location.id,))
    assert [request["id"] for request in listed(policy, location)] == [location.id, policy.id]


def test_templates_leave_out_requests_and_objects_and_nothing_else() -> None:
    policy = in_entra("authorizationPolicy", "authorizationPolicy", {"allowInvitesFrom": "none"})
    workload = Resource("Kubernetes/Deployment", "apps/v1", "gateway", f"{GROUP.id}/providers/Microsoft.X/clusters/c",
                        {"spec": {"copy": [1]}}, None, "container-infrastructure/azure-kubernetes-service")
    with_more, without = Graph((GROUP, VAULT, policy, workload)), Graph((GROUP, VAULT))
    for target in ("bicep", "terraform", "arm"):
        assert emit(with_more, target) == emit(without, target)
    assert emit_part(with_more, [VAULT.id]) == emit_part(without, [VAULT.id])
    with pytest.raises(InputError, match="no resource"):
        emit_part(with_more, [policy.id])


def test_without_requests_the_list_is_empty() -> None:
    assert listed() == []


@pytest.mark.parametrize(("resource", "said"), [
    (in_entra("lifecycleWorkflows", "x", {}), "not a type that is known how to send"),
    (in_entra("namedLocations", "x", {}), "`displayName` must be a text"),
    (in_entra("authorizationPolicy", "x", {"key": Secret("adminKey")}), "`adminKey` cannot stand in a request"),
    (in_entra("authorizationPolicy", "x", {"key": Unresolved("[later()]")}), r"`\[later\(\)\]` could not be evaluated"),
    (in_entra("authorizationPolicy", "x", {"key": "{subscriptionId}"}), "stands for the subscription"),
    (in_entra("authorizationPolicy", "x", {"key": Ref("/tenant/providers/Microsoft.Graph/authorizationPolicy/y", "name")}), "not deployed"),
])
def test_what_cannot_be_sent_is_refused(resource: Resource, said: str) -> None:
    other = in_entra("authorizationPolicy", "y", {})
    with pytest.raises(UnsupportedError, match=said):
        emit(Graph((GROUP, VAULT, other, resource)), "requests")


@pytest.mark.parametrize("fields", [{"body": {"properties": {"x": Ref("/tenant/providers/Microsoft.Graph/namedLocations/z")}}},
                                    {"depends_on": ("/tenant/providers/Microsoft.Graph/namedLocations/z",)}])
def test_a_template_cannot_need_a_request(fields: dict[str, Any]) -> None:
    location = in_entra("namedLocations", "z", {"displayName": "offices"})
    asking = Resource("Microsoft.KeyVault/vaults", "2026-02-01", "other", GROUP.id, **{"body": {}, "location": "westeurope"} | fields)
    with pytest.raises(UnsupportedError, match="which no template deploys"):
        emit(Graph((GROUP, location, asking)), "arm")


def test_the_table_is_of_lower_case_and_each_type_goes_to_one_target() -> None:
    for kind in REQUESTS:
        assert kind == kind.lower()
        resource = Resource(kind, "v1.0", "x", "/tenant", {})
        assert is_request(resource)
        assert not is_template(resource)

"""Plans of what stands already: Azure has answered, and what was a reference before the first apply is a GUID."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Ref

SUB = "/subscriptions/00000000-0000-0000-0000-000000000001"
GROUP = f"{SUB}/resourceGroups/rg"
ONE, OTHER = "11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555"
COMMON = {"name": "x", "resource_group_name": "rg", "location": "westeurope"}
ASSIGNED = "Microsoft.ManagedIdentity/userAssignedIdentities"


def holder(plan: Any, principal: str, **resources: Any) -> Any:
    rows = {address: values for address, values in resources.items() if values}
    role = {"name": OTHER, "scope": GROUP, "role_definition_name": "Reader", "principal_id": principal}
    graph = plan({**{f"{kind}.x": values for kind, values in rows.items()}, "azurerm_role_assignment.a": role})
    (found,) = graph.of_type("Microsoft.Authorization/roleAssignments")
    return found.body["properties"]["principalId"]


IDENTITY = {**COMMON, "id": f"{GROUP}/providers/{ASSIGNED}/x", "principal_id": ONE, "client_id": OTHER}
ACCOUNT = {"name": "st", **COMMON, "identity": [{"type": "SystemAssigned", "principal_id": ONE}]}
CLUSTER = {**COMMON, "kubelet_identity": [{"object_id": ONE}], "default_node_pool": [{"name": "n", "vm_size": "Standard_D2s_v5"}]}
EXPORTED = {"identity": {"principalId": ONE}}
PROJECT = {
    "type": "Microsoft.CognitiveServices/accounts/projects@2025-06-01",
    "name": "p",
    "parent_id": f"{GROUP}/providers/Microsoft.CognitiveServices/accounts/a",
    "body": {"properties": {}},
}


@pytest.mark.parametrize(
    ("resources", "target", "path"),
    [
        ({"azurerm_user_assigned_identity": IDENTITY}, f"{ASSIGNED}/x", "properties.principalId"),
        ({"azurerm_storage_account": ACCOUNT}, "Microsoft.Storage/storageAccounts/x", "identity.principalId"),
        (
            {"azurerm_kubernetes_cluster": CLUSTER},
            "Microsoft.ContainerService/managedClusters/x",
            "properties.identityProfile.kubeletidentity.objectId",
        ),
        # an identity that a cluster is given is told of both
        ({"azurerm_kubernetes_cluster": CLUSTER, "azurerm_user_assigned_identity": IDENTITY}, f"{ASSIGNED}/x", "properties.principalId"),
        (
            {"azapi_resource": {**PROJECT, "response_export_values": ["identity.principalId"], "output": EXPORTED}},
            "Microsoft.CognitiveServices/accounts/a/projects/p",
            "identity.principalId",
        ),
        (
            {"azapi_resource": {**PROJECT, "response_export_values": {"who": "identity.principalId"}, "output": {"who": ONE}}},
            "Microsoft.CognitiveServices/accounts/a/projects/p",
            "identity.principalId",
        ),
    ],
)
def test_whom_a_role_is_for_is_found_by_the_guid(plan: Any, resources: dict[str, Any], target: str, path: str) -> None:
    assert holder(plan, ONE.upper(), **resources) == Ref(f"/resourceGroups/rg/providers/{target}", path)
    # somebody else, and a tenant, which many have
    assert holder(plan, "00000000-2222-3333-4444-555555555555", **resources) == "00000000-2222-3333-4444-555555555555"


def test_a_tenant_is_nobody_s_own(plan: Any) -> None:
    assert holder(plan, OTHER, azurerm_user_assigned_identity={**IDENTITY, "client_id": None, "tenant_id": OTHER}) == OTHER
    assert holder(plan, OTHER, azurerm_user_assigned_identity=None) == OTHER

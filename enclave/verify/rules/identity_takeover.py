"""Rule identity-takeover: somebody may take over an identity."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import last_segment, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import identity_role

WRITERS = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59": "Managed Identity Contributor",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
}
"""GUIDs of built-in roles that may write an identity, or give the right to."""
IDENTITY = "/providers/microsoft.managedidentity/userassignedidentities/"


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """No such role may be given on an identity itself."""
    if IDENTITY not in resource.scope.lower():
        return
    role = WRITERS.get(last_segment(text(resource.body, "properties.roleDefinitionId")).lower())
    if role is not None:
        yield f"gives {role} on the identity {last_segment(resource.scope)}"


RULE = Rule(
    id="identity-takeover",
    title="somebody may take over an identity",
    severity=Severity.HIGH,
    why="whoever may write an identity can add a federated credential and act as it from anywhere, with every right that it has",
    fix="assign `Managed Identity Operator` where a service must use the identity, and nothing that may write it",
    check=each(("Microsoft.Authorization/roleAssignments",), judge),
    references=References(
        mcsb=("PA-1", "IM-3"),
        pages=("learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-manage-user-assigned-managed-identities",),
    ),
    fails=(identity_role("e40ec5ca-96e0-45a2-b4ff-59039f2c2b59"),),
    passes=(identity_role("f1a07417-d97a-45cb-824c-7a7467783830"),),
    azurerm=(Native("azurerm_role_assignment", "role_definition_name", "Managed Identity Operator"),),
)

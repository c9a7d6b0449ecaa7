"""Rule assignment-too-wide: a powerful role is given over a whole subscription."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import last_segment, text
from enclave.graph.model import Graph, Resource
from enclave.verify.identity.condition_text import VERSION
from enclave.verify.identity.conditions import ANOTHER, ROLE, Condition, Request
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import role_assignment

POWERFUL = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
}
"""GUIDs of built-in roles (learn.microsoft.com/azure/role-based-access-control/built-in-roles)."""
GIVE, CHANGE = Request("Microsoft.Authorization/roleAssignments/write", {ROLE: ANOTHER}), Request("Microsoft.Compute/virtualMachines/write")
"""To give a role that a condition does not name, and what a contributor does, who gives none."""


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """Such a role may not be given above resource groups, unless a condition holds back whom it lets in."""
    scope = resource.scope.lower()
    above = not scope or scope.startswith("/providers/microsoft.management/managementgroups/") or scope.count("/") == 2
    if not above or scope.startswith("/resourcegroups/"):
        return
    role = POWERFUL.get(last_segment(text(resource.body, "properties.roleDefinitionId")).lower())
    condition = Condition(text(resource.body, "properties.condition"), text(resource.body, "properties.conditionVersion", VERSION))
    if role is not None and (not condition.text or condition.lets(CHANGE if role == "Contributor" else GIVE) is True):
        who = text(resource.body, "properties.principalType", "principal")
        yield f"gives {role} to a {who} over {'the subscription' if not scope or 'subscriptions' in scope else 'a management group'}"


RULE = Rule(
    id="assignment-too-wide",
    title="a powerful role is given over a whole subscription",
    severity=Severity.HIGH,
    why=(
        "who holds it, or takes over who does, can change, read or delete everything in the subscription, also what this template never"
        " named"
    ),
    fix="assign on a resource group or a resource, and make powerful roles eligible instead of given",
    check=each(("Microsoft.Authorization/roleAssignments",), judge),
    references=References(
        mcsb=("PA-1", "PA-7"),
        cis=("5.0 5.3.3",),
        policies=("4f11b553-d42e-4e3a-89be-32ca364cad4c",),
        pages=("learn.microsoft.com/azure/role-based-access-control/best-practices",),
    ),
    fails=(role_assignment("8e3af657-a8ff-443c-a75c-2fe8c4bcb635"),),
    passes=(role_assignment("acdd72a7-3385-48ef-bd42-f606fba81ae7"),),
    azurerm=(
        Native("azurerm_role_assignment", "role_definition_name", "Reader"),
        Native("azurerm_role_assignment", "scope", "azurerm_resource_group.cases.id"),
    ),
)

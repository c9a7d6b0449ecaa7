"""Rule role-escalation: a role of your own can give itself more."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from enclave.finding import Severity
from enclave.graph.body import items, texts
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import role

ASSIGN = "microsoft.managedidentity/userassignedidentities/assign/action"
POWERS = {
    "microsoft.authorization/roleassignments/write": "give any role",
    "microsoft.authorization/roledefinitions/write": "change what roles may do",
    "microsoft.authorization/elevateaccess/action": "take rights over the whole tenant",
    ASSIGN: "act as an identity",
    "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials/write": "trust a stranger as an identity",
    "microsoft.authorization/locks/delete": "take locks away",
    "microsoft.authorization/policyexemptions/write": "exempt from policies",
}
"""Operation -> what it lets somebody do. Whoever may assign an identity acts as it only with something that runs code."""
RUNS = tuple(
    f"{kind}/write"
    for kind in (
        "microsoft.compute/virtualmachines",
        "microsoft.compute/virtualmachinescalesets",
        "microsoft.web/sites",
        "microsoft.app/containerapps",
        "microsoft.app/jobs",
        "microsoft.containerinstance/containergroups",
        "microsoft.containerservice/managedclusters",
        "microsoft.resources/deploymentscripts",
        "microsoft.logic/workflows",
        "microsoft.datafactory/factories",
        "microsoft.automation/automationaccounts",
        "microsoft.machinelearningservices/workspaces/computes",
    )
)


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """No action of a custom role may cover such an operation unless its permission takes it out again."""
    for permission in items(resource.body, "properties.permissions"):
        allowed = texts(permission, "actions")
        denied = texts(permission, "notActions")
        runs = any(_covers(action, operation) for action in allowed for operation in RUNS if not _any(denied, operation))
        for action in allowed:
            for operation, power in POWERS.items():
                if _covers(action, operation) and not _any(denied, operation) and (operation != ASSIGN or runs):
                    yield f"actions holds {action}: it may {power}"


def _covers(pattern: str, operation: str) -> bool:
    return fnmatchcase(operation, pattern.strip().lower())


def _any(patterns: tuple[str, ...], operation: str) -> bool:
    return any(_covers(pattern, operation) for pattern in patterns)


RULE = Rule(
    id="role-escalation",
    title="a role of your own can give itself more",
    severity=Severity.CRITICAL,
    why=(
        "whoever may write role assignments or definitions, or use and trust identities, can make themselves whatever those are: Owner "
        "too"
    ),
    fix="take these operations out, or list them in `notActions`",
    check=each(("Microsoft.Authorization/roleDefinitions",), judge),
    references=References(
        mcsb=("PA-1", "PA-7"),
        cis=("5.0 5.24",),
        pages=("learn.microsoft.com/azure/role-based-access-control/custom-roles",),
    ),
    fails=(role("Microsoft.Authorization/*/write"),),
    passes=(role("Microsoft.Authorization/*/read"),),
    azurerm=(Native("azurerm_role_definition", "permissions.not_actions", ["Microsoft.Authorization/*/write"]),),
)

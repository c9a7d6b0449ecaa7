"""Rule policy-not-enforced: a policy is assigned and not enforced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import policy_assignment

BUILT_IN = re.compile(r"(?i)^/providers/microsoft\.authorization/policysetdefinitions/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
"""An initiative of Microsoft's: for a regulation, and often assigned to report only."""


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """An assignment must be enforced, unless it is of one of Microsoft's initiatives."""
    mode = text(resource.body, "properties.enforcementMode", "Default")
    if mode.lower() == "default":
        return
    definition = text(resource.body, "properties.policyDefinitionId")
    if not BUILT_IN.match(definition) or graph.get(definition) is not None:
        yield f"enforcementMode is {mode}"


RULE = Rule(
    id="policy-not-enforced",
    title="a policy is assigned and not enforced",
    severity=Severity.LOW,
    why="what it forbids is made all the same, and only a report says so",
    fix="leave `enforcementMode: Default`",
    check=each(("Microsoft.Authorization/policyAssignments",), judge),
    references=References(
        mcsb=("PV-2",),
        cis=("5.0 8.1.11",),
        pages=("learn.microsoft.com/azure/governance/policy/concepts/assignment-structure",),
    ),
    fails=(policy_assignment(enforcementMode="DoNotEnforce"),),
    passes=(policy_assignment(enforcementMode="Default"),),
    azurerm=(Native("azurerm_subscription_policy_assignment", "enforce", True),),
)

"""Rule federated-subject-wide: an identity trusts more than one workload of somebody else's."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import federated


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """The subject must be one, and no pull request; an expression may not match with a wildcard."""
    subject = text(resource.body, "properties.subject")
    if "*" in subject:
        yield f"subject is {subject}"
    elif subject.lower().endswith(":pull_request"):
        yield f"subject is {subject}: whoever may open a pull request acts as the identity"
    expression = text(resource.body, "properties.claimsMatchingExpression.value")
    if "matches" in expression.lower() and "*" in expression:
        yield "claimsMatchingExpression matches with a wildcard"


RULE = Rule(
    id="federated-subject-wide",
    title="an identity trusts more than one workload of somebody else's",
    severity=Severity.HIGH,
    why="every branch, pull request or account that fits the pattern can act as the identity",
    fix="name one subject: one branch, one environment, one service account",
    check=each(("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",), judge),
    references=References(
        mcsb=("IM-3",),
        policies=("fd1a8e20-2c4f-4a6c-9354-b58d786d9a1f", "ae62c456-33de-4dc8-b100-7ce9028a7d99"),
        pages=("learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations",),
    ),
    fails=(federated("repo:contoso/*"),),
    passes=(federated("repo:contoso/cases:environment:production"),),
    azurerm=(Native("azurerm_federated_identity_credential", "subject", "repo:contoso/cases:environment:production"),),
)

"""What is printed besides the network's assumptions."""

from __future__ import annotations

from typing import Any

from enclave.graph.model import Graph, Intent, Terms, Waiver
from enclave.verify.accepted import IDENTITY, UNDECLARED, accepted


def test_a_template_that_declares_nothing_says_what_that_means() -> None:
    assert list(accepted(Graph(()))) == list(UNDECLARED)
    assert list(accepted(Graph((), Intent()))) == list(UNDECLARED)
    assert list(accepted(Graph((), Intent(terms=(Terms(""),))))) == []


def test_roles_bring_what_a_proof_of_identity_takes_for_granted(build: Any) -> None:
    build.add("Microsoft.Authorization/roleAssignments", "a", {"principalId": "p", "roleDefinitionId": "/x/y"}, location=None)
    assert list(accepted(build.graph()))[:2] == list(IDENTITY)


def test_every_waiver_is_told_with_its_reason() -> None:
    graph = Graph((), Intent(terms=(Terms(""),), waivers=(Waiver("logs", "/resourceGroups/rg/providers/a/b/c", "why not"),)))
    assert list(accepted(graph)) == ["logs of c is accepted: why not"]

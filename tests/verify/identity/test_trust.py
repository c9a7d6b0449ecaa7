"""Whose tokens are taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from enclave.graph.model import Intent, Ref, Unresolved, Waiver
from enclave.verify.estate import Estate
from enclave.verify.identity.trust import Clause, clauses, outsiders
from enclave.verify.network.world import World

TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities"
TERRAFORM = "https://app.terraform.io"
CLUSTER = "https://westeurope.oic.prod-aks.azure.com/t/g"
GITHUB = "https://token.actions.githubusercontent.com"


@pytest.mark.parametrize(("expression", "found"), [
    ("claims['sub'] eq 'a'", ((Clause("sub", "a", wild=False),),)),
    ("claims['SUB'] matches 'a'", ((Clause("sub", "a", wild=False),),)),
    ("claims['sub'] eq 'a*'", ((Clause("sub", "a*", wild=False),),)),
    ("claims['sub'] matches 'a?' and claims['b'] eq 'c'", ((Clause("sub", "a?", wild=True), Clause("b", "c", wild=False)),)),
    ("claims['a'] eq 'b' or claims['sub'] matches '*'", ((Clause("a", "b", wild=False),), (Clause("sub", "*", wild=True),))),
    ("", None),
    ("claims['sub'] like 'a'", None),
    ("claims['sub'] eq 'a' and", None),
    ("(claims['sub'] eq 'a')", None),
    ("claims['sub'] eq 'a' xor claims['b'] eq 'c'", None),
])  # fmt: skip
def test_expressions_are_read_or_not(expression: str, found: Any) -> None:
    assert clauses(expression) == found


@pytest.mark.parametrize(("properties", "verdicts"), [
    ({"issuer": GITHUB, "subject": "repo:a/b:ref:refs/heads/main"}, ["unknown"]),
    ({"issuer": "<issuerURL of k>", "subject": "system:serviceaccount:a:b"}, ["proved"]),
    ({"issuer": f"{CLUSTER.upper()}/", "subject": "system:serviceaccount:a:b"}, []),
    ({"issuer": Ref("/k", "properties.oidcIssuerProfile.issuerURL"), "subject": Unresolved("x")}, []),
    ({"issuer": GITHUB, "subject": Unresolved("x")}, ["unknown"]),
    ({"issuer": GITHUB, "claimsMatchingExpression": {"value": "claims['sub'] eq 'repo:a/b:environment:c'"}}, ["unknown"]),
    ({"issuer": f"{GITHUB}/", "claimsMatchingExpression": {"value": "claims['sub'] matches 'repo:a*/b'"}}, ["refuted"]),
    ({"issuer": GITHUB.upper(), "claimsMatchingExpression": {"value": "claims['sub'] matches 'repo:a/b:*'"}}, ["unknown"]),
    ({"issuer": TERRAFORM, "claimsMatchingExpression": {"value": "claims['sub'] matches 'organization:a:*'"}}, ["unknown"]),
    ({"issuer": TERRAFORM, "claimsMatchingExpression": {"value": "claims['sub'] matches 'organization:a*'"}}, ["refuted"]),
])  # fmt: skip
def test_a_credential_is_judged_where_it_takes_more_than_one_subject(build: Any, properties: Any, verdicts: list[str]) -> None:
    build.add("Microsoft.ContainerService/managedClusters", "k", {"oidcIssuerProfile": {"issuerURL": CLUSTER}})
    build.add(TYPE, "i")
    build.add(f"{TYPE}/federatedIdentityCredentials", "i/f", properties, location=None)
    graph = build.graph()
    world = World(Estate(graph))
    assert [verdict.name for resource in graph for _, verdict in outsiders(world, resource)] == verdicts


@pytest.mark.parametrize(("properties", "verdict"), [
    ({"subject": "repo:a/b:environment:c"}, "proved"),
    ({"claimsMatchingExpression": {"value": "claims['sub'] eq 'repo:a/b:environment:c'"}}, "proved"),
    ({"claimsMatchingExpression": {"value": "claims['sub'] matches 'repo:*'"}}, "refuted"),
])  # fmt: skip
def test_an_owner_accepts_one_subject_elsewhere_and_never_anybody(build: Any, properties: Any, verdict: str) -> None:
    build.add(TYPE, "i")
    credential = build.add(f"{TYPE}/federatedIdentityCredentials", "i/f", {"issuer": GITHUB, **properties}, location=None)
    graph = replace(build.graph(), intent=Intent(waivers=(Waiver("outside-issuer", credential, "our own pipeline"),)))
    ((_, found),) = outsiders(World(Estate(graph)), graph.resources[-1])
    assert (found.name, "accepted: our own pipeline" in found.reason) == (verdict, verdict == "proved")

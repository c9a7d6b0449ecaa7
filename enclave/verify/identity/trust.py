"""Whose tokens an identity takes: those of a cluster of the template, of one subject elsewhere, of more, or of anybody.

Whoever holds a token of the subject has all that the identity was given, and no role says so: where the issuer is not in the template,
only the owner knows whether the subject is his, and accepts it (`outside-issuer`).

Sources: learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials (expressions: `eq`, `matches`
with `*` and `?`, `and`), learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations; what a subject begins with:
docs.github.com/actions/reference/security/oidc, docs.gitlab.com/ci/cloud_services, developer.hashicorp.com/terraform (workload identity).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from enclave.finding import Proved, Unknown, Verdict
from enclave.graph.body import Undecided, last_segment, lookup, text
from enclave.graph.model import Ref, Resource
from enclave.graph.resources import federated_identity_credentials, managed_clusters
from enclave.verify.estate import presence
from enclave.verify.mentions import ADDRESS
from enclave.verify.model import because, if_deployed, refuted
from enclave.verify.network.world import World

SHARED: Mapping[str, tuple[str, str]] = {
    "token.actions.githubusercontent.com": ("repo:", "/"),
    "gitlab.com": ("project_path:", "/"),
    "app.terraform.io": ("organization:", ":"),
}
"""Issuer of workloads of everybody -> what a subject begins with before its owner's name, and what ends that."""
OUTSIDE = "outside-issuer"
"""What the owner accepts of a credential."""
_CLAUSE = re.compile(r"\s*claims\['(?P<claim>[^']+)'\]\s+(?P<word>eq|matches)\s+'(?P<value>[^']*)'\s*", re.IGNORECASE)
_JOINED = re.compile(r"(and|or)\b", re.IGNORECASE)


class Clause(NamedTuple):
    """What a token must say."""

    claim: str
    value: str
    wild: bool
    """The value has wildcards."""


def outsiders(world: World, resource: Resource) -> Iterator[tuple[str, Verdict]]:
    """The verdict on a credential that takes tokens of others than a cluster of the graph; nothing for any other resource."""
    if resource.type.lower() != federated_identity_credentials.TYPE.lower():
        return
    try:
        issuer = lookup(resource.body, "properties.issuer")
        if isinstance(issuer, Ref):
            return  # a cluster of the graph: whoever runs code there is followed already
        address, expression = text(resource.body, "properties.issuer"), text(resource.body, "properties.claimsMatchingExpression.value")
        if _is_own(address, world):
            return
        if ADDRESS.match(address) is None:
            yield resource.id, Proved(f"`{address}` is the address of no issuer, so it takes nobody's tokens")
            return
        if expression:
            verdict = _judged(resource, address, expression, world)
        else:
            verdict = _of_one(resource, f"tokens of {address}: {text(resource.body, 'properties.subject')}", world)
        yield resource.id, if_deployed(verdict, presence(resource))
    except Undecided as problem:
        told = because(problem).reason
        yield resource.id, Unknown(f"whose tokens {last_segment(resource.parent or '')} takes is not known: {told}")


def _is_own(issuer: str, world: World) -> bool:
    """Whether an address is the issuer of a cluster of the graph, as an export tells it."""
    clusters = world.estate.graph.of_type(managed_clusters.TYPE)
    told = (lookup(each.body, federated_identity_credentials.ISSUER) for each in clusters)
    return any(isinstance(each, str) and each.rstrip("/").lower() == issuer.rstrip("/").lower() for each in told)


def _of_one(resource: Resource, told: str, world: World) -> Proved | Unknown:
    intent = world.estate.graph.intent
    accepted = intent.waives(OUTSIDE, resource.id) if intent else ""
    if accepted:
        return Proved(f"it takes {told}; accepted: {accepted}")
    who = last_segment(resource.parent or "")
    return Unknown(f"it takes {told}, which is not in the template: whoever holds one has all that {who} was given")


def clauses(expression: str) -> tuple[tuple[Clause, ...], ...] | None:
    """The ways to satisfy an expression, each all of its clauses; None: nobody here reads it."""
    ways: list[list[Clause]] = [[]]
    place = 0
    while True:
        found = _CLAUSE.match(expression, place)
        if found is None:
            return None
        value = found["value"]
        ways[-1].append(Clause(found["claim"].lower(), value, found["word"].lower() == "matches" and ("*" in value or "?" in value)))
        place = found.end()
        if place == len(expression):
            return tuple(map(tuple, ways))
        word = _JOINED.match(expression, place)
        if word is None:
            return None
        if word[1].lower() == "or":
            ways.append([])
        place = word.end()


def _judged(resource: Resource, issuer: str, expression: str, world: World) -> Verdict:
    ways = clauses(expression)
    if ways is None:
        return Unknown(f"whose tokens are taken is not known: `{expression}` is not read")
    open_ways = [way for way in ways if not any(each.claim == "sub" and not each.wild for each in way)]
    everybody = next((way for way in open_ways if _is_everybody(way, issuer)), None)
    who = last_segment(resource.parent or "")
    if everybody is not None:
        taken = (resource.id, f"takes tokens of {issuer} where {expression}")
        hops = (taken, (resource.parent or resource.id, f"anybody there acts as {who}"))
        told = f"anybody who has an account at {issuer} can act as {who}: name the owner, or one subject"
        return refuted(f"anybody at {issuer} obtains identity {who}", *hops, reason=told)
    if open_ways:
        return Unknown(f"which workloads of {issuer} can act as {who} is not known: `{expression}` names more than one subject")
    return _of_one(resource, f"tokens of {issuer} of one subject: {expression}", world)


def _is_everybody(way: tuple[Clause, ...], issuer: str) -> bool:
    """Whether the workloads of any owner at an issuer of everybody's pass."""
    shape = SHARED.get(re.sub(r"^https://", "", issuer.lower()).rstrip("/"))
    bound = [each for each in way if each.value.strip("*?")]
    if shape is None or any(each.claim != "sub" for each in bound):
        return False
    begin, end = shape
    for each in bound:
        fixed = re.split(r"[*?]", each.value, maxsplit=1)[0]
        if fixed.startswith(begin) and end in fixed[len(begin):]:
            return False
    return True

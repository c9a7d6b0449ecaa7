"""What proofs of identity, evidence and residency take for granted, and what the owner accepts of single subjects."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.graph.body import last_segment
from enclave.graph.model import Graph
from enclave.graph.resources import role_assignments, virtual_networks

IDENTITY: tuple[str, ...] = (
    "a Global Administrator of the tenant can always let himself in; owners of groups and of applications are those who should be",
    "nobody is in several groups that could do more together than each by itself",
)
FORWARDING = "machines, and proxies that stand in front of them, forward nothing for others"
UNDECLARED: tuple[str, ...] = (
    "the template declares no geography: what lies in one may stay in it, and nothing of it may leave",
    "the template declares no days that records are kept: any time is long enough",
    "the template asks for no keys of its owner's and no copies elsewhere: what Azure does by itself is enough",
)


def accepted(graph: Graph) -> Iterator[str]:
    """Every such assumption of a graph."""
    if len(graph.of_type(virtual_networks.TYPE)) > 1:
        yield FORWARDING
    if graph.of_type(role_assignments.TYPE):
        yield from IDENTITY
    intent = graph.intent
    if intent is None or not intent.terms:
        yield from UNDECLARED
    for waiver in intent.waivers if intent else ():
        yield f"{waiver.what} of {last_segment(waiver.subject)} is accepted: {waiver.why}"

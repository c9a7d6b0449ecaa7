"""Proves a graph isolated, or shows the path where it is not: obligations, each proved, refuted or unknown, and rule findings."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Finding
from enclave.graph.model import Graph
from enclave.verify.assumptions import assumptions
from enclave.verify.estate import Estate
from enclave.verify.model import ObligationResult, Verification
from enclave.verify.network.world import World
from enclave.verify.obligations import OBLIGATIONS
from enclave.verify.rules import RULES
from enclave.verify.services import unmodelled


def verify(graph: Graph) -> Verification:
    """Check every obligation and rule on a graph. Never raises for what a template says: what cannot be decided is unknown."""
    world = World(Estate(graph))
    return Verification(
        obligations=tuple(_results(world)),
        findings=tuple(_findings(world)),
        assumptions=assumptions(world),
        unmodelled=tuple(f"{resource.type}: {resource.id}" for resource in unmodelled(graph)),
    )


def _results(world: World) -> Iterator[ObligationResult]:
    for obligation in OBLIGATIONS:
        for subject, verdict in obligation.check(world):
            yield ObligationResult(obligation.id, obligation.number, obligation.title, subject, verdict)


def _findings(world: World) -> Iterator[Finding]:
    graph = world.estate.graph
    for rule in RULES:
        for told in rule.check(world):
            place = told.resource if told.resource in graph.outputs else graph.sources.get(told.resource, "")
            message = f"unknown: {told.message}" if told.unknown else told.message
            yield Finding(rule.id, rule.severity, told.resource, message, place, told.unknown)


__all__ = ["OBLIGATIONS", "RULES", "ObligationResult", "Verification", "verify"]

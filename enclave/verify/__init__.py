"""Proves a graph isolated, or shows the path where it is not: obligations, each proved, refuted or unknown, and rule findings."""

from __future__ import annotations

from enclave.graph.model import Graph
from enclave.verify.memo import Memo
from enclave.verify.model import ObligationResult, Verification
from enclave.verify.obligations import OBLIGATIONS
from enclave.verify.rules import RULES
from enclave.verify.verifier import Verifier, verification


def verify(graph: Graph) -> Verification:
    """Check every obligation and rule on a graph. Never raises for what a template says: what cannot be decided is unknown."""
    return verification(graph, Memo(graph))


__all__ = ["OBLIGATIONS", "RULES", "ObligationResult", "Verification", "Verifier", "verify"]

"""Prints a graph for a deployment tool. Every target prints the same nodes; what it cannot say, it refuses."""

from __future__ import annotations

from enclave.emit.arm import emit_arm
from enclave.emit.refuse import refuse_unsayable
from enclave.errors import InputError
from enclave.graph.model import Graph

__all__ = ["TARGETS", "emit"]

TARGETS = (("arm", emit_arm),)


def emit(graph: Graph, target: str) -> dict[str, str]:
    refuse_unsayable(graph)
    return dict(TARGETS)[target](graph)

"""Prints a graph for a deployment tool. Every target prints the same nodes; what it cannot say, it refuses."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from enclave.emit.arm import emit_arm
from enclave.emit.bicep import emit_bicep
from enclave.emit.refuse import refuse_unsayable
from enclave.emit.terraform import emit_terraform
from enclave.errors import UnsupportedError
from enclave.graph.model import Graph

__all__ = ["TARGETS", "emit", "emit_part"]

PRINTERS: Final[tuple[tuple[str, Callable[[Graph], dict[str, str]]], ...]] = (
    ("bicep", emit_bicep),
    ("terraform", emit_terraform),
    ("arm", emit_arm),
)
TARGETS: Final = tuple(name for name, _ in PRINTERS)
"""What `enclave build` can write, each into a directory of that name."""


def emit_part(graph: Graph, only: Collection[str]) -> str:
    """The ARM template for the resources with the ids of `only`, for a subscription where the others that they refer to
    are there already. Raises UnsupportedError, InputError for an id that nothing has."""
    refuse_unsayable(graph)
    return emit_arm(graph, only)["azuredeploy.json"]


def emit(graph: Graph, target: str) -> dict[str, str]:
    """The files of a target: relative path -> text, the same for the same graph. Raises UnsupportedError."""
    printer = dict(PRINTERS).get(target)
    if printer is None:
        raise UnsupportedError(f"there is no target `{target}`", hint=f"one of {', '.join(TARGETS)}")
    refuse_unsayable(graph)
    return printer(graph)

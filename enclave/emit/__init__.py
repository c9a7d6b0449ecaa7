"""Prints a graph for a deployment tool. Every target prints the same nodes; what it cannot say, it refuses.

The template targets (Bicep, Terraform, ARM JSON) leave out what `requests` and `kubernetes` print, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from enclave.emit.arm import emit_arm
from enclave.emit.bicep import emit_bicep
from enclave.emit.kubernetes import emit_kubernetes
from enclave.emit.refuse import refuse_unsayable
from enclave.emit.requests import emit_requests, is_template
from enclave.emit.terraform import emit_terraform
from enclave.errors import UnsupportedError
from enclave.graph.model import Graph

__all__ = ["TARGETS", "emit", "emit_part"]

TEMPLATES: Final[tuple[tuple[str, Callable[[Graph], dict[str, str]]], ...]] = (
    ("bicep", emit_bicep),
    ("terraform", emit_terraform),
    ("arm", emit_arm),
)
OTHERS: Final[tuple[tuple[str, Callable[[Graph], dict[str, str]]], ...]] = (
    ("kubernetes", emit_kubernetes),
    ("requests", emit_requests),
)
TARGETS: Final = tuple(name for name, _ in (*TEMPLATES, *OTHERS))
"""What `enclave build` can write, each into a directory of that name."""


def emit(graph: Graph, target: str) -> dict[str, str]:
    """The files of a target: relative path -> text, the same for the same graph. Raises UnsupportedError."""
    printer = dict(TEMPLATES).get(target)
    if printer is not None:
        return printer(_templated(graph))
    printer = dict(OTHERS).get(target)
    if printer is None:
        raise UnsupportedError(f"there is no target `{target}`", hint=f"one of {', '.join(TARGETS)}")
    return printer(graph)


def emit_part(graph: Graph, only: Collection[str]) -> str:
    """The ARM template for the resources with the ids of `only`, for a subscription where the others that they refer to
    are there already. Raises UnsupportedError, InputError for an id that no template deploys."""
    return emit_arm(_templated(graph), only)["azuredeploy.json"]


def _templated(graph: Graph) -> Graph:
    """What templates deploy, once it is known that they can say it."""
    refuse_unsayable(graph)
    resources = tuple(resource for resource in graph if is_template(resource))
    return graph if len(resources) == len(graph.resources) else Graph(resources, graph.intent, graph.sources)

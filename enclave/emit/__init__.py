"""Prints a graph for a deployment tool. Every target prints the same nodes; what it cannot say, it refuses.

The template targets (Bicep, Terraform, ARM JSON) leave out what `requests` and `kubernetes` print, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import Final

from enclave.emit.arm import TooLargeError, emit_arm
from enclave.emit.bicep import emit_bicep
from enclave.emit.kubernetes import emit_kubernetes
from enclave.emit.layout.entry import Layout, lay_out
from enclave.emit.refuse import refuse_unsayable
from enclave.emit.requests import emit_requests, is_template
from enclave.emit.terraform import emit_terraform
from enclave.emit.units import Plan, plan
from enclave.errors import UnsupportedError
from enclave.graph.model import Graph
from enclave.graph.phases import PHASES, phases

__all__ = ["TARGETS", "Printer", "emit", "emit_part"]


class Printer:
    """Prints one graph for any number of targets. What several of them need is worked out once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def files(self, target: str) -> dict[str, str]:
        """The files of a target: relative path -> text, the same for the same graph. Raises UnsupportedError."""
        if target not in PRINTERS:
            raise UnsupportedError(f"there is no target `{target}`", hint=f"one of {', '.join(TARGETS)}")
        return PRINTERS[target](self)

    @cached_property
    def templated(self) -> Graph:
        """What templates deploy, once it is known that they can say it."""
        refuse_unsayable(self.graph)
        resources = tuple(resource for resource in self.graph if is_template(resource))
        return self.graph if len(resources) == len(self.graph.resources) else Graph(resources, self.graph.intent, self.graph.sources)

    @cached_property
    def plan(self) -> Plan:
        """The deployment units of what templates deploy."""
        return plan(self.templated)

    @cached_property
    def layout(self) -> Layout:
        """The files of the targets that have modules."""
        return lay_out(self.templated, self.plan)


def _arm(printer: Printer) -> dict[str, str]:
    """One template, or one for each phase, as `enclave deploy` sends them, where Resource Manager does not take the whole at once."""
    try:
        return emit_arm(printer.templated, printer.plan)
    except TooLargeError:
        number_of, found = phases(printer.graph), dict[str, str]()
        for number, title in PHASES.items():
            ids = [resource.id for resource in printer.templated if number_of[resource.id.lower()] == number]
            for name, text in emit_arm(printer.templated, printer.plan, ids).items() if ids else ():
                found[name.replace(".", f"-{number}-{title.replace(' ', '-')}.")] = text
        return found


PRINTERS: Final[Mapping[str, Callable[[Printer], dict[str, str]]]] = {
    "bicep": lambda printer: emit_bicep(printer.layout),
    "terraform": lambda printer: emit_terraform(printer.layout),
    "arm": _arm,
    "kubernetes": lambda printer: emit_kubernetes(printer.graph),
    "requests": lambda printer: emit_requests(printer.graph),
}
TARGETS: Final = tuple(PRINTERS)
"""What `enclave build` can write, each into a directory of that name."""


def emit(graph: Graph, target: str) -> dict[str, str]:
    """The files of one target: relative path -> text, the same for the same graph. Raises UnsupportedError."""
    return Printer(graph).files(target)


def emit_part(graph: Graph, only: Collection[str]) -> str:
    """The ARM template for the resources with the ids of `only`, for a subscription where the others that they refer to
    are there already. Raises UnsupportedError, InputError for an id that no template deploys."""
    printer = Printer(graph)
    return emit_arm(printer.templated, printer.plan, only)["azuredeploy.json"]

"""Printing a graph for several targets at once gives what printing it for each of them gives."""

from __future__ import annotations

import pytest

from enclave.emit import TARGETS, Printer, emit
from enclave.errors import UnsupportedError
from enclave.graph.model import Graph


@pytest.mark.parametrize("order", [pytest.param(TARGETS, marks=pytest.mark.long), TARGETS[::-1]], ids=["in order", "the other way round"])
def test_no_target_leaves_a_trace_in_the_next(bank_graph: Graph, order: tuple[str, ...]) -> None:
    printer = Printer(bank_graph)
    assert {target: printer.files(target) for target in order} == {target: emit(bank_graph, target) for target in order}


def test_a_target_that_nobody_knows(bank_graph: Graph) -> None:
    with pytest.raises(UnsupportedError, match="there is no target `pulumi`"):
        Printer(bank_graph).files("pulumi")

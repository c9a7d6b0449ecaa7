"""The section on networks."""

from __future__ import annotations

from collections.abc import Callable

from enclave.graph.model import Graph
from enclave.report.controls import Given
from enclave.report.runbook.blocks import Part, Table
from enclave.report.runbook.sections.network import section


def rows(given: Given, title: str) -> Table:
    part = next(block for block in section(given).blocks if isinstance(block, Part) and block.title == title)
    return next(block for block in part.blocks if isinstance(block, Table))


def test_every_flow_and_every_name_stands_in_it(given: Callable[..., Given]) -> None:
    there = given()
    intent = there.graph.intent
    assert intent is not None
    reach = rows(there, "Reachable from where")
    assert sum(len(row[1].split(", ")) for row in reach.rows) == len({(flow.source, flow.target, flow.port) for flow in intent.flows})
    assert {row[2] for row in reach.rows} == {"proved"}
    assert {row[0].strip("`") for row in rows(there, "Ways out").rows} == {each.fqdn for each in intent.egress}
    assert rows(there, "Ways in").rows == ()


def test_a_graph_that_declares_nothing(given: Callable[..., Given]) -> None:
    there = given(graph=Graph(()))
    assert [rows(there, title).rows for title in ("Reachable from where", "Ways in", "Ways out")] == [(), (), ()]

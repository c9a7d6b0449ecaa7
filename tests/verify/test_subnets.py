from __future__ import annotations

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.verify.subnets import written_subnets

NET = "Microsoft.Network/virtualNetworks"


def test_a_subnet_resource_is_the_last_to_write() -> None:
    parts = [{"name": "A", "properties": {"x": 1}}, {"name": "b", "properties": {"x": 2}}]
    network = Resource(NET, "2024-05-01", "net", "/resourceGroups/rg", {"properties": {"subnets": parts}})
    own = Resource(f"{NET}/subnets", "2024-05-01", "net/a", "/resourceGroups/rg", {"properties": {"x": 3}})
    graph = Graph((network, own))
    assert [name for name, _ in written_subnets(network, graph)] == ["b"]
    assert [(name, body) for name, body in written_subnets(own, graph)] == [("a", own.body)]


def test_subnets_that_cannot_be_evaluated_raise() -> None:
    network = Resource(NET, "2024-05-01", "net", "/resourceGroups/rg", {"properties": {"subnets": Unresolved("x()")}})
    with pytest.raises(Undecided):
        list(written_subnets(network, Graph((network,))))

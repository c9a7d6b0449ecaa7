"""Needs: scope, parent, references and declared order, each once, and an order that has them all."""

from __future__ import annotations

import pytest

from enclave.errors import UnsupportedError
from enclave.graph.model import Graph, Ref, Resource
from enclave.graph.needs import deployable, needs

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg", "", {}, "westeurope")
VNET = Resource("Microsoft.Network/virtualNetworks", "1", "vnet", GROUP.id, {})
PEERING = Resource("Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "1", "vnet/peer", GROUP.id, {})
LOCK = Resource("Microsoft.Authorization/locks", "1", "lock", PEERING.id, {})


def names(graph: Graph, resource: Resource) -> list[str]:
    return [need.name for need in needs(graph)[resource.id.lower()]]


def test_scope_parent_and_group_are_needs() -> None:
    graph = Graph((LOCK, PEERING, VNET, GROUP))
    assert names(graph, VNET) == ["rg"]
    assert names(graph, PEERING) == ["rg", "vnet"]
    assert names(graph, LOCK) == ["vnet/peer", "rg"]
    assert names(graph, GROUP) == []


def test_a_reference_to_a_part_needs_the_whole_and_one_to_itself_nothing() -> None:
    own = Ref(f"{GROUP.id}/providers/A.B/c/user")
    body = {"a": [Ref(VNET.id, suffix="/subnets/x"), Ref(VNET.id)], "own": own, "out": Ref("/elsewhere")}
    user = Resource("A.B/c", "1", "user", GROUP.id, body)
    assert names(Graph((user, VNET, GROUP)), user) == ["rg", "vnet"]


def test_an_id_as_key_is_a_reference_when_it_is_in_the_graph() -> None:
    user = Resource("A.B/c", "1", "user", GROUP.id, {"identity": {VNET.id: {}, "/not/there": {}}})
    assert names(Graph((VNET, GROUP, user)), user) == ["rg", "vnet"]


def test_an_order_after_what_is_not_there_is_refused() -> None:
    user = Resource("A.B/c", "1", "user", GROUP.id, {}, depends_on=("/resourceGroups/rg/providers/A.B/c/none",))
    with pytest.raises(UnsupportedError, match=r"depends on `/resourceGroups/rg/providers/A\.B/c/none`"):
        needs(Graph((user, GROUP)))


def test_the_order_has_everything_after_its_needs() -> None:
    graph = Graph((LOCK, PEERING, VNET, GROUP))
    order = deployable(graph, needs(graph))
    assert [order.index(resource.id.lower()) for resource in (GROUP, VNET, PEERING, LOCK)] == [0, 1, 2, 3]

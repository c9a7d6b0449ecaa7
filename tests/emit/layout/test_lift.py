"""Subnets: lifted out of their networks into functions that get all they need as arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.emit.layout.entry import Layout
from enclave.emit.layout.terms import Field, Invoke, Param, parts
from enclave.graph.model import Ref, Resource

Made = Callable[..., Resource]
LaidOut = Callable[..., Layout]


def network(made: Made, subnets: list[dict[str, Any]]) -> Resource:
    return made("v", module="virtual-network/virtual-network", kind="Microsoft.Network/virtualNetworks", body={"properties": {
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": subnets}})


def test_the_list_moves_and_the_network_calls_a_function(made: Made, laid_out: LaidOut) -> None:
    table = made("t", module="virtual-network/routes", kind="Microsoft.Network/routeTables")
    subnet = {"name": "snet-a", "properties": {"addressPrefix": "10.0.1.0/24", "routeTable": {"id": Ref(table.id)}}}
    layout = laid_out(table, network(made, [subnet]))
    module = layout.builders[1].module
    (function,) = module.functions.functions
    assert module.functions.path == "virtual-network/subnets"
    calls = [one for one in parts(module.declared[0].body) if isinstance(one, Invoke)]
    assert [one.function for one in calls] == [function]
    assert set(function.params) == {"addresses", "routeTableId"}
    assert {one.name for one in parts(function.body) if isinstance(one, Param)} <= set(function.params)
    assert Field(Param("addresses"), "aSubnet") in list(parts(function.body))


def test_a_network_without_subnets_keeps_its_body(made: Made, laid_out: LaidOut) -> None:
    assert laid_out(network(made, [])).builders[0].module.functions is None

"""Bodies: what differs between regions becomes a parameter, a list of objects of one shape a loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.emit.layout.entry import Layout
from enclave.emit.layout.terms import Each, Join, Param
from enclave.graph.model import Resource

Made = Callable[..., Resource]
LaidOut = Callable[..., Layout]


def properties(made: Made, laid_out: LaidOut, north: Any, west: Any) -> dict[str, Any]:
    layout = laid_out(made("x", body={"properties": north}), made("x", "west", body={"properties": west}))
    (declared,) = layout.builders[0].module.declared
    return dict(dict(declared.body.pairs)["properties"].pairs)


def test_leaves_that_differ_are_parameters_named_by_their_place(made: Made, laid_out: LaidOut) -> None:
    north, west = ({"size": size, "tier": {"name": tier}, "same": [1]} for size, tier in ((1, "Low"), (2, "High")))
    found = properties(made, laid_out, north, west)
    assert found["size"] == Param("thingSize")
    assert dict(found["tier"].pairs)["name"] == Param("thingTierName")
    assert found["same"] == [1]


def test_lists_of_objects_of_different_length_are_loops(made: Made, laid_out: LaidOut) -> None:
    found = properties(made, laid_out, {"rules": [{"port": 1}]}, {"rules": [{"port": 2}, {"port": 3}]})
    assert isinstance(found["rules"], Each)
    assert [column.values for column in found["rules"].loop.fields.values()] == [[1, 2, 3]]


def test_lists_of_texts_that_differ_are_given_as_they_are(made: Made, laid_out: LaidOut) -> None:
    found = properties(made, laid_out, {"zones": ["1"], "places": ["northeurope"]}, {"zones": ["1", "2"], "places": ["westeurope"]})
    assert found["zones"] == Param("thingZones")
    assert found["places"] == [Param("location")]


def test_the_name_of_an_administrator_is_given_and_found_in_paths(made: Made, laid_out: LaidOut) -> None:
    body = {"adminUsername": "operator", "keys": [{"path": "/home/operator/.ssh/authorized_keys"}], "other": "operator"}
    found = properties(made, laid_out, body, body)
    assert found["adminUsername"] == Param("thingAdminUsername")
    assert dict(found["keys"][0].pairs)["path"] == Join(("/home/", Param("thingAdminUsername"), "/.ssh/authorized_keys"))
    assert found["other"] == "operator"

"""Frames: where an expression stands, as a place and as a turn of loops."""

from __future__ import annotations

from enclave.importers.evaluator import Evaluator
from enclave.importers.frames import Outputs
from enclave.importers.scopes import Surroundings
from enclave.importers.template import Deployment
from enclave.importers.values import Budget


def test_places_are_json_pointers_and_turns_are_by_name() -> None:
    deployment = Deployment({}, Evaluator(Budget("x")), Surroundings("", "main"), where="a.json#", given={})
    frame = deployment.frame.at("resources").at(3).at("a/b~c")
    assert frame.where == "a.json#/resources/3/a~1b~0c"
    inner = frame.turn("Outer", 2, of_resource=True).turn("inner", 5)
    assert inner.copies == {"outer": 2, "inner": 5, "": 2, "?": 5}
    assert frame.copies == {}
    assert Outputs(deployment).path == ()

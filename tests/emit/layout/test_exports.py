"""What modules tell each other: the name of an output, one value or a dictionary, and by which words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.emit.layout.entry import Layout
from enclave.graph.model import Ref, Resource

Made = Callable[..., Resource]
LaidOut = Callable[..., Layout]


@pytest.mark.parametrize(("path", "count", "names"), [
    ("id", 1, ["thingId"]), ("id", 2, ["thingIds"]), ("properties.principalId", 1, ["thingPrincipalId"]),
    ("properties.address", 2, ["thingAddressList"]), ("properties.thingUri", 1, ["thingUri"]),
])
def test_outputs_are_called_by_what_they_tell(made: Made, laid_out: LaidOut, path: str, count: int, names: list[str]) -> None:
    targets = [made(name, kind="A.B/things", body={name: 1}) for name in "xy"[:count]]
    asking = made("z", module="c/d", body={"properties": {f"at{one.name}": Ref(one.id, path) for one in targets}})
    layout = laid_out(*targets, asking)
    assert list(layout.builders[0].module.outputs) == names
    assert layout.exports.of(layout.builders[0].family)[0].is_dictionary is (count > 1)


def test_what_nobody_asks_for_is_not_told(made: Made, laid_out: LaidOut) -> None:
    assert laid_out(made("x"), made("y", module="c/d")).builders[0].module.outputs == {}


def test_two_loops_with_something_of_one_name_are_taken_apart(made: Made, laid_out: LaidOut) -> None:
    targets = [Resource(kind, "2025-01-01", name, f"/resourceGroups/rg-acme-bank-{stamp}", {"kind": shape}, None, "a/b", stamp)
               for stamp in ("north", "west") for kind, shape in (("A.B/things", "one"), ("A.B/things", "two"))
               for name in ({"one": ["s", "t"], "two": ["u"]} if stamp == "north" else {"one": ["s"], "two": ["u", "v"]})[shape]]
    asking = made("z", module="c/d", body={"properties": {f"at{number}": Ref(one.id) for number, one in enumerate(targets)
                                                        if one.stamp == "north"}})
    layout = laid_out(*targets, asking)
    labels = {layout.exports.label(one, "") for one in targets if one.stamp == "north"}
    assert labels == {"s", "t", "u"}

"""References: to what the file declares, to what another one tells, to an id made of names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.emit.layout.entry import Layout
from enclave.emit.layout.terms import At, FullId, IdOf, Join, Known, Param, Scope
from enclave.graph.model import Ref, Resource

Made = Callable[..., Resource]
LaidOut = Callable[..., Layout]
TARGET = "/resourceGroups/rg-acme-bank-north/providers/A.B/things/x-north"


def term(layout: Layout, path: str) -> Any:
    module = next(builder.module for builder in layout.builders if builder.module.path == path)
    declared = next(one for one in module.declared if one.resources[0].name == "z-north")
    properties = dict(dict(declared.body.pairs)["properties"].pairs)
    return properties["at"]


def asked(made: Made, laid_out: LaidOut, ref: Ref, module: str, *more: Resource) -> Any:
    return term(laid_out(made("x"), *more, made("z", module=module, kind="A.B/askers", body={"properties": {"at": ref}})), module)


def test_what_the_file_declares_is_known(made: Made, laid_out: LaidOut) -> None:
    found = asked(made, laid_out, Ref(TARGET, "properties.address"), "a/b")
    assert isinstance(found, Known)
    assert (found.declared.symbol, found.path) == ("thing", "properties.address")
    assert asked(made, laid_out, Ref(TARGET, "id", "/parts/p"), "a/b").steps == (("parts", "p"),)


def test_what_another_module_tells_is_a_parameter(made: Made, laid_out: LaidOut) -> None:
    assert asked(made, laid_out, Ref(TARGET), "c/d") == Param("thingId")
    assert asked(made, laid_out, Ref(TARGET, prefix="Id="), "c/d") == Join(("Id=", Param("thingId")))
    several = asked(made, laid_out, Ref(TARGET), "c/d", made("y", body={"own": 1}), made(
        "w", module="c/d", kind="A.B/others", body={"x": Ref(TARGET.replace("x-", "y-"))}))
    assert several == At(Param("thingIds"), "x")


@pytest.mark.parametrize(("ref", "found"), [
    (Ref("/subscriptions/1/resourceGroups/a"), FullId("/subscriptions/1/resourceGroups/a")),
    (Ref(""), IdOf("", (), Scope("subscription"))),
    (Ref("/resourceGroups/rg-acme-bank-north"), IdOf("", (), Scope("here"))),
    (Ref("/resourceGroups/other"), IdOf("", (), Scope("group", "other"))),
    (Ref("/resourceGroups/other/providers/A.B/c/d"), IdOf("A.B/c", ("d",), Scope("group", "other"))),
    (Ref("/providers/Microsoft.Authorization/roleDefinitions/r"), IdOf("Microsoft.Authorization/roleDefinitions", ("r",),
                                                                     Scope("subscription"))),
])
def test_what_is_outside_of_the_graph_is_an_id(made: Made, laid_out: LaidOut, ref: Ref, found: Any) -> None:
    assert asked(made, laid_out, ref, "a/b") == found


def test_a_name_and_a_location_are_texts(made: Made, laid_out: LaidOut) -> None:
    assert asked(made, laid_out, Ref(TARGET, "location"), "c/d") == Param("location")
    assert asked(made, laid_out, Ref(TARGET, "name"), "c/d") == Join(("x-", Param("region")))

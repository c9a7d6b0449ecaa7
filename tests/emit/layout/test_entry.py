"""The main file: which module is called how often, in which order, with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from enclave.emit.layout.entry import Layout
from enclave.emit.layout.terms import Field, Output, Param, parts
from enclave.graph.model import Ref, Resource, Secret

Made = Callable[..., Resource]
LaidOut = Callable[..., Layout]


def test_what_all_regions_have_is_called_for_all_and_the_rest_once(made: Made, laid_out: LaidOut) -> None:
    layout = laid_out(made("x"), made("x", "west"), made("y", "west", "c/d"))
    calls = {call.file.path: call for call in layout.calls}
    assert set(calls) == {"a/b", "c/d"}
    assert calls["a/b"].loop is layout.regions
    assert calls["c/d"].loop is None


def test_regions_that_differ_in_shape_get_a_file_each(made: Made, laid_out: LaidOut) -> None:
    layout = laid_out(made("x", body={"kind": "one"}), made("x", "west", body={"kind": "other"}), made("y"))
    paths = {call.file.path: call.loop for call in layout.calls}
    assert "a/b" in paths


def test_a_module_comes_after_what_tells_it(made: Made, laid_out: LaidOut) -> None:
    target = made("x", module="z/last")
    layout = laid_out(made("y", module="a/first", body={"properties": {"id": Ref(target.id, "properties.address")}}), target)
    assert [call.file.path for call in layout.calls] == ["z/last", "a/first"]
    (given,) = [one for one in layout.calls[1].file.level.params.values() if any(isinstance(part, Output) for part in parts(one.argument))]
    assert given.type == "string"
    assert layout.waits[id(layout.calls[1])] == []


def test_what_is_not_told_is_waited_for(made: Made, laid_out: LaidOut) -> None:
    first = made("x", module="z/last")
    layout = laid_out(made("y", module="a/first", depends_on=(first.id,)), first)
    (wait,) = layout.waits[id(layout.calls[1])]
    assert wait.call is layout.calls[0]


def test_a_group_elsewhere_has_its_location_as_a_value_of_its_region(made: Made, laid_out: LaidOut) -> None:
    recovery = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg-acme-bank-north-recovery", "",
                        {"tags": {"enclave": "acme-bank"}}, "norwayeast", "groups", "north")
    layout = laid_out(made("x"), recovery)
    own, other = layout.groups
    assert (own.symbol, other.symbol, own.is_looped, other.is_looped) == ("resourceGroups", "recoveryResourceGroups", True, True)
    assert isinstance(other.location, Field)
    assert other.location.name == "recoveryLocation"
    assert layout.regions.fields["recoveryLocation"].values == ["norwayeast"]


def test_a_secret_is_one_parameter_of_the_main_file(made: Made, laid_out: LaidOut) -> None:
    body = {"properties": {"password": Secret("adminPassword", "of the host")}}
    layout = laid_out(made("x", body=body), made("y", module="c/d", body=body))
    assert layout.secrets == {"adminPassword": Param("adminPassword")}
    assert layout.main.params["adminPassword"].is_secure


def test_the_version_of_a_part_is_that_of_what_it_is_a_part_of(made: Made, laid_out: LaidOut) -> None:
    layout = laid_out(made("x"), replace(made("y"), type="C.D/e", api_version="2026-01-01"))
    assert layout.version_of("A.B/things/parts") == "2025-01-01"
    assert layout.version_of("C.D/e") == "2026-01-01"

"""Parameters of shared modules: told once, only when needed, with limits that let the compiler agree."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.emit.bicep_parameters import Parameters
from enclave.emit.bicep_text import Expression, Interpolated
from enclave.emit.names import Names
from enclave.emit.units import Unit

UNITS = [Unit("rg", "m", stamp, 1, ()) for stamp in ("europe", "us_healthcare")]


@pytest.fixture
def parameters() -> Parameters:
    return Parameters(UNITS, Names())


def declared(parameters: Parameters) -> list[str]:
    return [line for parameter in parameters.all() for line in parameter.text() if not line.startswith("@description")]


def test_what_is_the_same_is_a_literal(parameters: Parameters) -> None:
    assert parameters.text(["a", "a"], ["x", "y"], "said") == "a"
    assert parameters.texts([["a"], ["a"]], ["x", "y"], "said") == ["a"]
    assert declared(parameters) == []


def test_the_region_is_known(parameters: Parameters) -> None:
    assert parameters.text(["rt-europe-hub", "rt-us-healthcare-hub"], ["x"], "said") == Interpolated(("rt-", Expression("region"), "-hub"))
    assert parameters.text(["europe", "us_healthcare"], ["x"], "said") == Expression("regionKey")
    assert declared(parameters) == ["@minLength(6)", "@maxLength(13)", "param region string",
                                    "@minLength(6)", "@maxLength(13)", "param regionKey string"]


def test_a_name_that_is_a_parameter_is_used_again(parameters: Parameters) -> None:
    names = ["kv-c6pe5", "kv-x9y2z"]
    assert parameters.text(names, ["kv", "name"], "Name of the vault.", is_name=True) == Expression("kvName")
    assert parameters.text([f"pep-{name}" for name in names], ["pep"], "said") == Interpolated(("pep-", Expression("kvName")))
    assert parameters.text([f"x{name}" for name in names], ["other", "name"], "said", is_name=True) == Expression("otherName")
    assert parameters.all()[0].text() == ["@minLength(8)", "@maxLength(8)", "@description('Name of the vault.')", "param kvName string"]


@pytest.mark.parametrize(("values", "line"), [
    (["Standard", "Premium"], "param xY 'Premium' | 'Standard'"), (["10.0.0.0/16", "10.1.0.0/16"], "param xY string"),
])
def test_words_become_a_closed_list(parameters: Parameters, values: list[str], line: str) -> None:
    parameters.text(values, ["x", "y"], "said")
    assert line in declared(parameters)


@pytest.mark.parametrize(("values", "lines"), [
    ([1, 7], ["@minValue(1)", "@maxValue(7)", "param xY int"]), ([True, False], ["param xY bool"]),
])
def test_numbers_and_switches(parameters: Parameters, values: list[Any], lines: list[str]) -> None:
    assert parameters.scalar(values, ["x", "y"], "said") == Expression("xY")
    assert declared(parameters) == lines


def test_lists(parameters: Parameters) -> None:
    assert parameters.texts([["a", "x-europe"], ["a", "x-us-healthcare"]], ["x"], "said") == ["a",
        Interpolated(("x-", Expression("region")))]
    assert parameters.texts([["a"], ["b", "c"]], ["x", "zones"], "said") == Expression("xZones")
    assert "param xZones string[]" in declared(parameters)


def test_a_list_that_needs_its_own_parameter_declares_no_other(parameters: Parameters) -> None:
    parameters.texts([["a-europe", "1"], ["a-us-healthcare", "2"]], ["x", "zones"], "said")
    assert declared(parameters) == ["param xZones string[]"]


def test_expressions_of_the_callers(parameters: Parameters) -> None:
    first, second = (Expression("a"), Expression("b")), (Expression("a"), Expression("c"))
    assert parameters.location(first, "westeurope") == parameters.location(first, "westeurope") == Expression("location")
    assert parameters.location(second, "northeurope") == Expression("northeuropeLocation")
    assert parameters.given(first, ["other"], "string", "said") == Expression("location")
    assert parameters.secret((Expression("s"), Expression("s")), "adminKey", "said") == Expression("adminKey")
    assert "@secure()" in declared(parameters)


def test_no_plain_parameter_is_called_like_a_secret(parameters: Parameters) -> None:
    parameters.text(["10.1", "10.2"], ["kvSecretName", "passwordPolicy"], "said")
    assert not any(word in parameters.all()[0].name.lower() for word in ("secret", "password"))

from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.public_address import RULE
from enclave.verify.samples import network_interface

CASES: tuple[tuple[Any, str | None], ...] = (
    (network_interface(None), None),
    (network_interface("pip-1"), "one has the public address pip-1"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected


def test_an_address_that_nobody_gave_is_unknown(said: Any) -> None:
    card = network_interface("pip-1")
    card["properties"]["ipConfigurations"][0]["properties"]["publicIPAddress"]["id"] = "[parameters('x')]"
    assert said(RULE, card) == "? `parameters('x')` cannot be evaluated"


def test_a_public_address_on_a_machine_is_told(build: Any, kit: Any) -> None:
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}})
    build.machine("inside", kit.subnet_id("net", "a"))
    build.machine("outside", kit.subnet_id("net", "a"), public="Standard")
    found = list(RULE.check(build.world()))
    assert [(each.resource.rpartition("/")[2], each.message) for each in found] == [("outside", "one has the public address pip-outside")]

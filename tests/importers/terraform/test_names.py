from __future__ import annotations

from typing import Any

import pytest

from enclave.importers.terraform.names import index_of, is_called, names_of, same, split_module
from enclave.importers.terraform.plan import parse_plan


def planned(address: str, name: str, index: str | int | None = None) -> Any:
    row: dict[str, Any] = {"address": address, "mode": "managed", "type": "azurerm_subnet", "name": name, "values": {}}
    row |= {} if index is None else {"index": index}
    module = address.rpartition(".azurerm_subnet")[0] if address.startswith("module.") else ""
    inside: dict[str, Any] = {"resources": [row]}
    root = {"child_modules": [{"address": module, **inside}]} if module else inside
    (found,) = parse_plan({"planned_values": {"root_module": root}}, "plan.json").resources
    return found


def test_an_address_of_a_module_taken_apart() -> None:
    assert split_module('module.a["x.y"].module.b') == ['module.a["x.y"]', "module.b"]
    assert index_of('module.b.module.a["x.y"]') == "x.y"
    assert index_of("module.a") is None


@pytest.mark.parametrize(
    ("address", "name", "index", "key", "called"),
    [
        ('azurerm_subnet.member["sec"]', "member", "sec", "sec", True),
        ('azurerm_subnet.member["sec"]', "member", "sec", "member-sec", True),
        ('azurerm_subnet.member["sec"]', "member", "sec", "member", False),
        ("azurerm_subnet.pe", "pe", None, "pe", True),
        ("azurerm_subnet.pe", "pe", None, "app", False),
        ('module.net["app"].azurerm_subnet.this', "this", None, "app", True),
    ],
)
def test_what_is_called_as_a_key(address: str, name: str, index: str | None, key: str, called: bool) -> None:
    found = planned(address, name, index)
    assert is_called(found, key) is called
    assert names_of(found)[0] == (index or "")


def test_numbers_of_a_list_are_keys_of_the_map_that_is_made_of_it() -> None:
    assert same(0, "0")
    assert not same(None, "None")

"""References as a plan lists them, with what is cut off and what only leads to another."""

from __future__ import annotations

import pytest

from enclave.importers.terraform.expressions import keyed, told


@pytest.mark.parametrize(
    ("references", "found"),
    [
        (["azurerm_a.b.id", "azurerm_a.b"], [("azurerm_a.b.id", "")]),
        (["azurerm_a.b", "each.value.c", "each.value"], [("azurerm_a.b", "each.value.c")]),
        (["azurerm_a.b", "each.key", "azurerm_c.d.id", "azurerm_c.d"], [("azurerm_a.b", "each.key"), ("azurerm_c.d.id", "")]),
        (["local.a", "each.key"], [("local.a", "each.key")]),
        (["path.module"], []),
    ],
)
def test_references_with_the_key_that_stands_in_their_brackets(references: list[str], found: list[tuple[str, str]]) -> None:
    assert keyed(references) == found


def test_all_references_of_what_is_in_an_expression() -> None:
    inside = {"a": [{"references": ["x.y"]}, {"constant_value": {"references": ["no"]}}], "references": ["z.w", 5]}
    assert sorted(told(inside)) == ["x.y", "z.w"]

"""The values that both languages write: each in its own signs."""

from __future__ import annotations

import pytest

from enclave.emit.bicep import text as bicep
from enclave.emit.terraform import text as terraform
from enclave.emit.values import IDENTIFIER, Expression, Interpolated, Object, Wrapped

NAME = Expression("name")


@pytest.mark.parametrize(("value", "in_bicep", "in_terraform"), [
    (NAME, "name", "name"),
    (Interpolated(("vm-", NAME, "$")), "'vm-${name}$'", '"vm-${name}$"'),
    (Interpolated(("it's \"${\" ", NAME)), "'it\\'s \"\\${\" ${name}'", '"it\'s \\"$${\\" ${name}"'),
    (Wrapped("f(", "x", ")"), "f('x')", 'f("x")'),
    (Object((("a", NAME), ("b c", 1))), "{\n  a: name\n  'b c': 1\n}", '{\n  a     = name\n  "b c" = 1\n}'),
])
def test_each_language_writes_them_in_its_own_signs(value: object, in_bicep: str, in_terraform: str) -> None:
    assert "\n".join(bicep.lines("", value, 0)) == in_bicep
    assert terraform.spread(value, 0) == in_terraform


@pytest.mark.parametrize(("text", "taken"), [("a", True), ("_a9", True), ("a-b", False), ("9a", False), ("", False), ("é", False)])
def test_what_needs_no_quotes_as_a_key(text: str, taken: bool) -> None:
    assert bool(IDENTIFIER.fullmatch(text)) is taken

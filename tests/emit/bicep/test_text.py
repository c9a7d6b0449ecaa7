"""How Bicep is written: escapes, layout, excuses for the linter."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.emit.bicep.text import DIRECTIVE, Arguments, inline, lines
from enclave.emit.values import Expression, Interpolated, Object, Wrapped
from enclave.errors import UnsupportedError


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_come_back(bicep_parser: ModuleType, text: str) -> None:
    parser = bicep_parser.Parser("x", inline(text))
    assert parser.expression() == ("text", [text])
    assert parser.at == len(parser.tokens)


@pytest.mark.parametrize(("value", "written"), [
    ("it's", r"'it\'s'"), ("${x}", r"'\${x}'"), ("$x", "'$x'"), ("a\nb\\", r"'a\nb\\'"), ("\x07", r"'\u{7}'"), (True, "true"),
    (None, "null"),
    (-3, "-3"), (0.5, "json('0.5')"), (Expression("a.id"), "a.id"), (Interpolated(("x-", Expression("a"), "'")), r"'x-${a}\''"),
])
def test_inline(value: Any, written: str) -> None:
    assert inline(value) == written


def test_layout() -> None:
    value = {"name": "x", "odd key": [], "true": {}, "list": [{"a": 1}, "b"], "_x9": Expression("y")}
    assert lines("properties: ", value, 1) == [
        "  properties: {", "    name: 'x'", "    'odd key': []", "    'true': {}", "    list: [", "      {", "        a: 1", "      }",
        "      'b'", "    ]", "    _x9: y", "  }",
    ]
    assert lines("x = ", Object(((Expression("a.id"), {}),)), 0) == ["x = {", "  '${a.id}': {}", "}"]


def test_loops_and_calls_are_wrapped_around_values() -> None:
    assert lines("x: ", Wrapped("[for a in b: ", {"c": 1}, "]"), 1) == ["  x: [for a in b: {", "    c: 1", "  }]"]
    assert lines("x: ", Wrapped("map(b, a => ", "d", ")"), 0) == ["x: map(b, a => 'd')"]
    called = lines("x: ", Arguments("f", (Expression("a"), {"b": 1})), 0)
    assert called == ["x: f(", "  a,", "  {", "    b: 1", "  }", ")"]


def test_hosts_of_the_cloud_are_excused() -> None:
    assert lines("", ["a", "mcr.microsoft.com", "login.microsoftonline.com"], 0) == [
        "[", "  'a'", "  'mcr.microsoft.com'", f"  {DIRECTIVE}", "  'login.microsoftonline.com'", "]",
    ]


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="object"):
        inline(object())

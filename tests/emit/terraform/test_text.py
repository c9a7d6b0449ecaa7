"""How Terraform is written: escapes, alignment, blocks."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.emit.terraform.text import Block, attributes, inline, quoted
from enclave.emit.values import Expression
from enclave.errors import UnsupportedError


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_come_back(terraform_parser: ModuleType, text: str) -> None:
    parser = terraform_parser.Parser(quoted(text))
    assert parser.string() == terraform_parser.Literal(text)
    assert parser.at == len(parser.text)


@pytest.mark.parametrize(("value", "written"), [
    ('a"b', r'"a\"b"'), ("${x}", '"$${x}"'), ("%{x}", '"%%{x}"'), ("$x", '"$x"'), ("a\nb\\", r'"a\nb\\"'), ("\x07", r'"\u0007"'),
    (True, "true"),
    (None, "null"), (-3, "-3"), (0.5, "0.5"), (Expression("a.id"), "a.id"),
])
def test_inline(value: Any, written: str) -> None:
    assert inline(value) == written


def test_layout() -> None:
    body = {"a": 1, "longer": "x", "list": ["x", "y"], "one": ["x"], "odd key": {}, Expression("a.id"): [], "for": True}
    pairs = [("type", "t"), ("parent_id", Expression("p")), Block("identity", [("type", "x")]), ("body", body)]
    assert "\n".join(attributes(pairs, 1)).split("\n") == [
        '  type      = "t"', "  parent_id = p", "  identity {", '    type = "x"', "  }", "  body = {",
        "    a      = 1", '    longer = "x"', "    list = [", '      "x",', '      "y",', "    ]",
        '    one       = ["x"]', '    "odd key" = {}', "    (a.id)    = []", '    "for"     = true', "  }",
    ]


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="object"):
        inline(object())

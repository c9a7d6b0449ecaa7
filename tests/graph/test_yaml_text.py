"""What is written here is what the library writes, letter by letter; and it reads back as it was."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString, SingleQuotedScalarString

from enclave.graph.yaml_text import Form, yaml_text

FORMS = (Form(), Form(width=40), Form(offset=2), Form(offset=2, kept=True))
LETTERS = st.text(st.sampled_from("aZ0 .:-/_#'\"\n\t{}[],&*!|>%@`~=?yné\u2028"), max_size=12)
WORDS = st.sampled_from([
    "true", "Null", "no", "2024-11-20", "1e3", "0x10", "10.0.0.0/16", "a: b", "a #b", "- a", "$ref", "", "=", "<<", "w " * 30,
    "10.40.0.0", "1.1.1.1/8", "11111111-1111-1111-1111-111111111111", "1111111e-1111-1111-1111-111111111111", "0", "007", "08", "1000",
    "0.1", "10.0", "1.2.3", "1_000", "999999999", "9999999999", "1e-3",
])
TEXTS = LETTERS | WORDS | st.text(st.sampled_from("abcd /:.-"), max_size=60)
LEAVES = TEXTS | st.booleans() | st.integers(-(10**9), 10**9) | st.none() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=12)
KEPT = st.builds(LiteralScalarString, LETTERS | st.sampled_from(["a\nb\n", "a\n\n  b\n", " a\n", "a", "a \nb\n", "a\n\n"])) | st.builds(
    SingleQuotedScalarString, WORDS)


def by_library(document: Any, form: Form) -> str:
    yaml: Any = YAML() if form.kept else YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False
    yaml.width = form.width
    yaml.indent(mapping=2, sequence=2 + form.offset, offset=form.offset)
    text = io.StringIO()
    yaml.dump(document, text)
    return text.getvalue()


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(TEXTS, VALUES, max_size=4), st.sampled_from(FORMS))
@example({"a": {"b": [{"c": 1, "d": ["x", "y"]}, {}, "z", []]}}, Form(offset=2))
@example({"a": [[1, 2], [{"b": "c"}]]}, Form())
@example({"k" * 130: "v"}, Form())
@example({"a": [1.0, 0.1, 1e16, 1e-9, -0.5, 123456789.5], "b": 0.0, "c": -0.0, "d": 2.5e10}, Form())
def test_as_the_library_writes_it(document: dict[str, Any], form: Form) -> None:
    assert yaml_text(document, form) == by_library(document, form)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), KEPT | st.lists(KEPT, max_size=2), min_size=1))
def test_quotes_and_blocks_are_kept(document: dict[str, Any]) -> None:
    assert yaml_text({"data": document}, Form(offset=2, kept=True)) == by_library({"data": document}, Form(offset=2, kept=True))


@pytest.mark.parametrize("form", FORMS)
def test_reads_back(form: Form) -> None:
    document = {"name": "x", "list": [{"a": 1, "b": {"c": True}}, "no", "10.0.0.1", ""], "why": "it is: so", "text": "a\nb\n", "none": {}}
    assert YAML(typ="safe", pure=True).load(yaml_text(document, form)) == document

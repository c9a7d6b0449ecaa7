"""JSON as Resource Manager reads it: tolerant of comments, strict about everything else, within limits."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.errors import InputError
from enclave.importers.jsonc import DEEPEST, LARGEST, parse_json

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(values, st.sampled_from([None, 2]))
def test_reads_what_json_reads(value: Any, indent: int | None) -> None:
    assert parse_json(json.dumps(value, indent=indent), "x") == value


@pytest.mark.parametrize(("text", "value"), [
    ("// head\n{\"a\": 1, /* x, } */ \"b\": [1, 2,], }", {"a": 1, "b": [1, 2]}),
    ('{"a": "// no comment /* neither */ ,}"}', {"a": "// no comment /* neither */ ,}"}),
    ('{"a": "two\nlines\tand a tab"}', {"a": "two\nlines\tand a tab"}),
    ('\ufeff{"a": "\\" ,]"}', {"a": '" ,]'}),
    ("[1, // x\n]", [1]),
])
def test_comments_commas_and_line_breaks(text: str, value: Any) -> None:
    assert parse_json(text, "x") == value


@pytest.mark.parametrize(("text", "place", "said"), [
    ("", "a.json:1:1", "expecting value"),
    ('{"a": 1,\n "b" 2}', "a.json:2:6", "':' delimiter"),
    ("[,]", "a.json:1:2", "expecting value"),
    ('{"a": [1,,2]}', "a.json:1:10", "expecting value"),
    ('{"a": 1', "a.json:1:8", "delimiter"),
    ('{"a": "x', "a.json:1:7", "unterminated"),
    ("/* no end {", "a.json:1:1", "expecting value"),
    ('{"a": NaN}', "a.json:1:7", "`NaN`"),
    ('{"a":NaN}', "a.json:1:6", "`NaN`"),
    ('{"a": "NaN", "b": [-Infinity]}', "a.json:1:20", "`-Infinity`"),
    ('{"a": 1, "a": 2}', "a.json:1:10", "`a` stands twice"),
    ('{"a": {"b": "b", "c": "a"}, // "a"\n"\\u0061": 2,}', "a.json:2:1", "`a` stands twice"),
    ('{"a": "\\\\ud800",\n "b": "x\\uD83D\\uDE00", "c": "\\uDE00"}', "a.json:2:29", "half of a character"),
    ('{"a": "\\ud800", /* x */}', "a.json:1:7", "half of a character"),
    ("[" * (DEEPEST + 1), f"a.json:1:{DEEPEST + 1}", "levels deep"),
    ('{"a":\n' + "[" * 100_000, "a.json:2:96", "levels deep"),
    ("1" * 5_000, "a.json:1:1", "a number of 5000 characters"),
])
def test_bad_input_is_told_with_its_place(text: str, place: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        parse_json(text, "a.json")
    assert caught.value.where == place


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(InputError, match="characters"):
        parse_json(" " * (LARGEST + 1), "a.json")


@given(st.text('[]{},:"\\/*\n 1ab', max_size=60))
def test_never_fails_in_another_way(text: str) -> None:
    with contextlib.suppress(InputError):
        parse_json(text, "x")

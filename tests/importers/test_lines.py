from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.importers import lines
from enclave.importers.lines import lines_of

TEXT = """{
  // a comment, { with a brace
  "resources": [
    {"name": "a"},
    {
      "name": "b:}",
      "properties": {"a/b": [1,
        2]}
    }
  ],
  "outputs": {"x": 1}
}
"""


@pytest.mark.parametrize(("pointer", "line"), [
    ("/resources", 3), ("/resources/0", 4), ("/resources/1", 5), ("/resources/1/name", 6), ("/resources/1/properties/a~1b/1", 8),
    ("/outputs/x", 11), ("/resources/7", None), ("/gone", None),
])
def test_the_line_of_a_pointer(pointer: str, line: int | None) -> None:
    assert lines_of(TEXT, [pointer]).get(pointer) == line


def test_the_line_of_an_address() -> None:
    text = '{\n"a": [{"address": "x.y"},\n{"address":"module.m[\\"k\\"].x.y"}],\n"b": {"address": "x.y"}}'
    assert lines_of(text, ["x.y", 'module.m["k"].x.y', "z"]) == {"x.y": 2, 'module.m["k"].x.y': 3}


def test_a_file_that_is_too_large_has_no_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LARGEST", 10)
    assert lines_of(TEXT, ["/resources"]) == {}
    assert lines_of("{}", []) == {}


@given(st.text('[]{},:"\\/* \n1ab', max_size=60))
def test_never_fails(text: str) -> None:
    assert set(lines_of(text, ["/a", "/0", "b"])) <= {"/a", "/0", "b"}


VALUES = st.recursive(st.integers(0, 9), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~", max_size=2), inner))


@given(st.lists(VALUES, min_size=1, max_size=5))
def test_every_element_of_a_list_is_on_its_line(values: list[Any]) -> None:
    text = "[\n" + ",\n".join(json.dumps(value) for value in values) + "\n]"
    found = lines_of(text, [f"/{index}" for index in range(len(values))])
    assert found == {f"/{index}": index + 2 for index in range(len(values))}

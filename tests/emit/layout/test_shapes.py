"""Shapes: what one term can stand for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.emit.layout.shapes import Shaper, merged
from enclave.graph.model import Graph, Ref, Secret

SHAPER = Shaper(Graph(()), lambda ref: ref.resource)
values = st.recursive(st.text(max_size=3) | st.integers() | st.booleans() | st.none(),
                      lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=8)


@pytest.mark.parametrize(("one", "other", "fits"), [
    ("a", "b", True), (1, 2, True), (True, False, True), (1, "a", False), (1, True, False), (None, None, True), (None, "a", False),
    ({"a": 1}, {"a": 2}, True), ({"a": 1}, {"b": 1}, False), ({"a": 1, "b": 2}, {"b": 3, "a": 4}, True),
    (["a"], ["b", "c"], True), ([], [{"a": 1}], True), ([{"a": 1}], [{"b": 1}], False), ([1, "a"], [2, "b"], True), ([1, "a"], [1], False),
    ({"kind": "x"}, {"kind": "y"}, False), ({"kind": "x", "a": 1}, {"kind": "x", "a": 2}, True),
    (Ref("/a"), Ref("/a"), True), (Ref("/a"), Ref("/b"), False), (Ref("/a"), Ref("/a", "properties.x"), False),
    (Secret("a"), Secret("a"), True), (Secret("a"), Secret("b"), False),
])
def test_what_goes_together(one: Any, other: Any, fits: bool) -> None:
    assert (merged(SHAPER.of(one), SHAPER.of(other)) is not None) is fits


@given(values, values)
def test_merging_knows_no_order_and_a_shape_goes_with_itself(one: Any, other: Any) -> None:
    first, second = SHAPER.of(one), SHAPER.of(other)
    assert merged(first, first) == first
    assert merged(first, second) == merged(second, first)

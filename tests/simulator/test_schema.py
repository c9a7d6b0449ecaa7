"""Whatever schema comes, the value fits it: an independent validator says so."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.simulator.errors import RejectedError
from enclave.simulator.schema import FORMATS, smallest

NAMES = st.sampled_from(["a", "b", "longer name", "é"])
LIMITS = st.integers(-50, 50)


def leaves() -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"const": {"x": 1}}, {"enum": ["red", 2]}, {}]),
        st.just({"type": ["null", "string"]}),
        st.builds(lambda low, extra: {"type": "string", "minLength": low, "maxLength": low + extra}, st.integers(0, 30), st.integers(0, 5)),
        st.builds(lambda low, extra: {"type": "integer", "minimum": low, "maximum": low + extra}, LIMITS, st.integers(0, 5)),
        st.builds(lambda low: {"type": "integer", "exclusiveMinimum": low}, LIMITS),
        st.builds(lambda low, step: {"type": "integer", "minimum": low, "multipleOf": step}, LIMITS, st.integers(1, 9)),
        st.builds(lambda high: {"type": "number", "exclusiveMaximum": high}, LIMITS),
        st.builds(lambda low: {"type": "number", "exclusiveMinimum": low, "exclusiveMaximum": low + 0.5}, LIMITS),
    )


def objects(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    def build(properties: dict[str, Any], optional: int) -> dict[str, Any]:
        required = sorted(properties)[: max(0, len(properties) - optional)]
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}

    return st.one_of(
        st.builds(build, st.dictionaries(NAMES, inner, max_size=4), st.integers(0, 2)),
        st.builds(lambda items, size: {"type": "array", "items": items, "minItems": size}, inner, st.integers(0, 3)),
        st.builds(lambda options: {"anyOf": options}, st.lists(inner, min_size=1, max_size=3)),
    )


@given(st.recursive(leaves(), objects, max_leaves=12))
def test_the_value_fits_the_schema(schema: dict[str, Any]) -> None:
    jsonschema.validate(smallest(schema, "[simulated]"), schema)


@pytest.mark.parametrize("name", FORMATS)
def test_formats_are_kept(name: str) -> None:
    schema = {"type": "string", "format": name}
    assert smallest(schema, "text") == FORMATS[name]
    jsonschema.validate(FORMATS[name], schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def test_a_recursive_type_ends() -> None:
    node = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}},
        "required": ["name", "next"],
    }
    schema = {"$defs": {"node": node}, "$ref": "#/$defs/node"}
    assert smallest(schema, "t") == {"name": "t", "next": None}


@pytest.mark.parametrize(
    ("schema", "named"),
    [
        ({"type": "string", "pattern": "^a+$"}, "pattern"),
        ({"allOf": [{}, {}]}, "allOf"),
        ({"type": "text"}, "text"),
        ({"$ref": "#/$defs/lost"}, "#/$defs/lost"),
        ({"$ref": "https://example.com/schema"}, "https://example.com/schema"),
        ({"$defs": {"a": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}, "itself"),
        ({"type": "integer", "minimum": 3, "maximum": 2}, "integer"),
        ({"type": "array", "minItems": 2, "uniqueItems": True}, "uniqueItems"),
    ],
)
def test_what_it_cannot_make_it_refuses_by_name(schema: dict[str, Any], named: str) -> None:
    with pytest.raises(RejectedError) as caught:
        smallest(schema, "t")
    assert caught.value.status == 400
    assert named in caught.value.message

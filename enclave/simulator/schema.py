"""JSON Schema -> the smallest value that it allows. What the simulator cannot make, it refuses by name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from enclave.simulator.errors import RejectedError

Schema = Mapping[str, Any] | bool

UNSUPPORTED = ("pattern", "allOf", "not", "if", "contains", "prefixItems", "minProperties", "dependentRequired", "patternProperties")
"""Keywords that could make the value wrong if they were ignored."""

FORMATS: Mapping[str, str] = {
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "time": "00:00:00Z",
    "duration": "PT0S",
    "email": "simulated@example.com",
    "hostname": "simulated.example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "uri": "https://example.com/simulated",
}
"""JSON Schema format -> a value that is plainly invented (RFC 2606, 3849 and 5737 names)."""


class _Impossible(Exception):
    """This branch has no finite value; another branch of an `anyOf` may have one."""


def smallest(schema: Schema, text: str) -> Any:
    """The smallest value of a schema; `text` stands for every string that nothing else decides.

    Raises RejectedError (400) for a schema that uses UNSUPPORTED keywords or has no finite value.
    """
    try:
        return _value(schema, schema, text, ())
    except _Impossible as error:
        raise RejectedError(400, f"the simulator finds no value for the schema: {error}", code="invalid_schema") from None


def _value(schema: Schema, root: Schema, text: str, seen: tuple[str, ...]) -> Any:
    if isinstance(schema, bool):
        if schema:
            return text
        raise _Impossible("`false` allows nothing")
    if unsupported := [keyword for keyword in UNSUPPORTED if keyword in schema]:
        raise RejectedError(400, f"the simulator does not support `{unsupported[0]}` in a schema", code="invalid_schema")
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "$ref" in schema:
        reference = str(schema["$ref"])
        if reference in seen:
            raise _Impossible(f"`{reference}` contains itself without end")
        return _value(_resolve(root, reference), root, text, (*seen, reference))
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            return _first(schema[keyword], root, text, seen)
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kinds, list):
        return _first([{**schema, "type": kind} for kind in kinds], root, text, seen)
    return _typed(kinds, schema, root, text, seen)


def _typed(kind: str, schema: Mapping[str, Any], root: Schema, text: str, seen: tuple[str, ...]) -> Any:
    match kind:
        case "object":
            properties = schema.get("properties", {})
            other = schema.get("additionalProperties", True)
            return {key: _value(properties.get(key, other), root, text, seen) for key in schema.get("required", ())}
        case "array":
            size = schema.get("minItems", 0)
            if size > 1 and schema.get("uniqueItems"):
                raise RejectedError(400, "the simulator does not support `uniqueItems` with `minItems` over 1", code="invalid_schema")
            return [_value(schema.get("items", True), root, text, seen) for _ in range(size)]
        case "string":
            return _string(schema, text)
        case "integer" | "number":
            return _number(kind, schema)
        case "boolean":
            return False
        case "null":
            return None
    raise RejectedError(400, f"`{kind}` is not a JSON Schema type", code="invalid_schema")


def _first(options: Sequence[Schema], root: Schema, text: str, seen: tuple[str, ...]) -> Any:
    """The first option that has a finite value: a recursive type ends here."""
    reason = "no option"
    for option in options:
        try:
            return _value(option, root, text, seen)
        except _Impossible as error:
            reason = str(error)
    raise _Impossible(reason)


def _string(schema: Mapping[str, Any], text: str) -> str:
    value = FORMATS.get(schema.get("format", ""), text)
    value = value.ljust(schema.get("minLength", 0), ".")
    return value[: schema.get("maxLength", len(value))]


def _number(kind: str, schema: Mapping[str, Any]) -> int | float:
    low = max((schema[key] for key in ("minimum", "exclusiveMinimum") if key in schema), default=-math.inf)
    high = min((schema[key] for key in ("maximum", "exclusiveMaximum") if key in schema), default=math.inf)
    step = schema.get("multipleOf", 1 if kind == "integer" else 0)
    near = [end for end in (low, high, low + 1, high - 1, (low + high) / 2) if math.isfinite(end)]
    if step:
        near = [(math.floor(value / step) + shift) * step for value in near for shift in (0, 1, -1)]
    for value in (0, *near):
        exact = int(value) if float(value).is_integer() else value
        if _fits(exact, kind, schema):
            return exact
    raise _Impossible(f"no {kind} fits its limits")


def _fits(value: float, kind: str, schema: Mapping[str, Any]) -> bool:
    step = schema.get("multipleOf", 0)
    return (
        (kind == "number" or float(value).is_integer())
        and schema.get("minimum", -math.inf) <= value <= schema.get("maximum", math.inf)
        and schema.get("exclusiveMinimum", -math.inf) < value < schema.get("exclusiveMaximum", math.inf)
        and (not step or (value / step).is_integer())
    )


def _resolve(root: Schema, reference: str) -> Schema:
    node: Any = root
    for part in reference.removeprefix("#").split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, Mapping) or key not in node:
            raise RejectedError(400, f"`{reference}` leads nowhere in the schema", code="invalid_schema")
        node = node[key]
    if not reference.startswith("#") or not isinstance(node, Mapping | bool):
        raise RejectedError(400, f"`{reference}` leads nowhere in the schema", code="invalid_schema")
    return node

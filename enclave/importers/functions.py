"""Template functions of values alone, in one table. Source: Microsoft Learn, "ARM template functions" (2026).

A function gets values and gives one, or raises `Unevaluable`. Those of `PARTIAL` may be given lists and objects with
values inside that are not known. `uniqueString` gives other values than Azure's, as stable as those.
"""

from __future__ import annotations

import base64
import json
import math
import re
import urllib.parse
import uuid
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from ipaddress import ip_network
from typing import Any

from enclave.errors import InputError
from enclave.graph.model import Unresolved
from enclave.importers.dates import DATES
from enclave.importers.jsonc import parse_json
from enclave.importers.values import LONGEST_TEXT, Evaluated, as_text, call

LONGEST_RANGE = 10_000
HOLE = re.compile(r"\{\{|\}\}|\{(\d+)((?:,\s*-?\d{1,3}\s*)?(?::[^{}]*)?)\}")
BROKEN = re.compile(r"([NnFf])(\d{0,2})")
"""Formats that write a number with a fraction (learn.microsoft.com/dotnet/standard/base-types/standard-numeric-format-strings)."""
GUIDS = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")
"""Namespace of the GUIDs that `guid` makes (Microsoft Learn, "String functions for Bicep")."""
QUOTED = re.compile(r"""\"(?:[^"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|(?P<open>["'].*)""", re.DOTALL)
"""A text of JSON between quotes of either kind; what is open to the end is taken as a whole, so that no search begins again."""
ESCAPED = re.compile(r"""\\.|\"""", re.DOTALL)
QUOTES = {"\\'": "'", '"': '\\"'}
MOST_QUOTED = 24_576
"""Characters of a text of JSON with single quotes that is read: as many as an expression may have."""
PORTS = {"https": 443, "http": 80, "ftp": 21}
"""The port that a URI of a scheme has when it names none."""
BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


class Unevaluable(Exception):
    """A call that has no value that could be worked out."""


def guarded(name: str, arguments: list[Evaluated], function: Callable[[], Evaluated]) -> Evaluated:
    """The value of a call, or Unresolved with the reason why there is none."""
    try:
        return function()
    except Unevaluable as problem:
        return Unresolved(call(name, arguments), str(problem))
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError):
        return Unresolved(call(name, arguments), "the arguments do not fit the function")


def same(left: Evaluated, right: Evaluated) -> bool:
    """Equality of JSON values: `1` is not `true`, and the names of properties compare in any case."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        other = {key.lower(): value for key, value in right.items()}
        return len(left) == len(right) and all(
            key.lower() in other and same(value, other[key.lower()]) for key, value in left.items()
        )
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    return bool(left == right)


def holes(pattern: str) -> Iterable[tuple[str, int, str]]:
    """The pieces of a format string: `(text, -1, "")` or `("", index, how)`, how as it is written: `,5:D3`."""
    end = 0
    for found in HOLE.finditer(pattern):
        yield pattern[end : found.start()], -1, ""
        if found.group(1) is None:
            yield found.group()[0], -1, ""
        else:
            yield "", int(found.group(1)), found.group(2) or ""
        end = found.end()
    yield pattern[end:], -1, ""


def formatted(value: Evaluated, how: str) -> str:
    """A value in a hole of a format string, of .NET's formats those of whole numbers; a text has none. Raises `Unevaluable`."""
    width, _, kind = how.removeprefix(",").partition(":")
    text = as_text(value)
    broken = BROKEN.fullmatch(kind)
    if broken is not None and isinstance(value, int) and not isinstance(value, bool):
        text = f"{value:{',' if broken[1] in 'Nn' else ''}.{broken[2] or 2}f}"
    elif kind and not isinstance(value, str):
        digits = re.fullmatch(r"([DdXx])(\d{0,2})|(0{1,99})", kind)
        if digits is None or not isinstance(value, int) or (value < 0 and kind[0] in "Xx"):
            raise Unevaluable(f"the format `{kind}` is not known")
        text = f"{value:0{int(digits.group(2) or len(digits.group(3) or '1'))}{(digits.group(1) or 'd').replace('D', 'd')}}"
    wide = int(width.strip() or 0)
    return text.ljust(-wide) if wide < 0 else text.rjust(wide)


def joined(parts: Iterable[str]) -> str:
    """The parts as one text, while it stays within the limit: the check comes before the memory is used."""
    found: list[str] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > LONGEST_TEXT:
            raise Unevaluable(f"makes a text of more than {LONGEST_TEXT} characters")
        found.append(part)
    return "".join(found)


def _concat(*values: Evaluated) -> Evaluated:
    if values and all(isinstance(value, list) for value in values):
        return [item for value in values for item in value]
    if any(isinstance(value, list | dict) for value in values):
        raise Unevaluable("a list and something else cannot be joined")
    return joined(as_text(value) for value in values)


def _format(pattern: str, *values: Evaluated) -> str:
    return joined(text if index < 0 else formatted(values[index], how) for text, index, how in holes(pattern))


def _join(values: list[Evaluated], mark: str) -> str:
    return joined(piece for index, value in enumerate(values) for piece in ((mark if index else ""), as_text(value)))


def _replace(text: str, old: str, new: str) -> str:
    if not old:
        return _text(text)
    return joined(piece for index, part in enumerate(_text(text).split(old)) for piece in ((new if index else ""), part))


def _unique_string(*seeds: str) -> str:
    """Thirteen letters that depend on the seeds. Azure's own differ; they are as stable."""
    number = int.from_bytes(sha256("-".join(map(as_text, seeds)).encode()).digest()[:9], "big")
    return "".join(BASE32[number >> 5 * place & 31] for place in range(13))


def _split(text: str, marks: str | list[str]) -> list[str]:
    marks = [marks] if isinstance(marks, str) else marks
    return re.split("|".join(re.escape(mark) for mark in marks if mark), text) if any(marks) else [text]


def _contains(holder: Evaluated, item: Evaluated) -> bool:
    if isinstance(holder, dict):
        return str(item).lower() in {key.lower() for key in holder}
    if isinstance(holder, list):
        return any(same(item, other) for other in holder)
    return as_text(item) in _text(holder)


def _union(*values: Evaluated) -> Evaluated:
    if values and all(isinstance(value, list) for value in values):
        found: dict[str, Evaluated] = {}
        for value in values:
            for item in value:
                found.setdefault(_fingerprint(item), item)
        return list(found.values())
    merged: dict[str, Evaluated] = {}
    for value in values:
        merged = _merged(merged, value)
    return merged


def _merged(left: Mapping[str, Evaluated], right: Mapping[str, Evaluated]) -> dict[str, Evaluated]:
    merged = dict(left)
    names = {key.lower(): key for key in merged}
    for key, value in right.items():
        name = names.get(key.lower(), key)
        old = merged.get(name)
        merged[name] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _fingerprint(value: Evaluated) -> str:
    return json.dumps(value, sort_keys=True, default=repr)


def _shallow_merge(parts: list[dict[str, Evaluated]]) -> dict[str, Evaluated]:
    return {key: value for part in parts for key, value in part.items()}


def _intersection(first: Evaluated, *others: Evaluated) -> Evaluated:
    if isinstance(first, list):
        common = [{_fingerprint(item) for item in other} for other in others]
        return [item for item in first if all(_fingerprint(item) in other for other in common)]
    return {key: value for key, value in first.items() if all(key in o and same(value, o[key]) for o in others)}


def _take(value: Evaluated, count: int) -> Evaluated:
    return value[: max(count, 0)]


def _skip(value: Evaluated, count: int) -> Evaluated:
    return value[max(count, 0) :]


def _substring(text: str, start: int, length: int | None = None) -> str:
    if start < 0 or start > len(text) or (length is not None and (length < 0 or start + length > len(text))):
        raise Unevaluable("the part lies outside the text")
    return text[start:] if length is None else text[start : start + length]


def _length(value: Evaluated) -> int:
    if not isinstance(value, str | list | dict):
        raise Unevaluable("only texts, lists and objects have a length")
    return len(value)


def _first(value: Evaluated) -> Evaluated:
    return value[0] if value else ("" if isinstance(value, str) else None)


def _last(value: Evaluated) -> Evaluated:
    return value[-1] if value else ("" if isinstance(value, str) else None)


def _range(start: int, count: int) -> list[int]:
    if not 0 <= _whole(count) <= LONGEST_RANGE:
        raise Unevaluable(f"makes {count} numbers; Resource Manager allows {LONGEST_RANGE}")
    return list(range(start, start + count))


def _divide(left: int, right: int) -> int:
    if _whole(right) == 0:
        raise Unevaluable("division by zero")
    return abs(_whole(left)) // abs(right) * (1 if (left < 0) == (right < 0) else -1)


def _create_object(*parts: Evaluated) -> dict[str, Evaluated]:
    if len(parts) % 2 or not all(isinstance(key, str) for key in parts[::2]):
        raise Unevaluable("an object needs a name for each value")
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _items(value: Mapping[str, Evaluated]) -> list[dict[str, Evaluated]]:
    return [{"key": key, "value": value[key]} for key in sorted(value, key=str.lower)]


def _flatten(lists: list[list[Evaluated]]) -> list[Evaluated]:
    return [item for part in lists for item in (part if isinstance(part, list) else [part])]


def _json(text: str) -> Evaluated:
    try:
        return parse_json(text, "json()")
    except InputError as error:
        if "'" not in text or len(text) > MOST_QUOTED:
            raise Unevaluable(error.message) from error
    # Resource Manager takes texts between single quotes too (Microsoft Learn, base64ToJson)
    try:
        return parse_json(QUOTED.sub(_double_quoted, text), "json()")
    except InputError as error:
        raise Unevaluable(error.message) from error


def _double_quoted(found: re.Match[str]) -> str:
    """A text of JSON, between whatever quotes, between double ones."""
    text = found[0]
    return text if found["open"] or text[0] == '"' else f'"{ESCAPED.sub(lambda each: QUOTES.get(each[0], each[0]), text[1:-1])}"'


def boolean(value: Evaluated) -> bool:
    """A value as a switch; `1` and `"True"` are true."""
    if isinstance(value, bool | int):
        return bool(value)
    if _text(value).lower() in ("true", "false"):
        return bool(value.lower() == "true")
    raise Unevaluable("is neither true nor false")


def _integer(value: Evaluated) -> int:
    if isinstance(value, str) and not re.fullmatch(r"\s*-?\d{1,18}\s*", value):
        raise Unevaluable("is not a whole number")
    return int(value)


def _cidr_subnet(network: str, prefix: int, index: int) -> str:
    """The index-th block of that prefix length inside a network, without listing the others."""
    whole = ip_network(_text(network), strict=False)
    if not whole.prefixlen <= _whole(prefix) <= whole.max_prefixlen or not 0 <= _whole(index) < 2 ** (prefix - whole.prefixlen):
        raise Unevaluable("there is no such block in the network")
    address = whole.network_address + index * 2 ** (whole.max_prefixlen - prefix)
    return f"{address}/{prefix}"


def _cidr_host(network: str, index: int) -> str:
    whole = ip_network(_text(network), strict=False)
    if not 0 <= _whole(index) + 1 < whole.num_addresses:
        raise Unevaluable("there is no such address in the network")
    return str(whole.network_address + index + 1)


def _parse_cidr(network: str) -> dict[str, Evaluated]:
    whole = ip_network(_text(network), strict=False)
    return {
        "network": str(whole.network_address), "netmask": str(whole.netmask), "broadcast": str(whole.broadcast_address),
        "firstUsable": str(whole.network_address + 1), "lastUsable": str(whole.broadcast_address - 1), "cidr": whole.prefixlen,
    }


def _uri(base: str, relative: str) -> str:
    return urllib.parse.urljoin(base, relative)


def _parse_uri(text: str) -> dict[str, Evaluated]:
    parts = urllib.parse.urlsplit(_text(text))
    if not parts.scheme or not parts.hostname:
        raise Unevaluable("is not an absolute URI")
    port = parts.port or Unresolved(call("parseUri", [text]), "which port Azure tells where none is written is not documented")
    return {
        "scheme": parts.scheme, "host": parts.hostname, "port": port, "path": parts.path or "/",
        "query": f"?{parts.query}" if parts.query else "",
    }


def _build_uri(parts: dict[str, Evaluated]) -> str:
    given = {key.lower(): value for key, value in parts.items()}
    scheme, host, port = _text(given["scheme"]).lower(), _text(given["host"]), given.get("port")
    path, query = _text(given.get("path") or "/"), _text(given.get("query") or "").removeprefix("?")
    if port is not None and not 0 < _whole(port) < 2**16:
        raise Unevaluable("has no such port")
    where = host if port in (None, PORTS.get(scheme)) else f"{host}:{port}"
    return f"{scheme}://{where}/{path.removeprefix('/')}{f'?{query}' if query else ''}"


def _text(value: Evaluated) -> str:
    if not isinstance(value, str):
        raise Unevaluable("is not a text")
    return value


def _whole(value: Evaluated) -> int:
    """A whole number of 64 bits, as Resource Manager's are."""
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**63) <= value < 2**63:
        raise Unevaluable("is not a whole number")
    return value


def _flat(values: tuple[Evaluated, ...]) -> list[Evaluated]:
    return values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)


def _from_end(values: list[Evaluated], place: int) -> Evaluated:
    if not 1 <= _whole(place) <= len(values):
        raise Unevaluable("there is no such element")
    return values[-place]


def _data_uri(text: str) -> str:
    return "data:text/plain;charset=utf8;base64," + base64.b64encode(_text(text).encode()).decode()


def _from_data_uri(text: str) -> str:
    head, mark, data = _text(text).partition(",")
    if not head.startswith("data:") or not mark:
        raise Unevaluable("is not a data URI")
    return base64.b64decode(data, validate=True).decode() if ";base64" in head else urllib.parse.unquote(data)


def _float(value: Evaluated) -> float:
    found = float(value)
    if not math.isfinite(found):
        raise Unevaluable("is not a number")
    return found


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **DATES,
    "add": lambda a, b: _whole(a) + _whole(b),
    "array": lambda value: value if isinstance(value, list) else [value],
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64tojson": lambda text: _json(base64.b64decode(text, validate=True).decode()),
    "base64tostring": lambda text: base64.b64decode(text, validate=True).decode(),
    "bool": boolean,
    "builduri": _build_uri,
    "cidrhost": _cidr_host,
    "cidrsubnet": _cidr_subnet,
    "concat": _concat,
    "contains": _contains,
    "createarray": lambda *values: list(values),
    "createobject": _create_object,
    "datauri": _data_uri,
    "datauritostring": _from_data_uri,
    "div": _divide,
    "empty": lambda value: value is None or _length(value) == 0,
    "endswith": lambda text, end: _text(text).lower().endswith(end.lower()),
    "equals": same,
    "false": lambda: False,
    "first": _first,
    "flatten": _flatten,
    "float": _float,
    "format": _format,
    "greater": lambda a, b: a > b,
    "greaterorequals": lambda a, b: a >= b,
    "guid": lambda *seeds: str(uuid.uuid5(GUIDS, "-".join(map(as_text, seeds)))),
    "indexfromend": _from_end,
    "indexof": lambda holder, item: (
        _text(holder).lower().find(item.lower()) if isinstance(holder, str)
        else next((i for i, other in enumerate(holder) if same(item, other)), -1)
    ),
    "int": _integer,
    "intersection": _intersection,
    "items": _items,
    "join": _join,
    "json": _json,
    "last": _last,
    "lastindexof": lambda holder, item: (
        _text(holder).lower().rfind(item.lower()) if isinstance(holder, str)
        else next((i for i in reversed(range(len(holder))) if same(holder[i], item)), -1)
    ),
    "length": _length,
    "less": lambda a, b: a < b,
    "lessorequals": lambda a, b: a <= b,
    "max": lambda *values: max(_flat(values)),
    "min": lambda *values: min(_flat(values)),
    "mod": lambda a, b: a - _whole(b) * _divide(a, b),
    "mul": lambda a, b: _whole(a) * _whole(b),
    "not": lambda value: not boolean(value),
    "null": lambda: None,
    "objectkeys": lambda value: sorted(value, key=str.lower),
    "padleft": lambda text, width, mark=" ": as_text(text).rjust(min(width, 10_000), mark),
    "parsecidr": _parse_cidr,
    "parseuri": _parse_uri,
    "range": _range,
    "replace": _replace,
    "shallowmerge": _shallow_merge,
    "skip": _skip,
    "split": _split,
    "startswith": lambda text, start: _text(text).lower().startswith(start.lower()),
    "string": as_text,
    "sub": lambda a, b: _whole(a) - _whole(b),
    "substring": _substring,
    "take": _take,
    "tolower": lambda text: as_text(text).lower(),
    "toupper": lambda text: as_text(text).upper(),
    "trim": lambda text: _text(text).strip(),
    "tryindexfromend": lambda values, place: values[-place] if 1 <= _whole(place) <= len(values) else None,
    "true": lambda: True,
    "union": _union,
    "uniquestring": _unique_string,
    "uri": _uri,
    "uricomponent": lambda text: urllib.parse.quote(text, safe="-_.!~*'()"),
    "uricomponenttostring": urllib.parse.unquote,
    "xor": lambda a, b: boolean(a) is not boolean(b),
}
"""Every function that depends on its arguments only, by its name in lower case."""

PARTIAL = frozenset({
    "array", "concat", "createarray", "createobject", "empty", "first", "flatten", "items", "last", "length", "objectkeys",
    "shallowmerge", "skip", "take", "union",
})
"""Functions whose arguments need not be known all through."""

"""Functions of KQL over texts, in Python.

Sources: learn.microsoft.com/kusto/query, the page of each function. What a page leaves open is refused.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import quote_plus, unquote_plus

_UNITS = ("B", "KB", "MB", "GB", "TB", "PB")
_M = (1 << 64) - 1
_P1, _P2, _P3, _P4, _P5 = (
    11400714785074694791, 14029467366897019727, 1609587929392839161, 9650029242287828579, 2870177450012600261,
)  # fmt: skip


class NotSaidError(ValueError):
    """What the documentation leaves open."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not supported")


def format_timespan(span: int | None, form: str) -> str:
    """A timespan in a format; `span` in microseconds."""
    if span is None:
        return ""
    if span < 0:
        raise NotSaidError("`format_timespan` of a negative timespan")
    seconds, micros = divmod(span, 1_000_000)
    parts = {"d": seconds // 86400, "h": seconds // 3600 % 24, "H": seconds // 3600 % 24, "m": seconds // 60 % 60, "s": seconds % 60}
    said = ""
    for run in re.findall(r"d+|h+|H+|m+|s+|f+|F+|.", form, re.DOTALL):
        letter = run[0]
        if letter in parts and len(run) <= (8 if letter == "d" else 2):
            said += str(parts[letter]).zfill(len(run))
        elif letter in "fF" and len(run) <= 7:
            digits = f"{micros:06}0"[: len(run)]
            if letter == "F":
                if digits.endswith("0") and digits.strip("0"):
                    raise NotSaidError(f"`{run}` of a fraction that ends with a zero")
                digits = digits if digits.strip("0") else ""
            said += digits
        elif run in " /-:,._[]":
            said += run
        else:
            raise NotSaidError(f"`format_timespan` with `{run}`")
    return said


def format_bytes(value: float | None, precision: int | None, unit: str) -> str:
    """A number as bytes, with a unit."""
    if value is None:
        return ""
    if (unit and unit not in _UNITS) or value < 0 or value >= 1024**6:
        raise NotSaidError(f"`format_bytes` of {value:g} in `{unit}`")
    power = _UNITS.index(unit) if unit else next(power for power in range(len(_UNITS)) if value < 1024 ** (power + 1))
    said = f"{value / 1024**power:.{precision or 0}f}"
    if "." in said and said.endswith("0"):
        raise NotSaidError("`format_bytes` whose fraction ends with a zero")
    return f"{said} {_UNITS[power]}"


def translate(search: str, replacement: str, source: str) -> str:
    """Each character of one list becomes that of the other; the last stands for those that are missing."""
    if not replacement:
        return "".join(mark for mark in source if mark not in search)
    table = {mark: replacement[min(at, len(replacement) - 1)] for at, mark in reversed(list(enumerate(search)))}
    return "".join(table.get(mark, mark) for mark in source)


def replace_strings(text: str, lookups: str | None, rewrites: str | None) -> str:
    """Several texts in the place of several others; where it matters which comes first, nobody says it."""
    found, made = _list(lookups), _list(rewrites)
    if len(found) != len(made) or not all(isinstance(each, str) and each for each in found):
        raise NotSaidError("`replace_strings` of such lists")
    table = dict(zip(found, map(str, made), strict=True))
    one_by_one = text
    for old, new in table.items():
        one_by_one = one_by_one.replace(old, new)
    at_once = re.sub("|".join(map(re.escape, found)), lambda match: table[match[0]], text) if found else text
    if one_by_one != at_once:
        raise NotSaidError("`replace_strings` of texts that stand in each other")
    return at_once


def punycode_from_string(text: str) -> str:
    """Without the prefix of a domain."""
    return text.encode("punycode").decode("ascii") if not text.isascii() else text


def punycode_to_string(text: str) -> str | None:
    """What was encoded."""
    try:
        return text.encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return None


def punycode_domain_from_string(text: str) -> str:
    """A domain as the name service has it."""
    if text != unicodedata.normalize("NFKC", text).lower():
        raise NotSaidError("`punycode_domain_from_string` of capitals or composed characters")
    return ".".join(label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii") for label in text.split("."))


def codepoints_to_string(given: str) -> str:
    """Numbers, or arrays of them, as a text."""
    numbers = [number for each in json.loads(given) for number in (each if isinstance(each, list) else [each])]
    try:
        return "".join(map(chr, numbers))
    except (TypeError, ValueError) as error:
        raise NotSaidError("`unicode_codepoints_to_string` of what is no code point") from error


def url_encode(text: str) -> str:
    """As in a form: a space is a plus; the digits are small letters."""
    return re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), quote_plus(text, safe="-_.!*()").replace("~", "%7e"))


def url_encode_component(text: str) -> str:
    """As in a path: a space is no plus."""
    return url_encode(text).replace("+", "%20")


def url_decode(text: str) -> str:
    """What was encoded."""
    return unquote_plus(text)


def parse_urlquery(text: str) -> dict[str, Any]:
    """The parameters by name."""
    pairs = [part.partition("=") for part in text.split("&") if part]
    names = [name for name, _, _ in pairs]
    if len({*names}) < len(names) or any(mark in text for mark in "%+?#") or not all(mark for _, mark, _ in pairs):
        raise NotSaidError("`parse_urlquery` of encoded, repeated or empty parameters")
    return {"Query Parameters": {name: value for name, _, value in pairs}}


def parse_version(text: str) -> str | None:
    """A number that compares as the version does: four parts of at most eight digits."""
    if re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,8}){0,3}", text) is None:
        return None
    parts = [*text.split("."), "0", "0", "0"][:4]
    return str(int("".join(part.zfill(8) for part in parts)))


def to_array(text: str) -> list[int] | None:
    """The bytes of a text in base 64."""
    try:
        return list(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return None


def from_array(numbers: str | None) -> str | None:
    """Bytes as a text in base 64."""
    try:
        return base64.b64encode(bytes(_list(numbers))).decode("ascii")
    except (TypeError, ValueError):
        return None


def hashed(value: str | None, modulus: int | None) -> int | None:
    """`hash`: xxHash64 of the bytes of a text, of a number of 8 bytes, or of the ticks of a time."""
    if value is None:
        return None
    kind, _, text = value.partition(":")
    match kind:
        case "VARCHAR":
            data = text.encode()
        case "BIGINT":
            data = int(text).to_bytes(8, "little", signed=True)
        case "TIMESTAMP":
            data = (int(text) * 10 + 621_355_968_000_000_000).to_bytes(8, "little")
        case _:
            raise NotSaidError("`hash` of something else than a text, a long or a datetime")
    number = xxh64(data)
    number = number - (1 << 64) if number >> 63 else number
    if modulus is not None and number < 0:
        raise NotSaidError("`hash` of a value whose hash is negative, with a modulus,")
    return number if modulus is None else number % modulus


def xxh64(data: bytes) -> int:
    """The hash of the xxHash specification, 64 bits, seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md)."""
    place, size = 0, len(data)
    if size >= 32:
        lanes = [(_P1 + _P2) & _M, _P2, 0, -_P1 & _M]
        while place + 32 <= size:
            for lane in range(4):
                lanes[lane] = _round(lanes[lane], int.from_bytes(data[place : place + 8], "little"))
                place += 8
        total = sum(_left(lane, bits) for lane, bits in zip(lanes, (1, 7, 12, 18), strict=True)) & _M
        for lane in lanes:
            total = ((total ^ _round(0, lane)) * _P1 + _P4) & _M
    else:
        total = _P5
    total = (total + size) & _M
    while place + 8 <= size:
        total = (_left(total ^ _round(0, int.from_bytes(data[place : place + 8], "little")), 27) * _P1 + _P4) & _M
        place += 8
    if place + 4 <= size:
        total = (_left(total ^ (int.from_bytes(data[place : place + 4], "little") * _P1 & _M), 23) * _P2 + _P3) & _M
        place += 4
    for byte in data[place:]:
        total = _left(total ^ (byte * _P5 & _M), 11) * _P1 & _M
    total = (total ^ (total >> 33)) * _P2 & _M
    total = (total ^ (total >> 29)) * _P3 & _M
    return total ^ (total >> 32)


def _round(lane: int, word: int) -> int:
    return _left((lane + word * _P2) & _M, 31) * _P1 & _M


def _left(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (64 - bits))) & _M


def _list(text: str | None) -> list[Any]:
    found = json.loads(text) if text else []
    return found if isinstance(found, list) else []


TEXTS: Mapping[str, tuple[str, str, Callable[..., Any]]] = MappingProxyType({
    "format_timespan": ("st", "t", format_timespan),
    "format_bytes": ("r?it", "t", lambda value, precision, unit: format_bytes(value, precision, unit or "")),
    "translate": ("ttt", "t", translate),
    "replace_strings": ("tjj", "t", replace_strings),
    "punycode_from_string": ("t", "t", punycode_from_string),
    "punycode_to_string": ("t", "t", punycode_to_string),
    "punycode_domain_from_string": ("t", "t", punycode_domain_from_string),
    "unicode_codepoints_from_string": ("t", "j", lambda text: [ord(mark) for mark in text]),
    "to_utf8": ("t", "j", lambda text: [ord(mark) for mark in text]),
    "unicode_codepoints_to_string": ("*", "t", codepoints_to_string),
    "make_string": ("*", "t", codepoints_to_string),
    "url_encode": ("t", "t", url_encode),
    "url_encode_component": ("t", "t", url_encode_component),
    "url_decode": ("t", "t", url_decode),
    "isutf8": ("t", "b", lambda _: True),
    "isascii": ("t", "b", lambda text: text.isascii()),
    "parse_urlquery": ("t", "j", parse_urlquery),
    "parse_version": ("t", "n", parse_version),
    "base64_decode_toarray": ("t", "j", to_array),
    "base64_encode_fromarray": ("j", "t", from_array),
    "hash": ("k?i", "i", hashed),
    "hash_xxhash64": ("k?i", "i", hashed),
})
"""Name -> what it is given (behind `?`: or not), what it makes, and the function; the letters are those of `query_python`."""

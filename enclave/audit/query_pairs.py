"""`parse-kv`: keys and values in a text as columns.

Source: learn.microsoft.com/kusto/query/parse-kv-operator. What it leaves open is refused at the value: a delimiter between keys and values
inside of a value, quotes inside of one, text behind a closing quote, and an escaped character that is no quote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from enclave.audit.query_case import MARK
from enclave.audit.query_stages import Stages
from enclave.audit.query_text import closing, identifier, joined, next_of, pieces_of, quoted, tokens, unquoted
from enclave.audit.query_texts import NotSaidError
from enclave.errors import InputError

_HOW = "write `parse-kv Column as (key: string, other: long) with (pair_delimiter=' ', kv_delimiter='=')`"
_OPTIONS = frozenset({"pair_delimiter", "kv_delimiter", "quote", "escape", "greedy", "regex"})
_TO: Mapping[str, str] = {
    "string": "", "long": "tolong", "int": "toint", "real": "toreal", "double": "toreal", "bool": "tobool", "boolean": "tobool",
    "datetime": "todatetime", "date": "todatetime", "timespan": "totimespan", "time": "totimespan", "guid": "toguid",
}  # fmt: skip
"""Type of a key -> what makes it of a text."""
_OWN = re.compile(rf"{MARK}\d+$")
"""Of a column that has another name while the query runs."""
_WORD = re.compile(r"[0-9A-Za-z]+")


class _Given(NamedTuple):
    """What stands behind the operator's name."""

    value: str
    keys: dict[str, str]
    """Name -> type, in their order."""
    options: dict[str, list[str]]


def parse_kv(stages: Stages, before: str, arguments: str) -> str:
    """The whole operator."""
    given = _given(stages, arguments)
    found = stages.view(f"{before} | extend _kql_text = tostring({given.value})")
    for key in given.keys:
        if key.lower() in {name.lower() for name in found.columns}:
            raise InputError(f"`parse-kv` would make a second column `{key}`", "query", "rename the first before: `project-rename`")
    texts, keys = "coalesce(_kql_text, '')", [_OWN.sub("", key) for key in given.keys]
    if "regex" in given.options:
        pattern = _sql(given.options["regex"][0])
        names = f"list_transform(regexp_extract_all({texts}, {pattern}, 1), lambda e: trim(e, {_SPACES}))"
        values = ", ".join(
            f"coalesce(trim(regexp_extract_all({texts}, {pattern}, 2)[list_position({names}, {_sql(key)})], {_SPACES}), '')" for key in keys
        )
        made = f"[{values}]"
    else:
        made = f"kql_py_kql_kv({texts}, {_sql(json.dumps(keys))}, {_sql(json.dumps(given.options))})"
    columns = ", ".join(f"_kql_values[{at + 1}] AS {identifier(key)}" for at, key in enumerate(given.keys))
    rows = stages.make(f"SELECT *, {made} AS _kql_values FROM {found.name}")  # noqa: S608
    texts = f"SELECT * EXCLUDE (_kql_text, _kql_values), {columns} FROM {rows.name}"  # noqa: S608
    typed = ", ".join(f"{quoted(key)} = {_TO[kind]}({quoted(key)})" for key, kind in given.keys.items() if _TO[kind])
    name = stages.make(texts).name
    return f"{name} | extend {typed}" if typed else name


_SPACES = "' ' || chr(9) || chr(10) || chr(13)"


def _given(stages: Stages, arguments: str) -> _Given:
    pieces = tokens(arguments)
    place = 0
    while place < len(pieces) and pieces[place] != ("name", "as"):
        place = closing(pieces, place) + 1 if pieces[place].text in "([{" and pieces[place].kind == "mark" else place + 1
    first = next_of(pieces, place + 1)
    end = closing(pieces, first) if first < len(pieces) and pieces[first].text == "(" else len(pieces)
    value, rest = joined(pieces[:place]).strip(), joined(pieces[end + 1 :]).strip()
    options = re.fullmatch(r"with\s*\((?P<inside>.*)\)", rest, re.DOTALL)
    if end >= len(pieces) or not value or (rest and options is None):
        raise InputError("this `parse-kv` is not supported", "query", _HOW)
    keys: dict[str, str] = {}
    for part in pieces_of(joined(pieces[first + 1 : end])):
        match = re.fullmatch(r"(?P<name>[A-Za-z_]\w*|\[.*\])\s*:\s*(?P<type>\w+)", part, re.DOTALL)
        name = unquoted(match["name"]) if match is not None else ""
        if match is None or match["type"] not in _TO or not name.strip() or name.lower() in {key.lower() for key in keys}:
            raise InputError(f"`parse-kv` with the key `{part}` is not supported", "query", f"types: {', '.join(_TO)}")
        keys[name] = match["type"]
    if not keys:
        raise InputError("`parse-kv` without a key", "query", _HOW)
    return _Given(value, keys, _options(stages, list(keys), options["inside"] if options is not None else ""))


def _options(stages: Stages, keys: Sequence[str], text: str) -> dict[str, list[str]]:
    """What stands behind `with`; the names of options that may be repeated have several values."""
    said: dict[str, list[str]] = {}
    for part in pieces_of(text):
        name, equals, value = (each.strip() for each in part.partition("="))
        if not equals or name not in _OPTIONS or (name in said and name not in {"quote", "escape"}):
            raise InputError(f"`parse-kv` with `{part}` is not supported", "query", f"known: {', '.join(sorted(_OPTIONS))}")
        if name == "greedy":
            if value not in {"true", "false"}:
                raise InputError(f"`parse-kv` with `{part}` is not supported", "query", "write `greedy=true`")
            said |= {"greedy": ["true"]} if value == "true" else {}
            continue
        [constant] = stages.values([value])
        [[meant]] = stages.rows(f"SELECT {constant}")
        lengths = {"quote": (1, 2), "escape": (1,)}.get(name)
        if not isinstance(meant, str) or not meant or (lengths and len(meant) not in lengths):
            raise InputError(f"`parse-kv` with `{part}` is not supported", "query", "write a text in quotes")
        said.setdefault(name, []).append(meant)
    _check(keys, said)
    return said


def _check(keys: Sequence[str], said: Mapping[str, list[str]]) -> None:
    """Options that fit together."""
    has = said.keys() & {"pair_delimiter", "kv_delimiter"}
    if "regex" in said:
        try:
            groups = re.compile(said["regex"][0]).groups
        except re.error:
            groups = 0
        if len(said) > 1 or groups != 2:
            raise InputError("`parse-kv` takes a `regex` of two groups, and nothing beside it", "query")
    elif len(has) == 1 or ("greedy" in said and not has) or ("escape" in said and "quote" not in said):
        raise InputError("these options of `parse-kv` do not belong together", "query", _HOW)
    elif has and (said["pair_delimiter"] == said["kv_delimiter"] or any(mark in key for key in keys for mark in said["kv_delimiter"])):
        raise InputError("`parse-kv` with such delimiters is not supported", "query", "a key cannot hold one")
    elif not has and "quote" not in said and not all(_WORD.fullmatch(key) for key in keys):
        raise InputError("`parse-kv` without delimiters finds keys of letters and digits only", "query", _HOW)


def _refuse(what: str) -> NotSaidError:
    return NotSaidError(f"`parse-kv` of a text with {what}")


class _Piece(NamedTuple):
    """A key, a value or what stands alone."""

    text: str
    is_quoted: bool
    is_whole: bool = True
    """False where the documentation leaves open what the text is."""


def pairs(text: str, keys: str, options: str) -> list[str]:
    """The value of each key, an empty text for those that are not there. `keys` and `options` are JSON."""
    names, said = json.loads(keys), json.loads(options)
    found: dict[str, str] = {}
    for key, value in (_delimited if "pair_delimiter" in said else _loose)(text, frozenset(names), _Quotes(said), said):
        if key in names and key not in found:
            if not value.is_whole:
                raise _refuse("a character after the escape that is no quote")
            if value.is_quoted and value.text != value.text.strip():
                raise _refuse("spaces at the ends of what stands in quotes")
            found[key] = value.text
    return [found.get(name, "") for name in names]


class _Quotes:
    """Opening and closing quotes, and what escapes them."""

    def __init__(self, said: Mapping[str, list[str]]) -> None:
        self.closing = {quote[0]: quote[-1] for quote in said.get("quote", [])}
        self.escapes = frozenset(said.get("escape", []))

    def read(self, text: str, place: int) -> tuple[_Piece, int]:
        """What stands in the quotes that open at `place`, and the place behind them."""
        end, made, is_whole = self.closing[text[place]], "", True
        quotes = {*self.closing, *self.closing.values(), *self.escapes}
        place += 1
        while place < len(text):
            if text[place] in self.escapes and text[place] != end and place + 1 < len(text):
                is_whole &= text[place + 1] in quotes
                made += text[place + 1]
                place += 2
            elif text[place] == end:
                return _Piece(made, True, is_whole), place + 1
            else:
                made += text[place]
                place += 1
        raise _refuse("a quote that is not closed")


def _delimited(text: str, keys: frozenset[str], quotes: _Quotes, said: Mapping[str, list[str]]) -> Iterator[tuple[str, _Piece]]:
    """Pairs between delimiters."""
    [pair], [kv] = said["pair_delimiter"], said["kv_delimiter"]
    parts: list[_Part] = []
    place = 0
    while place <= len(text):
        start = place
        key, place = _piece(text, place, (pair, kv), quotes)
        value, behind = None, place + len(kv)
        if text.startswith(kv, place):
            value, place = _piece(text, behind, (pair, kv), quotes)
            named = {key.text, value.text}
            is_twice = text.startswith(kv, place)
            while text.startswith(kv, place):
                other, place = _piece(text, place + len(kv), (pair, kv), quotes)
                named.add(other.text)
            if is_twice and named & keys:
                raise _refuse(f"`{kv}` twice in a pair")
            if pair.isspace() and not (key.text and (value.text or value.is_quoted or place >= len(text))):
                raise _refuse(f"a space beside `{kv}`")
        parts.append(_Part(start, key, behind, value))
        place += len(pair)
    if "greedy" in said:
        yield from _greedy(text, parts, keys, pair)
    else:
        yield from ((part.key.text, part.value) for part in parts if part.value is not None)


class _Part(NamedTuple):
    """What stands between two delimiters of pairs: its place, a key, the place behind the delimiter, and the value."""

    start: int
    key: _Piece
    behind: int
    value: _Piece | None


def _greedy(text: str, parts: list[_Part], keys: frozenset[str], pair: str) -> Iterator[tuple[str, _Piece]]:
    """Each value goes on to the next key. Whether a key that nobody named ends it, too, is not said."""
    pairs = [part for part in parts if part.value is not None]
    for part, following in zip(pairs, [*pairs[1:], None], strict=True):
        if part.key.text not in keys or part.value is None:
            continue
        if following is not None and following.key.text not in keys:
            raise _refuse(f"the key `{following.key.text}` behind a value, which is not named, with `greedy`")
        end = following.start - len(pair) if following is not None else len(text)
        if not part.value.is_quoted:
            whole = text[part.behind : end].strip()
            if not pair.isspace() and (whole.startswith(pair.strip()) or whole.endswith(pair.strip())):
                raise _refuse(f"`{pair}` at an end of a value, with `greedy`")
            yield part.key.text, _Piece(whole, False)
        elif any(other.start > part.start and other.start < end and other.key.text for other in parts):
            raise _refuse("something behind a closing quote, with `greedy`")
        else:
            yield part.key.text, part.value


def _piece(text: str, place: int, ends: tuple[str, str], quotes: _Quotes) -> tuple[_Piece, int]:
    """What stands before the next delimiter, and the delimiter's place."""
    start = place
    while start < len(text) and text[start].isspace() and not any(text.startswith(end, start) for end in ends):
        start += 1
    if start < len(text) and text[start] in quotes.closing:
        piece, place = quotes.read(text, start)
        while place < len(text) and text[place].isspace() and not any(text.startswith(end, place) for end in ends):
            place += 1
        if place < len(text) and not any(text.startswith(end, place) for end in ends):
            raise _refuse("something behind a closing quote")
        return piece, place
    while place < len(text) and not any(text.startswith(end, place) for end in ends):
        if text[place] in quotes.closing:
            raise _refuse("a quote inside of what stands in none")
        place += 1
    return _Piece(text[start:place].strip(), False), place


def _loose(text: str, keys: frozenset[str], quotes: _Quotes, _: Mapping[str, list[str]]) -> Iterator[tuple[str, _Piece]]:
    """Words and what stands in quotes: a key, and its value behind it. Whether words before a key are pairs, too, is not said."""
    words: list[_Piece] = []
    place = 0
    while place < len(text):
        match = _WORD.match(text, place)
        if text[place] in quotes.closing:
            piece, place = quotes.read(text, place)
            words.append(piece)
        elif match is not None:
            words.append(_Piece(match[0], False))
            place = match.end()
        else:
            if text[place] == "_" or text[place].isalnum():
                raise _refuse(f"`{text[place]}`, and without delimiters,")
            place += 1
    for at, word in enumerate(words):
        if word.text in keys:
            if at % 2 or at + 1 == len(words):
                raise _refuse(f"`{word.text}` where a value can stand, and without delimiters,")
            yield word.text, words[at + 1]


def _sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


PAIRS: Mapping[str, tuple[str, str, Callable[..., object]]] = {"kql_kv": ("ttt", "T", pairs)}
"""As the other functions in Python have it: name -> what it is given, what it makes, and itself."""

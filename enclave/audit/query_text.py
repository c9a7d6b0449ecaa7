"""The text of a query taken apart without being understood: tokens, statements, and the operators of a pipeline."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from enclave.errors import InputError

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*)
    |(?P<string>[hH]?@"(?:[^"]|"")*"|[hH]?@'(?:[^']|'')*'|[hH]?"(?:\\.|[^"\\\n])*"|[hH]?'(?:\\.|[^'\\\n])*'|[hH]?```.*?```|[hH]?~~~.*?~~~)
    |(?P<name>[A-Za-z_$][A-Za-z0-9_]*)
    |(?P<number>[0-9][A-Za-z0-9_.]*)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_OPEN, _CLOSE = "([{", ")]}"
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
WORDS = frozenset({
    "and", "anti", "any", "array", "as", "asc", "bag", "between", "bool", "boolean", "by", "consume", "contains", "contains_cs",
    "count", "date", "datetime", "decimal", "declare", "default", "desc", "distinct", "double", "dynamic", "endswith", "evaluate",
    "extend", "false", "filter", "first", "flags", "from", "fullouter", "guid", "has", "has_all", "has_any", "has_cs", "hasprefix",
    "hassuffix", "hint", "in", "inner", "innerunique", "int", "invoke", "isfuzzy", "join", "kind", "last", "leftanti", "leftouter",
    "leftsemi", "let", "like", "limit", "long", "lookup", "make", "matches", "materialize", "mv", "not", "notcontains", "null", "nulls",
    "of", "on", "or", "order", "others", "outer", "parse", "partition", "print", "project", "query_parameters", "range", "real",
    "regex", "relaxed", "render", "rightanti", "rightouter", "rightsemi", "sample", "search", "serialize", "series", "set", "simple",
    "single", "sort", "startswith", "step", "string", "summarize", "take", "time", "timespan", "to", "top", "true", "typeof", "union",
    "view", "where", "with", "with_itemindex", "withsource",
})  # fmt: skip
"""Words of the language, which a column may be called like in another case."""


class Token(NamedTuple):
    """A piece of the text; all of them together are the text."""

    kind: str
    """`space` (comments too), `string`, `name`, `number` or `mark`."""
    text: str


def tokens(text: str) -> list[Token]:
    """The pieces of a text."""
    return [*_tokens(text)]


@functools.lru_cache(maxsize=64)
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(Token(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(text))


def joined(pieces: Iterable[Token]) -> str:
    """Their text again."""
    return "".join(piece.text for piece in pieces)


def uncommented(text: str) -> str:
    """The text without comments and with spaces alike, but for those in strings."""
    plain = "".join("\0" if piece.kind == "space" else piece.text for piece in tokens(text))
    return re.sub("\0+", " ", plain).strip()


def depth(text: str) -> int:
    """How deep its brackets are nested."""
    deepest = now = 0
    for kind, piece in tokens(text):
        if kind == "mark":
            now += (piece in _OPEN) - (piece in _CLOSE)
            deepest = max(deepest, now)
    return deepest


def next_of(pieces: Sequence[Token], place: int) -> int:
    """The place of the first piece from there on that is no space; the end when there is none."""
    while place < len(pieces) and pieces[place].kind == "space":
        place += 1
    return place


def closing(pieces: Sequence[Token], place: int) -> int:
    """The place of the bracket that closes the one at `place`; the end when there is none."""
    depth = 0
    for at in range(place, len(pieces)):
        if pieces[at].kind == "mark":
            depth += (pieces[at].text in _OPEN) - (pieces[at].text in _CLOSE)
            if depth == 0:
                return at
    return len(pieces)


def bracketed(text: str) -> str | None:
    """What stands in brackets, when nothing stands beside them."""
    pieces = tokens(text)
    first = next_of(pieces, 0)
    if first == len(pieces) or pieces[first].text != "(":
        return None
    end = closing(pieces, first)
    if next_of(pieces, end + 1) < len(pieces):
        return None
    inside = joined(pieces[first + 1 : end])
    return bracketed(inside) or inside


def split(text: str, mark: str) -> list[str]:
    """The parts of a text between marks that stand in no brackets."""
    parts, current, depth = [], "", 0
    for kind, piece in tokens(text):
        depth += (kind == "mark" and piece in _OPEN) - (kind == "mark" and piece in _CLOSE)
        if depth == 0 and kind == "mark" and piece == mark:
            parts.append(current)
            current = ""
        else:
            current += piece
    return [*parts, current]


def pieces_of(text: str) -> list[str]:
    """Arguments between commas, without spaces around; none of an empty text."""
    return [part.strip() for part in split(text, ",")] if text.strip() else []


def word(operator: str) -> str:
    """The name of an operator, `make-series`."""
    match = _WORD.match(operator.strip())
    return match[0] if match else ""


def assignment(text: str) -> tuple[str, str]:
    """`name = value` as name and value; the name is empty when there is none."""
    pieces = tokens(text)
    depth = 0
    for at, (kind, piece) in enumerate(pieces):
        depth += (kind == "mark" and piece in _OPEN) - (kind == "mark" and piece in _CLOSE)
        if depth == 0 and kind == "mark" and piece == "=":
            before, after = pieces[at - 1].text if at else "", pieces[at + 1].text if at + 1 < len(pieces) else ""
            if before in {"=", "!", "<", ">"} or after in {"=", "~"}:
                return "", text.strip()
            return unquoted(joined(pieces[:at]).strip()), joined(pieces[at + 1 :]).strip()
    return "", text.strip()


def unquoted(name: str) -> str:
    """The name of a column that may stand as `['name']`."""
    match = re.fullmatch(r"""\[\s*(?:'([^']*)'|"([^"]*)")\s*\]""", name)
    return name if match is None else match[1] if match[1] is not None else match[2]


def quoted(name: str) -> str:
    """A column as KQL always takes it: the grammar does not read `kind`, and other words of its own, as one."""
    if '"' in name and "'" not in name and "\\" not in name:
        return f"['{name}']"
    return f"[{literal(name)}]"


_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[0-3][0-7][0-7]|[0-7]{1,2}|.)", re.DOTALL)
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_KEPT = frozenset("\\'\"nrt")


def spelled(kql: str) -> str:
    """The query with strings as the translator reads them: without the `h` of what is kept from traces, and without rarer escapes.

    Source: the lexer's rules, microsoft/Kusto-Query-Language, grammar. Raises InputError for an escape that they do not say.
    """
    pieces = tokens(kql)
    for at, (kind, text) in enumerate(pieces):
        if kind == "string":
            plain = text[1:] if text[0] in "hH" else text
            if plain[0] in "`~":
                plain = literal(plain[3:-3])
            elif plain[0] != "@":
                plain = _ESCAPE.sub(_unescaped, plain)
            pieces[at] = Token("string", plain)
    return joined(pieces)


def _unescaped(match: re.Match[str]) -> str:
    mark, rest = match[0][1], match[0][2:]
    if mark in _KEPT:
        return match[0]
    if mark in "uU" and rest:
        found = chr(int(rest, 16))
    elif mark in _ESCAPED:
        found = _ESCAPED[mark]
    elif mark in "01234567":
        found = chr(int(match[0][1:], 8))
    else:
        raise InputError(f"`{match[0]}` in a string is not supported", "query", "write `@\"...\"`, or a backslash twice")
    return {"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r"}.get(found, found)


def literal(text: str) -> str:
    """A text as a string of KQL."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'


def identifier(name: str) -> str:
    """A name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'

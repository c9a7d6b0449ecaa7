"""Where in a query the fault is, when what runs it does not say: the smallest part that fails alike by itself.

A part is tried behind all that stands before it, so that its columns are there. What cannot be tried by itself is blamed on its operator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from duckdb_kql.translate.functions import AGGREGATE_FUNCTIONS

from enclave.audit.query_text import Token, closing, joined, next_of, tokens
from enclave.errors import InputError

MOST = 80
"""Parts of one query that are tried."""
LONGEST = 80
"""Characters of a part that a message shows."""
NAME = "_kql_part"
_LEVELS = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({
        "==", "!=", "<>", "<", "<=", ">", ">=", "=~", "!~", "in", "in~", "has", "has_cs", "has_any", "has_all", "hasprefix", "hasprefix_cs",
        "hassuffix", "hassuffix_cs", "contains", "contains_cs", "startswith", "startswith_cs", "endswith", "endswith_cs", "between", "like",
        "notcontains", "matches",
    }),
    frozenset({"+", "-"}),
    frozenset({"*", "/", "%"}),
)  # fmt: skip
"""Operators between two values, those that bind least first."""
_BETWEEN = frozenset({"by", "on", "to", "from", "step", "default", "asc", "desc", "of", "in", "range", "with", "nulls", "first", "last"})
"""Words between the values of a tabular operator."""
_SOURCES = frozenset({"print", "range", "datatable", "union", "search", "find", "externaldata", "materialize"})
_SUMS = frozenset({"summarize", "make-series", "top-nested", "evaluate"})

Attempt = Callable[[str], tuple[str, ...]]
"""From a query to the types of its columns; raises InputError."""


class Piece(NamedTuple):
    """A token that is no space, and where it begins."""

    token: Token
    start: int

    @property
    def end(self) -> int:
        """Where the next one may begin."""
        return self.start + len(self.token.text)


class Part(NamedTuple):
    """A part of the query between two places; `name` is its operator's or function's, and `given` what that is given."""

    start: int
    end: int
    name: str = ""
    given: tuple[Part, ...] = ()


class Fault(NamedTuple):
    """What is at fault: its place, its name (an operator, a function, or its own text), and the types of what it is given."""

    start: int
    name: str
    kinds: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The name as a message has it: in one line, and not long."""
        name = " ".join(self.name.split())
        return name if len(name) <= LONGEST else name[:LONGEST] + "..."


class _Enough(Exception):
    """So many parts were tried."""


def place(kql: str, start: int) -> str:
    """Line and column as a person counts them."""
    before = kql[:start]
    return f"query:{before.count(chr(10)) + 1}:{start - (before.rfind(chr(10)) + 1) + 1}"


def fault(kql: str, is_alike: Callable[[InputError], bool], attempt: Attempt) -> Fault | None:
    """The smallest part that fails alike, if one is found."""
    search = _Search(kql, is_alike, attempt)
    try:
        return search.statements()
    except _Enough:
        return search.best


class _Search:
    def __init__(self, kql: str, is_alike: Callable[[InputError], bool], attempt: Attempt) -> None:
        self.kql, self.is_alike, self.attempt, self.left = kql, is_alike, attempt, MOST
        self.best: Fault | None = None

    def statements(self) -> Fault | None:
        lets = ""
        for start, end in self._split(0, len(self.kql), ";"):
            text = self.kql[start:end]
            value = re.match(r"(\s|//[^\n]*\n)*let\s+\w+\s*=\s*", text)
            is_function = value is not None and re.match(r"(view\s*)?\([^()]*(\([^()]*\)[^()]*)*\)\s*\{", text[value.end() :]) is not None
            if not is_function and text.strip():
                found = self._query(lets, start + (value.end() if value else 0), end)
                if found:
                    return found
            lets += text + ";"
        return None

    def _query(self, lets: str, start: int, end: int) -> Fault | None:
        """Of a pipeline, or of a value."""
        pieces = _pieces(self.kql, start, end)
        if pieces and pieces[0].token.text == "(" and _closing(pieces, 0) == len(pieces) - 1:
            return self._query(lets, pieces[0].end, pieces[-1].start)
        operators = list(self._split(start, end, "|"))
        is_value = len(operators) == 1 and self._succeeds_as(lets, start, end)
        for at, (begin, stop) in enumerate(operators):
            before = lets + self.kql[start : operators[at - 1][1]] if at else lets
            if is_value:
                return self._expression(lets, begin, stop, before, "")
            if not self._fails(lets + self.kql[start:stop]):
                continue
            inside = _pieces(self.kql, begin, stop)
            name = self._name(inside)
            self.best = Fault(inside[0].start if inside else begin, name)
            return self._nested(lets, inside) or self._operator(lets, before if at else "", name, inside) or self.best
        return None

    def _succeeds_as(self, lets: str, start: int, end: int) -> bool:
        """Whether it is a value: nothing that stands alone, but something to print."""
        pieces = _pieces(self.kql, start, end)
        return bool(pieces) and pieces[0].token.text not in _SOURCES and self._fails(f"{lets}print {NAME} = {self.kql[start:end]}")

    def _nested(self, lets: str, inside: Sequence[Piece]) -> Fault | None:
        """Of the queries in brackets."""
        for at, piece in enumerate(inside):
            if piece.token.text == "(" and piece.token.kind == "mark":
                end = _closing(inside, at)
                within = inside[at + 1 : end]
                if any(each.token == ("mark", "|") for each in within) or (within and within[0].token.text in _SOURCES):
                    begin, stop = within[0].start, within[-1].end
                    if self._fails(lets + self.kql[begin:stop]):
                        return self._query(lets, begin, stop)
        return None

    def _operator(self, lets: str, before: str, name: str, inside: Sequence[Piece]) -> Fault | None:
        """Of the values that a tabular operator is given."""
        for begin, stop in _values(inside):
            found = self._expression(lets, begin, stop, before, name)
            if found:
                return found
        return None

    def _expression(self, lets: str, begin: int, stop: int, before: str, operator: str) -> Fault | None:
        def told(texts: Sequence[str]) -> str:
            values = ", ".join(f"{NAME}{at} = {text}" for at, text in enumerate(texts))
            if not before:
                return f"{lets}print {values}"
            is_sum = operator in _SUMS and any(_sums(text) for text in texts)
            return f"{before}| {'summarize' if is_sum else 'extend'} {values}"

        def found(part: Part) -> Fault | None:
            text = self.kql[part.start : part.end]
            if not text.strip() or not self._fails(told([text])):
                return None
            self.best = Fault(part.start, part.name or text)
            # the last first: of a long sum it is the shorter part
            for child in reversed(part.given):
                deeper = found(child)
                if deeper:
                    return deeper
            fault = Fault(part.start, part.name or text)
            if part.name and part.given:
                try:
                    types = self._try(told([self.kql[each.start : each.end] for each in part.given]))
                    return fault._replace(kinds=types[-len(part.given) :])
                except InputError:
                    return fault
            return fault

        pieces = _pieces(self.kql, begin, stop)
        return found(_parsed(pieces)) if pieces else None

    def _fails(self, text: str) -> bool:
        try:
            self._try(text)
        except InputError as error:
            return self.is_alike(error)
        return False

    def _try(self, text: str) -> tuple[str, ...]:
        if self.left == 0:
            raise _Enough
        self.left -= 1
        return self.attempt(text)

    def _split(self, start: int, end: int, mark: str) -> Iterator[tuple[int, int]]:
        begin = start
        for piece in _outer(_pieces(self.kql, start, end)):
            if piece.token == ("mark", mark):
                yield begin, piece.start
                begin = piece.end
        yield begin, end

    def _name(self, inside: Sequence[Piece]) -> str:
        if not inside:
            return "|"
        match = re.compile(r"[A-Za-z_]\w*(?:-[a-z]+)*").match(self.kql, inside[0].start)
        return match[0] if match else inside[0].token.text


def _pieces(text: str, start: int, end: int) -> list[Piece]:
    found, at = [], start
    for token in tokens(text[start:end]):
        if token.kind != "space":
            found.append(Piece(token, at))
        at += len(token.text)
    return found


def _closing(pieces: Sequence[Piece], at: int) -> int:
    return min(closing([piece.token for piece in pieces], at), len(pieces) - 1)


def _outer(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Those in no brackets, and the brackets that open and close."""
    depth = 0
    for piece in pieces:
        is_mark = piece.token.kind == "mark"
        depth -= is_mark and piece.token.text in ")]}"
        if depth <= 0:
            yield piece
        depth += is_mark and piece.token.text in "([{"


def _values(inside: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Between commas and words; a name that is given with `=` is left out."""
    outer = {piece.start for piece in _outer(inside)}
    begin: Piece | None = None
    last: Piece | None = None
    for at, piece in enumerate([*inside[1:], None]):
        is_end = piece is None or (piece.start in outer and (piece.token.text == "," or _is_between(inside, at + 1)))
        if is_end:
            if begin and last:
                yield begin.start, last.end
            begin = None
        elif piece is not None and piece.start in outer and _is_given(inside, at + 1):
            begin = None
        elif piece is not None:
            begin = begin or piece
            last = piece


def _is_between(inside: Sequence[Piece], at: int) -> bool:
    follows = inside[at + 1].token.text if at + 1 < len(inside) else ""
    return inside[at].token.kind == "name" and inside[at].token.text in _BETWEEN and follows not in {"=", "(", "~"}


def _is_given(inside: Sequence[Piece], at: int) -> bool:
    """Whether it is the `=` behind a name."""
    here = inside[at].token.text == "=" and inside[at - 1].token.text not in {"=", "!", "<", ">"}
    return here and not (at + 1 < len(inside) and inside[at + 1].token.text in {"=", "~"} and inside[at + 1].start == inside[at].end)


def _parsed(pieces: Sequence[Piece]) -> Part:
    """An expression as the grammar binds it; what it is not sure of has no parts."""
    start, end = pieces[0].start, pieces[-1].end
    outer = {piece.start for piece in _outer(pieces)}
    for level in _LEVELS:
        for at in range(len(pieces) - 2, 0, -1):
            if pieces[at].start not in outer:
                continue
            name, first = _operator(pieces, at)
            if name.lstrip("!") in level and first > 0 and _ends(pieces[first - 1]):
                behind = at + 1 + (name == "matches")
                if behind < len(pieces):
                    shown = "matches regex" if name == "matches" else name
                    return Part(start, end, shown, (_parsed(pieces[:first]), _parsed(pieces[behind:])))
    if pieces[0].token.kind == "name" and len(pieces) > 2 and pieces[1].token.text == "(":
        close = _closing(pieces, 1)
        call = Part(start, pieces[close].end, pieces[0].token.text, tuple(map(_parsed, _arguments(pieces[2:close]))))
        return call if close == len(pieces) - 1 else Part(start, end, "", (call,))
    if pieces[0].token.text == "(" and _closing(pieces, 0) == len(pieces) - 1 and len(pieces) > 2:
        within = list(_arguments(pieces[1:-1]))
        if len(within) == 1 and not any(piece.token.text in {"|", "."} for piece in within[0]):
            return _parsed(within[0])
    return Part(start, end)


def _arguments(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    outer, begin = {piece.start for piece in _outer(pieces)}, 0
    for at, piece in enumerate(pieces):
        if piece.start in outer and piece.token.text == ",":
            if at > begin:
                yield pieces[begin:at]
            begin = at + 1
    if begin < len(pieces):
        yield pieces[begin:]


def _operator(pieces: Sequence[Piece], at: int) -> tuple[str, int]:
    """The operator whose last piece stands there, and the place of its first."""
    text = pieces[at].token.text
    if pieces[at].token.kind not in {"mark", "name"}:
        return "", at
    before = pieces[at - 1].token.text if at and pieces[at - 1].end == pieces[at].start else ""
    if pieces[at].token.kind == "name":
        return (f"!{text}", at - 1) if before == "!" else (text, at)
    if before + text in {"==", "!=", "<>", "<=", ">=", "=~", "!~", "in~"}:
        if before == "in" and at > 1 and pieces[at - 2].token.text == "!":
            return "!in~", at - 2
        return before + text, at - 1
    return text, at


def _ends(piece: Piece) -> bool:
    """Whether a value can end there: what stands behind it is no sign of a number."""
    kind, text = piece.token
    return text in {")", "]"} if kind == "mark" else not any(text in level for level in _LEVELS)


def _sums(text: str) -> bool:
    pieces = tokens(text)
    return any(
        piece.kind == "name" and piece.text in AGGREGATE_FUNCTIONS and joined(pieces[next_of(pieces, at + 1) :]).startswith("(")
        for at, piece in enumerate(pieces)
    )

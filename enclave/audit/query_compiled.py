"""Expressions of KQL that go from row to row, as Python functions: what `scan` asks of each row and of what it remembers.

All that depends on the row alone is DuckDB's: it becomes a column (`Leaves`). What joins it with remembered values is done here, for
the operators and functions below, each as the translator's SQL does it (nulls, NaN, overflow); `compiled` knows no others.
Datetimes and timespans are whole microseconds.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from enclave.audit.query_text import Token, closing, joined, next_of, pieces_of, quoted, tokens, unquoted
from enclave.errors import InputError

Values = Sequence[Any]
Function = Callable[[Values, Values], Any]
"""From the values of the leaves in a row, and those that are remembered, to a value."""
INT, LONG, HUGE, REAL, TEXT, BOOL, TIME, SPAN = (
    "INTEGER", "BIGINT", "HUGEINT", "DOUBLE", "VARCHAR", "BOOLEAN", "TIMESTAMP", "INTERVAL",
)  # fmt: skip
WHOLE = frozenset({INT, LONG, HUGE})
"""Whole numbers; sums are huge."""
NUMBERS = WHOLE | {REAL}
TYPES = NUMBERS | {TEXT, BOOL, TIME, SPAN}
"""That values may have here, in SQL."""
BITS: Mapping[str, int] = MappingProxyType({INT: 31, LONG: 63, HUGE: 127, TIME: 63, SPAN: 63})
"""Of what is a whole number, beside its sign."""


class Unknown(Exception):
    """An expression that is not done here."""


class Expression(NamedTuple):
    """A part of one that is more than a leaf: an operator or a function, and what it is given."""

    name: str
    given: tuple[Node, ...]


class Leaf(NamedTuple):
    """What the row alone decides, as KQL."""

    text: str


class Remembered(NamedTuple):
    """A value of what was matched before, by the column that stands for it."""

    column: str


Node = Expression | Leaf | Remembered


class Typed(NamedTuple):
    """A function and the type of what it gives."""

    type: str
    call: Function


def parsed(text: str, remembered: frozenset[str]) -> Node:
    """The expression, in which the columns `remembered` are not of the row. Raises Unknown."""
    return _parsed(tokens(text), remembered)


def leaves(node: Node) -> list[str]:
    """What of it must become a column."""
    if isinstance(node, Leaf):
        return [node.text]
    return [leaf for each in node.given for leaf in leaves(each)] if isinstance(node, Expression) else []


def compiled(node: Node, of_row: Mapping[str, tuple[int, str]], of_state: Mapping[str, tuple[int, str]]) -> Typed:
    """The function of an expression; `of_row` and `of_state`: place and type of each leaf and each remembered column. Raises Unknown."""
    match node:
        case Leaf(text):
            place, kind = of_row[text]
            made = Typed(kind, lambda row, _: row[place])
        case Remembered(column):
            place, kind = of_state[column]
            made = Typed(kind, lambda _, state: state[place])
        case Expression(name, given):
            return FUNCTIONS[name]([compiled(each, of_row, of_state) for each in given])
    if made.type not in TYPES:
        raise Unknown
    return made


def whole(value: int, kind: str) -> int:
    """The number, if there is room for it. Raises InputError."""
    if not -(1 << BITS[kind]) <= value < 1 << BITS[kind]:
        raise InputError("the query cannot be run: a number in `scan` is beyond what its type holds", "query")
    return value


_COMPARED = frozenset({"==", "!=", "<>", "<", "<=", ">", ">="})


def _parsed(pieces: list[Token], remembered: frozenset[str]) -> Node:
    if not any(_is_remembered(pieces, at, remembered) for at in range(len(pieces))):
        return Leaf(_plain(pieces))
    for word in ("or", "and"):
        parts = _split(pieces, word)
        if len(parts) > 1:
            return Expression(word, tuple(_parsed(part, remembered) for part in parts))
    reader = _Reader(pieces, remembered)
    node = reader.compared()
    if reader.at < len(pieces):
        raise Unknown
    return node


def _is_remembered(pieces: list[Token], at: int, remembered: frozenset[str]) -> bool:
    return pieces[at].text == "[" and unquoted(joined(pieces[at : at + 3])) in remembered


def _plain(pieces: list[Token]) -> str:
    """Their text, without comments."""
    return "".join(" " if piece.kind == "space" else piece.text for piece in pieces).strip()


def _split(pieces: list[Token], word: str) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    at = 0
    while at < len(pieces):
        if pieces[at] == ("name", word):
            parts.append([])
            at += 1
            continue
        end = closing(pieces, at) if pieces[at].kind == "mark" and pieces[at].text in "([{" else at
        parts[-1] += pieces[at : end + 1]
        at = end + 1
    return parts


class _Reader:
    """Reads comparisons and arithmetic from left to right, as the grammar binds them."""

    def __init__(self, pieces: list[Token], remembered: frozenset[str]) -> None:
        self.pieces, self.remembered, self.at = pieces, remembered, next_of(pieces, 0)

    def compared(self) -> Node:
        node = self.summed()
        mark = self._mark(2) if self._mark(2) in _COMPARED else self._mark(1)
        if mark not in _COMPARED:
            return node
        self._go(len(mark))
        return _joined(mark, node, self.summed())

    def summed(self) -> Node:
        node = self.multiplied()
        while (mark := self._mark(1)) in {"+", "-"}:
            self._go()
            node = _joined(mark, node, self.multiplied())
        return node

    def multiplied(self) -> Node:
        node = self.single()
        while (mark := self._mark(1)) in {"*", "/", "%"}:
            self._go()
            node = _joined(mark, node, self.single())
        return node

    def single(self) -> Node:
        if self.at >= len(self.pieces):
            raise Unknown
        start, piece = self.at, self.pieces[self.at]
        if piece.text == "-":
            self._go()
            inner = self.single()
            return Leaf(f"(-{inner.text})") if isinstance(inner, Leaf) else Expression("negative", (inner,))
        if piece.text in {"(", "["}:
            end = closing(self.pieces, start)
            self._go(end + 1 - start)
            if piece.text == "(":
                return _parsed(self.pieces[start + 1 : end], self.remembered)
            column = unquoted(joined(self.pieces[start : end + 1]))
            return Remembered(column) if column in self.remembered else Leaf(quoted(column))
        self._go()
        if piece.kind in {"number", "string"}:
            return Leaf(piece.text)
        if piece.kind != "name" or self._mark(1) in {".", "["}:
            raise Unknown
        if self._mark(1) != "(":
            return Leaf(piece.text)
        opening = self.at
        end = closing(self.pieces, opening)
        self._go(end + 1 - opening)
        return self._call(piece.text, self.pieces[opening + 1 : end])

    def _call(self, name: str, inside: list[Token]) -> Node:
        if not any(_is_remembered(inside, at, self.remembered) for at in range(len(inside))):
            return Leaf(f"{name}({_plain(inside)})")
        if name not in FUNCTIONS or name in {"or", "and", "negative"}:
            raise Unknown
        return Expression(name, tuple(parsed(each, self.remembered) for each in pieces_of(_plain(inside))))

    def _go(self, pieces: int = 1) -> None:
        self.at = next_of(self.pieces, self.at + pieces)

    def _mark(self, length: int) -> str:
        found = self.pieces[self.at : self.at + length]
        return joined(found) if all(piece.kind == "mark" for piece in found) else ""


def _joined(mark: str, left: Node, right: Node) -> Node:
    if isinstance(left, Leaf) and isinstance(right, Leaf):
        return Leaf(f"({left.text} {mark} {right.text})")
    return Expression(mark, (left, right))


def _common(given: Sequence[Typed]) -> tuple[str, list[Function]]:
    """The one type that values have, numbers made alike as SQL does it."""
    kinds = {each.type for each in given}
    if len(kinds) == 1:
        return kinds.pop(), [each.call for each in given]
    if kinds <= WHOLE:
        return max(kinds, key=BITS.__getitem__), [each.call for each in given]
    if kinds <= NUMBERS:
        return REAL, [each.call if each.type == REAL else _real(each.call) for each in given]
    raise Unknown


def _real(call: Function) -> Function:
    def real(row: Values, state: Values) -> float | None:
        value = call(row, state)
        return None if value is None else float(value)

    return real


def _keyed(kind: str, call: Function) -> Function:
    """What orders values: a NaN is beyond all numbers, and like itself."""
    if kind != REAL:
        return call

    def key(row: Values, state: Values) -> tuple[bool, float] | None:
        value = call(row, state)
        return None if value is None else (True, 0.0) if value != value else (False, value)  # noqa: PLR0124

    return key


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Sequence[Typed]], Typed]:
    def made(given: Sequence[Typed]) -> Typed:
        kind, calls = _common(given)
        one, other = (_keyed(kind, call) for call in calls)

        def ordered(row: Values, state: Values) -> bool | None:
            left, right = one(row, state), other(row, state)
            return None if left is None or right is None else compare(left, right)

        return Typed(BOOL, ordered)

    return made


def _same(is_same: bool) -> Callable[[Sequence[Typed]], Typed]:
    """Two nulls are neither the same nor not; a null and a value are not the same."""

    def made(given: Sequence[Typed]) -> Typed:
        kind, calls = _common(given)
        one, other = (_keyed(kind, call) for call in calls)

        def same(row: Values, state: Values) -> bool | None:
            left, right = one(row, state), other(row, state)
            return None if left is None and right is None else (left == right) is is_same

        return Typed(BOOL, same)

    return made


_SUMS: Mapping[tuple[str, str, str], str] = MappingProxyType({
    (TIME, "-", TIME): SPAN, (TIME, "+", SPAN): TIME, (TIME, "-", SPAN): TIME, (SPAN, "+", TIME): TIME,
    (SPAN, "+", SPAN): SPAN, (SPAN, "-", SPAN): SPAN,
})  # fmt: skip


def _reckoned(mark: str, reckon: Callable[[Any, Any], Any]) -> Callable[[Sequence[Typed]], Typed]:
    def made(given: Sequence[Typed]) -> Typed:
        left, right = given
        kind = _SUMS.get((left.type, mark, right.type), "")
        one, other = left.call, right.call
        if not kind:
            kind, (one, other) = _common(given)
            if kind not in NUMBERS:
                raise Unknown

        def real(row: Values, state: Values) -> Any:
            a, b = one(row, state), other(row, state)
            return None if a is None or b is None else reckon(a, b)

        def exact(row: Values, state: Values) -> Any:
            a, b = one(row, state), other(row, state)
            return None if a is None or b is None else whole(reckon(a, b), kind)

        return Typed(kind, real if kind == REAL else exact)

    return made


def _divided(given: Sequence[Typed]) -> Typed:
    """Whole numbers towards zero, and by zero to nothing; of two timespans a real number."""
    if [each.type for each in given] == [SPAN, SPAN]:
        one, other = (each.call for each in given)

        def share(row: Values, state: Values) -> Any:
            a, b = one(row, state), other(row, state)
            if a is None or b is None:
                return None
            if not b:
                raise InputError("`scan` that divides by a timespan of nothing is not supported", "query")
            return (a / 1e6) / (b / 1e6)

        return Typed(REAL, share)
    kind, (first, second) = _common(given)
    if kind not in NUMBERS:
        raise Unknown

    def divided(row: Values, state: Values) -> Any:
        a, b = first(row, state), second(row, state)
        if a is None or b is None or not b:
            return None
        if kind == REAL:
            return a / b
        return whole(abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1), kind)

    return Typed(kind, divided)


def _rest(given: Sequence[Typed]) -> Typed:
    """Never negative."""
    kind, (one, other) = _common(given)
    if kind not in WHOLE:
        raise Unknown

    def rest(row: Values, state: Values) -> Any:
        a, b = one(row, state), other(row, state)
        return None if a is None or b is None or not b else a % abs(b)

    return Typed(kind, rest)


def _negative(given: Sequence[Typed]) -> Typed:
    [(kind, call)] = given
    if kind not in NUMBERS | {SPAN}:
        raise Unknown

    def negative(row: Values, state: Values) -> Any:
        value = call(row, state)
        return None if value is None else -value if kind == REAL else whole(-value, kind)

    return Typed(kind, negative)


def _all(given: Sequence[Typed]) -> Typed:
    calls = _conditions(given)

    def every(row: Values, state: Values) -> bool | None:
        found: bool | None = True
        for call in calls:
            value = call(row, state)
            if value is False:
                return False
            found = found if value else None
        return found

    return Typed(BOOL, every)


def _any(given: Sequence[Typed]) -> Typed:
    calls = _conditions(given)

    def some(row: Values, state: Values) -> bool | None:
        found: bool | None = False
        for call in calls:
            value = call(row, state)
            if value:
                return True
            found = found if value is False else None
        return found

    return Typed(BOOL, some)


def _conditions(given: Sequence[Typed]) -> list[Function]:
    if any(each.type != BOOL for each in given):
        raise Unknown
    return [each.call for each in given]


def _not(given: Sequence[Typed]) -> Typed:
    [call] = _conditions(given)

    def negated(row: Values, state: Values) -> bool | None:
        value = call(row, state)
        return None if value is None else not value

    return Typed(BOOL, negated)


def _chosen(given: Sequence[Typed]) -> Typed:
    """`case`, and `iff` as the shortest of them."""
    if len(given) < 3 or len(given) % 2 == 0:
        raise Unknown
    conditions = _conditions(given[:-1:2])
    kind, (*calls, otherwise) = _common([*given[1::2], given[-1]])
    pairs = list(zip(conditions, calls, strict=True))

    def chosen(row: Values, state: Values) -> Any:
        for condition, call in pairs:
            if condition(row, state):
                return call(row, state)
        return otherwise(row, state)

    return Typed(kind, chosen)


def _iff(given: Sequence[Typed]) -> Typed:
    if len(given) != 3:
        raise Unknown
    return _chosen(given)


def _empty(is_empty: bool, *, of_text: bool) -> Callable[[Sequence[Typed]], Typed]:
    def made(given: Sequence[Typed]) -> Typed:
        [(_, call)] = given
        nothing = (None, "") if of_text else (None,)
        return Typed(BOOL, lambda row, state: (call(row, state) in nothing) is is_empty)

    return made


def _best(choose: Callable[..., Any]) -> Callable[[Sequence[Typed]], Typed]:
    """The greatest or the least of what is no null."""

    def made(given: Sequence[Typed]) -> Typed:
        kind, calls = _common(given)
        if kind in {TEXT, BOOL}:
            raise Unknown

        def best(row: Values, state: Values) -> Any:
            values = [value for value in (call(row, state) for call in calls) if value is not None]
            return choose(values, key=lambda value: (value != value, value), default=None)  # noqa: PLR0124

        return Typed(kind, best)

    return made


def _coalesce(given: Sequence[Typed]) -> Typed:
    """The first that is neither null nor an empty text; an empty text before nothing."""
    kind, calls = _common(given)

    def first(row: Values, state: Values) -> Any:
        values = [value for value in (call(row, state) for call in calls) if value is not None]
        return next((value for value in values if value != ""), values[0] if values else None)

    return Typed(kind, first)


def _strcat(given: Sequence[Typed]) -> Typed:
    if any(each.type not in WHOLE | {TEXT} for each in given):
        raise Unknown
    calls = [each.call for each in given]
    return Typed(TEXT, lambda row, state: "".join("" if (value := call(row, state)) is None else str(value) for call in calls))


def _tostring(given: Sequence[Typed]) -> Typed:
    if len(given) != 1:
        raise Unknown
    return _strcat(given)


FUNCTIONS: Mapping[str, Callable[[Sequence[Typed]], Typed]] = MappingProxyType({
    "or": _any, "and": _all, "==": _same(True), "!=": _same(False), "<>": _same(False),
    "<": _ordered(operator.lt), "<=": _ordered(operator.le), ">": _ordered(operator.gt), ">=": _ordered(operator.ge),
    "+": _reckoned("+", operator.add), "-": _reckoned("-", operator.sub), "*": _reckoned("*", operator.mul),
    "/": _divided, "%": _rest, "negative": _negative,
    "not": _not, "iff": _iff, "iif": _iff, "case": _chosen,
    "isnull": _empty(True, of_text=False), "isnotnull": _empty(False, of_text=False), "notnull": _empty(False, of_text=False),
    "isempty": _empty(True, of_text=True), "isnotempty": _empty(False, of_text=True), "notempty": _empty(False, of_text=True),
    "max_of": _best(max), "min_of": _best(min), "coalesce": _coalesce, "strcat": _strcat, "tostring": _tostring,
})  # fmt: skip
"""Operators and functions -> what makes one of the types and functions of its arguments."""

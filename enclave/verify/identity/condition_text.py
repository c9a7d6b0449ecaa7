"""The language of conditions of role assignments (version 2.0), read into a tree of tests.

Grammar: learn.microsoft.com/azure/role-based-access-control/conditions-format (MicrosoftDocs/azure-docs at b3afb54).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from enclave.errors import EnclaveError
from enclave.verify.identity.operators import OPERATORS, QUANTIFIERS, Kind, Literal, literal

VERSION = "2.0"
LONGEST = 64_000
"""Characters of a condition that is read. Azure takes eight thousand at most."""
DEEPEST = 60
"""Parentheses and negations inside one another."""


class Malformed(EnclaveError):
    """A text that is no condition."""


class Attribute(NamedTuple):
    """Something that a test asks for."""

    source: str
    """`request`, `resource`, `principal` or `environment`."""
    name: str
    """Lower case: `microsoft.authorization/roleassignments:roledefinitionid`."""

    @property
    def told(self) -> str:
        """As conditions write it."""
        return f"@{self.source.capitalize()}[{self.name}]"


Side: TypeAlias = Attribute | tuple[Literal, ...]


class Matches(Struct, frozen=True):
    """`ActionMatches{...}`, or the same of suboperations."""

    patterns: tuple[str, ...]
    suboperation: bool = False


class Exists(Struct, frozen=True):
    """`Exists @Request[...]`."""

    attribute: Attribute


class Compared(Struct, frozen=True):
    """`left operator right`."""

    left: Side
    operator: str
    """Of `OPERATORS`."""
    right: Side
    left_all: bool = False
    """Every value on the left must satisfy it, not only one."""
    right_all: bool = False


class Negated(Struct, frozen=True):
    """`NOT part`."""

    part: Node


class Joined(Struct, frozen=True):
    """Parts with one word between them all, or with different ones and no parentheses, which Azure says no order for."""

    parts: tuple[Node, ...]
    words: tuple[str, ...]
    """`and` or `or`: one fewer than parts."""


Node: TypeAlias = Matches | Exists | Compared | Negated | Joined

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<attribute>@(?:Resource|Request|Principal|Environment)\s*\[[^\]]*\])
    |(?P<text>'(?:[^'\\]|\\[^'])*')
    |(?P<guid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-]))
    |(?P<number>-?\d+(?![\w.-]))
    |(?P<word>[a-z]\w*(?::[a-z]\w*)?)
    |(?P<mark>&&|\|\||[(){},!])
    )""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_WORDS = {"&&": "and", "||": "or", "!": "not"}


class _Token(NamedTuple):
    kind: str
    text: str


def parse(condition: str) -> Node:
    """The tree of a condition. Raises `Malformed`."""
    if len(condition) > LONGEST:
        raise Malformed(f"a condition of {len(condition)} characters is none that Azure takes", "condition", f"at most {LONGEST}")
    reader = _Reader(tuple(_tokens(condition)))
    tree = reader.joined(0)
    reader.expect("end")
    return tree


def _tokens(condition: str) -> Iterator[_Token]:
    place, end = 0, len(condition.rstrip())
    while place < end:
        found = _TOKEN.match(condition, place, end)
        if found is None or found.lastgroup is None:
            raise Malformed(f"`{condition[place : place + 20].strip()}` is nothing that a condition has", f"character {place + 1}")
        kind, word = found.lastgroup, found[found.lastgroup]
        if kind == "mark" or (kind == "word" and word.lower() in ("and", "or", "not")):
            yield _Token(_WORDS.get(word, word.lower()), word)
        else:
            yield _Token(kind, word)
        place = found.end()
    yield _Token("end", "the end")


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: tuple[_Token, ...]) -> None:
        self._tokens, self._place = tokens, 0

    @property
    def next(self) -> _Token:
        return self._tokens[self._place]

    def take(self) -> _Token:
        token = self.next
        self._place += token.kind != "end"
        return token

    def expect(self, kind: str) -> _Token:
        token = self.take()
        if token.kind != kind:
            raise Malformed(f"a condition has `{token.text}` where {kind} was expected", "condition")
        return token

    def joined(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise Malformed("a condition is nested deeper than Azure takes one", "condition", f"at most {DEEPEST} deep")
        parts, words = [self.single(depth)], []
        while self.next.kind in ("and", "or"):
            words.append(self.take().kind)
            parts.append(self.single(depth))
        return Joined(tuple(parts), tuple(words)) if words else parts[0]

    def single(self, depth: int) -> Node:
        negations = 0
        while self.next.kind == "not":
            self.take()
            negations += 1
        if self.next.kind == "(":
            self.take()
            node = self.joined(depth + 1)
            self.expect(")")
        else:
            node = self.test()
        return Negated(node) if negations % 2 else node

    def test(self) -> Node:
        if self.next.kind == "word" and self.next.text.lower() in ("actionmatches", "suboperationmatches"):
            name = self.take().text.lower()
            values = self.listed()
            if any(kind is not Kind.TEXT for kind, _ in values):
                raise Malformed(f"`{name}` takes texts", "condition")
            return Matches(tuple(str(value) for _, value in values), name.startswith("sub"))
        if self.next.kind == "word" and self.next.text.lower() == "exists":
            self.take()
            return Exists(_attribute(self.expect("attribute")))
        left = self.side()
        name = self.expect("word").text
        quantifier, colon, base = name.lower().rpartition(":")
        if base not in OPERATORS or (colon and quantifier not in QUANTIFIERS):
            raise Malformed(f"`{name}` is no operator of a condition", "condition")
        right = self.side()
        for side in (left, right):
            if not isinstance(side, Attribute):
                _check(name, base, side, alone=not colon)
        return Compared(left, base, right, *QUANTIFIERS.get(quantifier, (False, False)))

    def side(self) -> Side:
        if self.next.kind == "attribute":
            return _attribute(self.take())
        return self.listed() if self.next.kind == "{" else (_literal(self.take()),)

    def listed(self) -> tuple[Literal, ...]:
        self.expect("{")
        values = [_literal(self.take())]
        while self.next.kind == ",":
            self.take()
            values.append(_literal(self.take()))
        self.expect("}")
        return tuple(values)


def _attribute(token: _Token) -> Attribute:
    source, _, name = token.text.removeprefix("@").partition("[")
    return Attribute(source.strip().lower(), name.removesuffix("]").strip().lower())


def _literal(token: _Token) -> Literal:
    found = literal(token.kind, token.text)
    if found is None:
        raise Malformed(f"a condition has `{token.text}` where a value was expected", "condition")
    return found


def _check(name: str, base: str, values: tuple[Literal, ...], *, alone: bool) -> None:
    wanted = OPERATORS[base].kind
    if alone and len(values) > 1:
        raise Malformed(f"`{name}` compares one value, and several need one of {', '.join(sorted(QUANTIFIERS))}", "condition")
    if any(OPERATORS[base].read(each) is None for each in values):
        raise Malformed(f"`{name}` compares values of the kind {wanted.value}", "condition")

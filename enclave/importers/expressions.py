"""Parses template expressions into a small tree, without recursion. Grammar: Microsoft Learn, "Template expressions"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from enclave.errors import InputError

TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>[A-Za-z_]\w*)|(?P<mark>\.\?|\[\?|[().,\[\]]))")
DEEPEST = 96
"""Calls inside calls."""
LONGEST = 24_576
"""Characters of an expression that Resource Manager takes."""


@dataclass(frozen=True)
class Literal:
    """A text or a number."""

    value: str | int | float


@dataclass(frozen=True)
class Call:
    """A function call. The name is in lower case, with a namespace when it has one."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Get:
    """A property or an element of something."""

    target: Node
    key: Node
    safe: bool
    """`.?` and `[?`: null when it is not there."""


Node: TypeAlias = Literal | Call | Get


class SyntaxProblem(Exception):
    """An expression that cannot be parsed; the caller keeps it unevaluated."""


@dataclass
class _Open:
    """A bracket that is still open: of a call (`name`) or of an index (`target`)."""

    name: str = ""
    target: Node | None = None
    safe: bool = False
    arguments: list[Node] = field(default_factory=list)


def is_expression(text: str) -> bool:
    """Whether Resource Manager takes a text for an expression."""
    return len(text) > 2 and text[0] == "[" and text[-1] == "]" and text[1] != "["


def unescaped(text: str) -> str:
    """A text that is not an expression, without the bracket that kept it from being one."""
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


def unescaped_once(value: Any) -> Any:
    """A JSON value whose texts have lost the bracket that kept them from being expressions. As deep as the document."""
    if isinstance(value, Mapping):
        return {unescaped(key): unescaped_once(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unescaped_once(item) for item in value]
    return unescaped(value) if isinstance(value, str) else value


def parse(text: str, where: str) -> Node:
    """The tree of `[...]`. Raises SyntaxProblem, or InputError when it is too long or too deep."""
    if len(text) > LONGEST:
        raise InputError(f"the expression has {len(text)} characters, more than Resource Manager takes ({LONGEST})", where)
    parser = _Parser(_tokens(text[1:-1]), where)
    return parser.whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        found = TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            raise SyntaxProblem(f"unexpected `{text[position:position + 10].strip()}`")
        tokens.append((found.lastgroup, found.group(found.lastgroup)))
        position = found.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], where: str) -> None:
        self.tokens = [*tokens, ("end", "end"), ("end", "end")]
        self.position = 0
        self.open: list[_Open] = []
        self.where = where

    def whole(self) -> Node:
        while True:
            current = self._operand()
            if current is None:
                continue
            following = self._after(current)
            if following is not None:
                return following

    def _take(self) -> tuple[str, str]:
        self.position += 1
        return self.tokens[self.position - 1]

    def _push(self, bracket: _Open) -> None:
        self.open.append(bracket)
        if len(self.open) > DEEPEST:
            raise InputError(f"calls are nested more than {DEEPEST} levels deep", self.where)

    def _operand(self) -> Node | None:
        """The next literal or empty call; None after the opening of a call, whose first argument comes next."""
        kind, piece = self._take()
        if kind == "text":
            return Literal(piece[1:-1].replace("''", "'"))
        if kind == "number":
            return Literal(float(piece) if "." in piece else int(piece))
        if kind != "word":
            raise SyntaxProblem(f"unexpected `{piece}`")
        name = piece.lower()
        while self.tokens[self.position] == ("mark", ".") and self.tokens[self.position + 1][0] == "word":
            self._take()
            name += "." + self._take()[1].lower()
        if self._take() != ("mark", "("):
            raise SyntaxProblem(f"`{piece}` is not called")
        if self.tokens[self.position] == ("mark", ")"):
            self._take()
            return Call(name, ())
        self._push(_Open(name=name))
        return None

    def _after(self, current: Node) -> Node | None:
        """Goes on behind an operand; the whole tree when the end is reached, None when another operand must follow."""
        while True:
            kind, piece = self._take()
            if kind == "end":
                if self.open:
                    raise SyntaxProblem("a bracket is not closed")
                return current
            if piece in (".", ".?"):
                name = self._take()
                if name[0] not in ("word", "number"):
                    raise SyntaxProblem(f"unexpected `{name[1]}`")
                current = Get(current, Literal(name[1]), piece == ".?")
                continue
            if piece in ("[", "[?"):
                self._push(_Open(target=current, safe=piece == "[?"))
                return None
            bracket = self.open[-1] if self.open else None
            if bracket is None or (piece == "]") != (bracket.target is not None) or piece not in (",", ")", "]"):
                raise SyntaxProblem(f"unexpected `{piece}`")
            if piece == ",":
                bracket.arguments.append(current)
                return None
            self.open.pop()
            target = bracket.target
            current = Get(target, current, bracket.safe) if target is not None else Call(
                bracket.name, (*bracket.arguments, current)
            )

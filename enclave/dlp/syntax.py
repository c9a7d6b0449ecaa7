"""Reads a regular expression in RE2's syntax into a tree, and refuses by name what no bounded engine can run.

Sets of characters are kept as ASCII and "beyond ASCII or not": always all that may match, sometimes more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from enclave.dlp.characters import ALL, DIGITS, LETTERS, NAMED, SPACES, WORD, Chars

Node: TypeAlias = "Leaf | Edge | Cat | Alt | Repeat | Group"
MOST_NESTED = 60


class PatternError(ValueError):
    """An expression that is not taken; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Leaf:
    """One character."""

    chars: Chars


@dataclass(frozen=True)
class Edge:
    """A place between two characters: `^`, `$`, `b`, `B`, `A` or `z`."""

    kind: str


@dataclass(frozen=True)
class Cat:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Alt:
    """One of several, the first that fits."""

    options: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    """So many times; None: without end."""

    node: Node
    least: int
    most: int | None
    lazy: bool = False


@dataclass(frozen=True)
class Group:
    """A capturing group, and its name if it has one."""

    node: Node
    number: int
    name: str


_REFUSED: tuple[tuple[str, str, str], ...] = (
    ("(?=", "look-ahead `(?=`", "match the text itself, or use `\\b`; a following character can be left out of the value with a group"),
    ("(?!", "negative look-ahead `(?!`", "exclude characters in a class, `[^...]`, or use a validator"),
    ("(?<=", "look-behind `(?<=`", "write the text before the value and put the value in a group, or name it as `evidence`"),
    ("(?<!", "negative look-behind `(?<!`", "use `\\b` or `\\B`, or match the character before and put the value in a group"),
    ("(?>", "an atomic group `(?>`", "write `(?:`: the engine never goes back, so that nothing is gained by it"),
    ("(?P=", "a back-reference `(?P=`", "write the alternatives out, or use a validator"),
    ("(?P>", "a recursion `(?P>`", "write the levels out"),
    ("(?R", "a recursion `(?R`", "write the levels out"),
    ("(?#", "a comment `(?#`", "leave it out"),
    ("(?(", "a condition `(?(`", "write both cases with `|`"),
    ("(?|", "a branch reset `(?|`", "write `(?:`"),
)
_FORBIDDEN_ESCAPES: Mapping[str, tuple[str, str]] = MappingProxyType({
    **{digit: (f"a back-reference `\\{digit}`", "write the alternatives out, or use a validator") for digit in "123456789"},
    "k": ("a back-reference `\\k`", "write the alternatives out, or use a validator"),
    "g": ("a back-reference `\\g`", "write the alternatives out, or use a validator"),
    "Z": ("`\\Z`", "write `\\z` for the end of the text, `$` for that of a line"),
    "G": ("`\\G`", "leave it out"),
    "K": ("`\\K`", "put the value in a group"),
    "C": ("`\\C`, a single byte", "write `.`"),
})
_CONTROLS: Mapping[str, str] = MappingProxyType({"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"})
_PROPERTIES: Mapping[str, Chars] = MappingProxyType({
    "L": LETTERS, "Lu": NAMED["upper"], "Ll": NAMED["lower"], "N": DIGITS, "Nd": DIGITS,
})
"""Of ASCII exactly these."""
_CLASSES: Mapping[str, Chars] = MappingProxyType({"d": DIGITS, "s": SPACES, "w": WORD})
_TIMES = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}")
_NAME = re.compile(r"\(\?P?<([A-Za-z_][A-Za-z0-9_]*)>")
_FLAGS = re.compile(r"\(\?([imsU]*)(?:-([imsU]+))?([:)])")


@dataclass(frozen=True)
class _State:
    """Flags in force."""

    fold: bool = False
    dot_all: bool = False

    def changed(self, on: str, off: str) -> _State:
        fold = ("i" in on or self.fold) and "i" not in off
        return _State(fold, ("s" in on or self.dot_all) and "s" not in off)


def parse(pattern: str) -> Node:
    """The tree of an expression. Raises PatternError."""
    reader = _Reader(pattern)
    node = reader.alternatives(_State(), 0)
    if reader.at < len(pattern):
        raise PatternError(f"a `)` that nothing opens (character {reader.at + 1})", "write `\\)` for the character itself")
    return node


class _Reader:
    """Goes through the pattern once, from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.groups = 0
        self.names: set[str] = set()

    def alternatives(self, state: _State, depth: int) -> Node:
        if depth > MOST_NESTED:
            raise PatternError(f"groups are nested more than {MOST_NESTED} deep")
        options: list[Node] = []
        parts: list[Node] = []
        while self.at < len(self.pattern) and self.pattern[self.at] != ")":
            if self.pattern[self.at] == "|":
                self.at += 1
                options.append(_cat(parts))
                parts = []
                continue
            node, state = self.item(state, depth)
            if node is not None:
                parts.append(self.repeated(node))
        options.append(_cat(parts))
        return options[0] if len(options) == 1 else Alt(tuple(options))

    def item(self, state: _State, depth: int) -> tuple[Node | None, _State]:
        """One thing that can be repeated, or None for flags that hold from here on."""
        text, at = self.pattern, self.at
        character = text[at]
        if character == "(":
            return self.group(state, depth)
        self.at += 1
        if character in "*+?":
            hint = f"write `\\{character}` for the character itself"
            raise PatternError(f"`{character}` has nothing to repeat (character {at + 1})", hint)
        if character == "[":
            return Leaf(self.characters(state)), state
        if character == ".":
            return Leaf(ALL if state.dot_all else ALL.without("\n")), state
        if character in "^$":
            return Edge(character), state
        if character == "\\":
            return self.escape(state), state
        return Leaf(Chars.of(character).folded(state.fold)), state

    def group(self, state: _State, depth: int) -> tuple[Node | None, _State]:
        text = self.pattern
        for opening, what, hint in _REFUSED:
            if text.startswith(opening, self.at):
                raise PatternError(f"{what} is not taken (character {self.at + 1})", hint)
        inner, number, name = state, 0, ""
        if text.startswith("(?", self.at):
            flags, named = _FLAGS.match(text, self.at), _NAME.match(text, self.at)
            if flags:
                self.at = flags.end()
                inner = state.changed(flags[1], flags[2] or "")
                if flags[3] == ")":
                    return None, inner
            elif named:
                self.at, name = named.end(), named[1]
                if name in self.names:
                    raise PatternError(f"two groups are called `{name}`", "give each a name of its own")
                self.names.add(name)
            else:
                raise PatternError(f"a group that nobody knows, `{text[self.at : self.at + 4]}` (character {self.at + 1})")
            if flags:
                return self.closed(self.alternatives(inner, depth + 1)), state
        else:
            self.at += 1
        self.groups += 1
        number = self.groups
        return Group(self.closed(self.alternatives(inner, depth + 1)), number, name), state

    def closed(self, node: Node) -> Node:
        if not self.pattern.startswith(")", self.at):
            raise PatternError("a group that is not closed", "write `)` behind it, or `\\(` for the character itself")
        self.at += 1
        return node

    def repeated(self, node: Node) -> Node:
        """The node as often as what follows it says."""
        seen = False
        while self.at < len(self.pattern):
            character = self.pattern[self.at]
            times = _TIMES.match(self.pattern, self.at) if character == "{" else None
            if times:
                least = int(times[1])
                most = least if not times[2] else int(times[3]) if times[3] else None
                if max(least, most or 0) > 1000 or (most is not None and most < least):
                    raise PatternError(f"`{times[0]}` is not taken", "repeat at most 1,000 times, the smaller number first")
                self.at = times.end()
            elif character in "*+?":
                least, most = int(character == "+"), 1 if character == "?" else None
                self.at += 1
            else:
                return node
            if seen:
                raise PatternError("a repetition of a repetition", "put the first in a group, `(?:...)`")
            seen = True
            if self.pattern.startswith("+", self.at):
                raise PatternError("a possessive repetition", "leave the second `+` out: the engine never goes back anyway")
            lazy = self.pattern.startswith("?", self.at)
            self.at += lazy
            node = Repeat(node, least, most, lazy)
        return node

    def escape(self, state: _State) -> Node:
        """What a backslash means outside of a class."""
        text = self.pattern
        if self.at >= len(text):
            raise PatternError("a backslash at the end", "write `\\\\` for the character itself")
        character = text[self.at]
        if character in "bBAz":
            self.at += 1
            return Edge(character)
        if character == "Q":
            end = text.find("\\E", self.at)
            literal = text[self.at + 1 : end if end >= 0 else len(text)]
            self.at = end + 2 if end >= 0 else len(text)
            return _cat([Leaf(Chars.of(one).folded(state.fold)) for one in literal])
        return Leaf(self.escaped().folded(state.fold))

    def escaped(self) -> Chars:
        """What a backslash means, in a class too."""
        text = self.pattern
        character = text[self.at : self.at + 1]
        if character in _FORBIDDEN_ESCAPES and character:
            what, hint = _FORBIDDEN_ESCAPES[character]
            raise PatternError(f"{what} is not taken (character {self.at})", hint)
        self.at += 1
        if character.lower() in _CLASSES:
            chars = _CLASSES[character.lower()]
            return chars if character.islower() else chars.inverted()
        if character in "pP" and character:
            return self.property(negated=character == "P")
        if character == "x":
            found = re.compile(r"\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2})").match(text, self.at)
            if found is None or int(found[1] or found[2], 16) > 0x10FFFF:
                raise PatternError("`\\x` without a code", "write `\\x41` or `\\x{1F600}`")
            self.at = found.end()
            return Chars.of(chr(int(found[1] or found[2], 16)))
        if character == "0":
            found = re.compile("[0-7]{0,2}").match(text, self.at)
            self.at = found.end() if found else self.at
            return Chars.of(chr(int("0" + (found[0] if found else ""), 8)))
        if character in _CONTROLS and character:
            return Chars.of(_CONTROLS[character])
        if not character or character.isalnum():
            raise PatternError(f"`\\{character}` means nothing", "letters and digits are escaped only where that means something")
        return Chars.of(character)

    def property(self, *, negated: bool) -> Chars:
        """A Unicode property, `\\pL` or `\\p{Greek}`: all of it that is ASCII, or more."""
        found = re.compile(r"\{\^?([A-Za-z_]+)\}|([A-Z])").match(self.pattern, self.at)
        if found is None:
            raise PatternError("`\\p` without a property", "write `\\p{L}` or `\\p{Greek}`")
        self.at = found.end()
        name = found[1] or found[2]
        if negated or "^" in found[0] or name not in _PROPERTIES:
            self.vague = True
            return ALL
        return _PROPERTIES[name].with_wide()

    def characters(self, state: _State) -> Chars:
        """A class, after its `[`."""
        text = self.pattern
        negated = text.startswith("^", self.at)
        self.at += negated
        chars, first, self.vague = Chars(), True, False
        while first or not text.startswith("]", self.at):
            first = False
            if self.at >= len(text):
                raise PatternError("a class that is not closed", "write `]` behind it, or `\\[` for the character itself")
            named = re.compile(r"\[:(\^?)([a-z]+):\]").match(text, self.at)
            if named:
                if named[2] not in NAMED:
                    raise PatternError(f"a class that nobody knows, `{named[0]}`")
                self.at = named.end()
                chars |= NAMED[named[2]].inverted() if named[1] else NAMED[named[2]]
                continue
            chars |= self.ranged()
        self.at += 1
        chars = chars.folded(state.fold)
        return ALL if self.vague else chars.inverted() if negated else chars

    def ranged(self) -> Chars:
        """A character of a class, or a range of them."""
        text, one = self.pattern, self.member()
        if not text.startswith("-", self.at) or text.startswith("-]", self.at) or self.at + 1 >= len(text):
            return one
        first = self.single
        self.at += 1
        self.member()
        if not first or not self.single or first > self.single:
            raise PatternError("a range in a class whose ends are no characters in order", "write `\\-` for the character itself")
        return Chars.range(first, self.single)

    def member(self) -> Chars:
        """One member of a class; `single` is the character if it is one."""
        text = self.pattern
        character = text[self.at]
        self.at += 1
        if character != "\\":
            self.single = character
            return Chars.of(character)
        start = self.at
        chars = self.escaped()
        self.single = chars.only if text[start : start + 1] not in tuple("dDsSwWpP") else ""
        return chars

    single: str = ""
    vague: bool = False
    """A property in the class stands for more than it is."""


def _cat(parts: list[Node]) -> Node:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Cat) else (part,))]
    return flat[0] if len(flat) == 1 else Cat(tuple(flat))

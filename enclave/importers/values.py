"""Values while a template is evaluated: what is known only in part, what only a deployment knows, and the work done so far."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeAlias

from enclave.errors import InputError
from enclave.graph.model import Secret, Unresolved

Evaluated: TypeAlias = Any
"""JSON values, and `Text`, `Deployed`, `Unresolved`, `Secret` and `Lambda` among them."""
LONGEST_TEXT = 1_000_000
LARGEST_VALUE = 100_000
LARGEST_DOCUMENT = 1_000_000
"""Parts of a template as it is written: one of four megabytes, the most that Resource Manager takes, has fewer."""
DEEPEST_VALUE = 96
MOST_STEPS = 3_000_000
LONGEST_EXPRESSION = 400
LONGEST_NAME = 60
"""Characters of an expression that stands in a name; people read it in every line about the resource."""
DATED = re.compile(r"\d{4}-\d{2}-\d{2}")
AFTER = "known only after deployment"


@dataclass(frozen=True)
class Text:
    """A text that is known in part: `concat(parameters('prefix'), '-vnet')`."""

    parts: tuple[str | Unresolved, ...]

    def shown(self) -> str:
        """As part of a name or id, what is not known in braces and without `/`: `{parameters('prefix')}-vnet`."""
        return "".join(
            part if isinstance(part, str) else "{" + _cut(part.expression, LONGEST_NAME).replace("/", "|") + "}" for part in self.parts
        )

    def unresolved(self) -> Unresolved:
        """As an expression, for a place where it must be known."""
        reason = next((part.reason for part in self.parts if isinstance(part, Unresolved)), "")
        if len(self.parts) == 1 and isinstance(self.parts[0], Unresolved):
            return self.parts[0]
        return Unresolved(call("concat", self.parts), reason)


@dataclass(frozen=True)
class Deployed:
    """What only exists after deployment: a dotted path into a resource (`""`: all of it)."""

    resource: str
    """Full id."""
    path: str


class NameOf(str):
    """The name of a resource, taken out of its id. It is a text like any other until it stands alone in a body."""

    resource: str

    def __new__(cls, resource: str) -> NameOf:
        made = super().__new__(cls, resource.rpartition("/")[2])
        made.resource = resource
        return made


@dataclass(frozen=True)
class Lambda:
    """A function that is handed to `map`, `filter` and their like."""

    names: tuple[str, ...]
    body: Any
    frame: Any


@dataclass
class Budget:
    """How much work one template may cause, so that no template can take the program down."""

    where: str
    steps: int = field(default=0)

    def spend(self, steps: int) -> None:
        """Counts work. Raises InputError when it is too much."""
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise InputError("takes too much work to evaluate", self.where, "it may contain loops inside loops")

    def document(self, document: Evaluated) -> None:
        """Counts a template as it is written. Raises InputError when it is too large."""
        self.spend(_size(document, self.where, LARGEST_DOCUMENT))

    def checked(self, value: Evaluated) -> Evaluated:
        """A value that a function made, when its size is reasonable."""
        if isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                raise InputError(f"makes a text of more than {LONGEST_TEXT} characters", self.where)
        elif isinstance(value, list | dict):
            self.spend(_size(value, self.where))
        return value


def _size(value: Evaluated, where: str, most: int = LARGEST_VALUE) -> int:
    count = 0
    level = [value]
    depth = 0
    while level:
        depth += 1
        count += sum(1 + (len(item) // 100 if isinstance(item, str) else 0) for item in level)
        if count > most:
            raise InputError(f"makes a value of more than {most} parts", where)
        if depth > DEEPEST_VALUE:
            raise InputError(f"makes a value that is nested more than {DEEPEST_VALUE} levels deep", where)
        following: list[Evaluated] = []
        for item in level:
            if isinstance(item, dict):
                following += item.values()
            elif isinstance(item, list):
                following += item
        level = following
    return count


def call(name: str, arguments: tuple[Evaluated, ...] | list[Evaluated]) -> str:
    """An expression as text, the same for the same call, cut where it gets long."""
    return _cut(f"{name}({', '.join(_written(argument) for argument in arguments)})")


def step(target: Evaluated, key: Evaluated) -> str:
    """A property or an element of something as text."""
    text = _written(target)
    return _cut(f"{text}.{key}" if isinstance(key, str) and key.isidentifier() else f"{text}[{_written(key)}]")


def _cut(text: str, longest: int = LONGEST_EXPRESSION) -> str:
    """A text, or its beginning with a hash that keeps it apart from others that begin so."""
    return text if len(text) <= longest else f"{text[:longest]}... {sha256(text.encode()).hexdigest()[:12]}"


def _written(value: Evaluated) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, bool) or value is None:
        return {True: "true()", False: "false()", None: "null()"}[value]
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Unresolved):
        return value.expression
    if isinstance(value, Text):
        return value.unresolved().expression
    if isinstance(value, Secret):
        return f"parameters('{value.parameter}')"
    if isinstance(value, Deployed):
        return f"reference('{value.resource}').{value.path}"
    if isinstance(value, Mapping):
        return call("createObject", [part for pair in value.items() for part in pair])
    if isinstance(value, list):
        return call("createArray", value)
    return type(value).__name__


def known(value: Evaluated) -> bool:
    """Whether a value itself is known, whatever stands inside it."""
    return not isinstance(value, Unresolved | Text | Deployed | Secret)


def wholly_known(value: Evaluated) -> bool:
    """Whether a value and everything in it is known. Values have been size-checked, so the walk is bounded."""
    todo = [value]
    while todo:
        item = todo.pop()
        if not known(item):
            return False
        if isinstance(item, dict):
            todo += item.values()
        elif isinstance(item, list):
            todo += item
    return True


def reason(values: list[Evaluated]) -> str:
    """Why a call of values that are not all known is not known."""
    for value in values:
        if isinstance(value, Unresolved):
            return value.reason
        if isinstance(value, Text):
            return value.unresolved().reason
        if isinstance(value, Secret):
            return f"`{value.parameter}` is a secret"
        if isinstance(value, Deployed):
            return "known only after deployment"
    return "part of it is not known"


def as_text(value: Evaluated) -> str:
    """A value as text, as `string` and `format` write it."""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    return "" if value is None else json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=lambda other: type(other).__name__)


def shown(value: Evaluated) -> str:
    """A value as a name: what is not known stands in braces."""
    if isinstance(value, str):
        return value
    return Text((unresolved(value, ""),)).shown() if not isinstance(value, Text) else value.shown()


def dated(version: Evaluated) -> str:
    """A version of an API, in brackets where it is no date: it sorts before every date then, as the oldest one."""
    text = shown(version)
    return text if not text or DATED.match(text) else f"({text})"


def unresolved(value: Evaluated, why: str) -> Unresolved:
    """A value that is not known, or an expression, as what a graph can hold."""
    if isinstance(value, Unresolved):
        return value
    if isinstance(value, Text):
        return value.unresolved()
    return Unresolved(value if isinstance(value, str) else call("", [value])[1:-1], why)


def text_of(parts: list[Evaluated]) -> str | Text:
    """Parts as one text, known in part when one of them is not known."""
    flat: list[str | Unresolved] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Text) else (part if known(part) else unresolved(part, AFTER),):
            if isinstance(piece, Unresolved):
                flat.append(piece)
            elif flat and isinstance(flat[-1], str):
                flat[-1] += as_text(piece)
            else:
                flat.append(as_text(piece))
    return flat[0] if len(flat) == 1 and isinstance(flat[0], str) else Text(tuple(piece for piece in flat if piece != ""))

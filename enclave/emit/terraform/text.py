"""How Terraform is written down, laid out as `terraform fmt` does: equal signs of neighbouring lines stand in one column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enclave.errors import UnsupportedError

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
VALUES = frozenset({"true", "false", "null", "for", "if"})


@dataclass(frozen=True)
class Expression:
    """Terraform that is written as it is."""

    text: str


@dataclass(frozen=True)
class Wrapped:
    """A value with text around it: `[for item in items : ` ... `]`, `object(` ... `)`."""

    before: str
    value: object
    after: str


@dataclass(frozen=True)
class Block:
    """A nested block: a head and its attributes."""

    head: str
    attributes: Sequence[tuple[str | Expression, object]]


def quoted(text: str) -> str:
    """A text as a literal, with nothing in it that could be evaluated."""
    out = []
    for index, letter in enumerate(text):
        if letter in '"\\':
            out.append("\\" + letter)
        elif letter in "\n\r\t":
            out.append({"\n": "\\n", "\r": "\\r", "\t": "\\t"}[letter])
        elif letter in "$%" and text[index + 1 : index + 2] == "{":
            out.append(letter * 2)
        elif ord(letter) < 32 or 127 <= ord(letter) < 160 or letter in "\u2028\u2029":
            out.append(f"\\u{ord(letter):04x}")
        else:
            out.append(letter)
    return '"' + "".join(out) + '"'


def inline(value: object) -> str:
    """A value without parts of its own, on one line."""
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        raise UnsupportedError(f"a value of kind `{type(value).__name__}` cannot stand here in Terraform")
    return quoted(value)


def attributes(pairs: Sequence[tuple[str | Expression, object]], depth: int) -> list[str]:
    """Attributes and nested blocks, indented. Runs of one-line attributes are aligned."""
    out: list[str] = []
    run: list[tuple[str, str]] = []
    pad = "  " * depth

    def flush() -> None:
        width = max((len(key) for key, _ in run), default=0)
        out.extend(f"{pad}{key:<{width}} = {text}" for key, text in run)
        run.clear()

    for key, value in pairs:
        if isinstance(value, Block):
            flush()
            out.append(f"{pad}{value.head} {{")
            out += attributes(value.attributes, depth + 1)
            out.append(f"{pad}}}")
            continue
        text = spread(value, depth)
        if "\n" in text:
            flush()
            out.append(f"{pad}{_key(key)} = {text}")
        else:
            run.append((_key(key), text))
    flush()
    return out


def spread(value: object, depth: int) -> str:
    """A value; objects and lists over several lines, of which the first goes behind the equal sign."""
    pad = "  " * depth
    if isinstance(value, Wrapped):
        return f"{value.before}{spread(value.value, depth)}{value.after}"
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        return "\n".join(["{", *attributes(list(value.items()), depth + 1), f"{pad}}}"])
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            return "[]"
        if all(not isinstance(item, Mapping | list | tuple) for item in value) and len(value) == 1:
            return f"[{inline(value[0])}]"
        items = [f"{pad}  {spread(item, depth + 1)}," for item in value]
        return "\n".join(["[", *items, f"{pad}]"])
    return inline(value)


def _key(key: str | Expression) -> str:
    if isinstance(key, Expression):
        return f"({key.text})"
    return key if IDENTIFIER.fullmatch(key) and key not in VALUES else quoted(key)

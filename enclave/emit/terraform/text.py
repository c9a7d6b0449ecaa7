"""How Terraform is written down, laid out as `terraform fmt` does: equal signs of neighbouring lines stand in one column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from enclave.emit.values import IDENTIFIER, Expression, Interpolated, Object, Wrapped
from enclave.errors import UnsupportedError

VALUES: Final = frozenset({"true", "false", "null", "for", "if"})
ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "$": "$$", "%": "%%"}
ESCAPED: Final = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029"\\]|[$%](?=\{)')


@dataclass(frozen=True)
class Lines:
    """A text of several lines."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A nested block: a head and its attributes."""

    head: str
    attributes: Sequence[Attribute]


@dataclass(frozen=True)
class Gap:
    """An empty line between attributes."""


Attribute = tuple[str | Expression, object] | Block | Gap
"""What stands in a block. A `Gap` at the start or the end, or behind another one, is left out."""


def quoted(text: str) -> str:
    """A text as a literal, with nothing in it that could be evaluated."""
    return f'"{escaped(text)}"'


def escaped(text: str) -> str:
    """A text as it stands between quotes."""
    return ESCAPED.sub(lambda found: ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}", text)


def inline(value: object) -> str:
    """A value without parts of its own, on one line."""
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, Interpolated):
        return _interpolated(value.parts)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        raise UnsupportedError(f"a value of kind `{type(value).__name__}` cannot stand here in Terraform")
    return quoted(value)


def _interpolated(parts: Sequence[str | Expression]) -> str:
    """A text with expressions in it. A dollar sign in front of one would be read together with it."""
    out: list[str] = []
    for part in parts:
        if isinstance(part, Expression):
            dollars = len(out[-1]) - len(out[-1].rstrip("$")) if out else 0
            if dollars:
                out[-1] = out[-1][:-dollars] + '${"$"}' * dollars
            out.append("${" + part.text + "}")
        else:
            out.append(escaped(part))
    return '"' + "".join(out) + '"'


def attributes(pairs: Sequence[Attribute], depth: int) -> list[str]:
    """Attributes and nested blocks, indented. Runs of one-line attributes are aligned."""
    out: list[str] = []
    run: list[tuple[str, str]] = []
    pad = "  " * depth

    def flush() -> None:
        width = max((len(key) for key, _ in run), default=0)
        out.extend(f"{pad}{key:<{width}} = {text}" for key, text in run)
        run.clear()

    for pair in pairs:
        if isinstance(pair, Gap):
            flush()
            if out and out[-1]:
                out.append("")
            continue
        if isinstance(pair, Block):
            flush()
            out += [f"{pad}{pair.head} {{", *attributes(pair.attributes, depth + 1), f"{pad}}}"]
            continue
        text = spread(pair[1], depth)
        if "\n" in text:
            flush()
            out.append(f"{pad}{_key(pair[0])} = {text}")
        else:
            run.append((_key(pair[0]), text))
    flush()
    return out[:-1] if out and not out[-1] else out


def spread(value: object, depth: int) -> str:
    """A value; objects and lists over several lines, of which the first goes behind the equal sign."""
    pad = "  " * depth
    if isinstance(value, Wrapped):
        return f"{value.before}{spread(value.value, depth)}{value.after}"
    if isinstance(value, Lines):
        return "\n".join(["<<-EOT", *(f"{pad}  {_in_lines(line)}" for line in value.lines), f"{pad}EOT"])
    if isinstance(value, Object | Mapping):
        pairs = value.pairs if isinstance(value, Object) else tuple(value.items())
        return "\n".join(["{", *attributes(pairs, depth + 1), f"{pad}}}"]) if pairs else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            return "[]"
        if len(value) == 1 and not isinstance(value[0], Object | Wrapped | Mapping | list | tuple):
            return f"[{inline(value[0])}]"
        items = [f"{pad}  {spread(item, depth + 1)}," for item in value]
        return "\n".join(["[", *items, f"{pad}]"])
    return inline(value)


def block(head: str, pairs: Sequence[Attribute]) -> list[str]:
    """A block of a file."""
    inner = attributes(pairs, 1)
    return [f"{head} {{", *inner, "}"] if inner else [f"{head} {{}}"]


def _in_lines(line: str) -> str:
    return line.replace("${", "$${").replace("%{", "%%{")


def _key(key: str | Expression) -> str:
    if isinstance(key, Expression):
        return f"({key.text})"
    return key if IDENTIFIER.fullmatch(key) and key not in VALUES else quoted(key)

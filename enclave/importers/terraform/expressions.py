"""The references that a plan lists for an expression: taken apart, without those that only lead to another, each with its key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from enclave.importers.terraform.plan import key_of
from enclave.importers.values import Evaluated

PART: Final = re.compile(r'([A-Za-z_][\w-]*)|\[("(?:[^"\\]|\\.)*"|\d+)\]|\.')


class Key(str):
    """A key in brackets, unlike the name of an attribute."""


def parse_reference(reference: str) -> list[str | int]:
    """`azurerm_subnet.a["x"].id` as `azurerm_subnet`, `a`, Key `x`, `id`; what cannot be parsed is cut off."""
    parts: list[str | int] = []
    position = 0
    while position < len(reference):
        found = PART.match(reference, position)
        if found is None:
            break
        if found[1]:
            parts.append(found[1])
        elif found[2]:
            key = key_of(found[2])
            parts.append(Key(key) if isinstance(key, str) else key or 0)
        position = found.end()
    return parts


def longest(references: Sequence[str]) -> list[str]:
    """References without those that only lead to another one: a plan lists `a.b.id` and `a.b` for one."""
    return list(dict.fromkeys(_whole(references)))


def _whole(references: Sequence[str]) -> list[str]:
    found: list[str] = []
    for reference in references:
        if not (found and found[-1].startswith(reference) and found[-1][len(reference) :][:1] in (".", "[")):
            found.append(reference)
    return found


def keyed(references: Sequence[str]) -> list[tuple[str, str]]:
    """The references that a value is made of, each with the reference that stands in its brackets.

    A plan cuts `a.b[each.key].id` to `a.b` and goes on with `each.key`.
    """
    found: list[tuple[str, str]] = []
    bare = False
    for reference in _whole(references):
        parts = parse_reference(reference)
        head = parts[0] if parts else ""
        if head in ("path", "terraform", "self"):
            continue
        if bare and head in ("each", "count", "var", "local"):
            found[-1] = (found[-1][0], found[-1][1] or reference)
            continue
        found.append((reference, ""))
        bare = head not in ("each", "count", "var") and len(parts) == (3 if head == "data" else 2)
    return list(dict.fromkeys(found))


def told(expression: Evaluated) -> list[str]:
    """The references of an expression, or of everything in it."""
    found: list[str] = []
    todo = [expression]
    while todo:
        each = todo.pop()
        if isinstance(each, Mapping):
            references = each.get("references")
            if isinstance(references, list):
                found += [reference for reference in references if isinstance(reference, str)]
            todo += [item for key, item in each.items() if key not in ("references", "constant_value")]
        elif isinstance(each, list):
            todo += each
    return found

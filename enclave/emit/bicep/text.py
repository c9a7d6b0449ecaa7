"""How Bicep is written down: literals, objects, lists, and the lines that switch a linter rule off where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enclave.emit.values import IDENTIFIER, Expression, Interpolated, Object, Wrapped
from enclave.errors import UnsupportedError

WORDS_THAT_ARE_VALUES = frozenset({"true", "false", "null"})
CLOUD_HOSTS = (
    "api.loganalytics.io", "asazure.windows.net", "azuredatalakeanalytics.net", "azuredatalakestore.net", "core.windows.net",
    "database.windows.net", "datalake.azure.net", "gallery.azure.com", "graph.windows.net", "login.microsoftonline.com",
    "management.azure.com", "trafficmanager.net", "vault.azure.net",
)
"""Hosts of which the linter thinks that `environment()` should give them (Microsoft Learn, rule no-hardcoded-env-urls, 2026).

In names of private DNS zones and in firewall rules it cannot.
"""
HOST = re.compile("|".join(re.escape(host) for host in CLOUD_HOSTS))
DIRECTIVE = "#disable-next-line no-hardcoded-env-urls"
ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "$": "\\$"}
ESCAPED = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\\']|\$(?=\{)")


@dataclass(frozen=True)
class Arguments:
    """A call of a function with an argument on each line."""

    function: str
    values: tuple[object, ...]


def escaped(text: str) -> str:
    """A text as it stands between quotes."""
    return ESCAPED.sub(lambda found: ESCAPES.get(found[0]) or f"\\u{{{ord(found[0]):x}}}", text)


def inline(value: object) -> str:
    """A value without parts of its own, on one line."""
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, Interpolated):
        return "'" + "".join("${" + p.text + "}" if isinstance(p, Expression) else escaped(p) for p in value.parts) + "'"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, float):
        return f"json('{value!r}')"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise UnsupportedError(f"a value of kind `{type(value).__name__}` cannot stand here in Bicep")
    return f"'{escaped(value)}'"


def lines(head: str, value: object, depth: int) -> list[str]:
    """`head` and a value as indented lines: `name: 'x'`, `properties: {` ... `}`."""
    pad = "  " * depth
    if isinstance(value, Wrapped):
        inner = lines(f"{head}{value.before}", value.value, depth)
        return [*inner[:-1], inner[-1] + value.after]
    if isinstance(value, Arguments):
        each = [lines("", item, depth + 1) for item in value.values]
        listed = [[*one[:-1], f"{one[-1]},"] for one in each[:-1]] + each[-1:]
        return [f"{pad}{head}{value.function}(", *(line for one in listed for line in one), f"{pad})"]
    pairs = _pairs(value)
    if pairs is not None:
        if not pairs:
            return [f"{pad}{head}{{}}"]
        inner = [line for key, item in pairs for line in lines(f"{_key(key)}: ", item, depth + 1)]
        return [f"{pad}{head}{{", *inner, f"{pad}}}"]
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            return [f"{pad}{head}[]"]
        inner = [line for item in value for line in lines("", item, depth + 1)]
        return [f"{pad}{head}[", *inner, f"{pad}]"]
    line = f"{pad}{head}{inline(value)}"
    return [f"{pad}{DIRECTIVE}", line] if HOST.search(line) else [line]


def _pairs(value: object) -> tuple[tuple[str | Expression, object], ...] | None:
    if isinstance(value, Object):
        return value.pairs
    return tuple(value.items()) if isinstance(value, Mapping) else None


def _key(key: str | Expression) -> str:
    if isinstance(key, Expression):
        return key.text if key.text.startswith("'") else "'${" + key.text + "}'"
    plain = IDENTIFIER.fullmatch(key) and key not in WORDS_THAT_ARE_VALUES
    return key if plain else f"'{escaped(key)}'"

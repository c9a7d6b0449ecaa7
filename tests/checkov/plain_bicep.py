"""Bicep whose values are worked out: what templates deploy as one file without types, parameters, modules or loops.

Checkov's parser of Bicep knows the language of 2023 and passes over files that declare a type, call an exported function or loop over
a module's parameters. What `bicep_reader` made of them, it can read: the same resources, with the values that Azure would be given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from enclave.graph.ids import parse
from enclave.graph.model import Ref, Resource, Secret

WORD = re.compile(r"[A-Za-z_]\w*\Z")


class Plain:
    """One file: `text`, and the resource that each symbol in it stands for."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self.resources = {f"r{number}": resource for number, resource in enumerate(resources)}
        self.symbols = {resource.id.lower(): symbol for symbol, resource in self.resources.items()}
        self.secrets: set[str] = set()
        blocks = [self.resource(symbol, resource) for symbol, resource in self.resources.items()]
        parameters = [f"@secure()\nparam {name} string\n" for name in sorted(self.secrets)]
        self.text = "\n".join([*parameters, *blocks])

    def resource(self, symbol: str, resource: Resource) -> str:
        above = self.symbols.get(resource.id.lower().rpartition("/providers/")[0])
        parent = self.symbols.get(resource.id.rsplit("/", 2)[0].lower()) if parse(resource.id).type.count("/") > 1 else None
        head = {
            **({"parent": Raw(parent)} if parent else {}),
            "name": resource.name.rpartition("/")[2] if parent else resource.name,
            **({"scope": Raw(above)} if above and not parent else {}),
            **({"location": resource.location} if resource.location else {}),
        }
        return f"resource {symbol} '{resource.type}@{resource.api_version}' = {self.value({**head, **resource.body}, '')}\n"

    def value(self, value: Any, indent: str) -> str:
        inner = indent + "  "
        if isinstance(value, Raw):
            return value
        if isinstance(value, Ref):
            return self.reference(value)
        if isinstance(value, Secret):
            self.secrets.add(value.parameter)
            return value.parameter
        if isinstance(value, Mapping):
            pairs = [f"{inner}{self.key(key)}: {self.value(item, inner)}\n" for key, item in value.items()]
            return "{\n" + "".join(pairs) + indent + "}" if pairs else "{}"
        if isinstance(value, list | tuple):
            items = [f"{inner}{self.value(item, inner)}\n" for item in value]
            return "[\n" + "".join(items) + indent + "]" if items else "[]"
        if isinstance(value, bool) or value is None:
            return {True: "true", False: "false", None: "null"}[value]
        return str(value) if isinstance(value, int) else quoted(str(value))

    def key(self, key: str) -> str:
        return key if WORD.match(key) else quoted(key)

    def reference(self, value: Ref) -> str:
        symbol = self.symbols.get(value.resource.lower())
        if symbol is None or value.prefix or value.suffix:
            return quoted(f"{value.prefix}{value.resource}{value.suffix}" + ("" if value.path == "id" else f" {value.path}"))
        return f"{symbol}.{value.path}"


class Raw(str):
    """An expression."""


def quoted(text: str) -> str:
    for plain, written in (("\\", "\\\\"), ("'", "\\'"), ("${", "\\${"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(plain, written)
    return f"'{text}'"

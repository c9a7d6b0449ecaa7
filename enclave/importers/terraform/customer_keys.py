"""Keys of the customer as azurerm names them (the key's own URI), taken apart into what ARM wants."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Ref, Unresolved, Value
from enclave.importers.terraform.mapping import put
from enclave.importers.terraform.view import View

KEY_URI: Final = re.compile(r"(https://[^/]+)/keys/([^/]+)(?:/([^/]*))?/?")


@dataclass(frozen=True)
class Key:
    """A key: each part is a text, a reference or not known."""

    vault: Value
    name: Value
    uri: Value
    version: str = ""


def key_of(view: View, source: str) -> Key | None:
    """The key that an attribute names; None when it names none."""
    found = view.value(source)
    if found is MISSING or found is None:
        return None
    if isinstance(found, str):
        match = KEY_URI.fullmatch(found)
        if match is not None:
            return Key(match[1] + "/", match[2], found, match[3] or "")
    if isinstance(found, Ref):
        vault, _, name = found.resource.rpartition("/keys/")
        return Key(Ref(vault, "properties.vaultUri"), name, found) if vault else Key(found, found, found)
    unknown = found if isinstance(found, Unresolved) else Unresolved(source, "is not the URI of a key")
    return Key(unknown, unknown, unknown)


def from_key(source: str, make: Callable[[Key], Value]) -> Callable[[View], Value | Absent]:
    """A part of a body that is there only with a key."""

    def made(view: View) -> Value | Absent:
        key = key_of(view, source)
        return MISSING if key is None else make(key)

    return made


def vault_key(key: Key) -> dict[str, Value]:
    """A key as most types write it."""
    return {"keyVaultUri": key.vault, "keyName": key.name}


def keyed(source: str, path: str, make: Callable[[Key], Value]) -> Callable[[dict[str, Value], View], bool]:
    """A patch that writes at a path what is made of the key that an attribute names; it cannot say how where it names none."""

    def apply(body: dict[str, Value], view: View) -> bool:
        key = key_of(view, source)
        if key is not None:
            put(body, path, make(key))
        return key is not None

    return apply

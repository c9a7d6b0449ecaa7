"""What instances of resources and modules are called: by their addresses, their keys, and their names in the configuration."""

from __future__ import annotations

import re

from enclave.importers.terraform.plan import Planned, steps


def split_module(address: str) -> list[str]:
    """`module.a["x"].module.b` as its two calls."""
    found: list[str] = []
    start = 0
    for match in re.finditer(r'module\.[^.\[]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?(?:\.|$)', address):
        found.append(address[start : match.end()].removesuffix("."))
        start = match.end()
    return found


def index_of(module: str) -> str | int | None:
    """The key of an instance of a module."""
    return steps(split_module(module)[-1])[0][1]


def is_named(resource: Planned, key: str | int) -> bool:
    """Whether a resource is called as a key, alone or before the word for its type: `gateway_user_assigned_identity`."""
    kind = str(resource.values.get("type") or resource.type).partition("@")[0].rpartition("/")[2].removeprefix("azurerm_")
    own, sought, word = (re.sub(r"[^a-z0-9]", "", each.lower()) for each in (resource.name, str(key), kind))
    rest = own.removeprefix(sought)
    return own == sought or (rest != own and len(rest) > 3 and word.startswith(rest[:-1]))


def is_called(resource: Planned, key: str) -> bool:
    """Whether a key of texts is that of an instance, or its name with its key: `member["sec"]` is `sec` and `member-sec`; where it is
    made once, that of its module."""
    if resource.index is None:
        return is_named(resource, key) or bool(resource.module and steps(resource.module)[-1][1] == key)
    return key in names_of(resource) or plain(key) in names_of(resource)[1:]


def names_of(resource: Planned) -> tuple[str, ...]:
    """What an instance is called: its key, and its name with its key; one text that is empty for what is made once."""
    return ("",) if resource.index is None else (str(resource.index), plain(f"{resource.name}{resource.index}"))


def plain(name: str) -> str:
    """The letters and digits of a name, in lower case."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def same(index: str | int | None, key: str | int) -> bool:
    """Whether an instance has a key. The keys of a map that a `for` makes of a list are the numbers of the list as texts."""
    return index is not None and str(index) == str(key)

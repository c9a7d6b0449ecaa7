"""Whom properties name that nobody reads by itself: an id, an address or an account that is not in the template may be anybody's.

The other modules read the properties that they know; Azure has thousands more, and others each year. Of what any of them names only
that is passed over for which `mentions.json` has a reason, and what Azure sets itself (`answers.json`): a property that nobody has
thought of leaves its resource open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from enclave.finding import Unknown
from enclave.graph.body import Undecided, canonical_id, last_segment
from enclave.graph.ids import owner, parse
from enclave.graph.model import Ref, Resource, Unresolved, Value
from enclave.verify.leads import host_of_address, is_of_own, own_hosts
from enclave.verify.network.shared_names import is_under_shared
from enclave.verify.network.world import World
from enclave.verify.services import children_of, is_known, written

_TABLE: Mapping[str, Any] = json.loads((Path(__file__).parent / "mentions.json").read_text(encoding="utf-8"))
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]", re.IGNORECASE)
"""How an address begins that says how it is reached."""
NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+){2,}", re.IGNORECASE)
"""A host by itself."""
SHARE = re.compile(r"[\\\\]{2}([^\\\\]+)")
"""How the path of a share begins."""
LEADING = re.compile(r"(?<!key)(?<!vault)(?<!secret)(?:resourceId|armId|uri|url|endpoint|connectionString)$", re.IGNORECASE)
"""Names of properties whose value leads somewhere, so that one that is not known does too."""
UNTOLD = "unread."
"""Where an importer puts what it knows to lead somewhere, and not where."""
CONNECTED = re.compile(r"(?:^|;)\s*(AccountName|Endpoint|[A-Za-z]+Endpoint|HostName|Server|Data Source)\s*=\s*([^;]+)", re.IGNORECASE)
"""What a connection string leads to."""
STORAGE = ".blob.core.windows.net"


def _held(part: str) -> frozenset[str]:
    return frozenset(each.lower() for held in _TABLE[part].values() for each in held)


TYPES, TARGETS, KEYS, HOSTS = map(_held, ("types", "targets", "keys", "hosts"))
SETTINGS: tuple[str, ...] = tuple(name for names in _TABLE["settings"].values() for name in names)
"""Settings of an app that Azure itself follows."""
ANSWERS: Mapping[str, frozenset[str]] = {
    kind.lower(): frozenset(name.lower() for name in names)
    for kind, names in json.loads((Path(__file__).parent / "answers.json").read_text(encoding="utf-8"))["types"].items()
}
"""Lower-case type -> properties that Azure sets itself, which exports have and nobody writes."""
ACCOUNT = "__accountName"
"""How the name of a setting ends whose value is the name of an account."""
APPS = ("microsoft.web/sites", "microsoft.web/sites/slots")
APP_SETTINGS = ("properties.siteConfig.appSettings[{}]", "+Microsoft.Web/sites/config/appsettings:properties.{}")
"""Where an app has its settings, as the tables of services write paths."""


def mentioned(world: World, resource: Resource) -> Iterator[tuple[str, Unknown]]:
    """One result for the first thing of somebody else's that a resource names. What is of an unknown type is open as it is."""
    kind = resource.type.lower()
    if is_in(kind, TYPES) or f"{kind}:{last_segment(resource.name).lower()}" in TYPES or not is_known(resource):
        return
    for path, value in (*_texts(resource.body, "", KEYS | ANSWERS.get(kind, frozenset())), *_settings(resource, world)):
        target = _unknown(path, value, world) if isinstance(value, Unresolved) else _elsewhere(value, world)
        if target:
            told = f"{path} names {target}, which is not in the template and may be anybody's"
            yield resource.id, Unknown(told)
            return


def _texts(value: Value, path: str, harmless: frozenset[str]) -> Iterator[tuple[str, str | Ref | Unresolved]]:
    """Every text in a body with its path, known or not, but what stands where no text leads anywhere (lower-case names)."""
    if isinstance(value, str):
        if "/" in value or "." in value or "=" in value:
            yield path, value
    elif isinstance(value, Ref | Unresolved):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(key, str) and key.lower().replace("_", "") not in harmless and not (key == "tags" and not path):
                yield from _texts(item, f"{path}.{key}" if path else key, harmless)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, path, harmless)


def _settings(resource: Resource, world: World) -> Iterator[tuple[str, str]]:
    """The settings of an app that Azure itself follows, where they are known."""
    if resource.type.lower() not in APPS:
        return
    for name in SETTINGS:
        for path in APP_SETTINGS:
            part, _, inner = path.format(name).rpartition(":")
            with suppress(Undecided):
                for owner_of in children_of(resource, part, world.estate.graph) if part else (resource,):
                    values = written(owner_of.body, inner)
                    yield from ((name, f"AccountName={value}" if name.endswith(ACCOUNT) else value) for value in values)


def _unknown(path: str, value: Unresolved, world: World) -> str:
    """The expression of a value that is not known, where it leads somewhere that may not be in the template."""
    if not (LEADING.search(path) or path.startswith(UNTOLD)) or is_of_own(value, world.estate.graph):
        return ""
    return value.expression


def _elsewhere(value: str | Ref, world: World) -> str:
    """What a text leads to, where it is nothing of the template; else nothing."""
    if isinstance(value, Ref):
        return _other(value.resource + value.suffix, world)
    if value.startswith("/"):
        return _other(canonical_id(value), world) if "/providers/" in value.lower() else ""
    if ADDRESS.match(value):
        return _foreign(value, world)
    share = SHARE.match(value)
    if share is not None:
        return _foreign(share[1], world)
    if NAME.fullmatch(value.partition("/")[0].partition(":")[0]):
        return _foreign(value, world) if is_under_shared(host_of_address(value)) else ""
    for name, target in CONNECTED.findall(value):
        address = f"{target}{STORAGE}" if name.lower() == "accountname" else target.removeprefix("tcp:").partition(",")[0]
        found = _foreign(address, world)
        if found:
            return found
    return ""


def _other(target: str, world: World) -> str:
    found = parse(target)
    if found is None or is_in(found.type.lower(), TARGETS):
        return ""
    return "" if owner(world.estate.graph, target) is not None else target


def _foreign(address: str, world: World) -> str:
    host = host_of_address(address)
    known = host in HOSTS or f"*.{host.partition('.')[2]}" in HOSTS
    return "" if known or host in hosts_here(world) else address


def hosts_here(world: World) -> frozenset[str]:
    """See `own_hosts`, asked once."""
    return world.ask(_own_hosts)


def _own_hosts(world: World) -> frozenset[str]:
    return own_hosts(world.estate.graph)


@lru_cache(maxsize=2**12)
def is_in(kind: str, held: frozenset[str]) -> bool:
    """Whether a lower-case type is one of those held, or below one that ends with `*`."""
    parts = kind.split("/")
    return kind in held or any(f"{'/'.join(parts[:end])}/*" in held for end in range(1, len(parts)))

"""Every property that Azure's types have, and a template with one of them set: what a mutation of a whole type is made from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from enclave.verify.services import SERVICES, Condition
from tests.verify import attacks_network as honest

Body = dict[str, Any]
Step = str | tuple[str, str]
"""The name of a property, `[]` into a list, `{}` into a map, or (the property that chooses a variant, what it chooses)."""
HEAD = frozenset({"name", "location", "tags", "type", "apiVersion", "zones", "scope", "id", "extendedLocation", "managedBy", "etag"})
"""Properties of every resource, which are no setting of it."""
MOST = 14
"""Values of an enumeration that are tried; longer ones are sizes and regions."""
MADE: Mapping[str, Body] = {
    body["type"].lower(): body
    for body in (
        honest.foundry(),
        honest.COSMOS,
        honest.SQL,
        honest.PG,
        honest.ACR,
        honest.site(),
        honest.hub(),
        honest.aks(),
        honest.environment(),
        honest.storage(),
        honest.vault(),
        honest.search(),
        honest.managed(),
    )
}
"""Services that are closed by more than the table of services says."""

NAMES = {"microsoft.web/sites/config": "web"}
"""Parts that are known by their names."""


@dataclass(frozen=True)
class Property:
    """A property of a type, and its legal values; none for a text."""

    path: tuple[Step, ...]
    values: tuple[Any, ...]

    def __str__(self) -> str:
        shown = "".join(f"<{step[1]}>" if isinstance(step, tuple) else step if step in ("[]", "{}") else f".{step}" for step in self.path)
        return shown.removeprefix(".")


def types(shared: Path) -> Iterator[tuple[str, str, tuple[Property, ...]]]:
    """Every type, the version of its API, and its properties that can be written."""
    for file in sorted((shared / "azure-types").glob("microsoft.*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        for key, resource in document["resources"].items():
            kind, _, version = key.partition("@")
            found = _below(resource["body"], document["$defs"], (), frozenset())
            yield kind, version, tuple(each for each in found if each.path[0] not in HEAD)


def _below(schema: Body, defs: Body, path: tuple[Step, ...], seen: frozenset[str]) -> Iterator[Property]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in seen:
            return
        seen |= {name}
        schema = {**defs[name], **{key: value for key, value in schema.items() if key != "$ref"}}
    if schema.get("readOnly"):
        return
    chosen = schema.get("discriminator", {})
    for value, reference in chosen.get("mapping", {}).items():
        variant = defs[reference.rpartition("/")[2]]
        for key, inner in variant.get("properties", {}).items():
            if key != chosen["propertyName"]:
                yield from _below(inner, defs, (*path, (chosen["propertyName"], value), key), seen | {reference.rpartition("/")[2]})
    for key, inner in schema.get("properties", {}).items():
        if key != chosen.get("propertyName"):
            yield from _below(inner, defs, (*path, key), seen)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _below(schema["additionalProperties"], defs, (*path, "{}"), seen)
    if schema.get("type") == "array" and "items" in schema:
        yield from _below(schema["items"], defs, (*path, "[]"), seen)
    for inner in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        yield from _below(inner, defs, path, seen)
    if not path or "const" in schema:
        return
    if schema.get("type") == "boolean":
        yield Property(path, (True, False))
    elif values := schema.get("enum") or schema.get("x-values"):
        yield Property(path, tuple(values[:MOST]))
    elif schema.get("type") == "string":
        yield Property(path, ())


def put(body: Body, path: tuple[Step, ...], value: Any) -> None:
    """Write a value into a body. A list gets one element more: the second beside a good one."""
    here: Any = body
    for place, step in enumerate(path):
        if isinstance(step, tuple):
            here[step[0]] = step[1]
            continue
        after = path[place + 1] if place + 1 < len(path) else None
        new: Any = value if after is None else [] if after == "[]" else {}
        if step == "[]":
            alike = after is not None and here and type(here[0]) is type(new)
            here.append(deepcopy(here[0]) if alike else new)
            here = here[-1]
            continue
        wanted = "one" if step == "{}" else step
        key = next((each for each in here if each.lower() == wanted.lower()), wanted)
        if after is None or type(here.get(key)) is not type(new):
            here[key] = new
        here = here[key]


def template(kind: str, version: str) -> tuple[list[Body], Body]:
    """One network with a closed resource of a type in it, and what that is a part of; and the resource itself."""
    parts = kind.split("/")
    made = [_closed("/".join(parts[:end]), version) for end in range(2, len(parts) + 1)]
    top = made[0]["type"]
    row = SERVICES.get(top.lower())
    more = honest.endpoint("pe-one", "vnet", "snet-pe", top, "one", "one", None) if row and row.endpoint == "private-link" else []
    if top.lower() == "microsoft.web/sites":
        more += [honest.res(f"{top}/basicPublishingCredentialsPolicies", f"one/{name}", {"allow": False}) for name in ("scm", "ftp")]
    return [*honest.alone(), *made, *more], made[-1]


def _closed(kind: str, version: str) -> Body:
    if kind.lower() in MADE:
        return {**deepcopy(MADE[kind.lower()]), "name": "one", "apiVersion": version}
    body = honest.res(kind, "/".join([*["one"] * (kind.count("/") - 1), NAMES.get(kind.lower(), "one")]), {}, version)
    row = SERVICES.get(kind.lower())
    if row is None:
        return body
    conditions = [*(door[0] for door in row.doors), *(group[0] for group in row.keys), *row.inside[:1]]
    conditions += [*row.code.closed[:1], *row.code.only_if[:1], *row.code.besides[:1]] if row.code else []
    for each in conditions:
        _fulfil(body, each)
    for path in row.code.subnets[:1] if row.code else ():
        if ":" not in path:
            put(body, _steps(path), honest.rid(f"{honest.VNET}/subnets", "vnet", "snet-app"))
    return body


def _fulfil(body: Body, condition: Condition) -> None:
    if condition.absent or condition.child or condition.others or not condition.path or '"' in condition.path:
        return
    word = sorted(condition.values)[0]
    value: Any = {"true": True, "false": False, "*": honest.rid(f"{honest.VNET}/subnets", "vnet", "snet-app")}.get(word, word)
    put(body, _steps(condition.path), value)


def _steps(path: str) -> tuple[str, ...]:
    return tuple(step for part in path.split(".") for step in ((part[:-2], "[]") if part.endswith("[]") else (part,)))

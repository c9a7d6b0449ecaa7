"""Plans as Terraform would print them, from a few lines: `Known(...)` values as they are, `After(...)` only known after apply."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from enclave.graph.body import lookup
from enclave.graph.model import Graph
from enclave.importers.terraform.read import read_plan


class After:
    """A value that is only known after apply, with the references that it is made from."""

    def __init__(self, *references: str) -> None:
        self.references = [part for reference in references for part in _prefixes(reference)]


def _prefixes(reference: str) -> list[str]:
    """`a.b.id` as a plan lists it: `a.b.id`, `a.b`."""
    found = [reference]
    parts = reference.split(".")
    least = 3 if parts[0] == "data" else 2
    while len(parts) > least:
        parts = parts[:-1]
        found.append(".".join(parts))
    return found


@dataclass
class Row:
    """One resource of a plan."""

    address: str
    values: Mapping[str, Any]
    index: str | int | None = None
    mode: str = "managed"
    expressions: Mapping[str, Any] = field(default_factory=dict)
    provider: str = ""


def _known(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _known(item) for key, item in value.items() if not isinstance(item, After)}
    if isinstance(value, list):
        return [_known(item) if not isinstance(item, After) else None for item in value]
    return value


def _mask(value: Any) -> Any:
    if isinstance(value, After):
        return True
    if isinstance(value, Mapping):
        found = {key: mask for key, item in value.items() if (mask := _mask(item)) not in (False, {}, [])}
        return found or {}
    if isinstance(value, list):
        return [_mask(item) for item in value]
    return False


def _references(value: Any) -> list[str]:
    if isinstance(value, After):
        return value.references
    if isinstance(value, Mapping):
        return [each for item in value.values() for each in _references(item)]
    return [each for item in value for each in _references(item)] if isinstance(value, list) else []


def _expression(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        return [_expressions(block) for block in value]
    references = _references(value)
    return {"references": references} if references else {"constant_value": value}


def _expressions(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is written: what Azure chooses is not."""
    return {key: _expression(value) for key, value in values.items() if not (isinstance(value, After) and not value.references)}


@pytest.fixture(scope="session")
def after() -> type[After]:
    return After


def document(rows: Iterable[Row], **more: Any) -> dict[str, Any]:
    """A plan of the root module."""
    planned, changes, config = [], [], {}
    for row in rows:
        kind, name = row.address.removeprefix("data.").partition("[")[0].split(".")[:2]
        provider = row.provider or f"registry.terraform.io/hashicorp/{kind.partition('_')[0]}"
        head = {"address": row.address, "mode": row.mode, "type": kind, "name": name, "provider_name": provider}
        if row.index is not None:
            head["index"] = row.index
        planned.append({**head, "schema_version": 0, "values": _known(row.values), "sensitive_values": {}})
        changes.append(
            {
                **head,
                "change": {
                    "actions": ["create"],
                    "before": None,
                    "after": _known(row.values),
                    "after_unknown": {"id": True, **_mask(row.values)},
                    "after_sensitive": {},
                },
            }
        )
        config[(row.mode, kind, name)] = {
            **{key: head[key] for key in ("mode", "type", "name")},
            "address": f"{kind}.{name}",
            "schema_version": 0,
            "expressions": row.expressions or _expressions(row.values),
        }
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.5",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": list(config.values())}},
        **more,
    }


@pytest.fixture(scope="session")
def plan() -> Callable[..., Graph]:
    """Reads a plan of resources given as `address=values`."""

    def read(resources: Mapping[str, Mapping[str, Any]] | Iterable[Row], **more: Any) -> Graph:
        rows = [Row(address, values) for address, values in resources.items()] if isinstance(resources, Mapping) else list(resources)
        return read_plan(json.dumps(document(rows, **more)), name="plan.json")

    return read


@pytest.fixture(scope="session")
def row() -> type[Row]:
    return Row


@pytest.fixture(scope="session")
def plan_document() -> Callable[..., dict[str, Any]]:
    return document


@pytest.fixture(scope="session")
def one(plan: Callable[..., Graph]) -> Callable[..., Callable[[str], Any]]:
    """Reads a plan and asks the resource that `<kind>.x` makes; `others`: further resources by address."""

    def build(kind: str, values: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]] | None = None) -> Callable[[str], Any]:
        common = {"name": "x", "resource_group_name": "rg", "location": "West Europe"}
        graph = plan({**(others or {}), f"{kind}.x": {**common, **values}})
        resource, *_ = [each for each in graph if graph.sources.get(each.id) == f"plan.json#{kind}.x"]
        return lambda path: getattr(resource, path) if path in ("id", "name", "scope", "type") else lookup(resource.body, path)

    return build

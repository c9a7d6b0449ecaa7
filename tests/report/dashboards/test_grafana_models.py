"""Grafana's own models, made out of its schemas, read each dashboard and write it again: nothing is lost, nothing of the wrong kind."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from grafana_foundation_sdk.cog import encoder, plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from enclave.report.dashboards.grafana import dashboard
from enclave.report.dashboards.pages import PAGES

OF_THE_PAGE = {"definition"}
"""What Grafana's page keeps for itself: a variable's query as it is shown in the list of variables. Its schema does not have it."""


def lost(ours: Any, theirs: Any, at: str = "") -> Iterator[str]:
    """Where what was read does not say what was written."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours.keys() - OF_THE_PAGE:
            yield from lost(ours[key], theirs.get(key), f"{at}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from lost(one, other, f"{at}[{number}]")
    elif ours != theirs:
        yield f"{at}: {ours!r} became {theirs!r}"


def wrong(value: Any, kind: Any, at: str = "") -> Iterator[str]:
    """Where a value is not of the kind that the schema has for it."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if all(any(True for _ in wrong(value, part)) for part in parts):
            yield from wrong(value, next((part for part in parts if isinstance(part, type) and isinstance(value, part)), parts[0]), at)
    elif origin is list and isinstance(value, list):
        for number, one in enumerate(value):
            yield from wrong(one, parts[0], f"{at}[{number}]")
    elif origin is dict and isinstance(value, dict):
        for key, one in value.items():
            yield from wrong(one, parts[1], f"{at}.{key}")
    elif origin is Literal:
        if value not in parts:
            yield f"{at}: {value!r} is none of {parts}"
    elif isinstance(kind, type) and issubclass(kind, Enum):
        if value not in [member.value for member in kind]:
            yield f"{at}: {value!r} is no {kind.__name__}"
    elif isinstance(kind, type) and kind is not object:
        whole = kind is float and isinstance(value, int)
        if not (isinstance(value, kind) or whole) or (isinstance(value, bool) and kind in (int, float)):
            yield f"{at}: {value!r} is no {kind.__name__}"
        elif hasattr(kind, "from_json"):
            yield from wrongs(value, at)


def wrongs(model: Any, at: str = "") -> Iterator[str]:
    for name, kind in get_type_hints(type(model)).items():
        yield from wrong(getattr(model, name), kind, f"{at}.{name}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_grafana_reads_what_we_write(page: Any) -> None:
    plugins.register_default_plugins()
    ours = json.loads(json.dumps(dashboard(page)))
    read = Dashboard.from_json(ours)
    assert not [*lost(ours, json.loads(json.dumps(read, cls=encoder.JSONEncoder)))]
    assert not [*wrongs(read)]
    for panel in read.panels or []:  # the schema of a panel's kind reads its options and its own part of the fields
        assert panel.options is None or not isinstance(panel.options, dict), panel.title
        assert not [*wrongs(panel.options, f"{panel.title}.options")]


def test_what_is_wrong_is_seen() -> None:
    plugins.register_default_plugins()
    ours = json.loads(json.dumps(dashboard(PAGES[0])))
    ours["graphTooltip"], ours["refersh"] = 7, "30s"
    ours["panels"][0]["gridPos"]["w"] = "8"
    ours["panels"][0]["options"]["legends"] = {}
    read = Dashboard.from_json(ours)
    missing = [*lost(ours, json.loads(json.dumps(read, cls=encoder.JSONEncoder)))]
    assert any(".refersh: " in one for one in missing)
    assert any(".legends: " in one for one in missing)
    assert {one.split(":")[0] for one in wrongs(read)} == {".graph_tooltip", ".panels[0].grid_pos.w"}

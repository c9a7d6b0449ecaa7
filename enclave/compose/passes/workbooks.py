"""Workbooks over the region's workspace, from `data/workbooks.json`: AI security, models and cost, network, identity and keys."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from enclave.compose.passes.alerts import needed
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.site import Site
from enclave.graph.model import Resource
from enclave.graph.resources import log_analytics_workspaces, workbooks
from enclave.graph.resources.workbooks import Workbook, workbook_name

PAGES: Final[Sequence[Mapping[str, Any]]] = json.loads(
    (Path(__file__).parent.parent / "data" / "workbooks.json").read_text(encoding="utf-8")
)["workbooks"]
SCHEMA = "https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json"
WORKSPACES = log_analytics_workspaces.TYPE.lower()
RANGES = (1, 4, 24, 72, 168, 720)
"""Hours that a reader may choose; the third is what the page opens with."""
HOUR = 3_600_000
TEXT, QUERY, PARAMETERS = 1, 3, 9
"""Kinds of items, as Azure numbers them."""
LOGS, TIME = 0, 4
"""A query of logs; a parameter that is a range of time."""


def security_workbooks(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The workbooks of a region. Their queries run in its workspace, whichever it is: no id is in them."""
    if not site.spec.components.workbooks.enabled:
        return
    place = site.place("monitoring/security-workbooks")
    for page in PAGES:
        book = Workbook(
            id=site.named(workbooks.TYPE, workbook_name(site.spec.name, site.key, page["id"])),
            location=site.region.location,
            display_name=f"{page['title']} ({site.spec.name}, {site.key})",
            description=page["text"],
            source=workspace_id(site),
            content=content(page, site),
        )
        yield from workbooks.write(book, place)


def content(page: Mapping[str, Any], site: Site) -> dict[str, Any]:
    """The JSON of a page: its title, the range of time, then each part that there is something for."""
    parts = [part for part in page["parts"] if needed(part, site.spec)]
    items = [_text(page), _range(page), *(_query(number, part) for number, part in enumerate(parts, 1))]
    return {"version": "Notebook/1.0", "items": items, "fallbackResourceIds": [], "$schema": SCHEMA}


def _text(page: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": TEXT, "content": {"json": f"## {page['title']}\n\n{page['text']}"}, "name": "title"}


def _range(page: Mapping[str, Any]) -> dict[str, Any]:
    parameter = {
        "id": str(uuid5(NAMESPACE_URL, f"workbook|{page['id']}|range")),
        "version": "KqlParameterItem/1.0",
        "name": "TimeRange",
        "label": "time",
        "type": TIME,
        "isRequired": True,
        "value": {"durationMs": RANGES[2] * HOUR},
        "typeSettings": {"selectableValues": [{"durationMs": hours * HOUR} for hours in RANGES], "allowCustom": True},
    }
    return {
        "type": PARAMETERS,
        "content": {
            "version": "KqlParameterItem/1.0", "parameters": [parameter], "style": "pills", "queryType": LOGS, "resourceType": WORKSPACES,
        },
        "name": "range",
    }


def _query(number: int, part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": QUERY,
        "content": {
            "version": "KqlItem/1.0",
            "query": part["query"],
            "size": 0,
            "title": part["title"],
            "noDataMessage": "nothing in this time",
            "timeContextFromParameter": "TimeRange",
            "queryType": LOGS,
            "resourceType": WORKSPACES,
            "visualization": part["show"],
        },
        "name": f"part-{number}",
    }

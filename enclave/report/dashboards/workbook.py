"""A dashboard as an Azure workbook over the log's table, `EnclaveEvents_CL` (the schema `Notebook/1.0` of Azure Monitor's workbooks).

The same queries run on the log itself: `enclave audit query`.
"""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from enclave.report.dashboards.panel import Dashboard, Panel

VERSION = "Notebook/1.0"
SCHEMA = "https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json"
MARKDOWN, QUERY, PARAMETERS = 1, 3, 9
"""Kinds of items."""
LOGS, WORKSPACE = 0, "microsoft.operationalinsights/workspaces"
"""What a query asks, and of what."""
_TIME = 4
"""Kind of a parameter."""
_PICTURES = {"timeseries": "timechart", "stat": "tiles", "table": "table", "bargauge": "barchart"}
_DURATIONS = [{"durationMs": hours * 3_600_000} for hours in (1, 6, 24, 72, 168, 720)]


def workbook(page: Dashboard) -> dict[str, Any] | None:
    """The document to import; None: the log knows nothing of what is on the page."""
    shown = [panel for panel in page.panels if panel.kql]
    if not shown:
        return None
    items: list[dict[str, Any]] = [
        {"type": MARKDOWN, "content": {"json": f"# {page.title}\n\n{page.about}"}, "name": "about"},
        {"type": PARAMETERS, "content": _range(page), "name": "range"},
        *(_item(page, panel) for panel in shown),
    ]
    return {"version": VERSION, "items": items, "fallbackResourceIds": [], "$schema": SCHEMA}


def _range(page: Dashboard) -> dict[str, Any]:
    parameter = {
        "id": str(uuid5(NAMESPACE_URL, f"enclave/{page.id}/range")), "version": "KqlParameterItem/1.0", "name": "TimeRange", "type": _TIME,
        "isRequired": True, "value": {"durationMs": 86_400_000}, "typeSettings": {"selectableValues": _DURATIONS, "allowCustom": True},
    }  # fmt: skip
    return {"version": "KqlParameterItem/1.0", "parameters": [parameter], "style": "pills", "queryType": LOGS, "resourceType": WORKSPACE}


def _item(page: Dashboard, panel: Panel) -> dict[str, Any]:
    tiles = {"tileSettings": {"showBorder": True}} if panel.kind == "stat" else {}
    return {
        "type": QUERY,
        "content": {
            "version": "KqlItem/1.0", "query": panel.kql, "size": 0, "title": panel.title, "noDataMessage": "nothing in this range",
            "timeContextFromParameter": "TimeRange", "queryType": LOGS, "resourceType": WORKSPACE,
            "visualization": "table" if panel.kind == "stat" else _PICTURES[panel.kind], **tiles,
        },
        "customWidth": f"{round(100 * max(panel.width, 8) / 24)}",
        "name": f"{page.id}-{panel.title.lower().replace(' ', '-')}",
    }  # fmt: skip

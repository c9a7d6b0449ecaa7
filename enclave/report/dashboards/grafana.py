"""A dashboard for Grafana, in its JSON model (grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model).

It asks for its data source when it is imported, and has no ids: Grafana gives them.
"""

from __future__ import annotations

from typing import Any

from enclave.report.dashboards.panel import Dashboard, Panel

SCHEMA_VERSION = 39
"""Of Grafana 10.4; later ones bring it up to date by themselves."""
COLUMNS = 24
_SOURCE = {"type": "prometheus", "uid": "${datasource}"}


def dashboard(page: Dashboard) -> dict[str, Any]:
    """The document to import."""
    shown = [panel for panel in page.panels if panel.targets]
    return {
        "uid": f"enclave-{page.id}",
        "title": page.title,
        "description": page.about,
        "tags": ["enclave"],
        "schemaVersion": SCHEMA_VERSION,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "30s",
        "timezone": "",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": _variables(page)},
        "annotations": {"list": []},
        "links": [
            {
                "title": "Enclave", "type": "dashboards", "tags": ["enclave"], "asDropdown": True, "includeVars": True, "keepTime": True,
                "icon": "external link", "tooltip": "", "targetBlank": False,
            }
        ],
        "panels": [_panel(number, panel, place) for number, (panel, place) in enumerate(zip(shown, _places(shown), strict=True), 1)],
    }


def _variables(page: Dashboard) -> list[dict[str, Any]]:
    source = {"name": "datasource", "label": "data source", "type": "datasource", "query": "prometheus", "hide": 0}
    uses_projects = any("$project" in target.promql for panel in page.panels for target in panel.targets)
    query = "label_values(enclave_requests_total, project)"
    project = {
        "name": "project", "label": "project", "type": "query", "datasource": _SOURCE, "definition": query, "refresh": 2, "sort": 1,
        "query": {"query": query, "refId": "project"}, "multi": True, "includeAll": True, "allValue": ".*", "hide": 0,
        "current": {"text": "All", "value": "$__all"},
    }  # fmt: skip
    return [source, project] if uses_projects else [source]


def _places(panels: list[Panel]) -> list[dict[str, int]]:
    """One beside the other, row by row; a row is as high as its highest."""
    places = []
    x = y = row = 0
    for panel in panels:
        if x + panel.width > COLUMNS:
            x, y, row = 0, y + row, 0
        places.append({"x": x, "y": y, "w": panel.width, "h": panel.height})
        x, row = x + panel.width, max(row, panel.height)
    return places


def _panel(number: int, panel: Panel, place: dict[str, int]) -> dict[str, Any]:
    is_now = panel.kind in ("stat", "table", "bargauge")
    steps = [{"color": "green", "value": None}] + ([{"color": "red", "value": panel.bound}] if panel.bound is not None else [])
    targets = [
        {
            "refId": chr(ord("A") + index), "datasource": _SOURCE, "editorMode": "code", "expr": target.promql,
            "legendFormat": target.legend or "__auto", "instant": is_now, "range": not is_now,
            "format": "table" if panel.kind == "table" else "time_series",
        }
        for index, target in enumerate(panel.targets)
    ]  # fmt: skip
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.about,
        "datasource": _SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "thresholds": {"mode": "absolute", "steps": steps}}, "overrides": []},
        "options": _OPTIONS[panel.kind],
        "targets": targets,
    }


_REDUCE = {"calcs": ["lastNotNull"], "fields": "", "values": False}
_OPTIONS: dict[str, dict[str, Any]] = {
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
    "stat": {"reduceOptions": _REDUCE, "colorMode": "value", "graphMode": "area", "textMode": "auto"},
    "bargauge": {"reduceOptions": _REDUCE, "orientation": "horizontal", "displayMode": "basic"},
    "table": {"showHeader": True, "cellHeight": "sm"},
}

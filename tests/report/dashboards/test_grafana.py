"""A dashboard is what Grafana imports: panels that do not overlap, a data source that it asks for, units that it knows."""

from __future__ import annotations

import json
from itertools import combinations

from enclave.report.dashboards.grafana import COLUMNS, dashboard
from enclave.report.dashboards.pages import PAGES

KINDS = {"timeseries", "stat", "table", "bargauge"}


def test_dashboards() -> None:
    for page in PAGES:
        document = json.loads(json.dumps(dashboard(page)))
        assert document["uid"] == f"enclave-{page.id}"
        assert len(document["uid"]) <= 40
        assert "id" not in document
        panels = document["panels"]
        assert [panel["title"] for panel in panels] == [panel.title for panel in page.panels if panel.targets]
        assert sorted(panel["id"] for panel in panels) == list(range(1, len(panels) + 1))
        for panel in panels:
            assert panel["type"] in KINDS
            assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
            place = panel["gridPos"]
            assert place["x"] + place["w"] <= COLUMNS
            assert min(place["w"], place["h"]) > 0
            assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])
            assert panel["fieldConfig"]["defaults"]["unit"]
        for one, other in combinations([panel["gridPos"] for panel in panels], 2):
            apart = (
                one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
                or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
            )  # fmt: skip
            assert apart, (page.id, one, other)
        variables = {variable["name"] for variable in document["templating"]["list"]}
        used = {name for name in ("datasource", "project") if f"${name}" in json.dumps(panels) or f"${{{name}}}" in json.dumps(panels)}
        assert used == variables

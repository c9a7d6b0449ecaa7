"""A workbook is what Azure Monitor imports: one range of time that every query is held to."""

from __future__ import annotations

import json

from enclave.report.dashboards.pages import GPU, PAGES
from enclave.report.dashboards.workbook import workbook


def test_workbooks() -> None:
    assert workbook(GPU) is None
    for page in PAGES:
        book = workbook(page)
        if book is None:
            continue
        document = json.loads(json.dumps(book))
        assert document["version"] == "Notebook/1.0"
        about, ranges, *queries = document["items"]
        assert page.title in about["content"]["json"]
        [parameter] = ranges["content"]["parameters"]
        assert parameter["name"] == "TimeRange"
        assert len({item["name"] for item in queries}) == len(queries)
        for item in queries:
            assert item["type"] == 3
            assert item["content"]["version"] == "KqlItem/1.0"
            assert "TimeGenerated" in item["content"]["query"]
            assert item["content"]["visualization"] in {"timechart", "table", "barchart"}
            assert 20 <= int(item["customWidth"]) <= 100
    assert workbook(PAGES[0]) == workbook(PAGES[0])

"""Where parts of services carry data to."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.importers.arm import read_arm
from enclave.verify.leads import leading_out

STORAGE = "Microsoft.Storage/storageAccounts"
ITS_ID = f"resourceId('{STORAGE}', 'audits')"


def told(endpoint: Any) -> list[tuple[str, str]]:
    resources = [
        {"type": STORAGE, "apiVersion": "2023-05-01", "name": "audits"},
        {"type": "Microsoft.Sql/servers", "apiVersion": "2023-08-01", "name": "sql"},
        {
            "type": "Microsoft.Sql/servers/auditingSettings",
            "apiVersion": "2023-08-01",
            "name": "sql/default",
            "properties": {"storageEndpoint": endpoint},
        },
    ]
    return [(subject.rpartition("/")[2], target) for subject, target in leading_out(read_arm({"resources": resources}, name="t.json"))]


@pytest.mark.parametrize(
    "endpoint",
    [
        None,
        "",
        "https://audits.blob.core.windows.net/",
        f"[reference({ITS_ID}).primaryEndpoints.blob]",
        f"[concat(reference({ITS_ID}, '2023-05-01').primaryEndpoints.blob, 'scans')]",
    ],
)
def test_what_is_in_the_template_is_no_way_out(endpoint: Any) -> None:
    assert told(endpoint) == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://x.blob.core.windows.net/",
        "no address",
        "[parameters('endpoint')]",
        "[reference('/subscriptions/x').primaryEndpoints.blob]",
        7,
    ],
)
def test_what_is_not_may_be_anybodys(endpoint: Any) -> None:
    assert [subject for subject, _ in told(endpoint)] == ["default"]

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
        "https://AUDITS-secondary.blob.core.windows.net:443/",
        "https://audits.z13.blob.storage.azure.net/",
        "audits.blob.core.windows.net",
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
        "https://audits.example.com/",
        "https://audits.blob.core.windows.net.example.com/",
        "https://audits@x.example.com/",
        "https://default.blob.core.windows.net/",
        "https://sql.blob.core.windows.net/",
        "https://sql-secondary.database.windows.net",
        "no address",
        "https://[::1",
        "[parameters('endpoint')]",
        "[reference('/subscriptions/x').primaryEndpoints.blob]",
        7,
    ],
)
def test_what_is_not_may_be_anybodys(endpoint: Any) -> None:
    assert [subject for subject, _ in told(endpoint)] == ["default"]


OWN_STORAGE = f"[resourceId('{STORAGE}', 'files')]"


def connected(target: Any, **more: Any) -> list[str]:
    account = {
        "type": "Microsoft.CognitiveServices/accounts",
        "apiVersion": "2025-06-01",
        "name": "account",
        "kind": "AIServices",
        "properties": {"customSubDomainName": "models"},
    }
    connection = {
        "type": "Microsoft.CognitiveServices/accounts/connections",
        "apiVersion": "2025-06-01",
        "name": "account/c",
        "properties": {"target": target, **more},
    }
    storage = {"type": STORAGE, "apiVersion": "2023-05-01", "name": "files"}
    return [target for _, target in leading_out(read_arm({"resources": [account, connection, storage]}, name="t.json"))]


@pytest.mark.parametrize(
    "target",
    [OWN_STORAGE, "_", "https://files.blob.core.windows.net", "https://models.openai.azure.com/", "https://models.services.ai.azure.com/api"],
)
def test_a_connection_may_name_what_is_in_the_template_by_id_or_by_address(target: str) -> None:
    assert connected(target, metadata={"ResourceId": OWN_STORAGE}) == []


@pytest.mark.parametrize("target", ["https://account.openai.azure.com/", "https://models.blob.core.windows.net", "/subscriptions/x/y"])
def test_a_connection_that_names_anything_else_may_lead_to_anybody(target: str) -> None:
    assert connected(target) == [target]


def sited(accounts: Any) -> list[str]:
    site = {
        "type": "Microsoft.Web/sites",
        "apiVersion": "2024-04-01",
        "name": "site",
        "properties": {"siteConfig": {"azureStorageAccounts": accounts}},
    }
    storage = {"type": STORAGE, "apiVersion": "2023-05-01", "name": "files"}
    return [target for _, target in leading_out(read_arm({"resources": [site, storage]}, name="t.json"))]


def test_what_a_site_mounts_is_an_account_of_the_template() -> None:
    assert sited({"a": {"accountName": "Files"}}) == []
    assert sited({"a": {"accountName": "files"}, "b": {"accountName": "theirs"}}) == ["theirs"]
    assert sited("[parameters('mounts')]") != []

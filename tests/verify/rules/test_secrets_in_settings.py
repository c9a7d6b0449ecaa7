from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.secrets_in_settings import RULE
from enclave.verify.samples import arm, container_app, container_group, web_site


def kept(value: str) -> Any:
    """A container app that keeps a secret."""
    app = container_app()
    app["properties"]["configuration"]["secrets"] = [{"name": "api", "value": value}]
    return app


CASES: tuple[tuple[Any, str | None], ...] = (
    (web_site({"appSettings": [{"name": "MODE", "value": "production"}, {"name": "MAX_TOKENS", "value": "4000"}]}), None),
    (
        web_site({"appSettings": [{"name": "DbPassword", "value": "Tr0ub4dor&3"}]}),
        "DbPassword: its name is that of a secret, and its value is written out",
    ),
    (
        arm(
            "Microsoft.Web/sites/config@2024-04-01",
            "app/appsettings",
            {"AzureWebJobsStorage": "DefaultEndpointsProtocol=https;AccountName=st;AccountKey=abcdefghijklmnop=="},
        ),
        "AzureWebJobsStorage: its value holds a key or a password",
    ),
    (container_app(env=[{"name": "KEY", "secretRef": "key"}]), None),
    (kept("Tr0ub4dor&3"), "api: its name is that of a secret, and its value is written out"),
    (kept("[parameters('token')]"), None),
    (
        web_site({"appSettings": [{"name": "X", "value": "[listAdminKeys('srch-cases', '2025-05-01').primaryKey]"}]}),
        "X: keys of a service are written into it",
    ),
    (container_app(env=[{"name": "ANYTHING", "value": "[parameters('token')]"}]), "ANYTHING: a secure parameter is written into it"),
    (
        arm(
            "Microsoft.Web/sites/config@2024-04-01",
            "app/connectionstrings",
            {"main": {"type": "SQLAzure", "value": "Server=s;Password=Winter2026;"}},
        ),
        "main: its value holds a key or a password",
    ),
    (
        container_group(
            containers=[
                {"name": "a", "properties": {"image": "i", "environmentVariables": [{"name": "API_KEY", "secureValue": "x1y2z3"}]}}
            ]
        ),
        None,
    ),
    (web_site({"appSettings": [{"name": "API_KEY", "value": "[parameters('x')]"}]}), "? `parameters('x')` cannot be evaluated"),
    (web_site({"appSettings": [{"name": "APPLICATIONINSIGHTS_CONNECTION_STRING", "value": "[reference('x').ConnectionString]"}]}), None),
    (web_site({"appSettings": [{"name": "REGION", "value": "[parameters('x')]"}]}), None),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

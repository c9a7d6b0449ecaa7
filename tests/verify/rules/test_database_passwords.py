from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.database_passwords import RULE
from enclave.verify.samples import arm, postgresql, sql_server, synapse

CASES: tuple[tuple[Any, str | None], ...] = (
    (sql_server(), "administrators.azureADOnlyAuthentication is not true"),
    (postgresql(), "authConfig.passwordAuth is not Disabled"),
    (postgresql(authConfig={"passwordAuth": "disabled"}), None),
    (synapse(azureADOnlyAuthentication=True), None),
    (synapse(), "azureADOnlyAuthentication is not true"),
    (
        (
            sql_server(),
            arm("Microsoft.Sql/servers/azureADOnlyAuthentications@2025-01-01", "sql-cases/Default", {"azureADOnlyAuthentication": True}),
        ),
        None,
    ),
    (sql_server(administrators="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

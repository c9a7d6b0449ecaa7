from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.sql_auditing_missing import RULE
from enclave.verify.samples import sql_audit, sql_server

CASES: tuple[tuple[Any, str | None], ...] = (
    (sql_server(), "no auditingSettings of it is Enabled"),
    ((sql_server(), sql_audit(state="enabled")), None),
    (
        (sql_server(), sql_audit(state="Enabled", storageEndpoint="https://st.blob.core.windows.net", retentionDays="30")),
        "its audit is kept 30 days",
    ),
    ((sql_server(), sql_audit(state="Enabled", storageEndpoint="https://st.blob.core.windows.net", retentionDays=0)), None),
    ((sql_server(), sql_audit(state="[parameters('x')]")), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

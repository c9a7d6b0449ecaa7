from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.lock_missing import RULE
from enclave.verify.samples import lock, log_workspace, storage_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (log_workspace(), "no lock is on it or on its group"),
    ((log_workspace(), lock(None)), None),
    ((log_workspace(), lock("[resourceId('Microsoft.OperationalInsights/workspaces', 'log-cases')]")), None),
    (storage_account(), None),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

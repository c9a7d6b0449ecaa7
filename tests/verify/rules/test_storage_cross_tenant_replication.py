from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.storage_cross_tenant_replication import RULE
from enclave.verify.samples import storage_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (storage_account(), None),
    (storage_account(AllowCrossTenantReplication="TRUE"), "allowCrossTenantReplication is TRUE"),
    (
        storage_account(allowCrossTenantReplication="[parameters('x')]"),
        "? allowCrossTenantReplication: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

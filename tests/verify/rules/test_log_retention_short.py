from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.log_retention_short import RULE
from enclave.verify.samples import arm, log_workspace

CASES: tuple[tuple[Any, str | None], ...] = (
    (log_workspace(), "retentionInDays is not written, and Azure takes 30"),
    (log_workspace(RetentionInDays="90"), None),
    (arm("Microsoft.Insights/components@2020-02-02", "i", {"RetentionInDays": 30}), "RetentionInDays is 30"),
    (log_workspace(retentionInDays="[parameters('x')]"), "? retentionInDays: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

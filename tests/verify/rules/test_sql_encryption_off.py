from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.sql_encryption_off import RULE
from enclave.verify.samples import arm

CASES: tuple[tuple[Any, str | None], ...] = (
    (
        arm("Microsoft.Sql/servers/databases/transparentDataEncryption@2014-04-01", "s/d/current", {"status": "disabled"}),
        "status is disabled",
    ),
    (arm("Microsoft.Sql/servers/databases/transparentDataEncryption@2014-04-01", "s/d/current", {"status": "Enabled"}), None),
    (
        arm("Microsoft.Sql/servers/databases/transparentDataEncryption@2025-01-01", "s/d/current", {"state": "[parameters('x')]"}),
        "? state: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.backup_destructible import RULE
from enclave.verify.samples import arm, backup_vault

CASES: tuple[tuple[Any, str | None], ...] = (
    (backup_vault(), "securitySettings.immutabilitySettings.state is not written, and Azure takes Disabled"),
    (
        backup_vault(immutabilitySettings={"state": "unlocked"}, softDeleteSettings={"softDeleteState": "Disabled"}),
        "securitySettings.softDeleteSettings.softDeleteState is Disabled",
    ),
    (
        arm(
            "Microsoft.DataProtection/backupVaults@2025-01-01",
            "b",
            {"securitySettings": {"immutabilitySettings": {"state": "Locked"}, "softDeleteSettings": {"state": "Off"}}},
        ),
        "securitySettings.softDeleteSettings.state is Off",
    ),
    (
        backup_vault(immutabilitySettings={"state": "Locked"}, softDeleteSettings="[parameters('x')]"),
        "? securitySettings.softDeleteSettings.softDeleteState: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

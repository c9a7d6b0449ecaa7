from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.storage_soft_delete import RULE
from enclave.verify.samples import arm, backup_vault, storage_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (storage_account(), "it has no blobServices/default, and Azure then keeps nothing of what is deleted"),
    ({**storage_account(), "kind": "FileStorage"}, None),
    (
        arm(
            "Microsoft.Storage/storageAccounts/blobServices@2026-04-01",
            "st/default",
            {"deleteRetentionPolicy": {"enabled": True, "days": 14}, "containerDeleteRetentionPolicy": {"enabled": "True", "days": 3}},
        ),
        "containerDeleteRetentionPolicy.days is 3",
    ),
    (
        arm(
            "Microsoft.Storage/storageAccounts/blobServices@2026-04-01",
            "st/default",
            {
                "deleteRetentionPolicy": {"enabled": True, "days": "[parameters('x')]"},
                "containerDeleteRetentionPolicy": {"enabled": True, "days": 9},
            },
        ),
        "? deleteRetentionPolicy.days: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected


def test_an_account_that_disks_pass_through_cannot_keep_what_is_deleted(said: Any) -> None:
    vault = "reference(resourceId('Microsoft.RecoveryServices/vaults', 'rsv-cases'), '2025-02-01', 'Full').identity.principalId"
    role = {"roleDefinitionId": "ba92f5b4-2d11-453d-a403-e96b0029c9fe", "principalId": f"[{vault}]"}
    grant = arm("Microsoft.Authorization/roleAssignments@2022-04-01", "a", role, scope="Microsoft.Storage/storageAccounts/stcases")
    off = arm(
        "Microsoft.Storage/storageAccounts/blobServices@2024-01-01", "stcases/default", {"deleteRetentionPolicy": {"enabled": False}}
    )
    assert said(RULE, (storage_account(), off)) is not None
    assert said(RULE, (storage_account(), off, backup_vault(), grant)) is None

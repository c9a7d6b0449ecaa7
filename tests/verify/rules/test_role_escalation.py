from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.role_escalation import RULE
from enclave.verify.samples import role

CASES: tuple[tuple[Any, str | None], ...] = (
    (role("Microsoft.Authorization/roleAssignments/*"), "actions holds Microsoft.Authorization/roleAssignments/*: it may give any role"),
    (role("microsoft.managedidentity/userassignedidentities/*/assign/action"), None),
    (role("Microsoft.ManagedIdentity/userAssignedIdentities/ASSIGN/action"), None),
    (
        role("Microsoft.ManagedIdentity/userAssignedIdentities/ASSIGN/action", "Microsoft.Web/*"),
        "actions holds Microsoft.ManagedIdentity/userAssignedIdentities/ASSIGN/action: it may act as an identity",
    ),
    (role("*", notActions=["Microsoft.Authorization/*", "Microsoft.ManagedIdentity/*"]), None),
    (role("*/read"), None),
    (role("[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.connection_with_key import RULE
from enclave.verify.samples import connection

CASES: tuple[tuple[Any, str | None], ...] = (
    (connection(authType="apikey", credentials={"key": "x"}), "authType is apikey"),
    (connection("Microsoft.CognitiveServices/accounts/projects", authType="AccountKey"), "authType is AccountKey"),
    (connection("Microsoft.MachineLearningServices/workspaces", authType="PAT"), "authType is PAT"),
    (connection("Microsoft.MachineLearningServices/workspaces", authType="ManagedIdentity"), None),
    (connection(authType="AAD"), None),
    (connection(authType="[parameters('x')]"), "? authType: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

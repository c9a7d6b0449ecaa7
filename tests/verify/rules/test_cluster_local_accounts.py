from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.cluster_local_accounts import RULE
from enclave.verify.samples import cluster

CASES: tuple[tuple[Any, str | None], ...] = (
    (cluster(disableLocalAccounts="true", aadProfile={"managed": "True"}), None),
    (cluster(disableLocalAccounts=True), "aadProfile.managed is not written, and Azure takes false"),
    (cluster(disableLocalAccounts=True, aadProfile={"managed": True}, enableRBAC=False), "enableRBAC is false"),
    (
        cluster(aadProfile={"managed": True}, disableLocalAccounts="[parameters('x')]"),
        "? disableLocalAccounts: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

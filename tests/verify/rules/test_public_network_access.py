from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.public_network_access import RULE
from enclave.verify.samples import SUBNET, ai_account, app_environment, arm, log_workspace, postgresql, redis, storage_account

CASES: tuple[tuple[Any, str | None], ...] = (
    (ai_account(publicNetworkAccess=None), "publicNetworkAccess is not written, and Azure takes Enabled"),
    (ai_account(PublicNetworkAccess="disabled", publicNetworkAccess=None), None),
    (storage_account(publicNetworkAccess="SecuredByPerimeter"), None),
    (redis(publicNetworkAccess="Enabled", subnetId=SUBNET), None),
    (redis(publicNetworkAccess="Enabled"), "publicNetworkAccess is Enabled"),
    (postgresql(network={"delegatedSubnetResourceId": SUBNET}), None),
    (postgresql(network={}), "network.publicNetworkAccess is not written, and Azure takes Enabled"),
    (log_workspace(publicNetworkAccessForIngestion="Disabled"), "publicNetworkAccessForQuery is not written, and Azure takes Enabled"),
    (app_environment(), None),
    (arm("Microsoft.Automation/automationAccounts@2024-10-23", "a", {"publicNetworkAccess": "false"}), None),
    (ai_account(publicNetworkAccess="[parameters('x')]"), "? publicNetworkAccess: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

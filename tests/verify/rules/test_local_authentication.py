from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.local_authentication import RULE
from enclave.verify.samples import ai_account, arm, cosmos, log_workspace, redis_database, search_service, service_bus

CASES: tuple[tuple[Any, str | None], ...] = (
    (ai_account(), "disableLocalAuth is not written, and Azure takes false"),
    (ai_account(DisableLocalAuth="True"), None),
    (search_service(disableLocalAuth=None), "disableLocalAuth is not written, and Azure takes false"),
    (cosmos(disableLocalAuth=True), None),
    (service_bus(), "disableLocalAuth is not written, and Azure takes false"),
    (redis_database(accessKeysAuthentication="disabled"), None),
    (redis_database(), None),
    (redis_database(accessKeysAuthentication="Enabled"), "accessKeysAuthentication is Enabled"),
    ({**redis_database(), "apiVersion": "2024-10-01"}, "accessKeysAuthentication is not written, and Azure takes Enabled"),
    (log_workspace(features={"disableLocalAuth": True}), None),
    (arm("Microsoft.Insights/components@2020-02-02", "i", {"disableLocalAuth": True}), None),
    (ai_account(disableLocalAuth="[parameters('x')]"), "? disableLocalAuth: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

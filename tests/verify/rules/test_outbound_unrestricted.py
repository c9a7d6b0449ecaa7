from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.outbound_unrestricted import RULE
from enclave.verify.samples import ai_account, key_vault, sql_server

CASES: tuple[tuple[Any, str | None], ...] = (
    (ai_account(), "restrictOutboundNetworkAccess = true does not hold: the service itself may call any address"),
    (sql_server(restrictOutboundNetworkAccess="enabled"), None),
    (sql_server(), "restrictOutboundNetworkAccess = enabled does not hold: the service itself may call any address"),
    (key_vault(), None),
    (ai_account(restrictOutboundNetworkAccess="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.peering_gateway import RULE
from enclave.verify.samples import peering

CASES: tuple[tuple[Any, str | None], ...] = (
    (peering(), None),
    (peering(allowGatewayTransit="true"), "allowGatewayTransit is true"),
    (peering(useRemoteGateways="[parameters('x')]"), "? useRemoteGateways: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.subnet_default_outbound import RULE
from enclave.verify.samples import network

CASES: tuple[tuple[Any, str | None], ...] = (
    (network(), None),
    (network("2024-05-01"), "defaultOutboundAccess of subnet snet-cases is not written, and Azure takes true before 2025-07-01"),
    (network("2024-05-01", defaultOutboundAccess="False"), None),
    (network("2024-05-01", name="GatewaySubnet"), None),
    (network(defaultOutboundAccess="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

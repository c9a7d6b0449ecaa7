from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.web_outbound import RULE
from enclave.verify.samples import SUBNET, web_site

CASES: tuple[tuple[Any, str | None], ...] = (
    (web_site(), "virtualNetworkSubnetId is not written"),
    (web_site({"vnetRouteAllEnabled": "true"}, virtualNetworkSubnetId=SUBNET), None),
    (
        web_site(virtualNetworkSubnetId=SUBNET, vnetRouteAllEnabled=False),
        "neither outboundVnetRouting.allTraffic nor vnetRouteAllEnabled is true",
    ),
    (web_site(virtualNetworkSubnetId=SUBNET, vnetRouteAllEnabled="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.gateway_tls_policy import RULE
from enclave.verify.samples import application_gateway

CASES: tuple[tuple[Any, str | None], ...] = (
    (application_gateway(), None),
    (application_gateway("2022-11-01"), "sslPolicy is not written, and Azure takes AppGwSslPolicy20150501 before 2023-02-01"),
    (
        application_gateway(sslPolicy={"policyType": "CustomV2", "minProtocolVersion": "TLSv1_1"}),
        "sslPolicy.minProtocolVersion is TLSv1_1",
    ),
    (application_gateway(sslPolicy={"policyType": "Custom", "minProtocolVersion": "TLSv1_2"}), None),
    (
        application_gateway(sslProfiles=[{"name": "old", "properties": {"sslPolicy": {"policyName": "AppGwSslPolicy20150501"}}}]),
        "profile old: sslPolicy.policyName is AppGwSslPolicy20150501",
    ),
    (application_gateway(sslPolicy="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

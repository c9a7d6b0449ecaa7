from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.cluster_outbound import RULE
from enclave.verify.samples import cluster

CASES: tuple[tuple[Any, str | None], ...] = (
    (cluster(), "networkProfile.outboundType is not written, and Azure takes loadBalancer"),
    (cluster(networkProfile={"outboundType": "None"}), None),
    (cluster(networkProfile={"outboundType": "managedNATGateway"}), "networkProfile.outboundType is managedNATGateway"),
    (cluster(networkProfile="[parameters('x')]"), "? networkProfile.outboundType: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

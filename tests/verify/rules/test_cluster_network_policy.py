from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.cluster_network_policy import RULE
from enclave.verify.samples import cluster

CASES: tuple[tuple[Any, str | None], ...] = (
    (cluster(), "networkProfile.networkPolicy is not written, and Azure takes none"),
    (cluster(networkProfile={"networkPolicy": "None"}), "networkProfile.networkPolicy is None"),
    (cluster(networkProfile={"networkPolicy": "Calico"}), None),
    (cluster(networkProfile="[parameters('x')]"), "? networkProfile.networkPolicy: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

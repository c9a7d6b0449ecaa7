from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.cluster_defender import RULE
from enclave.verify.samples import cluster

CASES: tuple[tuple[Any, str | None], ...] = (
    (cluster(securityProfile={"defender": {"securityMonitoring": {"enabled": "true"}}}), None),
    (
        cluster(securityProfile={"defender": {}}),
        "securityProfile.defender.securityMonitoring.enabled is not written, and Azure takes false",
    ),
    (
        cluster(securityProfile="[parameters('x')]"),
        "? securityProfile.defender.securityMonitoring.enabled: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.cluster_workload_identity import RULE
from enclave.verify.samples import cluster

CASES: tuple[tuple[Any, str | None], ...] = (
    (cluster(securityProfile={"workloadIdentity": {"enabled": True}}), "oidcIssuerProfile.enabled is not written, and Azure takes false"),
    (cluster(oidcIssuerProfile={"enabled": "true"}, securityProfile={"workloadIdentity": {"enabled": "true"}}), None),
    (
        cluster(oidcIssuerProfile={"enabled": True}, securityProfile="[parameters('x')]"),
        "? securityProfile.workloadIdentity.enabled: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

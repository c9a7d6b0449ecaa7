from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.cluster_azure_policy import RULE
from enclave.verify.samples import cluster

CASES: tuple[tuple[Any, str | None], ...] = (
    (cluster(addonProfiles={"azurePolicy": {"enabled": "True"}}), None),
    (cluster(addonProfiles={"azurepolicy": {"enabled": False}}), "addonProfiles.azurepolicy.enabled is false"),
    (cluster(addonProfiles="[parameters('x')]"), "? addonProfiles.azurepolicy.enabled: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

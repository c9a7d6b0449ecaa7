from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.cluster_public_api import RULE
from enclave.verify.samples import cluster

CASES: tuple[tuple[Any, str | None], ...] = (
    (cluster(apiServerAccessProfile={"authorizedIPRanges": ["203.0.113.0/24"]}), None),
    (cluster(apiServerAccessProfile={"authorizedIPRanges": ["0.0.0.0/0"]}), "authorizedIPRanges holds 0.0.0.0/0"),
    (
        cluster(apiServerAccessProfile={"enablePrivateCluster": "false"}),
        "apiServerAccessProfile.enablePrivateCluster is not true, and authorizedIPRanges holds nothing back",
    ),
    (cluster(apiServerAccessProfile={"enablePrivateCluster": "[parameters('x')]"}), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

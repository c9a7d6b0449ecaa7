from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.cluster_run_command import RULE
from enclave.verify.samples import cluster

CASES: tuple[tuple[Any, str | None], ...] = (
    (cluster(), "apiServerAccessProfile.disableRunCommand is not written, and Azure takes false"),
    (cluster(apiServerAccessProfile={"DisableRunCommand": "True"}), None),
    (
        cluster(apiServerAccessProfile="[parameters('x')]"),
        "? apiServerAccessProfile.disableRunCommand: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

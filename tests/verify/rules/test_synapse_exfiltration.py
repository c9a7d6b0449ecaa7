from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.synapse_exfiltration import RULE
from enclave.verify.samples import synapse

CASES: tuple[tuple[Any, str | None], ...] = (
    (synapse(managedVirtualNetworkSettings={"preventDataExfiltration": "true"}), "managedVirtualNetwork is not written"),
    (
        synapse(managedVirtualNetwork="default", managedVirtualNetworkSettings={"preventDataExfiltration": False}),
        "managedVirtualNetworkSettings.preventDataExfiltration is false",
    ),
    (
        synapse(managedVirtualNetwork="default", managedVirtualNetworkSettings="[parameters('x')]"),
        "? managedVirtualNetworkSettings.preventDataExfiltration: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

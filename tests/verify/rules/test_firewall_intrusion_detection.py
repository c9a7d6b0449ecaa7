from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.firewall_intrusion_detection import RULE
from enclave.verify.samples import firewall_policy

CASES: tuple[tuple[Any, str | None], ...] = (
    (firewall_policy(), "intrusionDetection.mode is not written, and Azure takes Off"),
    (firewall_policy(intrusionDetection={"Mode": "DENY"}), None),
    (firewall_policy(intrusionDetection="[parameters('x')]"), "? intrusionDetection.mode: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

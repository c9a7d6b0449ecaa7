from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.trusted_launch import RULE
from enclave.verify.samples import scale_set, virtual_machine

CASES: tuple[tuple[Any, str | None], ...] = (
    (virtual_machine(), "securityProfile.securityType is not written"),
    (virtual_machine(securityProfile={"securityType": "Standard"}), "securityProfile.securityType is Standard"),
    (scale_set(securityProfile={"securityType": "confidentialVM"}), None),
    (
        virtual_machine(securityProfile={"securityType": "TrustedLaunch", "uefiSettings": {"vTpmEnabled": "false"}}),
        "securityProfile.uefiSettings.vTpmEnabled is false",
    ),
    (
        virtual_machine(securityProfile={"securityType": "[parameters('x')]"}),
        "? securityProfile.securityType: `parameters('x')` cannot be evaluated",
    ),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

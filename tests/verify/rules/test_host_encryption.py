from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.host_encryption import RULE
from enclave.verify.samples import cluster, scale_set, virtual_machine

CASES: tuple[tuple[Any, str | None], ...] = (
    (virtual_machine(securityProfile={"encryptionAtHost": "True"}), None),
    (scale_set(), "virtualMachineProfile.securityProfile.encryptionAtHost is not written, and Azure takes false"),
    (cluster(), None),
    (
        cluster(agentPoolProfiles=[{"name": "a", "enableEncryptionAtHost": True}, {"name": "b"}]),
        "agentPoolProfiles[1].enableEncryptionAtHost is not written, and Azure takes false",
    ),
    (virtual_machine(securityProfile="[parameters('x')]"), "? securityProfile.encryptionAtHost: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

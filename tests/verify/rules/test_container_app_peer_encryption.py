from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.container_app_peer_encryption import RULE
from enclave.verify.samples import app_environment

CASES: tuple[tuple[Any, str | None], ...] = (
    (app_environment(peerAuthentication={"mtls": {"enabled": "true"}}), None),
    (
        app_environment(peerAuthentication={"mtls": {"enabled": False}}),
        "neither peerTrafficConfiguration.encryption.enabled nor peerAuthentication.mtls.enabled is true",
    ),
    (app_environment(peerTrafficConfiguration="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

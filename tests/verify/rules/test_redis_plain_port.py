from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.redis_plain_port import RULE
from enclave.verify.samples import redis, redis_database

CASES: tuple[tuple[Any, str | None], ...] = (
    (redis(), None),
    (redis_database(clientProtocol="plaintext"), "clientProtocol is plaintext"),
    (redis_database(), None),
    (redis(enableNonSslPort="[parameters('x')]"), "? enableNonSslPort: `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

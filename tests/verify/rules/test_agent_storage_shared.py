from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.agent_storage_shared import RULE
from enclave.verify.samples import capability_host

CASES: tuple[tuple[Any, str | None], ...] = (
    (
        capability_host(storageConnections=["blob"], threadStorageConnections=["cosmos"], vectorStoreConnections=[]),
        "vectorStoreConnections is empty: the agents' vectors lie in a store of Microsoft's",
    ),
    (
        capability_host(storageConnections=["blob"], threadStorageConnections=["cosmos"], vectorStoreConnections="[parameters('x')]"),
        "? `parameters('x')` cannot be evaluated",
    ),
    (capability_host(storageConnections=["blob"], threadStorageConnections=["cosmos"], vectorStoreConnections=["search"]), None),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected

"""What an answer means."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.errors import EnclaveError
from enclave.telemetry.post import Endpoint
from enclave.telemetry.spans import ExportRefused


def test_answers(taker: Any) -> None:
    endpoint = Endpoint(taker.url + "/x")
    taker.answers = [(202, b"fine"), (400, b"no"), (503, b"later"), (307, b"elsewhere"), (401, b"who")]
    assert endpoint.post(b"body", {"Authorization": "Bearer secret"}) == b"fine"
    assert taker.posted[0][2] == b"body"
    with pytest.raises(ExportRefused, match="answered 400"):
        endpoint.post(b"", {})
    for status in (503, 307, 401):
        with pytest.raises(EnclaveError, match=f"answered {status}") as found:
            endpoint.post(b"", {"Authorization": "Bearer secret"})
        assert not isinstance(found.value, ExportRefused)
        assert "secret" not in str(found.value)
    endpoint.close()


def test_nobody_there() -> None:
    with pytest.raises(EnclaveError, match="cannot be reached") as found:
        Endpoint("http://127.0.0.1:9/x").post(b"", {"Authorization": "Bearer secret"})
    assert "secret" not in str(found.value)

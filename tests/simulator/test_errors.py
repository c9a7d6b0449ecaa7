from __future__ import annotations

from enclave.simulator.errors import RejectedError


def test_the_document_has_openais_four_members() -> None:
    error = RejectedError(400, "wrong", code="invalid_value", param="n").document()["error"]
    assert error == {"message": "wrong", "type": "invalid_request_error", "param": "n", "code": "invalid_value"}


def test_the_type_follows_the_status() -> None:
    assert [RejectedError(status, "x").document()["error"]["type"] for status in (400, 404, 429, 500)] == [
        "invalid_request_error", "invalid_request_error", "rate_limit_exceeded", "server_error",
    ]  # fmt: skip

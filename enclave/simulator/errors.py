"""Errors in OpenAI's wire form: `{"error": {"message", "type", "param", "code"}}`."""

from __future__ import annotations

from enclave.errors import EnclaveError


class RejectedError(EnclaveError):
    """The simulated service answers a request with an HTTP error."""

    def __init__(self, status: int, message: str, *, code: str | None = None, param: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.param = param

    def document(self) -> dict[str, dict[str, str | None]]:
        """The body of the answer."""
        kinds = {429: "rate_limit_exceeded", 500: "server_error"}
        kind = kinds.get(self.status, "invalid_request_error")
        return {"error": {"message": self.message, "type": kind, "param": self.param, "code": self.code}}

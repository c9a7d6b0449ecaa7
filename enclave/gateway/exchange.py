"""One request on its way through the stages: what was asked, who asks, what was decided, and what it cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from enclave.audit.event import Verdict
from enclave.gateway.conversations import Conversation
from enclave.gateway.rules import ProjectRules, Target
from enclave.gateway.strict_json import Field
from enclave.gateway.surfaces.chat import Call
from enclave.gateway.surfaces.chat_stream import StreamGuard
from enclave.gateway.tokens import Caller
from enclave.ledger.interface import Warned
from enclave.ledger.prices import Usage
from enclave.wire.client import ClientResponse
from enclave.wire.message import Headers, Request

_TYPES: Mapping[int, str] = {401: "authentication_error", 403: "permission_error", 429: "insufficient_quota"}


class Refusal(msgspec.Struct, frozen=True):
    """The end of an exchange that a stage did not let pass. `message` goes to the client; `error` only into the record."""

    stage: str
    status: int
    code: str
    message: str
    param: str | None = None
    headers: Headers = ()
    error: str = ""
    kind: str = ""
    """OpenAI's error type; empty: as the status suggests."""

    def body(self) -> bytes:
        """OpenAI's error document."""
        kind = self.kind or _TYPES.get(self.status) or ("server_error" if self.status >= 500 else "invalid_request_error")
        return msgspec.json.encode(
            {"error": {"message": self.message, "type": kind, "param": self.param, "code": self.code}}
        )


class Exchange(msgspec.Struct, kw_only=True):
    """One request on its way. Each stage fills in what it decides; nothing is ever taken back."""

    id: str
    """The answer's `x-enclave-request-id`."""
    request: Request
    operation: str
    """As Azure names it, `ChatCompletions_Create`; empty when no surface serves the path."""
    started: float
    """Seconds of the monotonic clock."""
    deployment: str = ""
    """The name that the client uses: from the path, or the body's `model`."""

    # identity
    caller: Caller | None = None
    # parse
    body: dict[str, Any] = {}
    fields: list[Field] = []
    call: Call | None = None
    # access
    roles: tuple[str, ...] = ()
    rules: ProjectRules | None = None
    """The project, its policy, and what enforces it."""
    # residency
    target: Target | None = None
    """The deployment in the region that serves the call, with its price."""
    alternatives: tuple[Target, ...] = ()
    """Other regions that may serve it, best first."""
    # dlp
    redactions: int = 0
    conversation: Conversation | None = None
    """What stands for the caller's values, where policy lets anything stand for them."""
    # budget
    max_tokens: int | None = None
    """What each choice of the answer may have at most."""
    prompt_tokens: int = 0
    """No prompt of this request has more."""
    clamped: int | None = None
    """The `max_tokens` that the client got instead of what it asked for, or because no more could be paid."""
    warnings: tuple[Warned, ...] = ()
    """Shares of ceilings that this call was the first to reach."""
    reserved: int = 0
    """Nano-dollars held in the ledger for the attempt that goes on."""
    reservation: str = ""
    """Its name in the ledger."""
    lost: int = 0
    """Nano-dollars of attempts that the model service did not answer, and may charge for: they are charged in full."""
    admitted: bool = False
    """The reservation and the `admitted` record are durable."""
    # upstream
    upstream: ClientResponse | None = None
    upstream_status: int = 0
    forwarded: bool = False
    """The request may have reached the model."""
    processed: bool = True
    """False when the upstream certainly did no billable work."""
    answer: dict[str, Any] = {}
    usage: Usage | None = None
    first_token: float | None = None
    # answer
    guarded: StreamGuard | None = None
    """What scans the stream as it passes."""
    # settle
    settled: int | None = None
    """Nano-dollars that the call cost; None: not settled yet."""

    status: int = 0
    verdicts: list[Verdict] = []
    notes: list[str] = []
    """For the record: what went wrong, without any content."""
    prompt_sha256: str = ""
    response_bytes: int = 0
    answer_sha256: str = ""

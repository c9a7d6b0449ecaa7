"""One request on its way through the stages: what was asked, who asks, what was decided, and what it cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from enclave.audit.event import Verdict
from enclave.gateway.conversations import Conversation
from enclave.gateway.file_ids import Kept
from enclave.gateway.multipart import File
from enclave.gateway.rates import Limit
from enclave.gateway.response_ids import ResponseIds, Stored
from enclave.gateway.rules import ProjectRules, Target
from enclave.gateway.strict_json import Field
from enclave.gateway.surface import Answers, Api
from enclave.gateway.surfaces.call import Call
from enclave.gateway.surfaces.stream import StreamGuard
from enclave.gateway.tokens import Caller
from enclave.gateway.uploads import Upload
from enclave.gateway.windows import Windows
from enclave.ledger.interface import Warned
from enclave.ledger.prices import Units, Usage
from enclave.telemetry.context import Trace
from enclave.wire.client import ClientResponse
from enclave.wire.message import Headers, Request
from enclave.wire.socket import Socket

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
    inner: Mapping[str, object] = {}
    """Azure's `innererror`, where there is more to say."""

    def body(self) -> bytes:
        """OpenAI's error document."""
        kind = self.kind or _TYPES.get(self.status) or ("server_error" if self.status >= 500 else "invalid_request_error")
        error: dict[str, object] = {"message": self.message, "type": kind, "param": self.param, "code": self.code}
        if self.inner:
            error |= {"status": self.status, "innererror": self.inner}
        return msgspec.json.encode({"error": error})


class Dialect(msgspec.Struct, frozen=True):
    """How a surface is spoken."""

    api: Api
    stream: Callable[[Exchange], StreamGuard]
    """Makes what scans an exchange's stream as it passes."""
    form: Callable[[dict[str, Any], Sequence[File]], Call] | None = None
    """Checks a form, where calls are forms. Raises BadCallError."""


class Line(msgspec.Struct, gc=False):
    """One call of a file for a batch."""

    custom_id: str
    url: str
    deployment: str
    document: dict[str, Any]
    """`custom_id` and `body`."""
    fields: list[Field]
    call: Call


class Named(Protocol):
    """What an exchange knows of a stage."""

    @property
    def id(self) -> str:
        """Its id."""


class Exchange(msgspec.Struct, kw_only=True):
    """One request on its way. Each stage fills in what it decides; nothing is ever taken back."""

    id: str
    """The answer's `x-enclave-request-id`."""
    request: Request
    operation: str
    """As Azure names it, `ChatCompletions_Create`; empty when no surface serves the path."""
    dialect: Dialect | None = None
    """Of the surface, where it asks a model."""
    started: float
    """Seconds of the monotonic clock."""
    deployment: str = ""
    """The name that the client uses: from the path, or the body's `model`."""

    resource: str = ""
    """The id of a stored answer, a file, a batch or a store that the path names, as the caller has it."""
    part: str = ""
    """The id of what is in it, where the path names that, too."""

    # identity
    caller: Caller | None = None
    # parse
    body: dict[str, Any] = {}
    fields: list[Field] = []
    call: Call | None = None
    # lines
    lines: list[Line] = []
    file: File | None = None
    """The document that is uploaded."""
    parts: Upload | None = None
    """What comes, or came, in parts."""
    life: int | None = None
    """Seconds that the uploaded file is kept; None: until it is deleted."""
    # opened
    kept: Kept | None = None
    """The file, the batch or the vector store that is meant."""
    member: Kept | None = None
    """The file of the store that is meant, or those that were put into it together."""
    # unseal
    ids: ResponseIds | None = None
    stored: Stored | None = None
    """The stored answer that is asked for, or gone on from."""
    sealed: str = ""
    """Its id as the caller has it."""
    project: str = ""
    """Where it is kept, which decides where the call is served; empty: anywhere."""
    region: str = ""
    after: int = -1
    """The number of the last event that the client has of a stream that it takes up again."""
    context: int = 0
    """What the model service adds to the prompt has no more tokens."""
    # access
    roles: tuple[str, ...] = ()
    rules: ProjectRules | None = None
    """The project, its policy, and what enforces it."""
    # residency
    target: Target | None = None
    """The deployment in the region that serves the call, with its price."""
    alternatives: tuple[Target, ...] = ()
    """Other regions that may serve it, best first."""
    # rate
    taken: tuple[tuple[Limit, int], ...] = ()
    """What was taken of each limit per minute, until it is known what was used."""
    rate_headers: Headers = ()
    # dlp
    redactions: int = 0
    attached: list[str] = []
    """Texts of files that were attached."""
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
    units: Units | None = None
    """What is charged by something else than tokens, where the deployment's price says so."""
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
    socket: Socket | None = None
    """The model service's end of a realtime session."""
    upstream_status: int = 0
    forwarded: bool = False
    """The request may have reached the model."""
    processed: bool = True
    """False when the upstream certainly did no billable work."""
    answer: dict[str, Any] = {}
    kind: bytes = b""
    """Media type of an answer that is no JSON: `raw`, or the text of `answer`."""
    raw: bytes = b""
    usage: Usage | None = None
    first_token: float | None = None
    answers: Answers | None = None
    """What knows the fields of `answer`, where it is none of the surface's own."""
    # answer
    guarded: StreamGuard | None = None
    """What scans the stream as it passes."""
    answered: list[str] = []
    """Texts of a whole answer as they were let go, where Content Safety looks at them."""
    # answer_safety
    windows: Windows | None = None
    """What holds the stream until Content Safety has looked at it."""
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
    said: bytearray = msgspec.field(default_factory=bytearray)
    """The answer as the client got it, where the policy keeps it."""

    trace: Trace | None = None
    """That it belongs to."""

    # what is counted
    stages: Sequence[Named] = ()
    """Those that it passes."""
    marks: list[float] | None = None
    """When each of them had done its work, where that is looked at; seconds of the monotonic clock."""
    passed: float = 0.0
    """When the last of them had; 0: one broke."""
    upstream_seconds: float | None = None
    """What the model service took, if it was asked."""
    confidence: list[float] = []
    """How sure the model was of each choice of its answer, where that was asked for."""
    finish_reasons: tuple[str, ...] = ()
    """Why each of them ended."""
    is_counted: bool = False
    """Its end was counted."""

"""The event: what happened to one call, or to the gateway itself, as reached and not as configured.

Never in an event: prompt or answer text, a matched value, a token, a key. `docs/events.md` lists every field.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import msgspec

from enclave.errors import EnclaveError

Kind = Literal[
    "started", "stopped", "admitted", "completed", "refused", "budget_warning", "token_issued", "key_rotated", "recovered",
    "configuration_changed", "budget_changed", "anchored", "anchor_failed", "pruned", "erased", "image_gated", "attested",
    "drift_detected", "retraining_triggered", "telemetry_deleted", "alert_fired", "alert_over", "signed_in", "sign_in_refused",
]  # fmt: skip

MAX_BYTES = 65_535
"""Of one encoded event: the size of an entry in C2SP tlog-tiles."""


class AuditUnavailable(EnclaveError):
    """The log cannot take the record, so what it records must not happen: the gateway refuses."""


MOST_SEEN = 16
"""Findings of one stage that are told one by one; `findings` counts them all."""


class Seen(msgspec.Struct, frozen=True, omit_defaults=True):
    """One finding: what found it, how surely, and where; never the value."""

    detector: str
    confidence: int
    field: str
    """Where the text stands in the request or the answer, `messages[1].content`; a key that a caller chose is `*`."""
    start: int
    """First code point of the value in that text, as it was sent."""
    end: int


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one stage decided, and what it really looked at."""

    stage: str
    outcome: str
    """`pass`, `redact`, `refuse`, ..."""
    scanned_chars: int = 0
    """Unicode code points that the stage scanned."""
    findings: dict[str, int] = {}
    """Matches by entity; never the values."""
    seen: tuple[Seen, ...] = ()
    """The first of them, one by one."""


class Event(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One record. A field that is absent in the log has its default."""

    id: str
    """Unique for ever."""
    time: str
    """RFC 3339, UTC, microseconds: `2026-11-21T09:30:00.000000Z`; see `timestamp`."""
    kind: Kind
    request_id: str = ""
    """The answer's `x-enclave-request-id`; the same for `admitted` and `completed` of one call."""
    trace_id: str = ""
    """Of the trace that the call belongs to, 32 hexadecimal digits (W3C Trace Context); see `trace_id`."""
    caller: str = ""
    """The token's subject."""
    roles: tuple[str, ...] = ()
    project: str = ""
    deployment: str = ""
    """The name that the client used."""
    model: str = ""
    model_version: str = ""
    region: str = ""
    """The region key of the file."""
    location: str = ""
    """The Azure region that processed the call."""
    operation: str = ""
    """`ChatCompletions_Create`, as Azure names it."""
    path: str = ""
    """Path of the request, without its query."""
    status: int = 0
    """HTTP status that the client got."""
    stage: str = ""
    """The stage that refused."""
    reason: str = ""
    """Why, in words or as an id; for `recovered` what was cut off and where it is kept."""
    verdicts: tuple[Verdict, ...] = ()
    """Of the guards that ran, in order."""
    stream: bool = False
    prompt_tokens: int = 0
    """As the provider reported, cached ones included."""
    completion_tokens: int = 0
    """As the provider reported, reasoning included."""
    cached_tokens: int = 0
    reserved_nanousd: int = 0
    settled_nanousd: int = 0
    duration_ms: float = 0.0
    time_to_first_token_ms: float | None = None
    finish_reasons: tuple[str, ...] = ()
    """Why each choice of the answer ended: `stop`, `length`, `content_filter`, ...; what nobody knows is `other`."""
    confidence: float | None = None
    """How sure the model was where log probabilities were asked for: their geometric mean, 0 to 1, the mean of the choices."""
    caller_ip: str = ""
    request_bytes: int = 0
    response_bytes: int = 0
    prompt_sha256: str = ""
    answer_sha256: str = ""
    content_commitment: str = ""
    """Salted hash of the prompt and the answer, when the policy keeps them, encrypted and apart; see `enclave.audit.content`."""
    policy_digest: str = ""
    """Of the policy that the gateway runs, `sha256:...`."""
    details: dict[str, str] = {}
    """What belongs to this kind of event only, by name."""
    error: str = ""
    """What went wrong upstream or inside, without any content."""


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Event)


def column(field: str) -> str:
    """The column of `EnclaveEvents` for a field of an event: `prompt_sha256` -> `PromptSha256`, `time` -> `TimeGenerated`."""
    return "TimeGenerated" if field == "time" else "".join(part.capitalize() for part in field.split("_"))


def timestamp(time: datetime) -> str:
    """The form of `Event.time`. Raises ValueError without a time zone."""
    if time.tzinfo is None:
        raise ValueError("a time without a time zone")
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def encode(event: Event) -> bytes:
    """The canonical JSON of an event: fields in their order here, maps sorted, defaults left out, one line.

    Raises AuditUnavailable when the event is too large or has a string that is not text.
    """
    try:
        body = _encoder.encode(event)
    except UnicodeEncodeError as error:
        raise AuditUnavailable(f"event `{event.id}` has a string that is not Unicode text") from error
    if len(body) > MAX_BYTES:
        raise AuditUnavailable(f"event `{event.id}` has {len(body)} bytes, more than {MAX_BYTES}")
    return body


def decode(body: bytes) -> Event:
    """The event of its JSON. Raises msgspec.ValidationError or msgspec.DecodeError."""
    return _decoder.decode(body)

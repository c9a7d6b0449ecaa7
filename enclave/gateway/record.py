"""What goes on record about an exchange: always as reached, never its text."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex
from typing import TypeAlias

from enclave.audit.event import Event, Kind, timestamp
from enclave.gateway.exchange import Exchange, Refusal
from enclave.wire.message import Refused

Label: TypeAlias = Callable[[str], str]

MAX_TEXT = 400
"""Characters of anything that a caller chose."""


def event(exchange: Exchange, kind: Kind, digest: str, label: Label, refusal: Refusal | None = None) -> Event:
    """The record of an exchange at this moment. `label` hides values in names that the caller made up."""
    caller, rules, target, usage = exchange.caller, exchange.rules, exchange.target, exchange.usage
    request = exchange.request
    deployment = target.deployment if target is not None else None
    if not exchange.prompt_sha256:
        exchange.prompt_sha256 = sha256(request.body).hexdigest()
    now = time.perf_counter()
    notes = [*exchange.notes, refusal.error] if refusal is not None and refusal.error else exchange.notes
    return Event(
        id=token_hex(16),
        time=timestamp(datetime.now(UTC)),
        kind=kind,
        request_id=exchange.id,
        caller=_short(caller.id) if caller is not None else "",
        roles=exchange.roles,
        project=rules.name if rules is not None else "",
        deployment=exchange.deployment if deployment is not None else _short(label(exchange.deployment)),
        model=deployment.model if deployment is not None else "",
        model_version=deployment.version if deployment is not None else "",
        region=target.region if target is not None else "",
        location=target.location if target is not None else "",
        operation=exchange.operation,
        path=request.path if deployment is not None else _short(label(request.path)),
        status=exchange.status,
        stage=refusal.stage if refusal is not None else "",
        reason=f"{refusal.code}: {_short(refusal.message)}" if refusal is not None else "",
        verdicts=tuple(exchange.verdicts),
        stream=exchange.call is not None and exchange.call.stream,
        prompt_tokens=usage.prompt if usage is not None else 0,
        completion_tokens=usage.completion if usage is not None else 0,
        cached_tokens=usage.cached if usage is not None else 0,
        reserved_nanousd=exchange.reserved,
        settled_nanousd=exchange.settled or 0,
        duration_ms=round((now - exchange.started) * 1000, 3),
        time_to_first_token_ms=None if exchange.first_token is None else round((exchange.first_token - exchange.started) * 1000, 3),
        caller_ip=request.peer,
        request_bytes=len(request.body),
        response_bytes=exchange.response_bytes,
        prompt_sha256=exchange.prompt_sha256,
        answer_sha256=exchange.answer_sha256,
        policy_digest=digest,
        error="; ".join(notes),
    )


def wire_refusal(refused: Refused, request_id: str, digest: str, label: Label) -> Event:
    """The record of a message that never became a request."""
    return Event(
        id=token_hex(16),
        time=timestamp(datetime.now(UTC)),
        kind="refused",
        request_id=request_id,
        path=_short(label(refused.path)),
        status=refused.status,
        stage="wire",
        reason=_short(refused.reason),
        caller_ip=refused.peer,
        policy_digest=digest,
    )


def lifecycle(kind: Kind, digest: str, reason: str) -> Event:
    """The record of a start or a stop."""
    return Event(id=token_hex(16), time=timestamp(datetime.now(UTC)), kind=kind, reason=reason, policy_digest=digest)


def _short(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "…"

"""What goes on record about an exchange: always as reached, never its text."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from secrets import token_hex

from enclave.audit.event import Event, Kind
from enclave.gateway.exchange import Exchange, Refusal
from enclave.wire.message import Refused

MAX_TEXT = 400
"""Characters of anything that a caller chose."""


class Recorder:
    """Makes the records of one process, and the ids that tie them to answers.

    `label` hides values in names that a caller made up. Where content is kept so that it can be erased, `is_erasable`, no hash of it may
    stand in the log: short texts can be guessed from theirs.
    """

    def __init__(self, digest: str, label: Callable[[str], str], *, is_erasable: bool = False) -> None:
        self._digest = digest
        self._is_erasable = is_erasable
        self._label = label
        seed = token_hex(10)
        self._prefix = f"{seed[:8]}-{seed[8:12]}-{seed[12:16]}-{seed[16:]}-"
        self._numbers = count()
        self._second = -1
        self._date = ""

    @property
    def digest(self) -> str:
        """Of the policy that is enforced."""
        return self._digest

    def request_id(self) -> str:
        """An id that no other request has, of this process or any other. It is not a secret."""
        return f"{self._prefix}{next(self._numbers):012x}"

    def event(self, exchange: Exchange, kind: Kind, refusal: Refusal | None = None) -> Event:
        """The record of an exchange at this moment."""
        caller, rules, target, usage = exchange.caller, exchange.rules, exchange.target, exchange.usage
        request = exchange.request
        deployment = target.deployment if target is not None else None
        if not exchange.prompt_sha256 and not self._is_erasable:
            exchange.prompt_sha256 = sha256(request.body).hexdigest()
        first = exchange.first_token
        notes = [*exchange.notes, refusal.error] if refusal is not None and refusal.error else exchange.notes
        return Event(
            id=f"{exchange.id}-{kind}",
            time=self._now(),
            kind=kind,
            request_id=exchange.id,
            trace_id="" if exchange.trace is None else exchange.trace.trace_id,
            caller=_short(caller.id) if caller is not None else "",
            roles=exchange.roles,
            project=rules.name if rules is not None else "",
            deployment=exchange.deployment if deployment is not None else _short(self._label(exchange.deployment)),
            model=deployment.model if deployment is not None else "",
            model_version=deployment.version if deployment is not None else "",
            region=target.region if target is not None else "",
            location=target.location if target is not None else "",
            operation=exchange.operation,
            path=request.path if deployment is not None else _short(self._label(request.path)),
            status=exchange.status,
            stage=refusal.stage if refusal is not None else "",
            reason=f"{refusal.code}: {_short(refusal.message)}" if refusal is not None else "",
            verdicts=tuple(exchange.verdicts),
            stream=exchange.call is not None and exchange.call.stream,
            prompt_tokens=usage.prompt if usage is not None else 0,
            completion_tokens=usage.completion if usage is not None else 0,
            cached_tokens=usage.cached if usage is not None else 0,
            reserved_nanousd=exchange.reserved + exchange.lost,
            settled_nanousd=(exchange.settled or 0) + exchange.lost,
            duration_ms=round((time.perf_counter() - exchange.started) * 1000, 3),
            time_to_first_token_ms=None if first is None else round((first - exchange.started) * 1000, 3),
            finish_reasons=exchange.finish_reasons,
            confidence=round(sum(exchange.confidence) / len(exchange.confidence), 4) if exchange.confidence else None,
            caller_ip=request.peer,
            request_bytes=len(request.body),
            response_bytes=exchange.response_bytes,
            prompt_sha256=exchange.prompt_sha256,
            answer_sha256="" if self._is_erasable else exchange.answer_sha256,
            policy_digest=self._digest,
            error="; ".join(notes),
        )

    def wire_refusal(self, refused: Refused, request_id: str) -> Event:
        """The record of a message that never became a request."""
        return Event(
            id=f"{request_id}-refused",
            time=self._now(),
            kind="refused",
            request_id=request_id,
            path=_short(self._label(refused.path)),
            status=refused.status,
            stage="wire",
            reason=_short(refused.reason),
            caller_ip=refused.peer,
            policy_digest=self._digest,
        )

    def lifecycle(self, kind: Kind, reason: str) -> Event:
        """The record of a start or a stop."""
        return Event(id=f"{self.request_id()}-{kind}", time=self._now(), kind=kind, reason=reason, policy_digest=self._digest)

    def _now(self) -> str:
        """`enclave.audit.event.timestamp` of this moment; the date and the second are written once for each second."""
        second, nanoseconds = divmod(time.time_ns(), 10**9)
        if second != self._second:
            self._second = second
            self._date = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return f"{self._date}.{nanoseconds // 1000:06d}Z"


def _short(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "…"

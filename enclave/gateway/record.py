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
        request, first, notes = exchange.request, exchange.first_token, exchange.notes
        if not exchange.prompt_sha256 and not self._is_erasable:
            exchange.prompt_sha256 = sha256(request.body).hexdigest()
        name, path = exchange.deployment, request.path
        model = version = region = location = stage = reason = ""
        if target is not None:
            deployment = target.deployment
            model, version, region, location = deployment.model, deployment.version, target.region, target.location
        else:
            name, path = _short(self._label(name)), _short(self._label(path))
        prompt = completion = cached = 0
        if usage is not None:
            prompt, completion, cached = usage.prompt, usage.completion, usage.cached
        if refusal is not None:
            stage, reason = refusal.stage, f"{refusal.code}: {_short(refusal.message)}"
            notes = [*notes, refusal.error] if refusal.error else notes
        return Event(
            id=f"{exchange.id}-{kind}",
            time=self._now(),
            kind=kind,
            request_id=exchange.id,
            trace_id="" if exchange.trace is None else exchange.trace.trace_id,
            caller=_short(caller.id) if caller is not None else "",
            roles=exchange.roles,
            project=rules.name if rules is not None else "",
            deployment=name,
            model=model,
            model_version=version,
            region=region,
            location=location,
            operation=exchange.operation,
            path=path,
            status=exchange.status,
            stage=stage,
            reason=reason,
            verdicts=tuple(exchange.verdicts),
            stream=exchange.call is not None and exchange.call.stream,
            prompt_tokens=prompt,
            completion_tokens=completion,
            cached_tokens=cached,
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
            error="; ".join(notes) if notes else "",
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

"""The responses of a realtime session as calls: each is let in by the stages, paid, and recorded by itself."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace as with_price
from hashlib import sha256
from typing import Any

import msgspec

from enclave.audit.event import Verdict
from enclave.gateway.exchange import Dialect, Exchange, Refusal
from enclave.gateway.rules import Target
from enclave.gateway.runtime import Runtime
from enclave.gateway.stages import access, budget, dlp, identity, rate
from enclave.gateway.surfaces import realtime
from enclave.gateway.surfaces.call import Call
from enclave.gateway.surfaces.realtime_stream import Spoken
from enclave.gateway.surfaces.stream import StreamGuard
from enclave.ledger.prices import UnknownPriceError

SAY_STAGES = (dlp.STAGE,)
RESPOND_STAGES = (identity.STAGE, access.STAGE, rate.STAGE, budget.STAGE)
"""What an event of the client's passes, and what a response passes before it is created. Residency was decided for the session."""
MOST_VERDICTS = 8


def _no_stream(_exchange: Exchange) -> StreamGuard:
    raise ValueError("the events of a session are scanned as they come")


DIALECT = Dialect(realtime.Api(), _no_stream)


class Context:
    """What the model reads at most, in tokens: all that was said, or what the model service counted last and all that was said since."""

    def __init__(self) -> None:
        self._all = 0
        self._pending = 0
        """Of sound that is in no item yet."""
        self._counted: tuple[int, int] | None = None
        """What a response read, and how much had been said when it was created."""

    def add(self, tokens: int) -> None:
        """Something more is there to be read."""
        self._all += tokens

    def hear(self, tokens: int) -> None:
        """Sound, which is read when it becomes an item: perhaps now, perhaps much later."""
        self._pending += tokens

    def commit(self) -> None:
        """Sound has become an item, or is gone."""
        self._all += self._pending
        self._pending = 0

    @property
    def mark(self) -> int:
        """How much has been said when a response is created."""
        return self._all

    def count(self, mark: int, read: int, wrote: int) -> None:
        """What a response read that was created at `mark`, and what it added."""
        self._all += wrote
        self._counted = (read, mark)

    def most(self, standing: int) -> int:
        """For the next one. `standing`: instructions and tools, which may have changed since anybody counted."""
        said = self._all
        if self._counted is not None:
            read, mark = self._counted
            said = min(said, read + said - mark)
        return min(said + self._pending + standing, realtime.WINDOW)


class Response:
    """One response on its way."""

    def __init__(self, exchange: Exchange, guard: Spoken, name: str, mark: int | None) -> None:
        self.exchange = exchange
        self.guard = guard
        self.name = name
        """Of the event that creates it."""
        self.mark = mark
        """Of the context when it was created; None: it reads something else than the conversation."""
        self.upstream_id = ""
        self.id = ""
        self.refusal: Refusal | None = None
        """Why nothing more of it goes on."""
        self.digest = sha256()
        self.begun = time.perf_counter()


def exchange_of(session: Exchange, runtime: Runtime, operation: str, event: Mapping[str, Any], raw: bytes) -> Exchange:
    """One call in a session: whose it is and where it goes are the session's."""
    request = msgspec.structs.replace(session.request, body=raw)
    runtime.metrics.begin()
    return Exchange(
        id=runtime.recorder.request_id(),
        request=request,
        operation=operation,
        dialect=DIALECT,
        started=time.perf_counter(),
        deployment=session.deployment,
        project=session.rules.name if session.rules is not None else session.project,
        caller=session.caller,
        roles=session.roles,
        rules=session.rules,
        target=session.target,
        body=dict(event),
        call=Call(stream=operation == realtime.RESPOND, include_usage=True, choices=1, max_tokens=None),
        trace=runtime.tracing.begin(request),
        notes=[f"session {session.id}"],
    )


def priced(target: Target, *, has_sound: bool, has_pictures: bool) -> Target:
    """The target with the prices of what may come: where nobody speaks, sound has none. Raises UnknownPriceError."""
    price = target.price
    if price.is_by_units:
        raise UnknownPriceError("the deployment is not charged by tokens")
    if has_sound and (price.audio_input is None or price.audio_output is None):
        raise UnknownPriceError("sound has no price for this model")
    if has_pictures and price.image_input is None:
        raise UnknownPriceError("pictures have no price for this model")
    if not has_sound:
        price = with_price(price, audio_input=None, cached_audio_input=None, audio_output=None)
    if not has_pictures:
        price = with_price(price, image_input=None)
    return msgspec.structs.replace(target, price=price)


def merged(verdicts: list[Verdict]) -> list[Verdict]:
    """What was looked at since the response before, as one verdict: a session may say much."""
    if not verdicts:
        return []
    findings: dict[str, int] = {}
    for one in verdicts:
        for entity, count in one.findings.items():
            findings[entity] = findings.get(entity, 0) + count
    outcome = "redact" if any(one.outcome == "redact" for one in verdicts) else "pass"
    seen = tuple(found for one in verdicts for found in one.seen)[:MOST_VERDICTS]
    return [Verdict("dlp", outcome, sum(one.scanned_chars for one in verdicts), findings, seen)]

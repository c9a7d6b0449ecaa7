"""What the client of a realtime session says: each event is scanned, with those before it, and what a model reads in it is bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import msgspec

from enclave.audit.event import Verdict
from enclave.dlp.scan import is_hidden
from enclave.gateway.attachments import Attachment
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.guard import SEPARATOR, Guard
from enclave.gateway.pipeline import Pipeline
from enclave.gateway.realtime.calls import SAY_STAGES, Context, exchange_of, merged
from enclave.gateway.realtime.settings import Settings
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.surfaces import realtime
from enclave.gateway.surfaces.call import BadCallError

Object = dict[str, Any]
SOUND_SECONDS = 3_600
"""Of sound that goes in, in a session."""
MOST_SAID = 16 * 1024 * 1024
"""Bytes of events beside sound, in a session."""
READ_ON = 4_096
"""Characters of what was said before that are looked at with what is said next."""


class Saying:
    """All that was said up to now."""

    def __init__(self, session: Exchange, guard: Guard, pipeline: Pipeline, runtime: Runtime) -> None:
        self._session = session
        self._guard = guard
        self._pipeline = pipeline
        self._runtime = runtime
        self._earlier = ""
        self._digest = sha256()
        self._kept: list[Object] = []
        self._verdicts: list[Verdict] = []
        self._unseen = self._said = 0
        self.context = Context()
        self.seconds = 0.0
        """Of sound that went in."""
        self.shows = False
        """There is a picture in the conversation."""

    async def passes(self, event: Object, attached: Sequence[Attachment], raw: bytes) -> tuple[Exchange, Refusal] | None:
        """Look at an event's texts, which are redacted in place; what does not pass, and why."""
        self._said += len(raw)
        if self._said > MOST_SAID:
            raise BadCallError(f"a session takes {MOST_SAID} bytes of events at most: begin another", "session", "session_full")
        exchange = exchange_of(self._session, self._runtime, realtime.SAY, event, raw)
        if exchange.call is None:
            raise ValueError("an event without a call")
        exchange.body = event
        exchange.call = msgspec.structs.replace(exchange.call, attachments=tuple(attached))
        exchange.fields = realtime.scanned(event, attached)
        refusal = self._spans(realtime.prose(exchange.fields)) or await self.decide(exchange, SAY_STAGES)
        if refusal is not None:
            return exchange, refusal
        self._runtime.metrics.active -= 1  # it is told of with the next response
        self._verdicts = merged([*self._verdicts, *exchange.verdicts])
        self._session.redactions += exchange.redactions
        self._earlier = (self._earlier + "\n" + realtime.prose(exchange.fields))[-READ_ON:]
        return None

    async def decide(self, exchange: Exchange, stages: Sequence[Stage]) -> Refusal | None:
        """As the pipeline decides; what was admitted for somebody who has gone is closed."""
        try:
            return await self._pipeline.decide(exchange, stages)
        except asyncio.CancelledError:
            self._pipeline.close(exchange, Refusal("pipeline", 503, "cancelled", "the session ended before it was decided"))
            raise

    def hear(self, audio: object, settings: Settings) -> None:
        """A piece of sound goes in. Nobody looks into it; what is told of it is that it was there. Raises BadCallError."""
        if not settings.has_sound:
            why = "policy lets no content pass that cannot be looked into (`dlp.uninspected`), and sound is"
            raise BadCallError(why, "audio", "unsupported_content")
        seconds = self._last(realtime.sound_bytes(audio, "audio"), settings)
        self.context.hear(int(seconds * realtime.SECOND) + 1)

    def bound(self, event: Object, attached: Sequence[Attachment], settings: Settings) -> int:
        """No model reads more tokens in an event. Raises BadCallError."""
        pictures: int = sum(one.part.get("type") == realtime.PICTURE_PART for one in attached)
        heard = [one.part.get("audio") for one in attached if one.part.get("type") in realtime.SOUND_PARTS]
        sounds = [sound for sound in heard if sound is not None]
        seconds = sum(self._last(realtime.sound_bytes(sound, "audio"), settings) for sound in sounds)
        carried = sum(map(len, sounds))
        shown = [one.part.get("image_url") for one in attached if one.part.get("type") == realtime.PICTURE_PART]
        carried += sum(len(one) for one in shown if isinstance(one, str))
        self.shows = self.shows or pictures > 0
        return realtime.written(event) - carried + pictures * realtime.PICTURE + int(seconds * realtime.SECOND) + realtime.PER_ITEM

    def note(self, raw: bytes) -> None:
        """An event came."""
        self._digest.update(raw)

    def keep(self, event: Object) -> None:
        """An event goes up, as the guards left it."""
        if self._runtime.keeps_content and event["type"] != "input_audio_buffer.append":
            self._kept.append(event)

    def tell(self, exchange: Exchange, event: Object) -> None:
        """Fill in what a response's record says of all that was said since the one before."""
        if self._runtime.keeps_content:
            exchange.body = {"events": [*self._kept, event]}
        else:
            exchange.body, exchange.prompt_sha256 = {}, self._digest.hexdigest()
        exchange.verdicts = self.verdicts()

    def verdicts(self) -> list[Verdict]:
        """What was looked at since the response before, and whether there was something that nobody looked into."""
        unseen = [Verdict("dlp", "pass", 0, {"uninspected": self._unseen})] if self._unseen else []
        return merged([*self._verdicts, *unseen])

    def forget(self) -> None:
        """A response has told of it."""
        self._verdicts, self._kept, self._digest, self._unseen = [], [], sha256(), 0

    def _last(self, size: int, settings: Settings) -> float:
        """Seconds of some more sound. Raises BadCallError where that is too much for a session."""
        seconds = size / settings.bytes_a_second
        if self.seconds + seconds > SOUND_SECONDS:
            raise BadCallError(f"a session hears {SOUND_SECONDS} s of sound at most: begin another", "audio", "session_full")
        self.seconds += seconds
        self._unseen += 1
        return seconds

    def _spans(self, text: str) -> Refusal | None:
        """Why a text may not go on after what went up before: a value begins there and ends here."""
        if not self._earlier or not text:
            return None
        guard, end = self._guard, len(self._earlier)
        found: set[str] = set()
        for match in guard.scanner.scan(self._earlier + SEPARATOR + text, guard.hide):
            if is_hidden(match, guard.hide) and match.start < end and match.end > end + len(SEPARATOR):
                found.add(match.entity)
        names = " and ".join(f"`{entity}`" for entity in sorted(found))
        message = f"the event was blocked: together with those before it, it says {names}"
        return Refusal("dlp", 400, "content_filter", message) if found else None

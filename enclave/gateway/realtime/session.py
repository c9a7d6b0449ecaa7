"""One realtime session: events of the client go up when they passed, those of the model service go down as they were let go."""

from __future__ import annotations

import asyncio
import copy
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import msgspec

from enclave.dlp.stream import HoldBackOverflow
from enclave.errors import EnclaveError
from enclave.gateway import strict_json
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.pipeline import Pipeline
from enclave.gateway.realtime.calls import RESPOND_STAGES, Response, exchange_of, priced
from enclave.gateway.realtime.saying import Saying
from enclave.gateway.realtime.settings import Settings, UnguardedError
from enclave.gateway.runtime import Runtime
from enclave.gateway.surfaces import realtime
from enclave.gateway.surfaces.call import BadCallError
from enclave.gateway.surfaces.realtime_ids import Ids
from enclave.gateway.surfaces.realtime_stream import WHOLE, Spoken, encoded
from enclave.gateway.surfaces.stream import StreamBlockedError, StreamGarbageError, decoded
from enclave.gateway.tokens import TokenError
from enclave.ledger.prices import UnknownPriceError
from enclave.wire.socket import INTERNAL, LATER, NORMAL, POLICY, RESTART, ClosedError, Socket

Object = dict[str, Any]
SECONDS = 3_600.0
"""Of a session."""
IDLE_SECONDS = 600.0
"""Without an event of the client's, and without a response."""
RESPONSE_SECONDS = 600.0
"""Of a response: less than its reservation holds."""
READY_SECONDS = 30.0
"""How long the model service may take to be set."""
DRAIN_SECONDS = 10.0
"""How long the end of a response is waited for that was called off."""
TOKEN_SECONDS = 2.0
"""How often the caller's token is looked at."""
MOST_OWN = 256
"""Events of the client's whose own names are remembered, for errors about them."""


class Session:
    """Both sockets, and what stands between them. Make it when the model service's is open; `talk` when the client's is."""

    def __init__(
        self, exchange: Exchange, pipeline: Pipeline, runtime: Runtime, client: Socket, upstream: Socket, *, is_beta: bool, token: bytes,
        on_end: Callable[[], None],
    ) -> None:
        if exchange.rules is None or exchange.target is None:
            raise ValueError("a session before residency")
        self._exchange = exchange
        self._rules = exchange.rules
        self._target = exchange.target
        self._pipeline = pipeline
        self._runtime = runtime
        self._client = client
        self._upstream = upstream
        self._token = token
        self._on_end = on_end
        self._ids = Ids(exchange.id[-12:])
        self._settings = Settings(exchange.deployment, is_beta=is_beta, has_sound=not exchange.rules.policy.refuse_uninspected)
        self._saying = Saying(exchange, exchange.rules.guard, pipeline, runtime)
        self._conversation = runtime.conversation(exchange) if exchange.rules.guard.tokenises_any else None
        self._guard = Spoken(exchange.rules.guard, self._ids, self._conversation)
        self._call: Response | None = None
        self._creating = asyncio.Lock()
        self._wanted = asyncio.Event()
        """Somebody has spoken, and a response is to be created by itself."""
        self._ready = asyncio.Event()
        """The model service has said that it creates no response by itself."""
        self._first = f"{exchange.id}-first"
        self._own: dict[str, object] = {}
        self._number = self._upward = self._responses = 0
        self._commits: list[str] = []
        """Events by which the client itself ends a turn: no response follows those by itself."""
        self._again = False
        """Somebody has spoken while a response was on its way."""
        self._speaks = False
        """There is sound of the model's in the conversation."""
        self._is_leaving = self._is_talking = False
        self._ended = False
        self._begun = self._active = time.monotonic()

    # what the server calls

    async def talk(self, transport: asyncio.Transport, heard: bytes) -> None:
        """See `enclave.wire.message.Talking`."""
        self._is_talking = True
        self._client.attach(transport, heard)
        work = [asyncio.ensure_future(one) for one in (self._down(), self._up(), self._respond_by_itself(), self._watch())]
        try:
            done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                one.result()
        except ClosedError as closed:
            self._exchange.notes.append(f"closed with {closed.code}")
        except EnclaveError as error:
            self._exchange.notes.append(f"{type(error).__name__}: {error.message}")
            self._client.close(INTERNAL, "the session cannot be guarded any more")
        finally:
            for one in work:
                one.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            self._client.close(INTERNAL if self._upstream.is_open else RESTART, "the model service is gone")
            if self._call is not None and self._upstream.is_open and not self._runtime.busy:
                self._runtime.spawn(self._drain(self._call))
            else:
                self._end()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._client.closed(), 5.0)

    def leave(self) -> None:
        """The server closes: the response on its way is the last one."""
        self._is_leaving = True
        if self._call is None:
            self._client.close(RESTART, "the gateway restarts")

    async def aclose(self) -> None:
        """Nobody talks any more, or nobody ever did."""
        if not self._is_talking:
            self._end()

    async def _drain(self, call: Response) -> None:
        """The client has gone in the middle of a response: call it off, and learn what it cost."""
        call.exchange.notes.append("client_aborted")
        call.refusal = call.refusal or Refusal("upstream", 499, "client_aborted", "the client has gone")
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._upstream.send(msgspec.json.encode({"type": "response.cancel"}))
                while True:
                    event = decoded((await self._upstream.receive()).encode())
                    if event.get("type") == "response.done":
                        call.guard.note_usage(event)
                        return
        except (EnclaveError, TimeoutError) as error:
            call.exchange.notes.append(f"drain_failed: {type(error).__name__}")
        finally:
            self._end()

    def _end(self) -> None:
        """Close what is open, and record how it ended."""
        if self._ended:
            return
        self._ended = True
        self._on_end()
        self._upstream.close(NORMAL)
        self._runtime.spawn(self._upstream.closed())
        if self._call is not None:
            why = "the session ended before the response did"
            self._call.refusal = self._call.refusal or Refusal("upstream", 502, "upstream_broken", why)
            self._finish(self._call)
        exchange = self._exchange
        exchange.guarded = self._guard
        exchange.response_bytes = self._client.sent
        exchange.notes.append(f"{self._responses} responses; {self._saying.seconds:.0f} s of sound; {self._client.received} bytes heard")
        exchange.verdicts += self._saying.verdicts()
        self._pipeline.close(exchange, None)

    # up

    async def _up(self) -> None:
        first = self._settings.first()
        await self._upstream.send(msgspec.json.encode({**first, "event_id": self._first}))
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._ready.wait()
        except TimeoutError:
            raise UnguardedError("the model service does not say what it is set to") from None
        while True:
            message = await self._client.receive()
            self._active = time.monotonic()
            await self._hear(message.encode())

    async def _hear(self, raw: bytes) -> None:
        """One event of the client's."""
        own: object = None
        try:
            event, _ = strict_json.read(raw)
            own = event.pop("event_id", None)
            kind = event.get("type")
            if not isinstance(kind, str) or kind not in realtime.EVENTS:
                raise BadCallError("events of this type are not served here", "type", "unsupported_event")
            if own is not None and (not isinstance(own, str) or len(own) > 512):
                raise BadCallError("`event_id` must be a short text", "event_id")
            self._saying.note(raw)
            await self._take(kind, event, raw, own)
        except strict_json.BadJsonError as error:
            await self._refuse(Refusal("parse", 400, "invalid_json", error.message), raw, own)
        except BadCallError as error:
            await self._refuse(Refusal("parse", 400, error.code, error.message, error.param), raw, own)

    async def _take(self, kind: str, event: Object, raw: bytes, own: object) -> None:
        """An event that can be read. Raises BadCallError."""
        if kind == "input_audio_buffer.append":
            if event.keys() - {"type", "audio"}:
                raise BadCallError("a piece of sound has `audio` and nothing else", "audio")
            self._saying.hear(event.get("audio"), self._settings)
            await self._send_up(event, own)
            return
        settings = copy.copy(self._settings)
        attached: tuple[Any, ...] = ()
        if kind == "session.update":
            settings.update(event.get("session"))
        elif kind == "conversation.item.create":
            attached = tuple(realtime.item_parts(event.get("item"), "item"))
        elif kind == "response.create":
            async with self._creating:
                await self._create(event, raw, own)
            return
        realtime.translate(event, self._ids)
        if (wrong := await self._saying.passes(event, attached, raw)) is not None:
            await self._told(*wrong, own)
            return
        self._settings = settings
        name = self._name(own)
        if kind == "input_audio_buffer.commit":
            self._commits.append(name)
        if kind == "conversation.item.create":
            self._saying.context.add(self._saying.bound(event, attached, settings))
        await self._send_up(event, name=name)

    def _name(self, own: object) -> str:
        """What an event is called up there."""
        self._upward += 1
        name = f"{self._exchange.id}-{self._upward}"
        if own is not None:
            if len(self._own) >= MOST_OWN:
                del self._own[next(iter(self._own))]
            self._own[name] = own
        return name

    async def _send_up(self, event: Object, own: object = None, name: str = "") -> None:
        name = name or self._name(own)
        self._saying.keep(event)
        await self._upstream.send(msgspec.json.encode({**event, "event_id": name}))

    # responses

    async def _create(self, event: Object, raw: bytes, own: object) -> None:
        """A response is wanted, by the client or because somebody has spoken. Raises BadCallError."""
        if self._call is not None:
            raise BadCallError("another response of this session is on its way", "response", "conversation_already_has_active_response")
        if self._is_leaving:
            raise BadCallError("the gateway restarts: open another session", "response", "session_expired")
        response, attached = realtime.response_parts(event)
        spoken, most = self._settings.respond(response)
        realtime.translate(event, self._ids)
        if (response or len(event) > 2) and (wrong := await self._saying.passes(event, attached, raw)) is not None:
            await self._told(*wrong, own)
            return
        bound = self._saying.bound(event, attached, self._settings)
        exchange = exchange_of(self._exchange, self._runtime, realtime.RESPOND, event, raw)
        refusal = await self._admit(exchange, event, spoken=spoken, most=most, bound=bound)
        if refusal is not None:
            await self._told(exchange, refusal, own)
            if refusal.stage in ("identity", "access"):
                self._client.close(POLICY, refusal.code)
            return
        self._saying.forget()
        for name in (realtime.RESPONSE, realtime.BETA_RESPONSE):
            response.pop(name, None)
        limit = realtime.BETA_RESPONSE if self._settings.is_beta else realtime.RESPONSE
        response[limit] = min(exchange.max_tokens or 1, realtime.MOST_OUTPUT)
        is_plain = not response.keys() & {"input", "instructions", "tools", "conversation"}
        guard = Spoken(self._rules.guard, self._ids, self._conversation)
        self._call = Response(exchange, guard, self._name(own), self._saying.context.mark if is_plain else None)
        self._responses += 1
        exchange.forwarded, exchange.status = True, 200
        await self._send_up(event, name=self._call.name)

    async def _admit(self, exchange: Exchange, event: Object, *, spoken: bool, most: int | None, bound: int) -> Refusal | None:
        """Reserve what a response may cost, on record; why it may not."""
        self._speaks = self._speaks or spoken
        saying = self._saying
        try:
            exchange.target = priced(self._target, has_sound=self._speaks or saying.seconds > 0, has_pictures=saying.shows)
        except UnknownPriceError as error:
            return Refusal("budget", 403, "price_unknown", error.message)
        if exchange.call is not None:
            exchange.call = msgspec.structs.replace(exchange.call, max_tokens=most)
        exchange.context = saying.context.most(self._settings.standing + bound)
        saying.tell(exchange, event)
        return await saying.decide(exchange, RESPOND_STAGES)

    async def _respond_by_itself(self) -> None:
        """After somebody has spoken: what the model service would do, with a reservation."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            async with self._creating:
                if self._call is not None:
                    self._again = True
                    continue
                try:
                    await self._create({"type": "response.create"}, b"", None)
                except BadCallError as error:
                    await self._error(Refusal("parse", 400, error.code, error.message, error.param), None)

    def _finish(self, call: Response) -> None:
        """A response is over: it is settled and recorded."""
        self._call = None
        exchange = call.exchange
        exchange.guarded, exchange.usage = call.guard, call.guard.usage
        exchange.finish_reasons = call.guard.finish_reasons
        exchange.answer_sha256 = call.digest.hexdigest()
        exchange.upstream_seconds = time.perf_counter() - call.begun
        if call.guard.impossible_usage:
            exchange.notes.append("usage_impossible")
        if call.guard.sounds_dropped:
            exchange.notes.append("sound_dropped")
        usage = exchange.usage
        wrote = usage.completion if usage is not None else exchange.max_tokens or realtime.MOST_OUTPUT
        if usage is not None and call.mark is not None:
            self._saying.context.count(call.mark, usage.prompt, wrote + realtime.PER_ITEM)
        else:
            self._saying.context.add(wrote + realtime.PER_ITEM)
        if call.refusal is not None:
            exchange.status = call.refusal.status
        self._pipeline.close(exchange, call.refusal)
        if self._is_leaving:
            self._client.close(RESTART, "the gateway restarts")

    # down

    async def _down(self) -> None:
        while True:
            try:
                event = decoded((await self._upstream.receive()).encode())
                await self._let_go(event)
            except (StreamGarbageError, HoldBackOverflow, UnguardedError) as error:
                self._exchange.notes.append(f"upstream: {error.message}")
                if self._call is not None:
                    why = "the model service's events cannot be read"
                    self._call.refusal = Refusal("upstream", 502, "upstream_broken", why, error=error.message)
                raise

    async def _let_go(self, event: Object) -> None:
        """One event of the model service."""
        kind, call = event.get("type"), self._call
        if not isinstance(kind, str):
            raise StreamGarbageError("an event has no type")
        if kind == "error":
            await self._let_error_go(event)
        elif kind in ("session.created", "session.updated"):
            await self._set(kind, event)
        elif kind.startswith("response."):
            await self._say(kind, event, call)
        elif kind in WHOLE:
            if kind == "input_audio_buffer.committed":
                self._saying.context.commit()
            await self._pass_on(call.guard if call is not None else self._guard, event, call)
            if kind == "input_audio_buffer.committed" and self._commits:
                del self._commits[0]
            elif kind == "input_audio_buffer.committed" and self._settings.responds:
                self._wanted.set()

    async def _set(self, kind: str, event: Object) -> None:
        session = event.get("session")
        if not isinstance(session, dict):
            raise StreamGarbageError("a session is no object")
        if kind == "session.updated":
            self._settings.check(session)
            if not self._ready.is_set():
                self._ready.set()
                return  # the client did not ask for it
        session.pop("model", None)
        for out in self._guard.said(event):
            self._settings.told(out["session"])
            await self._tell(out)

    async def _say(self, kind: str, event: Object, call: Response | None) -> None:
        """An event of a response."""
        if call is None:
            raise UnguardedError("the model service responds without being asked")
        inner = event.get("response")
        name = inner.get("id") if isinstance(inner, dict) else event.get("response_id")
        if not isinstance(name, str):
            raise StreamGarbageError("an event belongs to no response")
        if not call.upstream_id:
            if kind != "response.created":
                return  # of one that is over
            call.upstream_id, call.id = name, self._ids.told(name, "resp")
        elif name != call.upstream_id:
            if kind == "response.created":
                raise UnguardedError("the model service responds without being asked")
            return
        if call.exchange.first_token is None and kind.endswith(".delta"):
            call.exchange.first_token = time.perf_counter()
        is_last = kind == "response.done"
        if call.refusal is None:
            await self._pass_on(call.guard, event, call)
        elif is_last:
            call.guard.note_usage(event)
        if is_last and self._call is call:
            self._finish(call)
            if self._again:
                self._again = False
                self._wanted.set()

    async def _pass_on(self, guard: Spoken, event: Object, call: Response | None) -> None:
        """What of an event the client gets; a value that policy blocks ends the response."""
        try:
            for out in guard.said(event):
                await self._tell(out, call)
        except StreamBlockedError as blocked:
            names = " and ".join(f"`{entity}`" for entity in sorted(blocked.entities))
            refusal = Refusal("answer", 400, "content_filter", f"the answer was blocked: policy does not let {names} pass")
            await self._error(refusal, None)
            if call is not None:
                await self._block(call, refusal)

    async def _block(self, call: Response, refusal: Refusal) -> None:
        """Nothing more of a response goes on; what it cost is still waited for."""
        call.refusal = refusal
        details = {"type": "incomplete", "reason": "content_filter"}
        response = {"object": "realtime.response", "id": call.id, "status": "incomplete", "status_details": details, "output": []}
        await self._tell({"type": "response.done", "response": response}, call)
        if call.upstream_id:
            await self._send_up({"type": "response.cancel", "response_id": call.upstream_id})

    async def _let_error_go(self, event: Object) -> None:
        """An error of the model service's: that its update was refused ends the session, that a response was ends the response."""
        error = event.get("error")
        if not isinstance(error, dict):
            raise StreamGarbageError("an error is no object")
        name = error.pop("event_id", None)
        if name == self._first:
            raise UnguardedError("the model service does not let itself be set")
        own = self._own.pop(name, None) if isinstance(name, str) else None
        self._commits = [one for one in self._commits if one != name]
        call = self._call
        told = {key: error[key] for key in ("type", "code", "message", "param") if isinstance(error.get(key), str)}
        try:
            self._guard.clean(told)
        except StreamBlockedError:
            told = {"type": "server_error", "message": "the model service's error was blocked"}
        await self._tell({"type": "error", "error": {"param": None, "code": None, **told, "event_id": own}}, call)
        if call is not None and not call.upstream_id and isinstance(name, str) and name == call.name:
            call.exchange.processed = False
            call.refusal = Refusal("upstream", 400, "upstream_refused", "the model service refused the response")
            self._finish(call)

    # telling

    async def _tell(self, event: Mapping[str, Any], call: Response | None = None) -> None:
        data = encoded(event, self._number)
        self._number += 1
        if call is not None:
            call.digest.update(data)
            call.exchange.response_bytes += len(data)
            if event["type"] not in ("response.output_audio.delta", "response.audio.delta"):
                self._pipeline.keep(call.exchange, data + b"\n")
        await self._client.send(data)

    async def _told(self, exchange: Exchange, refusal: Refusal, own: object) -> None:
        """Something did not pass: on record first, then the client hears of it."""
        answer = await self._pipeline.refuse(exchange, refusal)
        said = msgspec.json.decode(answer.body)["error"] if isinstance(answer.body, bytes) else {}
        await self._tell({"type": "error", "error": {**said, "event_id": own, "request_id": exchange.id}})

    async def _refuse(self, refusal: Refusal, raw: bytes, own: object) -> None:
        await self._told(exchange_of(self._exchange, self._runtime, realtime.SAY, {}, raw), refusal, own if isinstance(own, str) else None)

    async def _error(self, refusal: Refusal, own: object) -> None:
        error = msgspec.json.decode(refusal.body())["error"]
        await self._tell({"type": "error", "error": {**error, "event_id": own}})

    # time

    async def _watch(self) -> None:
        """Ends the session when its token is over, or its time."""
        while True:
            await asyncio.sleep(TOKEN_SECONDS)
            now = time.monotonic()
            try:
                caller = await self._runtime.verifier.verify(self._token)
            except TokenError as error:
                await self._say_goodbye(Refusal("identity", 401, "invalid_token", error.message), POLICY)
                return
            if self._rules.name not in caller.memberships:
                await self._say_goodbye(Refusal("access", 403, "no_access_to_project", "the project is not the caller's any more"), POLICY)
                return
            if now - self._begun > SECONDS or (self._call is None and now - self._active > IDLE_SECONDS):
                await self._say_goodbye(Refusal("session", 408, "session_expired", "the session has taken as long as it may"), LATER)
                return
            if self._call is not None and time.perf_counter() - self._call.begun > RESPONSE_SECONDS:
                await self._say_goodbye(Refusal("upstream", 504, "upstream_timeout", "the response has taken as long as it may"), INTERNAL)
                return

    async def _say_goodbye(self, refusal: Refusal, code: int) -> None:
        self._exchange.notes.append(refusal.code)
        await self._error(refusal, None)
        self._client.close(code, refusal.code)

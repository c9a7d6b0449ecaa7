"""The simulated realtime API: one session as events in, events out, in today's words or in those of the beta. No sockets here.

Sound is read as in `media`: its samples are letters. Silence is zeros; the end of a turn is half a second of it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from itertools import count as numbers
from typing import Any

import msgspec

from enclave.simulator.script import CALL, MARK, SAY, Usage
from enclave.simulator.tokens import count, pieces

Event = dict[str, Any]
BYTES_A_SECOND = 48_000
SILENCE = BYTES_A_SECOND // 2
HEARD, SPOKEN = 10, 20
"""Tokens of a second of sound that goes in, and comes out."""
SAMPLES = 2_400
"""Bytes of sound for each piece of its words."""
UNKNOWN = "unknown_parameter"


class Realtime:
    """One session. `hear` takes what a client sends, and gives what it is sent."""

    def __init__(self, model: str, *, is_beta: bool, name: str = "1") -> None:
        self.model = model
        self._is_beta = is_beta
        self.tells_usage = True
        self.fault = ""
        """What goes wrong in a response that was asked for so."""
        self._numbers = numbers(1)
        self._name = name
        self._items: list[Event] = []
        self._buffer = b""
        self._speaks = False
        self._quiet = 0
        self._response = ""
        self.spent: list[Usage] = []
        detection = {"type": "server_vad", "threshold": 0.5, "silence_duration_ms": 500, "create_response": True}
        self.session: Event = {"id": f"sess_{name}", "object": "realtime.session", "model": model, "instructions": "", "tools": []}
        if is_beta:
            self.session |= {"modalities": ["audio", "text"], "turn_detection": detection, "max_response_output_tokens": "inf"}
        else:
            self.session |= {"type": "realtime", "output_modalities": ["audio"], "max_output_tokens": "inf"}
            self.session["audio"] = {"input": {"turn_detection": detection, "transcription": None}, "output": {"voice": "alloy"}}

    def begin(self) -> list[Event]:
        """What is sent first."""
        return [self._event("session.created", session=self.session)]

    def hear(self, text: str) -> Iterator[Event]:
        """The answer to one message."""
        try:
            event = msgspec.json.decode(text)
            kind = event["type"]
        except (msgspec.MsgspecError, KeyError, TypeError):
            yield self._error({}, "the message is no event", "invalid_json")
            return
        step = getattr(self, "_" + str(kind).replace(".", "_"), None)
        if step is None:
            yield self._error(event, f"there is no event `{kind}`", "invalid_value")
            return
        yield from step(event)

    # events of a client

    def _session_update(self, event: Event) -> Iterator[Event]:
        wanted = event["session"]
        wrong = sorted(wanted.keys() & ({"audio", "output_modalities"} if self._is_beta else {"modalities", "turn_detection", "voice"}))
        if wrong:
            yield self._error(event, f"unknown parameter: session.{wrong[0]}", UNKNOWN)
            return
        _merge(self.session, wanted)
        yield self._event("session.updated", session=self.session)

    def _conversation_item_create(self, event: Event) -> Iterator[Event]:
        item = {"id": f"item_{next(self._numbers)}", "object": "realtime.item", "status": "completed", **event["item"]}
        yield from self._add(item)

    def _conversation_item_retrieve(self, event: Event) -> Iterator[Event]:
        item = self._find(event)
        yield self._error(event, "there is no such item", "item_not_found") if item is None else self._event(
            "conversation.item.retrieved", item=item
        )

    def _conversation_item_delete(self, event: Event) -> Iterator[Event]:
        item = self._find(event)
        if item is None:
            yield self._error(event, "there is no such item", "item_not_found")
            return
        self._items.remove(item)
        yield self._event("conversation.item.deleted", item_id=item["id"])

    def _conversation_item_truncate(self, event: Event) -> Iterator[Event]:
        item = self._find(event)
        if item is None:
            yield self._error(event, "there is no such item", "item_not_found")
            return
        told = {key: event[key] for key in ("content_index", "audio_end_ms")}
        yield self._event("conversation.item.truncated", item_id=item["id"], **told)

    def _input_audio_buffer_append(self, event: Event) -> Iterator[Event]:
        try:
            sound = base64.b64decode(event["audio"], validate=True)
        except (binascii.Error, KeyError):
            yield self._error(event, "the sound is no base64", "invalid_value")
            return
        self._buffer += sound
        if self._detection() is None:
            return
        letters = sound.strip(b"\0")
        if letters and not self._speaks:
            self._speaks = True
            yield self._event("input_audio_buffer.speech_started", audio_start_ms=0, item_id=f"item_{self._name}")
        self._quiet = len(sound) - len(sound.rstrip(b"\0")) if letters else self._quiet + len(sound)
        if self._speaks and self._quiet >= SILENCE:
            self._speaks = False
            yield self._event("input_audio_buffer.speech_stopped", audio_end_ms=1000, item_id=f"item_{self._name}")
            yield from self._commit()
            if (self._detection() or {}).get("create_response", True):
                yield from self._respond({})

    def _input_audio_buffer_commit(self, event: Event) -> Iterator[Event]:
        if not self._buffer:
            yield self._error(event, "the buffer is empty", "input_audio_buffer_commit_empty")
        else:
            yield from self._commit()

    def _input_audio_buffer_clear(self, _event: Event) -> Iterator[Event]:
        self._buffer = b""
        yield self._event("input_audio_buffer.cleared")

    def _response_create(self, event: Event) -> Iterator[Event]:
        if self._response:
            yield self._error(event, "a response is on its way", "conversation_already_has_active_response")
        else:
            yield from self._respond(event.get("response") or {})

    def _response_cancel(self, event: Event) -> Iterator[Event]:
        if not self._response:
            yield self._error(event, "no response is on its way", "response_cancel_not_active")
        self._response = ""

    # what happens

    def _detection(self) -> Event | None:
        sound = self.session if self._is_beta else self.session["audio"]["input"]
        found: Event | None = sound.get("turn_detection")
        return found

    def _commit(self) -> Iterator[Event]:
        sound, self._buffer = self._buffer, b""
        item = {"id": f"item_{next(self._numbers)}", "object": "realtime.item", "type": "message", "role": "user", "status": "completed"}
        before = self._items[-1]["id"] if self._items else None
        yield self._event("input_audio_buffer.committed", item_id=item["id"], previous_item_id=before)
        heard = {"type": "input_audio", "transcript": None, "audio": base64.b64encode(sound).decode()}
        yield from self._add({**item, "content": [heard]})

    def _add(self, item: Event) -> Iterator[Event]:
        before = self._items[-1]["id"] if self._items else None
        self._items.append(item)
        for kind in ("created",) if self._is_beta else ("added", "done"):
            yield self._event(f"conversation.item.{kind}", item=item, previous_item_id=before)

    def _find(self, event: Event) -> Event | None:
        return next((item for item in self._items if item["id"] == event.get("item_id")), None)

    def _respond(self, wanted: Event) -> Iterator[Event]:
        """One response, event by event; it ends early when it is called off in between."""
        identity = self._response = f"resp_{self._name}_{next(self._numbers)}"
        items = self._items if wanted.get("input") is None else [self._find({"item_id": one.get("id")}) or one for one in wanted["input"]]
        spoken = "audio" in (wanted.get("output_modalities") or wanted.get("modalities") or self._modalities())
        limit = wanted.get("max_output_tokens", wanted.get("max_response_output_tokens"))
        response: Event = {"id": identity, "object": "realtime.response", "status": "in_progress", "output": [], "usage": None}
        response |= {"conversation_id": f"conv_{self._name}", "metadata": wanted.get("metadata")}
        yield self._event("response.created", response=response)
        usage = self._read(items, wanted)
        said, calls = _answer(items, wanted.get("tools") or self.session["tools"])
        output: list[Event] = []
        status = "completed"
        for number, (name, arguments) in enumerate(calls):
            yield from self._call(identity, number, name, arguments, output)
        if not calls:
            for event in self._speak(identity, said, output, spoken=spoken, limit=limit if isinstance(limit, int) else None):
                if self._response != identity:
                    status = "cancelled"
                    break
                yield event
        told = sum(count(part.get("transcript") or part.get("text") or "") for item in output for part in item.get("content", ()))
        told += sum(count(item["arguments"]) for item in output if "arguments" in item)
        cut = isinstance(limit, int) and told >= limit
        sound = told * 2 if spoken and not calls else 0
        usage = Usage(prompt=usage.prompt, completion=told + sound, seconds=usage.seconds)
        self.spent.append(usage)
        self._response = ""
        self._items += output
        status = "incomplete" if cut and status == "completed" else status
        details = {"type": status, "reason": {"incomplete": "max_output_tokens", "cancelled": "client_cancelled"}.get(status)}
        done = {**response, "status": status, "status_details": details if status != "completed" else None, "output": output}
        yield self._event("response.done", response={**done, "usage": _usage(usage, sound) if self.tells_usage else None})

    def _modalities(self) -> list[str]:
        found: list[str] = self.session["modalities" if self._is_beta else "output_modalities"]
        return found

    def _read(self, items: list[Event], wanted: Event) -> Usage:
        """What a response reads: texts, and ten tokens of a second of sound."""
        texts, seconds = [str(wanted.get("instructions") or self.session["instructions"])], 0.0
        for item in items:
            texts += [str(item.get(key, "")) for key in ("arguments", "output")]
            for part in item.get("content") or ():
                texts.append(str(part.get("text") or part.get("transcript") or ""))
                seconds += len(base64.b64decode(part.get("audio") or "")) / BYTES_A_SECOND
        heard = int(seconds * HEARD)
        return Usage(prompt=sum(map(count, texts)) + 3 * len(items) + heard, seconds=heard)

    def _call(self, response: str, number: int, name: str, arguments: str, output: list[Event]) -> Iterator[Event]:
        identity, call = f"item_{next(self._numbers)}", f"call_{self._name}{next(self._numbers)}"
        place = {"response_id": response, "item_id": identity, "output_index": number, "call_id": call}
        item = {"id": identity, "object": "realtime.item", "type": "function_call", "call_id": call, "name": name}
        begun = {**item, "status": "in_progress", "arguments": ""}
        yield self._event("response.output_item.added", response_id=response, output_index=number, item=begun)
        for piece, _ in pieces(arguments):
            yield self._event("response.function_call_arguments.delta", **place, delta=piece)
        yield self._event("response.function_call_arguments.done", **place, name=name, arguments=arguments)
        output.append({**item, "status": "completed", "arguments": arguments})
        yield self._event("response.output_item.done", response_id=response, output_index=number, item=output[-1])

    def _speak(self, response: str, text: str, output: list[Event], *, spoken: bool, limit: int | None) -> Iterator[Event]:
        """A message, as text or as sound with its words."""
        identity = f"item_{next(self._numbers)}"
        item: Event = {"id": identity, "object": "realtime.item", "type": "message", "role": "assistant", "content": []}
        words = "audio_transcript" if spoken else "text"
        sound = "response.audio" if self._is_beta else "response.output_audio"
        family = f"response.{'' if self._is_beta else 'output_'}{words}"
        member = "transcript" if spoken else "text"
        kind = ("audio" if spoken else "text") if self._is_beta else ("output_audio" if spoken else "output_text")
        place = {"response_id": response, "item_id": identity, "output_index": 0, "content_index": 0}
        yield self._event("response.output_item.added", response_id=response, output_index=0, item={**item, "status": "in_progress"})
        if not self._is_beta:
            yield self._event("conversation.item.added", item={**item, "status": "in_progress"}, previous_item_id=None)
        yield self._event("response.content_part.added", **place, part={"type": kind, member: ""})
        said: list[str] = []
        part: Event = {"type": kind, member: ""}
        output.append({**item, "status": "incomplete", "content": [part]})
        spent = 0
        for piece, tokens in pieces(text):
            spent += tokens
            if limit is not None and spent * (3 if spoken else 1) > limit:
                break
            said.append(piece)
            part[member] = "".join(said)
            if spoken:
                yield self._event(f"{sound}.delta", **place, delta=base64.b64encode(piece.encode().ljust(SAMPLES, b"\0")).decode())
            yield self._event(f"{family}.delta", **place, delta=piece)
        if spoken:
            yield self._event(f"{sound}.done", **place)
        yield self._event(f"{family}.done", **place, **{member: part[member]})
        yield self._event("response.content_part.done", **place, part=part)
        output[-1]["status"] = "completed"
        yield self._event("response.output_item.done", response_id=response, output_index=0, item=output[-1])
        if not self._is_beta:
            yield self._event("conversation.item.done", item=output[-1], previous_item_id=None)

    def _event(self, kind: str, **members: Any) -> Event:
        return {"type": kind, "event_id": f"event_{self._name}_{next(self._numbers)}", **members}

    def _error(self, event: Event, message: str, code: str) -> Event:
        about = {"type": "invalid_request_error", "code": code, "message": f"[simulated] {message}", "param": None}
        return self._event("error", error={**about, "event_id": event.get("event_id")})


def _merge(session: Event, wanted: Event) -> None:
    for key, value in wanted.items():
        if isinstance(value, dict) and isinstance(session.get(key), dict) and key != "turn_detection":
            _merge(session[key], value)
        else:
            session[key] = value


def _answer(items: list[Event], tools: list[Event]) -> tuple[str, list[tuple[str, str]]]:
    """What is said, or which functions are called."""
    last = items[-1] if items else {}
    asked = ""
    for item in items:
        for part in (item.get("content") or ()) if item.get("role") == "user" else ():
            asked = str(part.get("text") or "") or base64.b64decode(part.get("audio") or "").replace(b"\0", b"").decode(errors="replace")
    if last.get("type") == "function_call_output":
        return f"{MARK}the tool said: {last.get('output')}", []
    names = {tool.get("name") for tool in tools}
    calls = [(name, arguments or "{}") for name, arguments in CALL.findall(asked) if name in names]
    found = SAY.search(asked)
    return MARK + (found[1] if found else f"you said: {asked}"), calls


def _usage(usage: Usage, sound: int) -> Event:
    read = {"text_tokens": usage.prompt - usage.seconds, "audio_tokens": usage.seconds, "cached_tokens": 0}
    wrote = {"text_tokens": usage.completion - sound, "audio_tokens": sound}
    told = {"input_tokens": usage.prompt, "output_tokens": usage.completion, "total_tokens": usage.prompt + usage.completion}
    return {**told, "input_token_details": read, "output_token_details": wrote}

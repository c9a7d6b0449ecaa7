"""What the model service says in a realtime session: texts by their deltas, every copy of them as it was let go, sound behind its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from enclave.dlp.scan import is_hidden
from enclave.gateway.conversations import Conversation
from enclave.gateway.guard import Guard
from enclave.gateway.surfaces import realtime
from enclave.gateway.surfaces.call import is_time
from enclave.gateway.surfaces.endings import known
from enclave.gateway.surfaces.realtime_ids import Ids
from enclave.gateway.surfaces.responses_stream import BEGUN, POSITIONS, ResponseStream, unsay
from enclave.gateway.surfaces.stream import StreamGarbageError, is_index
from enclave.ledger.prices import UsageError

Object = dict[str, Any]
TEXTS: Mapping[str, tuple[str, str, bool]] = {
    "response.output_text": ("text", "said", False),
    "response.text": ("text", "said", False),
    "response.output_audio_transcript": ("transcript", "said", False),
    "response.audio_transcript": ("transcript", "said", False),
    "response.function_call_arguments": ("arguments", "", True),
}
"""As in `responses_stream`, in today's words and in those of the beta."""
TRANSCRIPTS = frozenset({"response.output_audio_transcript", "response.audio_transcript"})
SOUNDS = frozenset({"response.output_audio", "response.audio"})
_WHOLE = """
    response.created response.output_item.added response.output_item.done response.content_part.added response.content_part.done
    conversation.created conversation.item.created conversation.item.added conversation.item.done conversation.item.retrieved
    conversation.item.deleted conversation.item.truncated session.created session.updated
    input_audio_buffer.committed input_audio_buffer.cleared input_audio_buffer.speech_started input_audio_buffer.speech_stopped
"""
WHOLE = frozenset(_WHOLE.split())
"""Events that say something as a whole."""
IDS: Mapping[str, str] = {
    "response_id": "resp", "item_id": "item", "previous_item_id": "item", "call_id": "call", "conversation_id": "conv",
}  # fmt: skip
"""Members that are ids, and how ours begin."""
NUMBERS = (*POSITIONS, "audio_start_ms", "audio_end_ms")
MOST_SOUND = 24 * 1024 * 1024
"""Characters of sound that wait for their words: four minutes of 24 kHz, more than any response may have."""
_HIDDEN_FROM_CLIENTS = ("audio", "client_secret", "logprobs")
"""Of an item, a part or a session: sound whose words nobody passed, secrets, and texts spelled in pieces."""


class _Sound:
    """Sound of one part, until its words have passed."""

    __slots__ = ("events", "state")

    def __init__(self) -> None:
        self.events: list[Object] = []
        self.state = ""
        """`passed` or `dropped`, once it is known."""


class Spoken(ResponseStream):
    """Scans the events of one response, or those of the session that belong to none."""

    texts = TEXTS
    spelled = ""

    def __init__(self, guard: Guard, ids: Ids, conversation: Conversation | None = None) -> None:
        super().__init__(guard, lambda _response: None, lambda item: ids.told(item, "item"), conversation)
        self._ids = ids
        self._out: list[Object] = []
        self._sounds: dict[tuple[object, object], _Sound] = {}
        self._waiting = 0
        self.sounds_dropped = 0
        """Parts whose sound did not go on, since something in their words was hidden."""

    def said(self, event: Object) -> Sequence[Object]:
        """What the client gets for an event. Raises StreamBlockedError, StreamGarbageError, HoldBackOverflow."""
        self._out = []
        kind = event["type"]
        family, _, step = kind.rpartition(".")
        if kind == "response.done":
            self._done(event)
        elif kind in WHOLE:
            self._out.append(self._event(event))
        elif family in self.texts and step in ("delta", "done"):
            if step == "delta":
                self._delta(family, event)
            else:
                self._ended(family, event)
                if family in TRANSCRIPTS:
                    self._let_sound_go(event)
        elif family in SOUNDS:
            self._hear_sound(event, step)
        return self._out

    def clean(self, document: Object) -> None:
        """Scan a document that belongs to no answer, in place. Raises StreamBlockedError."""
        self._examined(document)

    def _done(self, event: Object) -> None:
        for (family, _), text in list(self._texts.items()):
            if not text.finished:
                self._finish(family, text)
        for sound in self._sounds.values():
            if not sound.state:  # nobody said what is said in it
                sound.state = "dropped"
                self.sounds_dropped += 1
        self.note_usage(event)
        self._out.append(self._event(event))

    def note_usage(self, document: Mapping[str, Any]) -> None:
        """As the last event tells it."""
        response = document.get("response")
        if not isinstance(response, dict):
            return
        self._reasons = _reasons(response) or self._reasons
        try:
            self.usage = realtime.read_usage(response) or self.usage
        except UsageError:
            self.impossible_usage = True

    # sound

    def _hear_sound(self, event: Object, step: str) -> None:
        place = (event.get("output_index"), event.get("content_index"))
        sound = self._sounds.setdefault(place, _Sound())
        out = self._event(event, "delta" if step == "delta" else "")
        if step == "done" or sound.state == "passed":
            (self._out if sound.state else sound.events).append(out)
        elif not sound.state:
            self._waiting += len(out.get("delta", ""))
            if self._waiting > MOST_SOUND:
                raise StreamGarbageError("more sound came than any response may have, before anybody said what is said in it")
            sound.events.append(out)

    def _let_sound_go(self, event: Object) -> None:
        """The words of a part have passed: its sound does, too, unless something of them was hidden."""
        place = (event.get("output_index"), event.get("content_index"))
        sound = self._sounds.setdefault(place, _Sound())
        if sound.state:
            raise StreamGarbageError("the words of one sound came twice")
        texts = [text for (family, _), text in self._texts.items() if family in TRANSCRIPTS and _place(text.position) == place]
        # what is hidden in words cannot be hidden in sound; words that a token stands for are not in what is told of them
        is_clean = bool(texts) and all("".join(text.raw) == "".join(text.passed) and self._is_clean("".join(text.raw)) for text in texts)
        whole = event.get("transcript")
        is_clean = is_clean and isinstance(whole, str) and whole == "".join(piece for text in texts for piece in text.raw)
        sound.state = "passed" if is_clean else "dropped"
        self._out += [one for one in sound.events if is_clean or "delta" not in one]
        self.sounds_dropped += not is_clean
        self._waiting -= sum(len(one.get("delta", "")) for one in sound.events)
        sound.events = []

    def _is_clean(self, words: str) -> bool:
        return not any(is_hidden(match, self._guard.hide) for match in self._guard.scanner.scan(words, self._guard.hide))

    # events

    def _frame(self, event: Object) -> bytes:
        self._out.append(event)
        return b""

    def _item(self, item: str) -> str:
        return self._ids.told(item, "item")

    def _text(self, family: str, event: Mapping[str, Any]) -> Any:
        text = super()._text(family, event)
        for name in ("response_id", "call_id"):
            if isinstance(event.get(name), str):
                text.position[name] = self._ids.told(event[name], IDS[name])
        return text

    def _event(self, event: Mapping[str, Any], sound: str = "") -> Object:
        """An event with what is known of it: our ids, numbers, and the rest scanned."""
        out: Object = {"type": event["type"], **{key: event[key] for key in NUMBERS if is_index(event.get(key))}}
        for key, prefix in IDS.items():
            if isinstance(event.get(key), str):
                out[key] = self._ids.told(event[key], prefix)
            elif key == "previous_item_id" and key in event:
                out[key] = None
        if sound:
            delta = event.get(sound)
            realtime.sound_bytes(delta, sound)
            out[sound] = delta
        item = event.get("item")
        if event["type"] in BEGUN or (isinstance(item, dict) and item.get("status") == "in_progress"):
            unsay(item)
            unsay(event.get("part"))
        for key, prefix in (("item", "item"), ("part", ""), ("response", "resp"), ("session", "sess"), ("conversation", "conv")):
            held = event.get(key)
            if isinstance(held, dict):
                out[key] = self._held(held, prefix)
        return out

    def _held(self, document: Object, prefix: str) -> Object:
        """A document in an event: its ids are ours, sound and secrets are left out, every text is scanned."""
        ids = self._take_ids(document, prefix)
        outputs = document.get("output")
        inner = [(one, self._take_ids(one, "item")) for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
        parts = [document, *(one for one, _ in inner)]
        for holder in parts:
            _strip(holder)
        times = {key: document.pop(key) for key in ("expires_at", "created_at") if is_time(document.get(key))}
        self._examined(document)
        for one, own in inner:
            one.update(own)
        return {**document, **ids, **times}

    def _take_ids(self, document: Object, prefix: str) -> Object:
        """Ours for the ids in a document, which they are taken out of: what nobody can read needs no scan."""
        found: Object = {}
        for key, kind in (("id", prefix), ("call_id", "call"), ("conversation_id", "conv")):
            name = document.pop(key, None)
            if isinstance(name, str):
                found[key] = self._ids.told(name, kind or "id")
            elif key == "conversation_id" and prefix == "resp":
                found[key] = None
        return found


def _strip(document: Object) -> None:
    """Leave out what no client gets."""
    for key in _HIDDEN_FROM_CLIENTS:
        if key != "audio" or not isinstance(document.get(key), dict):  # the settings of sound are called the same
            document.pop(key, None)
    content = document.get("content")
    for part in content if isinstance(content, list) else ():
        if isinstance(part, dict):
            _strip(part)
            if part.get("type") == realtime.PICTURE_PART:
                part.pop("image_url", None)


def _place(position: Mapping[str, Any]) -> tuple[object, object]:
    return position.get("output_index"), position.get("content_index")


def _reasons(response: Mapping[str, Any]) -> tuple[str, ...]:
    """Why a response ended: its status, or what made it incomplete."""
    status, details = response.get("status"), response.get("status_details")
    if status in (None, "in_progress"):
        return ()
    reason = details.get("reason") if status == "incomplete" and isinstance(details, dict) else status
    return known((reason,))


def encoded(event: Mapping[str, Any], number: int) -> bytes:
    """An event as the client gets it, numbered anew."""
    return msgspec.json.encode({"event_id": f"event_{number}", **event})

"""A streamed response as it passes: deltas of every text through a scanner of its own, and every later copy of it as it was let go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from enclave.dlp.redact import gone
from enclave.dlp.restore import Restorer
from enclave.dlp.stream import StreamScanner
from enclave.gateway import strict_json
from enclave.gateway.conversations import Conversation
from enclave.gateway.guard import Guard
from enclave.gateway.strict_json import Field
from enclave.gateway.surfaces import responses
from enclave.gateway.surfaces.endings import of_response
from enclave.gateway.surfaces.stream import MAX_TEXTS, StreamGarbageError, StreamGuard, decoded, is_index
from enclave.ledger.prices import UsageError

TEXTS: Mapping[str, tuple[str, str, bool]] = {
    "response.output_text": ("text", "said", False),
    "response.refusal": ("refusal", "said", False),
    "response.reasoning_summary_text": ("text", "thought", False),
    "response.reasoning_text": ("text", "thought", False),
    "response.function_call_arguments": ("arguments", "", True),
    "response.custom_tool_call_input": ("input", "", True),
}
"""Texts that come in deltas: the member of the event that ends them, with whom they are read on, and whether a program acts on them."""
_WHOLE = """
    response.created response.queued response.in_progress response.output_item.added response.output_item.done
    response.content_part.added response.content_part.done response.reasoning_summary_part.added response.reasoning_summary_part.done
    response.output_text.annotation.added
"""
WHOLE = frozenset(_WHOLE.split())
"""Events that say something as a whole."""
BEGUN = frozenset({"response.output_item.added", "response.content_part.added", "response.reasoning_summary_part.added"})
"""Those of them to which clients add the deltas that follow."""
LAST = frozenset({"response.completed", "response.failed", "response.incomplete", "error"})
POSITIONS = ("output_index", "content_index", "summary_index", "annotation_index")
CHANGING = frozenset({"status", "output", "usage", "completed_at", "error", "incomplete_details"})
"""Members of a response that differ from event to event. The others are scanned once."""
READ_ON = 4_096
"""Characters of what was said before that are looked at with what is said next."""
Seal: TypeAlias = Callable[[dict[str, Any]], None]
"""Seals the ids in a response, in place."""


class _Text:
    """One text that comes in deltas."""

    __slots__ = ("finished", "is_held", "passed", "place", "position", "raw", "restored", "restorer", "scanner")

    def __init__(self, scanner: StreamScanner, restorer: Restorer | None, position: dict[str, Any], place: str, is_held: bool) -> None:
        self.scanner = scanner
        self.restorer = restorer
        self.position = position
        """Where it stands, for the events about it."""
        self.place = place
        self.is_held = is_held
        """It is read on from an earlier one, and goes on as a whole."""
        self.raw: list[str] = []
        self.passed: list[str] = []
        self.restored: list[str] = []
        self.finished = False

    def let_go(self, text: str, *, is_last: bool) -> str:
        """What a caller gets for a text that passed."""
        self.passed.append(text)
        if self.restorer is not None:
            text = self.restorer.push(text) + (self.restorer.finish() if is_last else "")
        self.restored.append(text)
        return text


class ResponseStream(StreamGuard):
    """Scans the events of one response. Events that nobody knows do not go on; those that do are numbered anew."""

    texts: Mapping[str, tuple[str, str, bool]] = TEXTS
    spelled = "response.output_text"
    """Whose events have log probabilities, of which none go on."""

    def __init__(self, guard: Guard, seal: Seal, seal_item: Callable[[str], str], conversation: Conversation | None = None) -> None:
        """`seal`, `seal_item`: make the ids of a response, and of an item, those of the gateway."""
        super().__init__(guard, conversation)
        self._seal = seal
        self._seal_item = seal_item
        self._items: dict[str, str] = {}
        self._texts: dict[tuple[str, tuple[tuple[str, int], ...]], _Text] = {}
        self._copies: dict[tuple[str | int, str], str] = {}
        """Whole texts, by their member, as the upstream said them, and as they went on."""
        self._echoes: dict[bytes, dict[str, Any]] = {}
        """What responses repeat, as it came and as it goes on."""
        self._number = 0
        self._reasons: tuple[str, ...] = ()

    def ends(self, payload: bytes) -> bool:
        """A response ends with an event that says how."""
        if not any(kind.encode() in payload for kind in LAST):
            return False
        kind = decoded(payload).get("type")
        return isinstance(kind, str) and kind in LAST

    def event(self, payload: bytes) -> bytes:
        """Frames that may go on after this payload."""
        event = decoded(payload)
        self.note_usage(event)
        kind = event.get("type")
        if not isinstance(kind, str):
            raise StreamGarbageError("an event of the stream has no type")
        if kind in WHOLE:
            return self._frame(self._whole_event(event))
        family, _, step = kind.rpartition(".")
        if family not in self.texts:
            return b""
        return self._delta(family, event) if step == "delta" else self._ended(family, event) if step == "done" else b""

    def done(self, payload: bytes) -> bytes:
        """What is still held back, and the last event."""
        event = decoded(payload)
        self.note_usage(event)
        tails = [self._finish(family, text) for (family, _), text in self._texts.items() if not text.finished]
        return b"".join(tails) + self._frame(self._whole_event(event))

    @property
    def finish_reasons(self) -> tuple[str, ...]:
        """See `StreamGuard.finish_reasons`."""
        return self._reasons

    def note_usage(self, document: Mapping[str, Any]) -> None:
        """As the last event tells it."""
        response = document.get("response")
        if isinstance(response, dict):
            self._reasons = of_response(response)
            self.tier = response.get("service_tier") or self.tier
        try:
            self.usage = (responses.read_usage(response) if isinstance(response, dict) else None) or self.usage
        except UsageError:
            self.impossible_usage = True

    def _delta(self, family: str, event: Mapping[str, Any]) -> bytes:
        said = event.get("delta")
        if not isinstance(said, str):
            raise StreamGarbageError("a delta of the stream is no text")
        text = self._text(family, event)
        if text.finished:
            raise StreamGarbageError("a text of the stream goes on after its end")
        text.raw.append(said)
        if text.is_held:
            return b""
        released = text.scanner.push(said)
        self.note(len(said), released.matches, text.place)
        self._hear(text.place, released.text)
        return self._said(family, text, text.let_go(released.text, is_last=False))

    def _ended(self, family: str, event: Mapping[str, Any]) -> bytes:
        """The end of a text: what was held back as a delta, then the event with the text as it went on."""
        member = self.texts[family][0]
        text = self._text(family, event)
        tail = b"" if text.finished else self._finish(family, text)
        whole = event.get(member)
        if not isinstance(whole, str):
            raise StreamGarbageError("a text of the stream has no end")
        out = {"type": f"{family}.done", **text.position, **self._examined({member: whole})}
        if family == self.spelled:
            out["logprobs"] = []
        if isinstance(event.get("name"), str):
            out |= self._examined({"name": event["name"]})
        return tail + self._frame(out)

    def _finish(self, family: str, text: _Text) -> bytes:
        """The rest of a text, as a delta."""
        text.finished = True
        raw = "".join(text.raw)
        if text.is_held:
            passed = self._read_on(self.texts[family][1], text, raw)
        else:
            released = text.scanner.finish()
            self.note(0, released.matches, text.place)
            passed = released.text
        self._hear(text.place, passed)
        rest = text.let_go(passed, is_last=True)
        self._copies[self.texts[family][0], raw] = "".join(text.restored)
        return self._said(family, text, rest)

    def _read_on(self, group: str, text: _Text, raw: str) -> str:
        """A text that is read after others: halves of a value may stand in both. Raises StreamBlockedError when they do."""
        others = [other for (family, _), other in self._texts.items() if self.texts[family][1] == group and other is not text]
        before = [other for other in others if other.passed or other.finished]
        if any(not other.finished for other in before):
            raise StreamGarbageError("texts of the stream overlap")
        earlier = "".join(piece for other in before for piece in other.passed)[-READ_ON:]
        pieces = [earlier, raw]
        examined = self._guard.examine(
            [Field(pieces, 0, earlier), Field(pieces, 1, raw)], None, self._conversation.keep if self._conversation else gone
        )
        self.chars += len(raw)
        self.redactions += examined.redactions
        for entity, seen in examined.found.counts.items():
            self.found.counts[entity] = self.found.counts.get(entity, 0) + seen
        if examined.blocked or pieces[0] != earlier:
            raise self.blocked(frozenset(entity for _, entity in examined.blocked) or frozenset(examined.found.counts))
        return pieces[1]

    def _hear(self, key: str | int, text: str) -> None:
        if self.heard is not None:
            self.heard(key, text)

    def _said(self, family: str, text: _Text, said: str) -> bytes:
        if not said:
            return b""
        out = {"type": f"{family}.delta", **text.position, "delta": said}
        if family == self.spelled:
            out["logprobs"] = []
        return self._frame(out)

    def _text(self, family: str, event: Mapping[str, Any]) -> _Text:
        position: dict[str, Any] = {key: event[key] for key in POSITIONS if is_index(event.get(key))}
        key = (family, tuple(position.items()))
        text = self._texts.get(key)
        if text is None:
            if len(self._texts) >= MAX_TEXTS or not isinstance(event.get("item_id"), str):
                raise StreamGarbageError("a text of the stream cannot be placed")
            position["item_id"] = self._item(event["item_id"])
            _, group, is_argument = self.texts[family]
            is_held = bool(group) and any(self.texts[other][1] == group for other, _ in self._texts)
            place = f"output[{position.get('output_index', 0)}].{self.texts[family][0]}"
            text = _Text(self.scanner(), self.restorer(is_argument=is_argument), position, place, is_held)
            self._texts[key] = text
        return text

    def _whole_event(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """An event that says something as a whole, scanned, with the gateway's ids."""
        out: dict[str, Any] = {"type": event["type"], **{key: event[key] for key in POSITIONS if is_index(event.get(key))}}
        for key in ("item", "part") if event["type"] in BEGUN else ():
            unsay(event.get(key))
        for key in ("part", "annotation", "code", "message", "param"):
            if key in event:
                responses.unspell(event[key])
                out |= self._examined({key: event[key]})
        item, response = event.get("item"), event.get("response")
        if isinstance(item, dict):
            responses.unspell(item)
            out |= self._examined({"item": item})
            self._seal_ids([out["item"]])
        if isinstance(response, dict):
            out["response"] = self._response(response)
        if isinstance(event.get("item_id"), str):
            out["item_id"] = self._item(event["item_id"])
        return out

    def _response(self, response: Mapping[str, Any]) -> dict[str, Any]:
        answer = responses.kept(response)
        repeated = {key: value for key, value in responses.told(answer).items() if key not in CHANGING}
        known = msgspec.json.encode(repeated)
        if known not in self._echoes:
            self._echoes[known] = self._examined(repeated)
        changing = {key: value for key, value in answer.items() if key in CHANGING and key != "completed_at"}
        answer |= {**self._echoes[known], **self._examined(changing)}
        self._seal_ids(answer.get("output"))
        self._seal(answer)
        return answer

    def _examined(self, document: dict[str, Any]) -> dict[str, Any]:
        """A document with its texts scanned; copies of texts that went on are those that went on. Raises StreamBlockedError."""
        try:
            fields = strict_json.texts(document)
        except strict_json.BadJsonError:
            raise StreamGarbageError("an event of the stream cannot be read") from None
        copies: list[tuple[Field, str]] = []
        rest: list[Field] = []
        for field in fields:
            copy = None if field.is_key else self._copies.get((field.place, field.text))
            if copy is None:
                rest.append(field)
            else:
                copies.append((field, copy))
        if rest:
            examined = self._guard.examine(rest, document, self._conversation.keep if self._conversation else gone)
            self.redactions += examined.redactions
            for entity, seen in examined.found.counts.items():
                self.found.counts[entity] = self.found.counts.get(entity, 0) + seen
            if examined.blocked:
                raise self.blocked(frozenset(entity for _, entity in examined.blocked))
            for field in rest:
                self._hear(field.place, field.text)
        for field, copy in copies:
            field.replace(copy)
        return document

    def _seal_ids(self, items: object) -> None:
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                item["id"] = self._item(item["id"])

    def _item(self, item: str) -> str:
        sealed = self._items.get(item)
        if sealed is None:
            self.whole(item, "item_id", counts=False)
            sealed = self._items[item] = self._seal_item(item)
        return sealed

    def _frame(self, event: dict[str, Any]) -> bytes:
        numbered = {"type": event["type"], "sequence_number": self._number, **event}
        self._number += 1
        return b"event: %b\ndata: %b\n\n" % (str(event["type"]).encode(), msgspec.json.encode(numbered))


def unsay(begun: object) -> None:
    """Empty the texts of an item or a part that has only begun: its deltas tell them, held back where they have to be, and so does its end.

    Clients join the two: a value of which the beginning stands here, and the rest in a delta, would be seen by no scan.
    """
    if not isinstance(begun, dict):
        return
    for key in ("text", "refusal", "transcript", "arguments", "input"):
        if isinstance(begun.get(key), str):
            begun[key] = ""
    for parts in (begun.get("content"), begun.get("summary")):
        for part in parts if isinstance(parts, list) else ():
            unsay(part)

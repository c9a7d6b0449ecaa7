"""A streamed chat completion as it passes: every text of every choice through its own scanner, and only what is released goes on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from enclave.dlp.restore import Restorer
from enclave.dlp.stream import StreamScanner
from enclave.gateway.conversations import Conversation
from enclave.gateway.guard import Guard, step
from enclave.gateway.strict_json import KNOWN_KEYS
from enclave.gateway.surfaces import chat
from enclave.gateway.surfaces.call import MAX_CHOICES
from enclave.gateway.surfaces.endings import known
from enclave.gateway.surfaces.logprobs import Confidence
from enclave.gateway.surfaces.stream import DONE, MAX_TEXTS, Path, StreamGarbageError, StreamGuard, decoded, is_index
from enclave.ledger.prices import UsageError
from enclave.wire.sse import frame

MOST_MISSES = 8
"""Chunks in a row that were not as the one before, after which none is expected to be."""
READ_ON = 4_096
"""Characters of a name, or an id, that are looked at with what comes next of it."""
_PLAIN = re.compile(rb'[^"\\\x00-\x1f]*')
"""A text that stands in JSON as it is."""


class _Alike(NamedTuple):
    """A chunk that holds a piece of one text and nothing else, taken apart around it: the next one mostly differs there alone."""

    before: bytes
    behind: bytes
    choice: _Choice
    path: Path
    head: bytes
    """What goes on of it, around the text."""
    tail: bytes

    def text(self, payload: bytes) -> str | None:
        """The text of another chunk, if that is all in which it differs."""
        before, behind = self.before, self.behind
        start, end = len(before), len(payload) - len(behind)
        if start > end or not payload.startswith(before) or not payload.endswith(behind) or _PLAIN.fullmatch(payload, start, end) is None:
            return None
        try:
            return payload[start:end].decode()
        except UnicodeDecodeError:
            return None


class ChatStream(StreamGuard):
    """Scans the chunks of one answer. Text of a choice stands in its `delta`."""

    def __init__(self, guard: Guard, include_usage: bool, conversation: Conversation | None = None) -> None:
        super().__init__(guard, conversation)
        self._include_usage = include_usage
        self._choices: dict[int, _Choice] = {}
        self._around: dict[str, Any] | None = None
        """What stood around the choices of the last chunk: mostly the same in all of them."""
        self._shown = self._head = b"{"
        """The beginning of what goes on of that, up to the choices; and the last one before any."""
        self._alike: _Alike | None = None
        self._misses = 0

    def event(self, payload: bytes) -> bytes:
        """Frames that may go on after this payload. Raises StreamBlockedError, StreamGarbageError, HoldBackOverflow."""
        alike = self._alike
        if alike is not None:
            text = alike.text(payload)
            if text is not None:
                self._misses = 0
                said = alike.choice.text(alike.path, text)
                return b"%b%b%b" % (alike.head, msgspec.json.encode(said), alike.tail) if said or not text else b""
            self._alike = None
            self._misses += 1
        chunk = decoded(payload)
        choices = chunk.pop("choices", None)
        if not isinstance(choices, list):
            raise StreamGarbageError("an event of the stream is no part of a chat completion")
        if chunk != self._around:
            self._shown, self._around = self._beginning(chunk), chunk
        if not choices:
            return _framed(self._shown, []) if self._include_usage or chunk.get("usage") is None else b""
        self._head = self._shown
        tails: list[bytes] = []
        going_on = [kept for choice in choices if (kept := self._choice(choice, tails)) is not None]
        if going_on:
            tails.append(_framed(self._head, going_on))
        if self._misses < MOST_MISSES and len(choices) == 1:
            self._alike = self._taken_apart(payload, chunk, choices[0])
        return b"".join(tails)

    def _taken_apart(self, payload: bytes, chunk: dict[str, Any], choice: dict[str, Any]) -> _Alike | None:
        """A chunk that was read, if it holds nothing but a piece of one text that the next one may go on with."""
        delta = choice.get("delta")
        if not isinstance(delta, dict) or len(delta) != 1 or self.delta(choice) is not delta or choice.get("finish_reason") is not None:
            return None
        [(key, text)] = delta.items()
        if type(text) is not str or key not in chat.READ or "content_filter_results" in choice or not self._guard.hide:
            return None
        begun = re.search(b'"%b": ?"' % key.encode(), payload)
        if begun is None:
            return None
        before, (raw, _, _) = payload[: begun.end()], payload[begun.end() :].partition(b'"')
        behind = payload[len(before) + len(raw) :]
        other = "?" if text != "?" else "!"
        if b"\\" in raw:
            return None
        # it stands where it seems to stand: with another text there the chunk says that one, and all else as before
        if decoded(before + other.encode() + behind) != {**chunk, "choices": [{**choice, "delta": {key: other}}]}:
            return None
        index = choice.get("index", 0)
        head, _, tail = self._frame(index, {key: _HOLE}).partition(_HOLE_JSON)
        return _Alike(before, behind, self._choices[index], (key,), head, tail)

    def _beginning(self, chunk: dict[str, Any]) -> bytes:
        """What of a chunk without its choices goes on, as JSON that is not closed."""
        self.note_usage(chunk)
        out = chat.kept(chunk)
        told = chat.told(out)
        if self.id and out.get("id"):
            out["id"] = self.id
            del told["id"]
        self.beside(told, "chunk")
        if not self._include_usage:
            out.pop("usage", None)
        return msgspec.json.encode(out)[:-1] + (b"," if out else b"")

    @property
    def confidence(self) -> list[float]:
        """See `StreamGuard.confidence`."""
        return [sure for choice in self._choices.values() if (sure := choice.confidence.value) is not None]

    @property
    def finish_reasons(self) -> tuple[str, ...]:
        """See `StreamGuard.finish_reasons`."""
        return known(choice.reason for choice in self._choices.values() if choice.reason)

    def ends(self, payload: bytes) -> bool:
        """The stream has an end mark."""
        return payload == DONE

    def done(self, payload: bytes = DONE) -> bytes:
        """What is still held back, and the end mark."""
        tails: list[bytes] = []
        for index, choice in self._choices.items():
            self._flush(index, choice, tails)
        return b"".join(tails) + frame(payload)

    def note_usage(self, document: Mapping[str, Any]) -> None:
        """As the last chunk tells it."""
        self.tier = document.get("service_tier") or self.tier
        try:
            self.usage = chat.read_usage(document) or self.usage
        except UsageError:
            self.impossible_usage = True

    def delta(self, choice: Mapping[str, Any]) -> object:
        """What of a choice is text, by the names of its texts."""
        return choice.get("delta")

    def choice(self, index: int, delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
        """A choice that says a delta."""
        return {"index": index, "delta": delta, "finish_reason": finish}

    def _choice(self, choice: object, tails: list[bytes]) -> dict[str, Any] | None:
        """What of one choice may go on. Text that finishing it releases goes ahead of it, as frames of their own."""
        if not isinstance(choice, dict) or not is_index(choice.get("index", 0)):
            raise StreamGarbageError("a choice of the stream cannot be read")
        index = choice.get("index", 0)
        state = self._choices.get(index)
        if state is None:
            if len(self._choices) >= MAX_CHOICES:
                raise StreamGarbageError("the stream has too many choices")
            state = self._choices[index] = _Choice(self, index)
        if choice.get("logprobs") is not None:
            state.confidence.add(choice["logprobs"])
        delta = self.delta(choice)
        kept = state.delta(delta) if isinstance(delta, dict) else {}
        finish = choice.get("finish_reason")
        if finish is not None:
            if not isinstance(finish, str):
                raise StreamGarbageError("a choice of the stream cannot be read")
            state.reason = finish
            self.whole(finish, f"choices[{index}].finish_reason")
            if kept:  # its text comes before what it still holds back
                tails.append(self._frame(index, kept))
                kept = {}
            self._flush(index, state, tails)
        elif not kept and "content_filter_results" not in choice:
            return None
        out = self.choice(index, kept, finish)
        if "content_filter_results" in choice:
            self.beside({"content_filter_results": choice["content_filter_results"]}, f"choices[{index}].content_filter_results")
            out["content_filter_results"] = choice["content_filter_results"]
        if not self._guard.hide and self.heard is None and "logprobs" in choice:
            out["logprobs"] = choice["logprobs"]  # they spell the text in pieces, so they go only where nothing is to hide
        return out

    def _flush(self, index: int, state: _Choice, tails: list[bytes]) -> None:
        tails.extend(self._frame(index, delta) for delta in state.finish())

    def _frame(self, index: int, delta: dict[str, Any]) -> bytes:
        return _framed(self._head, [self.choice(index, delta, None)])


_HOLE = "\0 a text \0"
_HOLE_JSON = msgspec.json.encode(_HOLE)


class _Choice:
    """The texts of one choice."""

    __slots__ = ("_finished", "_index", "_restorers", "_stream", "_texts", "_wholes", "confidence", "reason")

    def __init__(self, stream: ChatStream, index: int) -> None:
        self._stream = stream
        self._index = index
        self._texts: dict[Path, StreamScanner] = {}
        self._restorers: dict[Path, Restorer | None] = {}
        self._wholes: dict[Path, str] = {}
        self._finished = False
        self.confidence = Confidence()
        self.reason = ""

    def delta(self, delta: Mapping[str, Any]) -> dict[str, Any]:
        """What of a delta may go on now."""
        out: dict[str, Any] = {}
        for key, value in delta.items():
            if value is None:
                if key in KNOWN_KEYS:
                    out[key] = None
            elif key == "role":
                out[key] = self._whole((key,), value)
            elif type(value) is str or (key == "content" and isinstance(value, list)):
                said = value if isinstance(value, str) else _of_parts(value)
                text = self.text((key,), said)
                if text or not said:
                    out[key] = text
            elif key == "function_call" and isinstance(value, dict):
                out[key] = self._function((key,), value)
            elif key == "tool_calls" and isinstance(value, list):
                out[key] = [self._tool_call(call) for call in value]
            # anything else is not text, cannot be scanned, and does not go on
        return out

    def finish(self) -> list[dict[str, Any]]:
        """Deltas with what was still held back."""
        self._finished = True
        deltas: list[dict[str, Any]] = []
        for path, scanner in self._texts.items():
            released = scanner.finish()
            self._stream.note(0, released.matches, self._place(path))
            self._hear(path, released.text)
            text = self._restored(path, released.text, is_last=True)
            if text:
                deltas.append(_at(path, text))
        self._texts = {}
        return deltas

    def _tool_call(self, call: object) -> dict[str, Any]:
        if not isinstance(call, dict) or not is_index(call.get("index", 0)):
            raise StreamGarbageError("a tool call of the stream cannot be read")
        index = call.get("index", 0)
        out: dict[str, Any] = {"index": index}
        for key in ("id", "type"):
            if call.get(key) is not None:
                out[key] = self._whole(("tool_calls", index, key), call[key])
        for key in ("function", "custom"):
            if isinstance(call.get(key), dict):
                out[key] = self._function(("tool_calls", index, key), call[key])
        return out

    def _function(self, path: Path, function: Mapping[str, Any]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, value in function.items():
            if key == "name" and value is not None:
                out[key] = self._whole((*path, key), value)
            elif type(value) is str:
                out[key] = self.text((*path, key), value)
        return out

    def text(self, path: Path, value: str) -> str:
        """What of a text may go on now that it goes on with a piece."""
        scanner = self._texts.get(path)
        if scanner is None:
            if self._finished and not value:
                return ""  # some say once more that nothing follows
            if self._finished or len(self._texts) >= MAX_TEXTS:
                raise StreamGarbageError("the stream goes on after its end")
            for key in path:
                if isinstance(key, str) and key not in KNOWN_KEYS:
                    self._stream.whole(key, self._place(path), counts=False)
            scanner = self._texts[path] = self._stream.scanner()
            is_argument = path[-1] == "arguments"
            self._restorers[path] = self._stream.restorer(is_argument=is_argument) if is_argument or path[0] in chat.READ else None
        released = scanner.push(value)
        stream, said = self._stream, released.text
        stream.chars += len(value)
        if released.matches:
            stream.note(0, released.matches, self._place(path))
        if stream.heard is not None:
            stream.heard((self._index, *path), said)
        restorer = self._restorers[path]
        return said if restorer is None else restorer.push(said)

    def _hear(self, path: Path, text: str) -> None:
        if self._stream.heard is not None:
            self._stream.heard((self._index, *path), text)

    def _restored(self, path: Path, text: str, *, is_last: bool = False) -> str:
        restorer = self._restorers[path]
        if restorer is None:
            return text
        return restorer.push(text) + (restorer.finish() if is_last else "")

    def _whole(self, path: Path, value: object) -> str:
        """A name or an id: clients want it in one piece, so it is not held back, but it is scanned with what came of it so far."""
        if not isinstance(value, str) or len(self._wholes) >= MAX_TEXTS:
            raise StreamGarbageError("a name in the stream cannot be read")
        before = self._wholes.get(path, "")[-READ_ON:]
        self._wholes[path] = before + value
        self._stream.whole(before + value, self._place(path))
        if before:  # a client may take the last piece for all of it
            self._stream.whole(value, self._place(path), counts=False)
        return value

    def _place(self, path: Path) -> str:
        """As `guard.place` says it."""
        return f"choices[{self._index}].delta{''.join(map(step, path))}"


def _framed(head: bytes, choices: list[dict[str, Any]]) -> bytes:
    """An event with these choices."""
    return frame(b'%b"choices":%b}' % (head, msgspec.json.encode(choices)))


def _of_parts(parts: list[Any]) -> str:
    """What a content in parts says: some servers send their deltas so, and clients want one text."""
    return "".join(part["text"] for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str))


def _at(path: Path, text: str) -> dict[str, Any]:
    """A delta that has only this text."""
    if path[0] == "tool_calls" and len(path) > 1:
        return {"tool_calls": [{"index": path[1], str(path[2]): {str(path[3]): text}}]}
    if len(path) == 2:
        return {str(path[0]): {str(path[1]): text}}
    return {str(path[0]): text}

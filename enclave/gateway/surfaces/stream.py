"""What the guards of all streams share: what was scanned and found, names that cannot be held back, and the usage at the end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from enclave.audit.event import Verdict
from enclave.dlp.redact import gone
from enclave.dlp.restore import Restorer
from enclave.dlp.scan import Match, is_hidden
from enclave.dlp.stream import StreamScanner
from enclave.errors import EnclaveError
from enclave.gateway import strict_json
from enclave.gateway.conversations import Conversation
from enclave.gateway.guard import WALL, Found, Guard
from enclave.gateway.strict_json import KNOWN_WORDS, SHORT
from enclave.ledger.prices import Usage

DONE = b"[DONE]"
MAX_TEXTS = 256
"""Different texts in one choice or answer; more is no answer of a model."""

Path: TypeAlias = tuple[str | int, ...]
"""Where a text stands in a delta: `("content",)`, `("tool_calls", 0, "arguments")`."""


class StreamBlockedError(EnclaveError):
    """The answer has a value that policy does not let pass. Nothing of it has left."""

    def __init__(self, entities: frozenset[str]) -> None:
        super().__init__("the answer was blocked")
        self.entities = entities


class StreamGarbageError(EnclaveError):
    """An event that is no part of an answer."""


class StreamGuard(ABC):
    """Scans one stream. `event` takes what the upstream sent and gives what may go on, perhaps nothing yet, perhaps more."""

    def __init__(self, guard: Guard, conversation: Conversation | None = None) -> None:
        """`conversation`: whose values are put back in what passed."""
        self._guard = guard
        self._conversation = conversation
        self._blocked = False
        self._seen: dict[str, dict[str, Any]] = {}
        self.usage: Usage | None = None
        self.impossible_usage = False
        self.tier: object = None
        """The service tier, as the upstream tells it."""
        self.chars = 0
        self.found = Found()
        self.redactions = 0
        self.names: Collection[str] = ()
        """Models as the file itself names them, which need no scan."""
        self.id = ""
        """What the answer is called instead of what the model service calls it, if anything."""
        self.heard: Callable[[Hashable, str], None] | None = None
        """Whoever wants to know each text that goes on, as it goes on."""

    @abstractmethod
    def event(self, payload: bytes) -> bytes:
        """Frames that may go on after this payload. Raises StreamBlockedError, StreamGarbageError, HoldBackOverflow."""

    @abstractmethod
    def ends(self, payload: bytes) -> bool:
        """Whether the payload is the last."""

    @abstractmethod
    def done(self, payload: bytes) -> bytes:
        """What is still held back, and the end."""

    @abstractmethod
    def note_usage(self, document: Mapping[str, Any]) -> None:
        """Keep the usage that an event tells."""

    @property
    def is_slow(self) -> bool:
        """Whether others would wait too long for an event."""
        return self._guard.is_slow

    @property
    def confidence(self) -> list[float]:
        """How sure the model was of each choice so far, where it was told."""
        return []

    @property
    def finish_reasons(self) -> tuple[str, ...]:
        """Why each choice ended, of those that did so far."""
        return ()

    def verdict(self) -> Verdict:
        """For the record: what was really scanned and found so far."""
        outcome = "refuse" if self._blocked else "redact" if self.redactions else "pass"
        return Verdict("answer", outcome, self.chars, self.found.counts, tuple(self.found.seen))

    def look_for_usage(self, payload: bytes) -> None:
        """All that is still of interest when the client has gone."""
        if b'"usage"' not in payload:
            return
        try:
            document = msgspec.json.decode(payload)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return
        if isinstance(document, dict):
            self.note_usage(document)

    def note(self, scanned: int, matches: Sequence[Match], place: str) -> None:
        """Count what a scanner saw in the text at a place. Raises StreamBlockedError."""
        self.chars += scanned
        if not matches:
            return
        for match in matches:
            if is_hidden(match, self._guard.log):
                self.found.add(match, place)
            self.redactions += is_hidden(match, self._guard.hide)
        blocked = frozenset(match.entity for match in matches if is_hidden(match, self._guard.block))
        if blocked:
            raise self.blocked(blocked)

    def blocked(self, entities: frozenset[str]) -> StreamBlockedError:
        """The end of the stream, on record as such."""
        self._blocked = True
        return StreamBlockedError(entities)

    def scanner(self) -> StreamScanner:
        """For one more text."""
        return self._guard.stream(self._conversation.keep if self._conversation else gone)

    def restorer(self, *, is_argument: bool) -> Restorer | None:
        """For one more text that the caller reads, or a program acts on: what puts the caller's values back, if anything may."""
        if self._conversation is None:
            return None
        return self._conversation.argument_restorer() if is_argument else self._conversation.restorer()

    def whole(self, text: str, place: str, *, counts: bool = True) -> None:
        """Scan a text that cannot be held back or rewritten. Raises StreamBlockedError when it has anything to hide.

        `counts`: it is one of the answer's texts.
        """
        if text in KNOWN_WORDS:
            return
        if self.heard is not None:
            self.heard(place, text)
        matches = self._guard.scanner.scan(text, self._guard.hide)
        self.note(len(text) if counts else 0, matches, place)
        hidden = frozenset(match.entity for match in matches if is_hidden(match, self._guard.hide))
        if hidden:
            raise self.blocked(hidden)

    def beside(self, document: dict[str, Any], place: str) -> None:
        """Scan what stands beside the texts of choices, mostly the same in each chunk. Raises as `whole`, and StreamGarbageError."""
        if document == self._seen.get(place):
            return
        try:
            fields = strict_json.texts(document)
        except strict_json.BadJsonError:
            raise StreamGarbageError("a chunk of the stream cannot be read") from None
        texts = [field.text for field in fields if field.place != "model" or field.text not in self.names]
        joined = WALL.join(texts)
        if not self._guard.is_known(joined) and self._guard.scanner.scan(joined, self._guard.hide):
            for text in texts:
                self.whole(text, place, counts=False)
        elif self.heard is not None:
            for text in texts:
                self.heard(place, text)
        self._seen[place] = document


def is_index(value: object) -> bool:
    """Whether it only counts: a longer number is one that somebody has to look at."""
    return type(value) is int and 0 <= value < SHORT


def decoded(payload: bytes) -> dict[str, Any]:
    """An event. Raises StreamGarbageError."""
    try:
        document = msgspec.json.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise StreamGarbageError("an event of the stream is not JSON") from None
    if not isinstance(document, dict):
        raise StreamGarbageError("an event of the stream is no object")
    return document

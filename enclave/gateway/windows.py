"""A stream that is let go window by window: what was released by its guard waits here until somebody has looked at its text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable

from enclave.audit.event import Verdict
from enclave.gateway.content_safety import OVERLAP, Opinion

WINDOW = 800
"""Code points of new text that are looked at together: with what is repeated of the window before, one question's worth."""
FIRST = 200
"""Of the first window, so that a reader does not wait long for the first word."""
Look = Callable[[str, Opinion], Awaitable[None]]
"""Looks at a text and adds what it thinks of it; raises when it may not go on."""


class Windows:
    """Holds frames back until the text in them was looked at."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._held: list[bytes] = []
        self._new: dict[Hashable, list[str]] = {}
        self._ends: dict[Hashable, str] = {}
        self._waiting = 0
        self._least = FIRST
        self.opinion = Opinion()

    def hear(self, key: Hashable, text: str) -> None:
        """A piece of one of the stream's texts, which stands in the frames that come next."""
        if text:
            self._new.setdefault(key, []).append(text)
            self._waiting += len(text)

    async def pass_on(self, frames: bytes, last: bool) -> bytes:
        """Frames that may go on now. Raises what looking at them raises; after that nothing goes on."""
        self._held.append(frames)
        if not last and 0 < self._waiting < self._least:
            return b""
        if self._waiting:
            await self._look(self._take(), self.opinion)
        released, self._held = b"".join(self._held), []
        return released

    def verdict(self) -> Verdict:
        """For the record: what was looked at and found so far."""
        return self.opinion.verdict("answer_safety")

    def _take(self) -> str:
        """The window: what is new of each text, with the end of what was said before."""
        texts: list[str] = []
        for key, parts in self._new.items():
            said = self._ends.get(key, "") + "".join(parts)
            texts.append(said)
            self._ends[key] = said[-OVERLAP:]
        self._new = {}
        self._waiting, self._least = 0, WINDOW
        return "\n\n".join(texts)

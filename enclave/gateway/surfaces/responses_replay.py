"""The stream of a stored response once more, from behind an event that the client has: the same guard, so the same events and numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from enclave.gateway.conversations import Conversation
from enclave.gateway.guard import Guard
from enclave.gateway.surfaces.responses_stream import ResponseStream, Seal


class ResponseReplay(ResponseStream):
    """Scans the stream from its beginning and lets go what comes after a number. It costs nothing: the first stream was settled."""

    def __init__(
        self, guard: Guard, seal: Seal, seal_item: Callable[[str], str], conversation: Conversation | None = None, *, after: int = -1
    ) -> None:
        """`after`: the number of the last event that the client has; -1: none."""
        super().__init__(guard, seal, seal_item, conversation)
        self._after = after

    def note_usage(self, document: Mapping[str, Any]) -> None:
        """Nothing: what it tells is on record already."""

    def _frame(self, event: dict[str, Any]) -> bytes:
        number = self._number
        written = super()._frame(event)
        return written if number > self._after else b""

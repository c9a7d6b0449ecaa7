"""Server-sent events (WHATWG HTML, section 9.2): bytes cut anywhere -> payloads of `data:` lines, and back."""

from __future__ import annotations

from enclave.errors import EnclaveError

_BOM = b"\xef\xbb\xbf"


class EventTooLargeError(EnclaveError):
    """An event grew over the limit, or its line never ended."""


def frame(payload: bytes) -> bytes:
    """One event with this payload. The payload may have several lines, but no bare carriage return."""
    if b"\n" in payload:
        payload = payload.replace(b"\n", b"\ndata: ")
    return b"data: %b\n\n" % payload


class SseParser:
    """Gives the payload of each event as soon as its blank line has arrived. Comments, `event`, `id` and `retry` are dropped."""

    __slots__ = ("_data", "_limit", "_pieces", "_size", "_start", "_swallow_newline")

    def __init__(self, limit: int = 1024 * 1024) -> None:
        self._limit = limit
        self._data: list[bytes] = []
        self._pieces: list[bytes] = []
        self._size = 0
        self._start: bytes | None = b""
        self._swallow_newline = False

    def feed(self, data: bytes) -> list[bytes]:
        """Payloads of the events that `data` completes. Raises EventTooLargeError; the parser is of no use after that."""
        if self._start is not None:
            data = self._without_bom(data)
        elif _is_one_event(data) and not (self._pieces or self._data or self._swallow_newline):
            return [data[6:-2]]
        if self._swallow_newline and data:
            self._swallow_newline = False
            data = data.removeprefix(b"\n")
        if b"\r" in data:
            self._swallow_newline = data.endswith(b"\r")
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        self._size += len(data)
        if b"\n" not in data:
            if data:
                self._pieces.append(data)
            self._check()
            return []
        self._pieces.append(data)
        lines = b"".join(self._pieces).split(b"\n")
        tail = lines.pop()
        self._pieces = [tail] if tail else []
        payloads = self._events(lines)
        self._size = len(tail) + sum(map(len, self._data))
        self._check()
        return payloads

    def _events(self, lines: list[bytes]) -> list[bytes]:
        payloads: list[bytes] = []
        for line in lines:
            if not line:
                if self._data:
                    payloads.append(self._data[0] if len(self._data) == 1 else b"\n".join(self._data))
                    self._data = []
            elif line.startswith(b"data:"):
                self._data.append(line[6:] if line.startswith(b" ", 5) else line[5:])
            elif line == b"data":
                self._data.append(b"")
        return payloads

    def _without_bom(self, data: bytes) -> bytes:
        start = (self._start or b"") + data
        if len(start) < len(_BOM) and _BOM.startswith(start):
            self._start = start
            return b""
        self._start = None
        return start.removeprefix(_BOM)

    def _check(self) -> None:
        if self._size > self._limit:
            raise EventTooLargeError(f"a server-sent event is larger than {self._limit} bytes")


def _is_one_event(data: bytes) -> bool:
    """Whether it is one whole event of one line, which is what mostly comes at once."""
    return data.startswith(b"data: ") and data.endswith(b"\n\n") and data.count(b"\n") == 2 and b"\r" not in data
